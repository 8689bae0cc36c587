import { defineErrors } from '../platform/index.ts'

/** What a page can refuse, beside the refusals of the use cases behind it. */
export const portalErrors = defineErrors({
  PORTAL_PAGE_UNKNOWN: { status: 404, sentence: 'There is no page at this address' },
  PORTAL_HANDLE_UNKNOWN: {
    status: 404,
    sentence: 'This address belongs to an earlier or another session; find the child again',
  },
  PORTAL_AREA_NOT_ALLOWED: { status: 403, sentence: 'Your role does not include these pages' },
  PORTAL_FORM_STALE: {
    status: 403,
    sentence: 'This form is not of your present session; open the page again and repeat what you did',
  },
  PORTAL_REQUEST_UNREADABLE: { status: 400, sentence: 'The request cannot be read' },
  PORTAL_TOO_LARGE: { status: 413, sentence: 'What was sent is larger than this page takes' },
  PORTAL_UNAVAILABLE: {
    status: 503,
    sentence: 'Nothing was checked: the service cannot answer at this moment',
  },
  PORTAL_FAULT: { status: 500, sentence: 'Nothing was checked: the page failed for a reason nobody foresaw' },
})
