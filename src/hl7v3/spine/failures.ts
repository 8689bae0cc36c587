import { type Xml, xml } from '../xml/xml-writer.ts'
import { INTERACTIONS } from './interactions.ts'
import { type Reason, writeReasons } from './reasons.ts'
import { type Transmission, writeInteraction, writeSystemAuthor } from './transmission.ts'

export type Acknowledging = Transmission & Required<Pick<Transmission, 'acknowledges'>>

/** "No record on CP-IS" as captured: two reasons of one meaning (hl7v3.md 4.7). */
export const NO_RECORD_REASONS: readonly Reason[] = [
  { code: '1', display: 'NHS Number Not Found', severity: 'ER' },
  { code: 'NHSNCC002', display: 'NHS Number Not Found', severity: 'ER' },
]

/** Writes QUQI_IN010000UK14: here for one meaning only, that the register was read and holds nothing. */
export function writeNoRecord(transmission: Acknowledging): Xml {
  return writeInteraction(
    INTERACTIONS.queryFailed,
    transmission,
    xml`${writeSystemAuthor(transmission.sender)}${writeReasons(NO_RECORD_REASONS)}<queryAck type="QueryAck"><queryResponseCode code="ID"/></queryAck>`,
  )
}

/** Writes MCCI_IN010000UK13: the query was taken and refused, or could not be answered (hl7v3.md 4.8). */
export function writeApplicationAcknowledgement(transmission: Acknowledging, reasons: readonly Reason[]): Xml {
  return writeInteraction(
    INTERACTIONS.acknowledgement,
    transmission,
    xml`${writeSystemAuthor(transmission.sender)}${writeReasons(reasons)}`,
  )
}
