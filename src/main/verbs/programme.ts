import type { Verb } from '../../cli/index.ts'
import { processEnvironment } from '../../platform/index.ts'
import { noteVerbsOf } from '../programme/note.ts'
import { rollOutVerbsOf } from '../programme/roll-out.ts'
import { settingsFrom } from '../settings.ts'
import { say } from './say.ts'

const settings = () => settingsFrom(processEnvironment)

/** The verbs of the roll-out. */
export const verbs: readonly Verb[] = [...rollOutVerbsOf(settings, say), ...noteVerbsOf(settings, say)]
