import { refusal } from '../../platform/index.ts'
import { registerErrors } from '../errors.ts'
import type { FileCode, PlanType, RecordCode } from '../upload.ts'
import type { ForAuthorityDeps, Slice, Sliced } from './deps.ts'
import { countVerdicts, uploadOf, uploadsOf, verdictsOf } from './store-uploads.ts'
import { withinAuthority } from './within-authority.ts'

/** An upload as the authority that sent it sees it in a list. */
export type SentUpload = {
  readonly uploadId: string
  readonly sequence: string
  readonly receivedAt: Date
  readonly fileCode: FileCode
  /** Why the whole file was refused: this is not on the wire. */
  readonly detailCode?: string
  readonly detailSentence?: string
  /** Records it held, as far as they could be counted, and those that are stored. */
  readonly processed: number
  readonly stored: number
  readonly answeredAt?: Date
}

/** A record of an upload and its verdict; nothing that names anybody but the authority's own id. */
export type SentRow = {
  /** From 1, as in the file. */
  readonly position: number
  readonly code: RecordCode
  readonly detailCode?: string
  readonly detailSentence?: string
  readonly localId?: string
  readonly plans: readonly PlanType[]
}

export type SentUploadWithRows = SentUpload & Sliced<SentRow> & { readonly refused: number }

type UploadsDeps = Pick<ForAuthorityDeps, 'db'>

/** The uploads of an authority, newest first. */
export function listSentUploads(deps: UploadsDeps, authorityCode: string, slice: Slice): Promise<Sliced<SentUpload>> {
  return withinAuthority(deps.db, authorityCode, tx => uploadsOf(tx, authorityCode, slice))
}

/** Which upload, and which of its rows: all, or only those that are not stored. */
export type UploadAsked = Slice & { readonly uploadId: string; readonly refusedOnly: boolean }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** One upload with its rows. Throws REGISTER_UPLOAD_UNKNOWN, for another authority's too. */
export function readSentUpload(
  deps: UploadsDeps,
  authorityCode: string,
  asked: UploadAsked,
): Promise<SentUploadWithRows> {
  return withinAuthority(deps.db, authorityCode, async tx => {
    const upload = UUID.test(asked.uploadId) ? await uploadOf(tx, authorityCode, asked.uploadId) : undefined
    if (upload === undefined) throw refusal(registerErrors, 'REGISTER_UPLOAD_UNKNOWN')
    const { all, stored } = await countVerdicts(tx, upload.uploadId)
    const rows = await verdictsOf(tx, asked)
    return { ...upload, stored, rows, refused: all - stored, total: asked.refusedOnly ? all - stored : all }
  })
}
