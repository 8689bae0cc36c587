import { defineErrors } from '../../platform/index.ts'

export const supplierErrors = defineErrors({
  PRODUCT_UNKNOWN: { status: 404, sentence: 'There is no such product of a supplier' },
  PRODUCT_INVALID: { status: 400, sentence: 'What was said of the product is not usable' },
  ASSURANCE_NOT_BEGUN: { status: 404, sentence: 'Assurance of this product for this API and mode has not begun' },
  ASSURANCE_STEP_REFUSED: { status: 409, sentence: 'Assurance does not go that way' },
  ASSURANCE_STEP_TOO_EARLY: { status: 409, sentence: 'The product is not ready for this stage; what is missing' },
  ASSURANCE_ITEM_INVALID: { status: 400, sentence: 'What was said of an item of assurance is not usable' },
  API_NOT_RELEASED: { status: 409, sentence: 'The API is not released to suppliers' },
  API_RELEASE_REFUSED: { status: 409, sentence: 'The API cannot be released; what is missing' },
  API_ENTRY_INVALID: { status: 400, sentence: 'What was said of the API is not usable' },
  KIT_INVALID: { status: 400, sentence: 'The description of the conformance kit is not usable' },
  KIT_REPORT_INVALID: { status: 400, sentence: 'The report of the conformance kit is not usable' },
  KIT_REPORT_UNSIGNED: {
    status: 403,
    sentence: 'The report of the conformance kit is not signed by a key of that kit',
  },
  KIT_REPORT_OLD: { status: 409, sentence: 'A newer report of the conformance kit was taken before' },
  KIT_REPORT_INCOMPLETE: { status: 422, sentence: 'The report of the conformance kit lacks cases, or has others' },
})
