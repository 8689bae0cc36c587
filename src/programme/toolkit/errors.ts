import { defineErrors } from '../../platform/index.ts'

export const toolkitErrors = defineErrors({
  TOOLKIT_PAGE_INVALID: { status: 400, sentence: 'The page of the toolkit is not usable' },
  TOOLKIT_PAGE_UNKNOWN: { status: 404, sentence: 'The toolkit has no such page' },
  TOOLKIT_LESSON_INVALID: { status: 400, sentence: 'The lesson is not usable' },
  TOOLKIT_VERSION_INVALID: { status: 400, sentence: 'A version of the toolkit is named by its month, as 2023-07' },
  TOOLKIT_VERSION_TAKEN: { status: 409, sentence: 'This version of the toolkit is released, and stays as it is' },
  TOOLKIT_VERSION_UNKNOWN: { status: 404, sentence: 'There is no such version of the toolkit' },
  TOOLKIT_NOT_READY: { status: 409, sentence: 'The toolkit cannot be released; what is missing' },
})
