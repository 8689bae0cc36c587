import { type Block, list, paragraph } from './document.ts'
import type { NoteSettings } from './settings.ts'

/** After so many days a message nobody collected expires (programme.md S-100; mesh.md). */
const EXPIRES_AFTER_DAYS = 5

const STEPS = [
  'look into the MESH.log file, if you have access: it tells what the MESH client did',
  'hold the ports of the client against the prerequisites on the MESH website',
  'start MESH by hand, as the e-mail of the operations team tells',
]

/** How the connections are watched over and what to do when one is lost (programme.md S-095 to S-103). */
export function meshBlocks(): Block[] {
  return [
    paragraph(
      'MESH is how social care shares information with CP-IS. The operations team looks at the connection of every local ' +
        'authority each day. Where one is lost, it writes to the contacts of that authority, with the steps to reconnect.',
    ),
    paragraph(
      `Please treat this as urgent: after ${EXPIRES_AFTER_DAYS} days messages expire, and your organisation can read ` +
        'them no more.',
    ),
    paragraph('What to try:'),
    ...list(STEPS),
  ]
}

/** Whom to ask what (programme.md S-104, S-105, S-107). */
export function contacts({ operationsMail, programmeMail, addressesMasked }: NoteSettings): Block[] {
  const at = (address: string) => (addressesMasked || address === '' ? 'address on request' : address)
  return [
    paragraph(
      `For data quality and general questions about the live service: the operations team (${at(operationsMail)}).`,
    ),
    paragraph(`For the programme: the programme team (${at(programmeMail)}).`),
  ]
}

/** How an incident is raised (programme.md S-106). */
export function incidentBlocks(): Block[] {
  return [
    paragraph('To raise an incident, go to ServiceNow and say which service is affected, for example MESH or CP-IS.'),
  ]
}
