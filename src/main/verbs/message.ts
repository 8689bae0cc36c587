import { messageCheck, messageExplain, messageSample, type Verb } from '../../cli/index.ts'
import { checkAnyMessage, explainMessage, sampleMessages } from '../../hl7v3/index.ts'
import { say } from './say.ts'

async function* chunkOf(file: Uint8Array): AsyncIterable<Uint8Array> {
  yield file
}

/** The verbs of `cpis message`. */
export const verbs: readonly Verb[] = [
  messageCheck(file => checkAnyMessage(chunkOf(file)), say),
  messageExplain(explainMessage, say),
  messageSample(sampleMessages, say),
]
