import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { CONFIGURATION, NOW } from '../../../src/agent/fixture.ts'
import { checkOnly } from '../../../src/agent/index.ts'
import { codeOf, type Target } from './target.ts'

/** An authority's extract as its agent checks it. */
export function openAgentTarget(): { target: Target; end(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fuzz-'))
  const file = path.join(folder, 'extract.csv')
  const target: Target = {
    name: 'agent',
    taken: /^checked/,
    grammar: 'lines',
    async attempt(input) {
      fs.writeFileSync(file, input)
      try {
        const report = await checkOnly({ configuration: CONFIGURATION, clock: { now: () => NOW } }, { file })
        return report.rows > 0 ? 'checked' : 'empty'
      } catch (error) {
        return codeOf(error)
      }
    },
  }
  return { target, end: () => fs.rmSync(folder, { recursive: true, force: true }) }
}
