import { presentPagination } from './presenter.ts'

export const fixtures = {
  first: { macro: 'pagination', of: presentPagination({ page: 1, pages: 3, path: '/authority' }) },
  middle: { macro: 'pagination', of: presentPagination({ page: 2, pages: 3, path: '/authority?state=open' }) },
  only: { macro: 'pagination', of: presentPagination({ page: 1, pages: 0, path: '/authority' }) },
}
