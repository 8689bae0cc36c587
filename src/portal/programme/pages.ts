import type { Portal } from '../frame/portal.ts'
import type { ProgrammePagesDeps } from './deps.ts'
import { providersScreen } from './providers/list.ts'
import { addScreen, type Screen } from './screen/screen.ts'
import { sitesScreen } from './sites/list.ts'
import { siteScreen } from './sites/site.ts'

const SCREENS: readonly Screen[] = [sitesScreen, siteScreen, providersScreen]

/** The pages for whoever rolls the service out. */
export function addProgrammePages(portal: Portal, deps: ProgrammePagesDeps): void {
  const pages = portal.area({ title: 'Programme', path: '/programme', activities: deps.activities })
  for (const screen of SCREENS) addScreen(pages, deps, screen)
}
