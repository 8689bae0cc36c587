import { type MilestoneRow, milestoneTable } from '../calendar/milestone.ts'
import { type CohortRow, cohorts } from '../consultations/cohort.ts'
import { type ConsultationRow, consultationTable } from '../consultations/consultation-page.ts'
import { type ActionRow, actionTable, type Engagement, engagementKind } from '../consultations/engagement.ts'
import type { SettingsDeps } from '../deps.ts'
import { type RegionRow, regionBoard } from '../icbs/read-boards.ts'
import { agreementTable, signatureCounts } from '../ig/agreement-table.ts'
import { documentKind, type IgDocument, type IgTask, taskKind } from '../ig/document.ts'
import { type ModeRow, modes } from '../ig/modes.ts'
import { type Keyed, readAll } from '../kinds/kind.ts'
import { type Mailing, mailingTable } from '../mailings/mailing.ts'
import { positions, type SettingPosition } from '../sites/positions.ts'
import { type ProviderRow, providerTable } from '../sites/site-table.ts'
import { type ApiState, listApis } from '../suppliers/api.ts'
import { type Commitment, listCommitments } from './commitment.ts'
import type { Period } from './period.ts'
import { type Priority, prioritiesOf } from './priority.ts'

/** Everything an issue is made of, as the records stood at one moment; plain JSON. */
export type NoteFacts = {
  readonly period: Period
  readonly positions: readonly SettingPosition[]
  readonly providers: readonly ProviderRow[]
  readonly documents: readonly Keyed<IgDocument>[]
  readonly tasks: readonly Keyed<IgTask>[]
  readonly signatures: ReturnType<typeof signatureCounts>
  readonly modes: readonly ModeRow[]
  readonly cohorts: readonly CohortRow[]
  readonly consultations: readonly ConsultationRow[]
  readonly engagements: readonly Keyed<Engagement>[]
  readonly actions: readonly ActionRow[]
  readonly mailings: readonly Reminded[]
  readonly milestones: readonly MilestoneRow[]
  readonly apis: readonly ApiState[]
  readonly priorities: readonly Priority[]
  readonly regions: readonly RegionRow[]
  readonly commitments: readonly Commitment[]
}

/** A letter that left: what it was about, to which roles, when. */
export type Reminded = Pick<Mailing, 'subject' | 'roles' | 'source' | 'urgency'> & { readonly sentOn: string }

/** Gathers the facts of an issue by the use cases of every part of the programme, as they stand now (programme.md 3.6). */
export async function gatherFacts(deps: SettingsDeps, period: Period): Promise<NoteFacts> {
  return {
    period,
    positions: await positions(deps),
    providers: await providerTable(deps),
    documents: await readAll(deps, documentKind),
    tasks: await readAll(deps, taskKind),
    signatures: signatureCounts(await agreementTable(deps)),
    modes: await modes(deps),
    cohorts: await cohorts(deps),
    consultations: await consultationTable(deps),
    engagements: await readAll(deps, engagementKind),
    actions: await actionTable(deps),
    mailings: (await mailingTable(deps)).flatMap(reminded),
    milestones: await milestoneTable(deps),
    apis: await listApis(deps),
    priorities: await prioritiesOf(deps, period),
    regions: await regionBoard(deps),
    commitments: await listCommitments(deps),
  }
}

function reminded({ subject, roles, source, urgency, sentOn }: Mailing): Reminded[] {
  return sentOn === undefined ? [] : [{ subject, roles, source, urgency, sentOn }]
}
