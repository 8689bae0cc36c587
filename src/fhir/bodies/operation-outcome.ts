import type { OutcomeRow } from '../outcome.ts'
import { ERROR_SYSTEM } from '../systems.ts'
import type { OperationOutcome } from './resources.ts'

/** What a row's texts are filled with. */
export type Said = { readonly x: string; readonly sentence: string }

/** Fills the places `{x}` and `{sentence}` of a row's text. */
export const filled = (text: string, said: Said): string =>
  text.replaceAll(/\{(x|sentence)\}/g, (_place, key: keyof Said) => said[key])

/** The body of every refusal and fault (fhir-api.md 4.4). */
export function operationOutcome(id: string, row: OutcomeRow, said: Said): OperationOutcome {
  const { severity, issue, code, display, diagnostics } = row
  return {
    resourceType: 'OperationOutcome',
    id,
    issue: [
      {
        severity,
        code: issue,
        details: { coding: [{ system: ERROR_SYSTEM, code, display }] },
        diagnostics: filled(diagnostics, said),
      },
    ],
  }
}
