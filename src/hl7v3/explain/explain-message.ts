import { refused } from '../errors.ts'
import { type ReadNotice, readNotice } from '../messages/read-notice.ts'
import { readUpload } from '../messages/read-upload.ts'
import { findInteraction } from '../spine/find-interaction.ts'
import { readFault } from '../spine/soap-fault.ts'
import { readAny } from '../strict/read-any.ts'
import type { XmlElement } from '../xml/xml-element.ts'
import { READ_LIMITS } from '../xml/xml-reader.ts'
import { explainAcknowledgement, explainUpload } from './explain-files.ts'
import { explainAccessNotice, explainInactiveNumberNotice } from './explain-notices.ts'
import { explainFault, explainQueryLeg } from './explain-query.ts'

/**
 * Says in words what a message holds, line by line: any of the six, a failure of the query leg, a SOAP fault. It names
 * people: for the screen of somebody who may see the file, never for a log. Throws the XML_ and MESSAGE_ codes.
 */
export async function explainMessage(file: Uint8Array): Promise<string[]> {
  let root: string | undefined
  const open = (element: XmlElement) => {
    root = element.name
    return { keepsParts: false, part: () => {} }
  }
  const tree = await readAny(chunkOf(file), open, READ_LIMITS)
  if (tree) return explainTree(tree)
  if (root === 'File') return explainUpload(await readUpload(chunkOf(file)))
  return explainNotice(await readNotice(chunkOf(file)))
}

async function* chunkOf(file: Uint8Array): AsyncIterable<Uint8Array> {
  yield file
}

function explainTree(tree: XmlElement): string[] {
  const fault = readFault(tree)
  if (fault) return explainFault(fault)
  const { message } = findInteraction(tree)
  if (message.children.length === 0) throw refused('MESSAGE_EMPTY')
  return explainQueryLeg(message)
}

function explainNotice(read: ReadNotice): string[] {
  switch (read.kind) {
    case 'acknowledgement':
      return explainAcknowledgement(read.acknowledgement)
    case 'access':
      return explainAccessNotice(read.notice)
    case 'inactive-number':
      return explainInactiveNumberNotice(read.notice)
  }
}
