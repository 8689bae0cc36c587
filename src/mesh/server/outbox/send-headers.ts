import { type ChunkRange, readChunkRange } from '../../chunk-range.ts'
import { type Complaint, invalidRequest, MeshFault } from '../faults.ts'
import { headerOf, type MeshRequest } from '../request.ts'

/** What the headers of a send say (mesh.md 7, "Sending"). */
export type SendHeaders = {
  readonly to: string
  readonly workflowId: string
  readonly localId: string | undefined
  readonly range: ChunkRange
  readonly contentType: string | undefined
  readonly encoding: '' | 'gzip'
  /** Headers that are passed through unread. */
  readonly passedOn: Readonly<Record<string, string>>
}

/** The most characters each header may have. */
const LIMITS: Readonly<Record<string, number>> = {
  'mex-to': 100,
  'mex-workflowid': 300,
  'mex-chunk-range': 20,
  'mex-subject': 500,
  'mex-localid': 300,
  'mex-filename': 300,
  'mex-partnerid': 500,
  'mex-content-checksum': 100,
  'mex-content-encrypted': 20,
  'mex-content-compressed': 20,
  'mex-content-type': 100,
}

const PASSED_ON = [
  'mex-subject',
  'mex-filename',
  'mex-partnerid',
  'mex-content-checksum',
  'mex-content-encrypted',
  'mex-content-compressed',
  'mex-content-type',
]

/** Headers that may not begin with a web address. */
const NO_ADDRESS = ['mex-to', 'mex-workflowid', 'mex-content-checksum']

/**
 * Reads and checks the headers of a send or of the first part of one. Throws MESH_REQUEST_INVALID,
 * MESH_HEADERS_MALFORMED, MESH_RECIPIENT_MISSING, MESH_CHECKSUM_INVALID, MESH_SENDER_MISMATCH,
 * MESH_ENCODING_UNSUPPORTED or MESH_CHUNK_RANGE_INVALID, in this order.
 */
export function readSendHeaders(request: MeshRequest, mailboxId: string): SendHeaders {
  refuseMissingAndLong(request)
  refuseMalformed(request)
  const to = (headerOf(request, 'mex-to') ?? '').trim().toUpperCase()
  if (to === '') throw new MeshFault('MESH_RECIPIENT_MISSING')
  if (!/^[A-Za-z0-9 :/-]*$/.test(headerOf(request, 'mex-content-checksum') ?? ''))
    throw new MeshFault('MESH_CHECKSUM_INVALID')
  const from = headerOf(request, 'mex-from')?.trim().toUpperCase()
  if (from && from !== mailboxId) throw new MeshFault('MESH_SENDER_MISMATCH')
  return {
    to,
    workflowId: (headerOf(request, 'mex-workflowid') ?? '').trim(),
    localId: headerOf(request, 'mex-localid') || undefined,
    encoding: readEncoding(request),
    range: readFirstRange(request),
    contentType: headerOf(request, 'content-type') || undefined,
    passedOn: Object.fromEntries(PASSED_ON.flatMap(name => given(request, name))),
  }
}

function given(request: MeshRequest, name: string): [string, string][] {
  const value = headerOf(request, name)
  return value ? [[name, value]] : []
}

/** A blank recipient has a code of its own; any other header that must be there may not be blank either. */
function refuseMissingAndLong(request: MeshRequest): void {
  const complaints: Complaint[] = []
  if (headerOf(request, 'mex-to') === undefined) complaints.push(missing('mex-to'))
  if (!headerOf(request, 'mex-workflowid')?.trim()) complaints.push(missing('mex-workflowid'))
  for (const [name, most] of Object.entries(LIMITS))
    if ((headerOf(request, name) ?? '').length > most)
      complaints.push({ loc: ['header', name], msg: `may have ${most} characters`, type: 'too_long' })
  if (complaints.length > 0) throw invalidRequest(...complaints)
}

function missing(name: string): Complaint {
  return { loc: ['header', name], msg: 'must be given', type: 'missing' }
}

function refuseMalformed(request: MeshRequest): void {
  const malformed = Object.keys(LIMITS).filter(name => {
    const value = headerOf(request, name) ?? ''
    return hasControlCharacter(value) || (NO_ADDRESS.includes(name) && /^\s*https?:\/\//i.test(value))
  })
  if (malformed.length > 0) throw new MeshFault('MESH_HEADERS_MALFORMED', { detail: malformed.join(', ') })
}

/** Bytes from 0x80 on may be UTF-8 that Node shows one by one, so only ASCII's control characters count. */
function hasControlCharacter(value: string): boolean {
  for (const character of value) if (character < ' ' || character === '\x7f') return true
  return false
}

/** `gzip` or none. Throws MESH_ENCODING_UNSUPPORTED. */
export function readEncoding(request: MeshRequest): '' | 'gzip' {
  const encoding = (headerOf(request, 'content-encoding') ?? '').trim().toLowerCase()
  if (encoding !== '' && encoding !== 'gzip') throw new MeshFault('MESH_ENCODING_UNSUPPORTED')
  return encoding
}

/** A message is sent whole, or its part 1 first (mesh.md 9 rule 4). */
function readFirstRange(request: MeshRequest): ChunkRange {
  const text = headerOf(request, 'mex-chunk-range')?.trim()
  if (!text) return { part: 1, total: 1 }
  const range = readChunkRange(text)
  if (range?.part !== 1) throw new MeshFault('MESH_CHUNK_RANGE_INVALID')
  return range
}
