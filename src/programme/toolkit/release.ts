import { dayInEngland, isAlreadyThere, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { toolkitErrors } from './errors.ts'
import { listLessons } from './lessons.ts'
import { AUDIENCES, PAGE_KINDS } from './page.ts'
import { listPages } from './pages.ts'
import { releases, storeRelease } from './store.ts'
import type { SettingMode, Toolkit } from './toolkit.ts'

const VERSION = /^\d{4}-(0[1-9]|1[0-2])(\.\d{1,2})?$/

/** What is missing before the toolkit may be released; nothing when it may (programme.md S-071, S-084). */
export function missingForToolkit({ pages, settings }: Pick<Toolkit, 'pages' | 'settings'>, today: string): string[] {
  return [
    ...PAGE_KINDS.filter(kind => !pages.some(one => one.kind === kind)).map(kind => `no page of the kind ${kind}`),
    ...AUDIENCES.filter(who => !pages.some(one => one.audience.includes(who))).map(who => `no page for ${who}`),
    ...pages.filter(one => one.reviewBy < today).map(one => `${one.page} was to be reviewed by ${one.reviewBy}`),
    ...(settings.length === 0 ? ['no care settings with their modes'] : []),
  ]
}

/**
 * Releases the toolkit as it stands under a version of its own, `2023-07`, a second one of the month `2023-07.2`. Throws
 * TOOLKIT_VERSION_INVALID, TOOLKIT_NOT_READY naming what is missing, TOOLKIT_VERSION_TAKEN.
 */
export async function releaseToolkit(
  deps: ProgrammeDeps,
  asked: { readonly version: string; readonly by: string; readonly settings: readonly SettingMode[] },
): Promise<Toolkit> {
  const { version, by, settings } = asked
  if (!VERSION.test(version)) throw refusal(toolkitErrors, 'TOOLKIT_VERSION_INVALID', version)
  const releasedAt = deps.clock.now()
  const [pages, lessons] = [await listPages(deps), await listLessons(deps)]
  const missing = missingForToolkit({ pages, settings }, dayInEngland(releasedAt))
  if (missing.length > 0) throw refusal(toolkitErrors, 'TOOLKIT_NOT_READY', missing.join(', '))
  const toolkit = { version, releasedAt, releasedBy: by, settings, pages, lessons }
  try {
    await storeRelease(deps.db, toolkit)
  } catch (error) {
    if (isAlreadyThere(error)) throw refusal(toolkitErrors, 'TOOLKIT_VERSION_TAKEN', version, error)
    throw error
  }
  return toolkit
}

/** Every released version, oldest first. */
export function listToolkits(deps: Pick<ProgrammeDeps, 'db'>): Promise<Toolkit[]> {
  return releases(deps.db)
}

/** One released version, the newest when none is named. Throws TOOLKIT_VERSION_UNKNOWN. */
export async function readToolkit(deps: Pick<ProgrammeDeps, 'db'>, version?: string): Promise<Toolkit> {
  const all = await releases(deps.db)
  const found = version === undefined ? all.at(-1) : all.find(one => one.version === version)
  if (found === undefined) throw refusal(toolkitErrors, 'TOOLKIT_VERSION_UNKNOWN', version ?? 'none is released')
  return found
}
