import { refusal } from '../../platform/index.ts'
import { registerErrors } from '../errors.ts'
import type { ForAuthorityDeps, Slice, Sliced } from './deps.ts'
import type { SentUpload, SentUploadWithRows, UploadAsked } from './sent-upload.ts'
import { countVerdicts, uploadOf, uploadsOf, verdictsOf } from './store-uploads.ts'
import { withinAuthority } from './within-authority.ts'

type UploadsDeps = Pick<ForAuthorityDeps, 'db'>

/** The uploads of an authority, newest first. */
export function listSentUploads(deps: UploadsDeps, authorityCode: string, slice: Slice): Promise<Sliced<SentUpload>> {
  return withinAuthority(deps.db, authorityCode, tx => uploadsOf(tx, authorityCode, slice))
}

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
