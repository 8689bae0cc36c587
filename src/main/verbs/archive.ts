import { archiveVerbs, type Verb } from '../../cli/index.ts'
import { archiveWork } from '../archive/archive-work.ts'
import { say } from './say.ts'

/** The verbs of `cpis archive`. */
export const verbs: readonly Verb[] = archiveVerbs(archiveWork, say)
