import { expected } from '../../../stand-ins/childrens-services/index.ts'
import {
  type InboxItem,
  markShown,
  printInbox,
  printUpload,
  type RecordAnswer,
  readInbox,
  uploadExtract,
} from '../../agent/index.ts'
import type { Pool } from '../../platform/index.ts'
import { keyOfChild } from '../../register/index.ts'
import type { Everything } from '../everything.ts'
import type { StoryAuthority } from './authorities.ts'
import { type Asked, type CareTeam, signedIn } from './clinicians.ts'
import { eventually, type Narrator } from './narrator.ts'

/** The people of the story: staff of `db/reference/role-profiles.csv`, children of `stand-ins/people`. */
const NURSE = '656005750107'
const GP = '656005750108'
const CHILD_OF_X01 = '9990100004'
const CHILD_OF_X02 = '9990100144'
const CHILD_OF_NOBODY = '9990100071'

export type Stage = {
  readonly everything: Everything
  readonly authorities: readonly StoryAuthority[]
  /** Reads the system audit, as an auditor does. */
  readonly auditor: Pool
  /** Stops and starts the database that holds the register. */
  readonly register: { stop(): Promise<void>; start(): Promise<void> }
  readonly narrator: Narrator
}

export type StoryFigures = {
  story: 'ok'
  rows: number
  stored: number
  refused: number
  acknowledgements: number
  standardLookups: number
  notices: number
  silentLookups: number
  noticesForSilent: number
}

/** Tells the story with live data and checks every step; throws at the first that is not true. */
export async function tellStory(stage: Stage): Promise<StoryFigures> {
  const uploads = await sendExtracts(stage)
  const nurse = await standardLookUp(stage)
  const silent = await silentLookUp(stage)
  await unknownChild(stage)
  const after = await registerStopped(stage)
  return {
    story: 'ok',
    ...uploads,
    standardLookups: nurse.lookUps + after.lookUps,
    notices: nurse.notices + after.notices,
    silentLookups: 1,
    noticesForSilent: silent.notices,
  }
}

type UploadFigures = Pick<StoryFigures, 'rows' | 'stored' | 'refused' | 'acknowledgements'>

async function sendExtracts({ authorities, narrator }: Stage): Promise<UploadFigures> {
  narrator.chapter('Three local authorities check their extracts and send them over MESH')
  for (const { code, agent, extract } of authorities) {
    const report = await uploadExtract(agent, { file: extract })
    narrator.say(printUpload(report))
    const { rows, heldBack, sent } = expected[code]
    narrator.check(
      `${code}: ${rows} rows checked, ${heldBack} held back with the reason, ${sent} sent`,
      {
        rows: report.rows,
        heldBack: report.heldBack,
        sent: report.sent,
      },
      { rows, heldBack, sent },
    )
  }
  narrator.chapter('The national side answers row by row, and the acknowledgements come back')
  const figures = { rows: 0, stored: 0, refused: 0, acknowledgements: 0 }
  for (const authority of authorities) {
    const [item] = await newItems(authority, 'acknowledgement', 20_000)
    narrator.say(printInbox(item ? [item] : []))
    const counts = item?.kind === 'acknowledgement' ? countsOf(item.records) : {}
    const { stored, refused, sent } = expected[authority.code]
    narrator.check(`${authority.code}: every row has its verdict`, counts, { CPR06: stored, ...refused })
    figures.rows += sent
    figures.stored += stored
    figures.refused += sent - stored
    figures.acknowledgements += 1
  }
  return figures
}

function countsOf(records: readonly RecordAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { code = 'none' } of records) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

async function standardLookUp(stage: Stage): Promise<{ lookUps: number; notices: number }> {
  const { everything, narrator } = stage
  narrator.chapter('A nurse in an emergency department signs in and asks about a child (standard)')
  const nurse = await signedIn(everything, NURSE, true)
  const plans = await nurse.plans(CHILD_OF_X01)
  narrator.say(described(plans))
  narrator.check('the plan is Known, with whom to ring', phones(plans), ['mobile 07700900801', 'work 01632960801'])
  const history = await nurse.history(CHILD_OF_X01)
  narrator.check(
    'the nurse’s own look-up is the newest in the access history',
    [history.status, history.total],
    [200, 1],
  )
  narrator.chapter('Within a second the authority’s mailbox holds the access notice')
  const notices = await noticesFor(stage, 'X01', 1_000)
  narrator.check('exactly one notice, to the authority that holds the plan', notices, 1)
  return { lookUps: 1, notices }
}

async function silentLookUp(stage: Stage): Promise<{ notices: number }> {
  const { everything, narrator, auditor } = stage
  narrator.chapter('A GP asks about the same child in scheduled care (silent)')
  const gp = await signedIn(everything, GP, false)
  const plans = await gp.plans(CHILD_OF_X01)
  narrator.check('the same answer', phones(plans), ['mobile 07700900801', 'work 01632960801'])
  const history = await gp.history(CHILD_OF_X01)
  narrator.check('no entry in the access history', [history.status, history.total], [200, 1])
  const notices = await noticesWithin(stage, 'X01', 1_000)
  narrator.check('no notice to anybody', notices, 0)
  const audited = await auditor.query({
    text: `select action, outcome, mode from audit.entry where user_id = $1 and child_key = $2 and action = 'look-up'`,
    values: [GP, keyOfChild(CHILD_OF_X01)],
  })
  narrator.check('but the system audit knows', audited, [{ action: 'look-up', outcome: 'Known', mode: 'silent' }])
  return { notices }
}

async function unknownChild({ everything, narrator }: Stage): Promise<void> {
  narrator.chapter('A child no authority has told of')
  const nurse = await signedIn(everything, NURSE, true)
  const { status, total, found } = await nurse.plans(CHILD_OF_NOBODY)
  narrator.check(
    'NotKnown: the register was read and holds nothing',
    { status, total, found },
    { status: 200, total: 0, found: [] },
  )
}

async function registerStopped(stage: Stage): Promise<{ lookUps: number; notices: number }> {
  const { everything, narrator, register } = stage
  narrator.chapter('The register is stopped')
  const nurse = await signedIn(everything, NURSE, true)
  await register.stop()
  const away = await nurse.plans(CHILD_OF_X02)
  narrator.check('NotChecked: never "nothing known"', [away.status, away.outcome], [503, 'UNABLE_TO_CALL_SERVICE'])
  await register.start()
  narrator.say('The register is started again; the same question:')
  const plans = await eventually('an answer', 10_000, async () => {
    const answer = await nurse.plans(CHILD_OF_X02)
    return answer.status === 200 ? answer : undefined
  })
  narrator.check('the plan is Known again', phones(plans), ['mobile 07700900802', 'work 01632960802'])
  const notices = await noticesFor(stage, 'X02', 5_000)
  narrator.check('and the authority has exactly one notice', notices, 1)
  return { lookUps: 1, notices }
}

function described({ found }: Asked<CareTeam>): string {
  return found.map(plan => `${plan.name}, since ${plan.period?.start}`).join('\n')
}

function phones({ found }: Asked<CareTeam>): string[] {
  return found.flatMap(plan => (plan.telecom ?? []).map(phone => `${phone.use} ${phone.value}`)).sort()
}

/** Reads an authority's inbox until something of this kind is there, prints nothing, and marks it shown. */
async function newItems(authority: StoryAuthority, kind: InboxItem['kind'], withinMs: number): Promise<InboxItem[]> {
  const items = await eventually(`${kind} for ${authority.code}`, withinMs, async () => {
    const found = (await readInbox(authority.agent)).filter(item => item.kind === kind)
    return found.length > 0 ? found : undefined
  })
  await markShown(authority.agent, items)
  return items
}

async function noticesFor(stage: Stage, code: StoryAuthority['code'], withinMs: number): Promise<number> {
  const authority = stage.authorities.find(one => one.code === code) as StoryAuthority
  const items = await newItems(authority, 'access', withinMs)
  stage.narrator.say(printInbox(items))
  return items.length + (await noticesWithin(stage, code, 300))
}

/** How many access notices come within so long, to anybody. */
async function noticesWithin(stage: Stage, code: StoryAuthority['code'], ms: number): Promise<number> {
  await new Promise(resolve => setTimeout(resolve, ms))
  let count = 0
  for (const authority of stage.authorities) {
    const items = (await readInbox(authority.agent)).filter(item => item.kind === 'access')
    await markShown(authority.agent, items)
    if (items.length > 0) stage.narrator.say(`${authority.code} (asked about ${code}): ${items.length} more`)
    count += items.length
  }
  return count
}
