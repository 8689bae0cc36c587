import { keysVerbs, type Verb } from '../../cli/index.ts'
import { keysWork } from '../keys/keys-work.ts'
import { say } from './say.ts'

/** The verbs of `cpis keys`. */
export const verbs: readonly Verb[] = keysVerbs(keysWork, say)
