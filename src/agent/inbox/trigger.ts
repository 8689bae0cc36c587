import type { ItemContent, Trigger } from './inbox-item.ts'

const TAKEN: ReadonlySet<string> = new Set(['CPF02', 'CPF03', 'CPF04'])

/** Which alert an item is, if it is one: an upload that was taken whole asks nothing of anybody. */
export function triggerOf(content: ItemContent): Trigger | undefined {
  switch (content.kind) {
    case 'access':
      return content.accesses.length === 0 ? 'empty-notice' : 'access'
    case 'inactive-number':
      return 'inactive-number'
    case 'was-not-brought':
      return 'was-not-brought'
    case 'acknowledgement':
      if (content.file !== 'answered') return 'unexpected-failure'
      if (!TAKEN.has(content.fileCode)) return 'upload-failed'
      return content.records.every(({ code }) => code === 'CPR06') ? undefined : 'validation-failed'
    case 'report':
      return 'upload-failed'
    case 'unreadable':
      return 'unexpected-failure'
    case 'fault':
      return content.trigger
  }
}
