import type { Form } from '../../frame/form.ts'

export type Choice = readonly [value: string, words: string]

/** One field of a form. */
export type Field = {
  readonly name: string
  readonly label: string
  readonly hint?: string
  /** A line when absent. */
  readonly as?: 'text' | 'one' | 'several' | 'hidden'
  /** Of `one` and `several`. */
  readonly choices?: readonly Choice[]
  readonly isOptional?: boolean
}

export type FieldError = { readonly text: string; readonly href: string }

/** A form that was sent and has to be mended. */
export type Failed = { readonly id: string; readonly typed: Form; readonly errors: readonly FieldError[] }

/** The words of a form. */
export type Asked = {
  readonly id: string
  readonly title: string
  readonly submit?: string
  readonly fields: readonly Field[]
}

/** Where a form goes, and what stands in it before anybody typed. */
export type FormWish = {
  readonly action: string
  readonly failed?: Failed | undefined
  readonly values?: Readonly<Record<string, string | readonly string[]>>
  /** In the place of those of the field. */
  readonly choices?: Readonly<Record<string, readonly Choice[]>>
  /** Told apart from the same form elsewhere on the page. */
  readonly within?: string
}

/** What a template draws of a form: macro and parameters of nhsuk-frontend for each field. */
export type FormModel = ReturnType<typeof presentForm>

/** Sets a form out; one that has to be mended is open and filled with what was typed. */
export function presentForm(asked: Asked, wish: FormWish) {
  const { action, failed, within = '' } = wish
  const mended =
    failed?.id === asked.id && (within === '' || failed.typed.get('within') === within) ? failed : undefined
  const valuesOf = (name: string): readonly string[] => {
    if (mended !== undefined) return mended.typed.all(name)
    const given = wish.values?.[name] ?? ''
    return typeof given === 'string' ? [given] : given
  }
  const fieldOf = (field: Field) => {
    const id = idOf(asked, field.name, within)
    const choices = wish.choices?.[field.name] ?? field.choices ?? []
    const error = mended?.errors.find(one => one.href === `#${id}`)
    return fieldModel({ ...field, choices }, { id, values: valuesOf(field.name), error: error?.text })
  }
  return {
    id: `form-${asked.id}${within}`,
    within,
    title: asked.title,
    submit: asked.submit ?? asked.title,
    action,
    isOpen: mended !== undefined,
    fields: asked.fields.map(fieldOf),
  }
}

export function idOf(asked: Pick<Asked, 'id'>, name: string, within = ''): string {
  return `${asked.id}-${name}${within}`
}

type Filled = { readonly id: string; readonly values: readonly string[]; readonly error: string | undefined }

function fieldModel(field: Field, { id, values, error }: Filled) {
  const { name, label, hint, as = 'line', choices = [], isOptional = false } = field
  const words = isOptional ? `${label} (optional)` : label
  const value = values[0] ?? ''
  const shared = {
    name,
    ...(hint !== undefined && { hint: { text: hint } }),
    ...(error !== undefined && { errorMessage: { text: error } }),
  }
  const isGiven = (choice: string) => (as === 'several' ? values.includes(choice) : value === choice)
  const items = choices.map(([choice, text]) => ({
    value: choice,
    text,
    checked: isGiven(choice),
    selected: isGiven(choice),
  }))
  if (as === 'several')
    return {
      as,
      of: { ...shared, idPrefix: id, fieldset: { legend: { text: words } }, classes: 'nhsuk-checkboxes--small', items },
    }
  const lined = { ...shared, id, label: { text: words }, value }
  if (as === 'one') {
    const isNone = { value: '', text: isOptional ? 'Not said' : 'Choose', selected: value === '', checked: false }
    const hasNone = choices.some(([choice]) => choice === '')
    return { as, of: { ...lined, items: hasNone ? items : [isNone, ...items] } }
  }
  return { as, of: as === 'text' ? { ...lined, rows: 5 } : lined }
}
