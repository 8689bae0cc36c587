import { type Asked, type FormWish, presentForm } from './form-model.ts'
import type { Part } from './part.ts'
import type { Look } from './screen.ts'

type More = Omit<FormWish, 'action' | 'failed'>

/** A form to be opened, on the page whose path it is sent below. */
export function form(asked: Asked, look: Look, more: More = {}): Part {
  return { kind: 'form', of: modelOf(asked, look, more) }
}

/** A form that is always seen: a button, or the field the page is for. */
export function openForm(asked: Asked, look: Look, more: More = {}): Part {
  return { kind: 'act', of: modelOf(asked, look, more) }
}

function modelOf(asked: Asked, { path, failed }: Look, more: More) {
  return presentForm(asked, { action: `${path}/${asked.id}`, failed, ...more })
}

/** What a list shows is chosen by a query of the page itself; the first choice of each field is all. */
export function filters(asked: Asked, path: string, query: URLSearchParams): Part {
  const fields = asked.fields.map(one => ({ ...one, choices: [['', 'All'] as const, ...(one.choices ?? [])] }))
  const values = Object.fromEntries(fields.map(({ name }) => [name, query.get(name) ?? '']))
  return { kind: 'filters', of: presentForm({ ...asked, fields }, { action: path, values }) }
}
