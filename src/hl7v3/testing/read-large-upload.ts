import { readUpload } from '../messages/read-upload.ts'
import { UPLOAD } from './example-messages.ts'

// Reads an upload of so many records, made piece by piece, and says what the process needed at most.

const count = Number(process.argv[2])
const start = UPLOAD.indexOf('<record>')
const end = UPLOAD.lastIndexOf('</File>')
const pair = UPLOAD.slice(start, end)
let written = 0

async function* largeUpload(): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder()
  const pieces = [UPLOAD.slice(0, start), ...Array<string>(count / 2).fill(pair), UPLOAD.slice(end)]
  for (const piece of pieces) {
    const bytes = encoder.encode(piece)
    written += bytes.length
    yield bytes
  }
}

const upload = await readUpload(largeUpload())
console.log(
  JSON.stringify({
    records: upload.kind === 'upload' ? upload.records.length : 0,
    megabytes: Math.round(written / 1e6),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
)
