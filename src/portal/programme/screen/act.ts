import { type CalendarDate, readCalendarDate } from '../../../platform/index.ts'
import type { NoteDeps } from '../../../programme/index.ts'
import type { Form } from '../../frame/form.ts'
import type { Visit } from '../../frame/portal.ts'
import { type Asked, type Field, type FieldError, idOf } from './form-model.ts'

/** What a form said, once its fields were checked. */
export type Typed = {
  get(name: string): string
  /** Nothing where nothing was typed. */
  maybe(name: string): string | undefined
  all(name: string): string[]
  one<const Choice extends string>(name: string, choices: readonly Choice[]): Choice
  maybeOne<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined
  day(name: string): CalendarDate | undefined
}

/** Somebody does something on a page: who, on which, what they typed. */
export type Doing = { readonly deps: NoteDeps; readonly by: string; readonly visit: Visit; readonly typed: Typed }

/** A form and what it does; `run` says where to go on to, nothing for the page it stands on. Throws refusals. */
export type Act = Asked & {
  /** Wants a fresh proof of who it is: it opens or shuts plans of children. */
  readonly isGrave?: boolean
  readonly run: (doing: Doing) => Promise<unknown>
  /** Where to go on to; the page itself when absent. */
  readonly onTo?: (typed: Typed) => string
}

/** What must be mended before anything is tried: fields that are empty, or hold what is no choice or no day. */
export function errorsIn(act: Asked, form: Form): FieldError[] {
  return act.fields.flatMap(field => {
    const text = faultOf(field, form)
    return text === undefined ? [] : [{ text, href: `#${idOf(act, field.name, form.get('within'))}` }]
  })
}

function faultOf({ name, label, as, choices, isOptional = false }: Field, form: Form): string | undefined {
  const given = form.all(name).filter(one => one.trim() !== '')
  if (given.length === 0)
    return isOptional ? undefined : `${as === 'one' || as === 'several' ? 'Choose' : 'Enter'}: ${label}`
  const isStrange = choices !== undefined && given.some(one => !choices.some(([value]) => value === one))
  if (isStrange) return `Choose one of the list: ${label}`
  if (isDay(name) && readCalendarDate(given[0]?.trim() ?? '') === undefined)
    return `Enter a day as 2026-04-01: ${label}`
  return undefined
}

/** Fields of these names are calendar days. */
function isDay(name: string): boolean {
  return /^(on|from|since|reviewBy|heldOn|signBy|publishOn)$/.test(name)
}

/** What a form said. */
export function typedOf(form: Form): Typed {
  const maybe = (name: string) => (form.get(name) === '' ? undefined : form.get(name).replaceAll('\r\n', '\n'))
  const maybeOne = <const Choice extends string>(name: string, choices: readonly Choice[]) =>
    choices.find(one => one === form.get(name))
  return {
    get: name => maybe(name) ?? '',
    maybe,
    all: name => form.all(name).filter(one => one !== ''),
    maybeOne,
    one(name, choices) {
      const found = maybeOne(name, choices)
      if (found === undefined) throw new RangeError(`${name} was not checked`)
      return found
    },
    day: name => readCalendarDate(form.get(name)),
  }
}

/** Only what is there: for what may be absent but never `undefined`. */
export function given<Said extends object>(said: Said): { [Key in keyof Said]?: Exclude<Said[Key], undefined> } {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as never
}

/** Choices whose words are the values. */
export function plainChoices(values: readonly string[]): readonly (readonly [string, string])[] {
  return values.map(value => [value, value.replaceAll(/[_-]/g, ' ')])
}

/** Choices of a list of words by value. */
export function choicesOf(words: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(words)
}
