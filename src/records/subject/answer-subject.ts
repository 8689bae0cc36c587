import { childKey, refusal, type SubjectPart, writeAudit } from '../../platform/index.ts'
import type { Operator, RecordsDeps } from '../deps.ts'
import { recordsErrors } from '../errors.ts'
import { sealDetails } from '../sealed-details.ts'
import { type DecidedPart, decideParts } from './decide.ts'
import type { Exemption, Relation } from './exemptions.ts'
import { requestsAbout } from './requests.ts'

/** Who asks for what, and who decided. */
export type SubjectRequest = Operator & {
  readonly nhsNumber: string
  readonly requestedBy: string
  readonly relation: Relation
  readonly reason: string
  /** The person at the controller who applied the tests: name and role. */
  readonly decidedBy: string
  /** Why it was decided otherwise than the table proposes; needed where it was. */
  readonly because?: string
  readonly give: readonly string[]
  readonly withhold: readonly string[]
}

export type SubjectDeps = RecordsDeps & {
  readonly exemptions: readonly Exemption[]
  /** What each context holds about a number. */
  readonly about: readonly ((nhsNumber: string) => Promise<readonly SubjectPart[]>)[]
}

/** The answer to a request, as it is handed over. */
export type SubjectAnswer = {
  readonly requestId: string
  readonly at: Date
  readonly request: SubjectRequest
  readonly parts: readonly DecidedPart[]
  /** Where was not looked, and why. */
  readonly notSearched: readonly string[]
}

/** Ours: what cannot be found by a number, or is out of reach of the command. */
const NOT_SEARCHED = [
  'messages of the exchange, which are sealed and kept for thirty days at most',
  'months of the history that lie in an archive: return them first',
  'backups and the journal of messages, which hold what was there on their day',
  'logs and metrics, which hold no number, name or birth date',
]

/**
 * Gathers everything held about a child, withholds what exemptions allow and the controller decided, and writes down what
 * was decided before anything is handed over (health-side.md 6.6, UK GDPR article 15). Throws SUBJECT_REQUEST_INVALID.
 */
export async function answerSubject(deps: SubjectDeps, request: SubjectRequest): Promise<SubjectAnswer> {
  refuseIncomplete(request)
  const { nhsNumber } = request
  const found: SubjectPart[] = []
  for (const about of deps.about) found.push(...(await about(nhsNumber)))
  found.push({ part: 'requests', records: await requestsAbout(deps, nhsNumber) })
  const parts = decideParts(found, deps.exemptions, request)
  const requestId = deps.randomness.uuid()
  const at = deps.clock.now()
  const answer = { requestId, at, request, parts, notSearched: NOT_SEARCHED }
  await keepRequest(deps, answer)
  return answer
}

function refuseIncomplete(request: SubjectRequest): void {
  const { requestedBy, reason, decidedBy, because, give, withhold } = request
  const empty = Object.entries({ requestedBy, reason, decidedBy }).find(([, value]) => value.trim() === '')
  if (empty !== undefined) throw invalid(`${empty[0]} is empty`)
  if (give.length + withhold.length > 0 && !because?.trim()) throw invalid('why it was decided otherwise is missing')
}

const invalid = (why: string) => refusal(recordsErrors, 'SUBJECT_REQUEST_INVALID', why)

async function keepRequest({ db, keyring }: RecordsDeps, answer: SubjectAnswer): Promise<void> {
  const { requestId, at, request, parts } = answer
  const { nhsNumber, requestedBy, relation, reason, decidedBy, because, by } = request
  const decisions = parts.map(({ part, held, withheld, isDecided }) => ({
    ...{ part, held, isDecided },
    ...(withheld && { exemption: withheld.exemption, fields: withheld.fields }),
  }))
  const details = { nhsNumber, requestedBy, reason, decidedBy, ...(because && { because }) }
  await db.transaction(async tx => {
    await tx.query({
      text: `insert into records.subject_request (request_id, child_key, relation, request_sealed, at, by_whom, decisions)
        values ($1, $2, $3, $4, $5, $6, $7)`,
      values: [
        requestId,
        childKey(keyring, nhsNumber),
        relation,
        sealDetails(keyring, `records.subject_request ${requestId}`, details),
        at,
        by,
        JSON.stringify(decisions),
      ],
    })
    const withheld = parts.filter(one => one.withheld !== undefined).length
    await writeAudit(tx, {
      entryId: requestId,
      at,
      action: 'subject-export',
      outcome: withheld === 0 ? 'given' : 'given-in-part',
      channel: 'administration',
      requestId,
      nhsNumber,
      asker: { userId: by },
      detail: { relation, parts: parts.length, withheld },
    })
  })
}
