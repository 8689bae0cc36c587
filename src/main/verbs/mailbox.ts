import type { Verb } from '../../cli/index.ts'
import { mailboxVerbs } from '../mailbox-verbs.ts'
import { say } from './say.ts'

/** The verbs of `cpis mailbox`. */
export const verbs: readonly Verb[] = mailboxVerbs(say)
