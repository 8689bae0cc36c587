import type { Portal } from '../../portal/index.ts'
import type { Ground } from '../processes.ts'
import { addAuthorityArea } from './authority.ts'
import { addClinicianArea } from './clinician.ts'
import { addProgrammeArea } from './programme.ts'

/** Adds every area of pages, in the order of the navigation. Pools are opened on the ground, which ends them. */
export function addAreas(portal: Portal, ground: Ground): void {
  addClinicianArea(portal, ground)
  addAuthorityArea(portal, ground)
  addProgrammeArea(portal, ground)
}
