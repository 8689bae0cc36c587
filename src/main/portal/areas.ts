import type { Portal } from '../../portal/index.ts'
import type { Ground } from '../processes.ts'

/** Adds every area of pages, in the order of the navigation; returns what lets go of what they opened. */
export function addAreas(_portal: Portal, _ground: Ground): () => Promise<void> {
  return async () => {}
}
