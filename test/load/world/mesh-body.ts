import { writeUpload } from '../../../src/hl7v3/index.ts'
import { nhsNumbers } from './plans.ts'
import { uploadOf } from './uploads.ts'

/** A real upload of invented children, filled up with a comment to exactly so many bytes. */
export function inventedUpload(bytes: number): string {
  for (let children = 1, best = ''; ; children += 1) {
    const xml = writeUpload(uploadOf(nhsNumbers(children), 1, 1))
    if (Buffer.byteLength(xml) > bytes - '<!---->'.length) return filled(best, bytes)
    best = xml
  }
}

function filled(xml: string, bytes: number): string {
  return `${xml}<!--${'.'.repeat(bytes - Buffer.byteLength(xml) - '<!---->'.length)}-->`
}
