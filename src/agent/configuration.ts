import path from 'node:path'
import Type, { type Static } from 'typebox'
import { type CalendarDate, refusal } from '../platform/index.ts'
import { agentErrors } from './errors.ts'
import { type ExtractMapping, readMapping } from './extract/mapping.ts'
import { LEGAL_STATUSES, type LegalStatus, SHARED_BY_DEFAULT } from './legal-statuses.ts'
import { readJsonFile, shapeFaults } from './shape-faults.ts'

const closed = { additionalProperties: false }
const word = Type.String({ minLength: 1 })

const phone = Type.String({ pattern: '^[+(\\d][\\d ()-]{8,}$' })

const CONFIGURATION = Type.Object(
  {
    authority: Type.Object(
      { odsCode: word, name: word, emergencyPhone: Type.String(), officePhone: Type.Optional(phone) },
      closed,
    ),
    mesh: Type.Object(
      {
        /** The address of MESH, `https://…`, and the authority's own mailbox there. */
        url: Type.String({ pattern: '^https?://.' }),
        mailboxId: word,
        /** The mailbox of the national service. */
        hubMailbox: word,
        // No public source gives the national workflow ids (local-authority.md 7.1): they are always told.
        workflows: Type.Object(
          {
            upload: word,
            acknowledgement: word,
            accessNotice: word,
            inactiveNumber: word,
            wasNotBrought: Type.Optional(word),
          },
          closed,
        ),
      },
      closed,
    ),
    extract: Type.Object({ mapping: word, file: Type.Optional(word) }, closed),
    /** When the daemon sends, by the clock in England, and how often it reads the mailbox. */
    schedule: Type.Optional(
      Type.Object(
        {
          uploadAt: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
          pollMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
        },
        closed,
      ),
    ),
    /** Where notices go beside the terminal. The secret of the webhook is in the environment. */
    inbox: Type.Optional(
      Type.Object(
        {
          folder: Type.Optional(word),
          webhook: Type.Optional(Type.String({ pattern: '^https?://.' })),
        },
        closed,
      ),
    ),
    /** A file may end or delete so many of the live plans, above a least number, before two people must agree (A15). */
    volumeGuard: Type.Optional(
      Type.Object(
        { percent: Type.Integer({ minimum: 1, maximum: 100 }), atLeast: Type.Integer({ minimum: 0 }) },
        closed,
      ),
    ),
    /** Child protection plans that another authority owns, or that are temporary (A11; local-authority.md 2.3). */
    otherAuthorityPlans: Type.Optional(Type.Enum(['leave', 'send'])),
    /** The day the programme named for the category of plans; absent, no upload carries one (decision 64). */
    planCategoryFrom: Type.Optional(Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' })),
    /** A switch for each legal status that differs from the default; `true` shares it. */
    legalStatuses: Type.Optional(
      Type.Object(Object.fromEntries(LEGAL_STATUSES.map(code => [code, Type.Optional(Type.Boolean())])), closed),
    ),
  },
  closed,
)
type Written = Static<typeof CONFIGURATION>

/** The authority itself: its ODS code and name, its phones for nights (emergency duty) and for office hours. */
export type Authority = {
  readonly odsCode: string
  readonly name: string
  readonly emergencyPhone: string
  readonly officePhone?: string
}

/** How many live plans one file may end or delete before two people must agree (check A15). */
export type VolumeLimit = { readonly percent: number; readonly atLeast: number }

export type AgentConfiguration = {
  readonly authority: Authority
  readonly mesh: Written['mesh']
  readonly mapping: ExtractMapping
  /** Legal statuses that make a looked-after child one to share. */
  readonly shared: ReadonlySet<LegalStatus>
  readonly volumeGuard: VolumeLimit
  readonly otherAuthorityPlans: 'leave' | 'send'
  /** From this day on uploads carry the category of plans; absent, none does. */
  readonly planCategoryFrom?: CalendarDate
  /** The extract the daemon sends each day; `uploadAt` is `HH:MM` by the clock in England. */
  readonly daily?: { readonly file: string; readonly uploadAt: string }
  readonly pollMinutes: number
  /** A folder that takes notices as files, and an address that is told of them. */
  readonly inbox: { readonly folder?: string; readonly webhook?: string }
}

/** About every five minutes (local-authority.md 7.2). */
const POLL_MINUTES = 5

/** No source gives a figure; these are ours: a tenth of the live plans, and never fewer than ten. */
const VOLUME_GUARD: VolumeLimit = { percent: 10, atLeast: 10 }

/**
 * Reads the agent's configuration file (JSON with `//` comments) and the mapping file it names, looked for beside it. Throws
 * AGENT_CONFIGURATION_INVALID or AGENT_MAPPING_INVALID naming every fault of the file, never a value.
 */
export async function readConfiguration(file: string): Promise<AgentConfiguration> {
  const value = await readJsonFile(file).catch((error: Error) => {
    throw refusal(agentErrors, 'AGENT_CONFIGURATION_INVALID', error.message)
  })
  const faults = shapeFaults(CONFIGURATION, value)
  if (faults.length > 0) throw refusal(agentErrors, 'AGENT_CONFIGURATION_INVALID', faults.join('; '))
  const { authority, mesh, extract, legalStatuses } = value as Written
  const { volumeGuard = VOLUME_GUARD, otherAuthorityPlans = 'leave', planCategoryFrom } = value as Written
  const beside = (name: string) => path.resolve(path.dirname(file), name)
  const mapping = await readMapping(beside(extract.mapping))
  const { schedule, inbox = {} } = value as Written
  return {
    authority: authority as Authority,
    ...{ mesh, mapping, volumeGuard, otherAuthorityPlans },
    shared: sharedStatuses(legalStatuses ?? {}),
    ...(planCategoryFrom && { planCategoryFrom: planCategoryFrom as CalendarDate }),
    ...(schedule && extract.file && { daily: { file: beside(extract.file), uploadAt: schedule.uploadAt } }),
    pollMinutes: schedule?.pollMinutes ?? POLL_MINUTES,
    inbox: {
      ...(inbox.folder && { folder: beside(inbox.folder) }),
      ...(inbox.webhook && { webhook: inbox.webhook }),
    },
  }
}

/** The statuses in scope: the default with the authority's switches laid over it (local-authority.md 2.2). */
function sharedStatuses(switches: Record<string, unknown>): ReadonlySet<LegalStatus> {
  return new Set(LEGAL_STATUSES.filter(code => switches[code] ?? SHARED_BY_DEFAULT.includes(code)))
}
