import type { XmlElement } from '../xml/xml-element.ts'

/** A document with one thing changed, and what that was: the kind of change and the path of the element. */
export type Mutation = { readonly what: string; readonly document: XmlElement }

type Change = (children: readonly XmlElement[], index: number) => readonly XmlElement[] | undefined

const replaced = (children: readonly XmlElement[], index: number, by: readonly XmlElement[]) =>
  children.toSpliced(index, 1, ...by)

/** Letters for digits and digits for letters, so that the value is of another type. */
const mistyped = (value: string) => (/^[\d.+-]+$/.test(value) ? 'x' : `${value}\u00a01`)

const CHANGES: Readonly<Record<string, Change>> = {
  removed: (children, index) => replaced(children, index, []),
  doubled: (children, index) => {
    const element = children[index]
    return element && replaced(children, index, [element, element])
  },
  'put after its neighbour': (children, index) => {
    const [element, next] = [children[index], children[index + 1]]
    return element && next && replaced(replaced(children, index, [next]), index + 1, [element])
  },
  renamed: (children, index) => {
    const element = children[index]
    return element && replaced(children, index, [{ ...element, name: `${element.name}X` }])
  },
  'of another namespace': (children, index) => {
    const element = children[index]
    return element && replaced(children, index, [{ ...element, namespace: 'urn:other' }])
  },
}

/**
 * Every document that differs from this one in a single element below the path: removed, doubled, put after its
 * neighbour, renamed, moved to another namespace, with an attribute taken away, mis-typed or added, with a text changed.
 */
export function* mutationsOf(document: XmlElement, path = ''): Iterable<Mutation> {
  const steps = new Map<string, number>()
  for (const [index, child] of document.children.entries()) {
    const count = (steps.get(child.name) ?? 0) + 1
    steps.set(child.name, count)
    const place = `${path}/${child.name}${count > 1 ? `[${count}]` : ''}`
    for (const [what, change] of Object.entries(CHANGES)) {
      const children = change(document.children, index)
      if (children) yield { what: `${place} ${what}`, document: { ...document, children: [...children] } }
    }
    for (const { what, document: changed } of [...changesWithin(child, place), ...mutationsOf(child, place)])
      yield { what, document: { ...document, children: [...replaced(document.children, index, [changed])] } }
  }
}

function* changesWithin(element: XmlElement, place: string): Iterable<Mutation> {
  for (const [name, value = ''] of Object.entries(element.attributes)) {
    if (name.startsWith('xmlns')) continue
    const { [name]: _taken, ...others } = element.attributes
    yield { what: `${place}/@${name} removed`, document: { ...element, attributes: others } }
    const wrong = { ...element.attributes, [name]: mistyped(value) }
    yield { what: `${place}/@${name} mis-typed`, document: { ...element, attributes: wrong } }
  }
  yield {
    what: `${place} with a further attribute`,
    document: { ...element, attributes: { ...element.attributes, nullFlavor: 'NI' } },
  }
  if (element.text !== '') yield { what: `${place} without its text`, document: { ...element, text: '' } }
  else yield { what: `${place} with a text of its own`, document: { ...element, text: 'text' } }
}
