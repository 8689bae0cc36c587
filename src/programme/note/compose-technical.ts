import type { ApiState } from '../suppliers/api.ts'
import { missingForRelease } from '../suppliers/api.ts'
import { type Block, inWords, list, paragraph } from './document.ts'
import type { NoteFacts } from './facts.ts'
import { monthOf, prioritySpan } from './period.ts'

const NAMES = { hl7: 'The CP-IS HL7 API', fhir: 'The CP-IS FHIR API' } as const
const MODE_WORDS = { standard: 'a standard look-up (which alerts)', silent: 'a silent read' } as const
const STAGE_WORDS = {
  design: 'is being designed',
  build: 'is being built',
  test: 'is being tested',
  released: 'is released to suppliers',
  live: 'is in use',
} as const

/** How far each API is and what keeps it from suppliers (programme.md S-061 to S-066). */
export function technical({ apis }: NoteFacts): Block[] {
  return apis.flatMap(apiText)
}

function apiText(api: ApiState): Block[] {
  const modes = api.modes.length === 0 ? '' : ` for ${inWords(api.modes.map(mode => MODE_WORDS[mode]))}`
  const when = api.expected === undefined ? '' : `: ${api.expected}`
  const missing = api.stage === 'design' ? [] : missingForRelease(api)
  return [
    paragraph(`${NAMES[api.api]}${modes} ${STAGE_WORDS[api.stage]}${when}.`),
    ...(missing.length === 0 ? [] : [paragraph(PACK_FIRST)]),
  ]
}

const PACK_FIRST =
  'The documents that support assurance are finished first; then it is opened to suppliers, whose clinical systems in ' +
  'the new care settings can be integrated directly.'

/** The heading of the priorities names their months. */
export function prioritiesHeading({ period }: Pick<NoteFacts, 'period'>): string {
  return `Priorities for ${inWords(prioritySpan(period).map(monthOf))}`
}

/** The main priorities of the next three months (programme.md S-069, S-070). */
export function priorities({ priorities: all }: NoteFacts): Block[] {
  return list(all.map(one => one.text))
}
