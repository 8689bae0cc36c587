import type { Portal } from '../frame/portal.ts'
import { boardScreen } from './boards/board.ts'
import { boardsScreen } from './boards/list.ts'
import { consultationScreen } from './consultations/consultation.ts'
import { consultationsScreen } from './consultations/list.ts'
import type { ProgrammePagesDeps } from './deps.ts'
import { homeScreen } from './home/home.ts'
import { agreementScreen } from './ig/agreement.ts'
import { agreementsScreen } from './ig/agreements.ts'
import { documentScreen } from './ig/document.ts'
import { igScreen } from './ig/register.ts'
import { milestonesScreen } from './milestones/list.ts'
import { notesScreen } from './notes/list.ts'
import { noteScreen } from './notes/note.ts'
import { noteSectionScreen } from './notes/section.ts'
import { noteVersionScreen } from './notes/version.ts'
import { providersScreen } from './providers/list.ts'
import { addScreen, type Screen } from './screen/screen.ts'
import { sitesScreen } from './sites/list.ts'
import { siteScreen } from './sites/site.ts'
import { suppliersScreen } from './suppliers/list.ts'
import { productScreen } from './suppliers/product.ts'
import { toolkitScreen } from './toolkit/list.ts'
import { toolkitVersionScreen } from './toolkit/version.ts'

const SCREENS: readonly Screen[] = [
  homeScreen,
  ...[sitesScreen, siteScreen, providersScreen],
  ...[igScreen, documentScreen, agreementsScreen, agreementScreen],
  ...[consultationsScreen, consultationScreen, boardsScreen, boardScreen],
  ...[suppliersScreen, productScreen, toolkitScreen, toolkitVersionScreen],
  ...[notesScreen, noteScreen, noteSectionScreen, noteVersionScreen],
  milestonesScreen,
]

/** The pages for whoever rolls the service out. */
export function addProgrammePages(portal: Portal, deps: ProgrammePagesDeps): void {
  const pages = portal.area({ title: 'Programme', path: '/programme', activities: deps.activities })
  for (const screen of SCREENS) addScreen(pages, deps, screen)
}
