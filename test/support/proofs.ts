import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER } from '../../src/platform/index.ts'

const texts = new Map<string, string | undefined>()

function textOf(file: string): string | undefined {
  if (!texts.has(file)) {
    const at = path.join(PROJECT_FOLDER, file)
    texts.set(file, fs.existsSync(at) ? fs.readFileSync(at, 'utf8') : undefined)
  }
  return texts.get(file)
}

/** What is wrong with a proof: no such file, or no test in it whose title begins so. Undefined when it stands. */
export function wrongWith(proof: { readonly file: string; readonly test: string }): string | undefined {
  const text = textOf(proof.file)
  if (text === undefined) return `${proof.file}: no such file`
  const titles = [...text.matchAll(/\b(?:test|it|describe|step)\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|`([^`]*)`)/g)]
  const found = titles.some(([, single, double, template]) =>
    (single?.replaceAll("\\'", "'") ?? double ?? template ?? '').startsWith(proof.test),
  )
  return found ? undefined : `${proof.file}: no test "${proof.test}"`
}
