import fs from 'node:fs/promises'
import path from 'node:path'
import { docsReference, type Verb } from '../../cli/index.ts'
import { PROJECT_FOLDER } from '../../platform/index.ts'
import { assurancePages } from '../assurance-pages.ts'
import { referencePages } from '../reference-pages.ts'

async function reference({ write }: { write: boolean }): Promise<void> {
  for (const { file, text } of [...referencePages(), ...assurancePages()]) {
    const at = path.join(PROJECT_FOLDER, file)
    if (write) await fs.mkdir(path.dirname(at), { recursive: true })
    if (write) await fs.writeFile(at, text)
    // Pictures are for files.
    else if (file.endsWith('.md')) process.stdout.write(text)
  }
}

/** The verbs of `cpis docs`. */
export const verbs: readonly Verb[] = [docsReference(reference)]
