import { invalidRequest } from '../faults.ts'

/** How a list is narrowed by workflow id (mesh.md 6.2). */
export type WorkflowFilter = {
  readonly match: 'equals' | 'begins' | 'contains'
  readonly text: string
  /** True when those that match are left out. */
  readonly negated: boolean
}

const SHORTEST = 2
const LONGEST = 255

/**
 * Reads `X`, `X*` or `*X*`, each with `!` before it for its opposite; 2 to 255 characters in all.
 * Throws MESH_REQUEST_INVALID for anything else.
 */
export function readWorkflowFilter(text: string): WorkflowFilter {
  const [, not, before, word, after] = /^(!?)(\*?)([^*]+)(\*?)$/.exec(text) ?? []
  if (text.length < SHORTEST || text.length > LONGEST || word === undefined || (before && !after))
    throw invalidRequest({
      loc: ['query', 'workflow_filter'],
      msg: `must be X, X* or *X*, or one of these behind an exclamation mark, of ${SHORTEST} to ${LONGEST} characters`,
      type: 'invalid',
    })
  return { match: before ? 'contains' : after ? 'begins' : 'equals', text: word, negated: not === '!' }
}
