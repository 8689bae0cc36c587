import { OID } from '../parts/vocabulary.ts'
import { at, attribute, childrenOf, type XmlElement } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'

/** Why a query failed, or what to know of its answer (hl7v3.md 4.7, 12.7). */
export type Reason = {
  readonly code: string
  readonly display: string
  /** ER error, WG warning, IF information. */
  readonly severity: 'ER' | 'WG' | 'IF'
}

/** Reasons of a control act, in the order given. */
export function writeReasons(reasons: readonly Reason[]): Xml[] {
  return reasons.map(
    ({ code, display, severity }) =>
      xml`<reason typeCode="RSON"><justifyingDetectedIssueEvent classCode="ALRT" moodCode="EVN"><code code="${code}" codeSystem="${OID.detectedIssue}" displayName="${display}"><qualifier code="${severity}"/></code></justifyingDetectedIssueEvent></reason>`,
  )
}

/** Reasons as read: codes nobody knows are kept as they came. An issue without a readable severity is an error. */
export function readReasons(controlAct: XmlElement | undefined): Reason[] {
  return childrenOf(controlAct, 'reason').map(reason => {
    const code = at(reason, 'justifyingDetectedIssueEvent', 'code')
    const severity = attribute(at(code, 'qualifier'), 'code')
    return {
      code: attribute(code, 'code') ?? '',
      display: attribute(code, 'displayName') ?? '',
      severity: severity === 'WG' || severity === 'IF' ? severity : 'ER',
    }
  })
}
