import { type CalendarDate, type Database, daysBetween } from '../../platform/index.ts'
import type { Finding } from '../checks/index.ts'
import type { AwaitedChild } from '../desired/births.ts'
import type { KnownRecord } from '../desired/known-record.ts'
import { closeRefusedUnder, replaceWork } from './store.ts'
import type { NewWork } from './work-item.ts'

export type WorkOfExtract = {
  readonly findings: readonly Finding[]
  readonly vanished: readonly KnownRecord[]
  readonly renumbered: readonly KnownRecord[]
  readonly awaited: readonly AwaitedChild[]
  /** NHS numbers the extract no longer holds: a refusal under one is of no use to anybody now. */
  readonly goneNumbers: readonly string[]
  readonly today: CalendarDate
  readonly at: Date
}

/** Opens what an extract gives a person to do, and closes what it no longer does (local-authority.md 5.4, 5.5, 8.2). */
export async function storeWorkOfExtract(tx: Database, work: WorkOfExtract): Promise<void> {
  const { at } = work
  const held = work.findings.filter(finding => finding.severity === 'block' && finding.row !== undefined)
  await replaceWork(tx, 'held-back', { items: held.map(heldBack), at })
  await replaceWork(tx, 'vanished', { items: work.vanished.map(vanished), at })
  await replaceWork(tx, 'renumbered', { items: work.renumbered.map(renumbered), at })
  await replaceWork(tx, 'birth', { items: work.awaited.map(one => birth(one, work.today)), at })
  await closeRefusedUnder(tx, work.goneNumbers, at)
}

/** A sensitive record and a number out of use (which may be an adoption) are for few eyes. */
const RESTRICTED: ReadonlySet<string> = new Set(['A12', 'A13'])

function heldBack({ row, localPersonId = `row ${row}`, check, sentence }: Finding): NewWork {
  return {
    key: `held-back ${localPersonId} ${check}`,
    kind: 'held-back',
    localPersonId,
    code: check,
    whoMends: 'The authority: whoever enters the record',
    sentence,
    restricted: RESTRICTED.has(check),
  }
}

function vanished({ nhsNumber, type, localPersonId }: KnownRecord): NewWork {
  return {
    key: `vanished ${nhsNumber} ${type}`,
    kind: 'vanished',
    ...{ nhsNumber, localPersonId, code: type },
    whoMends: 'The authority: the team of the child',
    sentence:
      'This plan was sent, and the extract no longer holds it. The NHS goes on seeing it; nothing was ended or deleted. ' +
      'Find out why it is gone: enter an end date if the plan ended, a delete date if it was entered in error.',
  }
}

function renumbered({ nhsNumber, type, localPersonId }: KnownRecord): NewWork {
  return {
    key: `renumbered ${nhsNumber} ${type}`,
    kind: 'renumbered',
    ...{ nhsNumber, localPersonId, code: type },
    restricted: true,
    whoMends: 'The authority, with the service desk',
    sentence:
      'This plan was sent under another NHS number than the person carries now, and stands there still. If that was ' +
      "another child's number, a wrong child is shown with the plan: have it deleted today.",
  }
}

function birth({ draft, warnFrom }: AwaitedChild, today: CalendarDate): NewWork {
  const late = daysBetween(warnFrom, today) >= 0
  return {
    key: `birth ${draft.personId}`,
    kind: 'birth',
    localPersonId: draft.personId,
    whoMends: 'The authority: the team of the child',
    sentence: late ? BIRTH_LATE : BIRTH,
    due: warnFrom,
  }
}

const BIRTH =
  "The child is born and has no record of its own with the national service yet; the mother's plan stays until it has, " +
  "so that there is no gap. Enter the child's NHS number and plan; release this if the child is to have none."
const BIRTH_LATE =
  'The child was born fourteen or more days ago and the NHS still finds no plan under its own number. Trace the number ' +
  "with PDS today and enter the child's plan; release this if the child is to have none."
