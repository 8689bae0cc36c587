import type { FileCode, PlanType, RecordCode } from '../upload.ts'
import type { Slice, Sliced } from './deps.ts'

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

/** Which upload, and which of its rows: all, or only those that are not stored. */
export type UploadAsked = Slice & { readonly uploadId: string; readonly refusedOnly: boolean }
