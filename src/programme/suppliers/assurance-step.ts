import { refusal } from '../../platform/index.ts'
import { supplierErrors } from './errors.ts'
import { ASSURANCE_ITEMS } from './items.ts'
import { ASSURANCE_STAGES, type Assurance, type AssuranceStage } from './product.ts'

const place = (stage: AssuranceStage) => ASSURANCE_STAGES.indexOf(stage)

/**
 * What a product lacks before it may stand at a stage: items of earlier stages that were not accepted, and from the
 * certificate on a conformance report that passed. An uplift starts anew with its last report.
 */
export function missingForStage(assurance: Assurance, to: AssuranceStage): string[] {
  if (to === 'uplift') return []
  const accepted = new Map(assurance.decisions.map(one => [one.item, one.decision]))
  const items = ASSURANCE_ITEMS.filter(one => place(one.stage) < place(to) && accepted.get(one.id) !== 'accepted')
  const isConformant = assurance.results.at(-1)?.passed === true
  return [
    ...items.map(one => `${one.id} not accepted`),
    ...(place(to) >= place('certificate') && !isConformant ? ['no conformance report that passed'] : []),
  ]
}

/**
 * One stage at a time forward; live and uplift to and fro; back to any earlier stage at any time. Throws
 * ASSURANCE_STEP_REFUSED, ASSURANCE_STEP_TOO_EARLY naming what is missing.
 */
export function checkAssuranceStep(assurance: Assurance, to: AssuranceStage): void {
  const [from, wanted] = [place(assurance.stage), place(to)]
  if (wanted === from || wanted > from + 1)
    throw refusal(supplierErrors, 'ASSURANCE_STEP_REFUSED', `from ${assurance.stage} to ${to}`)
  const missing = wanted > from || to === 'live' ? missingForStage(assurance, to) : []
  if (missing.length > 0) throw refusal(supplierErrors, 'ASSURANCE_STEP_TOO_EARLY', missing.join(', '))
}
