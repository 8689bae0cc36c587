import { defineErrors } from '../platform/index.ts'

export const notificationErrors = defineErrors({
  NOT_BROUGHT_MESSAGE_UNREADABLE: { status: 400, sentence: 'The notice that a child was not brought cannot be read' },
})
