import {
  meshAdvance,
  meshCases,
  meshContacts,
  meshFolderClient,
  meshLetter,
  meshLog,
  meshPause,
  meshWatch,
  noticeResend,
  type Verb,
} from '../../cli/index.ts'
import { CASE_STATES } from '../../operations/index.ts'
import { processEnvironment } from '../../platform/index.ts'
import { explainLog, runFolderClient } from '../folder-client.ts'
import { watchVerbs } from '../operations/watch-verbs.ts'
import { settingsFrom } from '../settings.ts'
import { say } from './say.ts'

const watching = watchVerbs(() => settingsFrom(processEnvironment))

/** The verbs of `cpis mesh` and `cpis notice`. */
export const verbs: readonly Verb[] = [
  meshWatch(watching.watch, say),
  meshCases(watching.cases, say),
  meshAdvance(watching.advance, CASE_STATES, say),
  meshPause(watching.pause, say),
  meshLetter(watching.letter, say),
  meshContacts(watching.contacts, say),
  meshFolderClient(runFolderClient),
  meshLog(explainLog, say),
  noticeResend(watching.resend, say),
]
