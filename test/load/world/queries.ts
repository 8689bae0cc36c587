import type { NhsNumber } from '../../../src/demographics/index.ts'
import { actionOf, INTERACTIONS } from '../../../src/hl7v3/spine/interactions.ts'
import { writeQueryInteraction } from '../../../src/hl7v3/spine/query-interaction.ts'
import { writeEnvelope } from '../../../src/hl7v3/spine/soap-envelope.ts'
import type { Mode } from '../../../src/lookup/index.ts'
import type { Database } from '../../../src/platform/index.ts'
import { systemClock, systemRandomness } from '../../../src/platform/index.ts'
import type { SignedInStaff } from './staff.ts'

const SERVICE_SYSTEM = '200000000001'
const CALLING_SYSTEM = '200000000900'
const NUMBER: NhsNumber = '9990000018' as NhsNumber
const MESSAGE_ID = '00000000-0000-4000-8000-00000000000A'
const QUERY_ID = '00000000-0000-4000-8000-00000000000B'

/** Makes one system through which everybody may ask: whose system it is makes no difference to the time. */
export async function accreditOneForAll(owner: Database, staff: readonly SignedInStaff[]): Promise<void> {
  const organisations = [...new Set(staff.map(({ actor }) => actor.author.organisation.odsCode))]
  await owner.query({
    text: `insert into identity.accredited_system (asid, name, organisations, certificate_name, sign_in,
      assurance_level, device_activities, valid_from, source)
      values ($1, 'bench', $2, 'bench.example.org', 'by-system', 3, '{}', '2021-04-01', 'bench')`,
    values: [CALLING_SYSTEM, organisations],
  })
}

/**
 * Queries of a member of staff in a mode, over SOAP. A message is written once and its ids and number are put in its
 * place each time: the caller shares the machine with what it measures.
 */
export function queriesOf({ actor }: SignedInStaff, mode: Mode): (nhsNumber: NhsNumber) => string {
  const at = systemClock.now()
  const systems = { receiver: SERVICE_SYSTEM, sender: CALLING_SYSTEM }
  const query = { queryId: QUERY_ID, at, author: actor.author, nhsNumber: NUMBER, unscheduled: mode === 'standard' }
  const message = writeQueryInteraction(
    { messageId: MESSAGE_ID, createdAt: at, ...systems },
    query,
    'queryByParameterValue',
  )
  const from = 'https://trust.example.org/cpis'
  const action = actionOf(INTERACTIONS.query)
  const to = 'https://spine.example.org/syncservice'
  const text = writeEnvelope({ messageId: MESSAGE_ID, action, to, from, ...systems }, message)
  const pieces = text.split(new RegExp(`(${MESSAGE_ID}|${QUERY_ID}|${NUMBER})`))
  return nhsNumber => {
    const messageId = systemRandomness.uuid().toUpperCase()
    const queryId = systemRandomness.uuid().toUpperCase()
    const filled = { [MESSAGE_ID]: messageId, [QUERY_ID]: queryId, [NUMBER]: nhsNumber }
    return pieces.map(piece => filled[piece] ?? piece).join('')
  }
}
