import { addProgrammePages, type Portal } from '../../portal/index.ts'
import type { Ground } from '../processes.ts'
import { noteDepsOf } from '../programme/note.ts'

/** Adds the pages of the programme, by the use cases its commands have. */
export function addProgrammeArea(portal: Portal, ground: Ground): void {
  addProgrammePages(portal, { programme: noteDepsOf(ground), activities: ground.settings.programmeActivities })
}
