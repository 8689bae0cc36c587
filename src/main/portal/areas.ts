import type { Minutes } from '../../operations/index.ts'
import type { Portal } from '../../portal/index.ts'
import type { Ground } from '../processes.ts'
import { addAuthorityArea } from './authority.ts'
import { addClinicianArea } from './clinician.ts'
import { addOperationsArea } from './operations.ts'
import { addPrivacyArea } from './privacy.ts'
import { addProgrammeArea } from './programme.ts'

/**
 * Adds every area of pages, in the order of the navigation; their look-ups are counted in `minutes`. Pools are opened on
 * the ground, which ends them.
 */
export function addAreas(portal: Portal, ground: Ground, minutes: Minutes): void {
  addClinicianArea(portal, ground, minutes)
  addAuthorityArea(portal, ground)
  addOperationsArea(portal, ground)
  addProgrammeArea(portal, ground)
  addPrivacyArea(portal, ground)
}
