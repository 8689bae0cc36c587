import { findAuthority } from '../../care-settings/index.ts'
import { type Database, dayInEngland } from '../../platform/index.ts'
import { type Stock, takeStock } from '../../register/index.ts'
import { contactsOf } from '../contacts/store.ts'
import type { OperationsDeps } from '../deps.ts'
import type { MailPort } from '../letters/mail.ts'
import { isToMend, type QualityReport } from './quality.ts'
import { qualityLetterText } from './quality-letter.ts'
import {
  keepQualityLetter,
  keepQualityLetterDelivered,
  keepReport,
  qualityLettersToDeliver,
  uploadsWithoutReport,
} from './store.ts'

const AT_ONCE = 10
/** Uploads before these weeks have no report: their story is over. */
const LOOK_BACK_MS = 31 * 86_400_000

/** What making reports needs: the register takes stock under its own role. */
export type QualityDeps = OperationsDeps & { readonly register: Database }

/**
 * Makes the report on each upload that has none, oldest first, and writes to its authority where it has something to
 * mend: the first such upload of a day. One that fails is logged and tried again the next round. True when there may be
 * more.
 */
export async function makeQualityReports(deps: QualityDeps): Promise<boolean> {
  const now = deps.clock.now()
  const uploads = await uploadsWithoutReport(deps.db, new Date(now.getTime() - LOOK_BACK_MS), AT_ONCE)
  let made = 0
  for (const uploadId of uploads) {
    try {
      await reportOn(deps, uploadId)
      made += 1
    } catch (error) {
      deps.log.error({ err: error, upload: uploadId }, 'no report on an upload could be made')
    }
  }
  return made === AT_ONCE
}

async function reportOn(deps: QualityDeps, uploadId: string): Promise<void> {
  const now = deps.clock.now()
  const stock = await takeStock({ db: deps.register }, { uploadId, on: dayInEngland(now), now })
  const report = reportOf(stock, now)
  await deps.db.transaction(async tx => {
    if ((await keepReport(tx, report)) && isToMend(report)) await writeLetter({ ...deps, db: tx }, report)
  })
  deps.metrics.count('quality-report', report.fileCode)
}

function reportOf({ held, ...stock }: Stock, madeAt: Date): QualityReport {
  const { people, ...counts } = held
  return { ...stock, ...counts, held: people, madeAt }
}

async function writeLetter({ db, clock, randomness, settings }: OperationsDeps, report: QualityReport): Promise<void> {
  const writtenAt = clock.now()
  const day = dayInEngland(writtenAt)
  const { authorityCode, uploadId } = report
  const name = (await findAuthority({ db }, authorityCode, day))?.name ?? authorityCode
  const recipients = (await contactsOf(db, [authorityCode])).map(one => one.email)
  const text = qualityLetterText(name, report, settings)
  await keepQualityLetter(db, {
    ...{ letterId: randomness.uuid(), uploadId, authorityCode, day, recipients, writtenAt },
    ...text,
  })
}

/** Hands over the letters about uploads; one that cannot be is logged and tried again. Returns how many left. */
export async function deliverQualityLetters(deps: OperationsDeps, mail: MailPort): Promise<number> {
  let left = 0
  for (const letter of await qualityLettersToDeliver(deps.db, AT_ONCE)) {
    try {
      const as = await mail(letter)
      await keepQualityLetterDelivered(deps.db, letter.letterId, deps.clock.now(), as)
      left += 1
    } catch (error) {
      deps.log.error({ err: error, letterId: letter.letterId }, 'a letter could not be handed over')
    }
  }
  return left
}
