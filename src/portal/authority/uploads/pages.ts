import { readPage } from '../../components/pagination/presenter.ts'
import { csv } from '../../frame/reply.ts'
import type { AuthorityDeps } from '../deps.ts'
import { type OwnVisit, sectionPage } from '../own-visit.ts'
import { presentUpload, presentUploads, ROWS_ON_PAGE, rowsForCsv, UPLOADS_ON_PAGE } from './presenter.ts'

/** As many records as the largest file has. */
const ALL_ROWS = 100_000

/** The files the authority sent. */
export async function showUploads(deps: AuthorityDeps, { authority, query }: OwnVisit) {
  const page = readPage(query)
  const slice = { skip: (page - 1) * UPLOADS_ON_PAGE, limit: UPLOADS_ON_PAGE }
  return sectionPage('uploads', 'uploads/list.njk', presentUploads(await deps.listUploads(authority.code, slice), page))
}

/** One of them, with what is to be mended. */
export async function showUpload(deps: AuthorityDeps, { authority, params, query }: OwnVisit) {
  const page = readPage(query)
  const shown = { page, refusedOnly: query.get('rows') !== 'all' }
  const asked = { skip: (page - 1) * ROWS_ON_PAGE, limit: ROWS_ON_PAGE, uploadId: params['id'] ?? '' }
  const upload = await deps.readUpload(authority.code, { ...asked, ...shown })
  return sectionPage('uploads', 'uploads/upload.njk', presentUpload(upload, shown))
}

/** All its records for a spreadsheet. */
export async function saveUpload(deps: AuthorityDeps, { authority, params }: OwnVisit) {
  const asked = { skip: 0, limit: ALL_ROWS, refusedOnly: false, uploadId: params['id'] ?? '' }
  const { sequence, rows } = await deps.readUpload(authority.code, asked)
  return csv(`upload-${authority.code}-${sequence}.csv`, rowsForCsv(rows))
}
