import { SaxesParser } from 'saxes'

/** An element without attributes: control files and meshclient.cfg have none that mean anything. */
export type XmlNode = { readonly name: string; readonly text: string; readonly children: readonly XmlNode[] }

/** Control files have two levels and about twenty elements, meshclient.cfg some fifteen for each mailbox. */
const LIMITS = { bytes: 256 * 1024, depth: 8, elements: 5_000 }

type Building = { name: string; text: string; children: XmlNode[] }

/**
 * Reads a small XML file. A DOCTYPE, an entity of its own, more than 256 KB, eight levels or 5 000 elements are refused;
 * what is thrown is what `refuse` makes of the reason, which never quotes the file.
 */
export function readXml(bytes: Uint8Array, refuse: (reason: string) => Error): XmlNode {
  if (bytes.length > LIMITS.bytes) throw refuse('larger than 256 KB')
  const saxes = new SaxesParser()
  // The parser's own table inherits from Object.prototype, where &constructor; would be found.
  saxes.ENTITIES = Object.assign(Object.create(null), { amp: '&', gt: '>', lt: '<', quot: '"', apos: "'" })
  const open: Building[] = []
  let root: Building | undefined
  let count = 0
  const refuseHere = (reason: string) => refuse(`${reason}, line ${saxes.line}`)
  saxes.on('doctype', () => {
    throw refuseHere('a DOCTYPE is not taken')
  })
  saxes.on('error', () => {
    throw refuseHere('not well-formed XML')
  })
  saxes.on('opentag', tag => {
    const node: Building = { name: tag.name, text: '', children: [] }
    count += 1
    if (open.length >= LIMITS.depth) throw refuseHere('nested too deep')
    if (count > LIMITS.elements) throw refuseHere('too many elements')
    const parent = open.at(-1)
    if (parent) parent.children.push(node)
    else root = node
    open.push(node)
  })
  const text = (more: string) => {
    const here = open.at(-1)
    if (here) here.text += more
  }
  saxes.on('text', text)
  saxes.on('cdata', text)
  saxes.on('closetag', () => {
    open.pop()
  })
  saxes.write(decode(bytes, refuse)).close()
  if (!root) throw refuse('no XML element')
  return root
}

/** Control files of older systems are often in the Windows character set; without a declaration it is UTF-8. */
function decode(bytes: Uint8Array, refuse: (reason: string) => Error): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const [, declared = 'utf-8'] = /^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']/.exec(head) ?? []
  const encoding = /^\xff\xfe/.test(head) ? 'utf-16le' : declared
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw refuse('not in the character set it declares')
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A text as it may stand in an element; characters XML 1.0 cannot hold are left out. */
export function xmlText(text: string): string {
  return [...text]
    .filter(character => character >= ' ' || '\t\n\r'.includes(character))
    .map(character => ESCAPES[character] ?? character)
    .join('')
}
