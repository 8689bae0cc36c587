import type { AgreementRow } from '../../../programme/index.ts'
import type { Cell } from '../../components/table/presenter.ts'

const TAGS: Readonly<Record<AgreementRow['state'], NonNullable<Cell['tag']>>> = {
  signed: 'green',
  offered: 'blue',
  overdue: 'red',
  lapsed: 'grey',
  'not available': 'grey',
}

/** Each state of an agreement in words. */
export const AGREEMENT_WORDS: Readonly<Record<AgreementRow['state'], string>> = {
  signed: 'Signed',
  offered: 'Offered',
  overdue: 'Overdue',
  lapsed: 'Lapsed',
  'not available': 'None offered',
}

export function agreementCell(state: AgreementRow['state']): Cell {
  return { text: AGREEMENT_WORDS[state], tag: TAGS[state] }
}

/** `Sign, asked by 656005750305`; nothing where nothing waits. */
export function waitingWords({ waiting }: Pick<AgreementRow, 'waiting'>): string {
  return waiting === undefined ? '' : `${waiting.action === 'sign' ? 'Sign' : 'Withdraw'}, asked by ${waiting.askedBy}`
}
