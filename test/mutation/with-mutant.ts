import fs from 'node:fs'
import { registerHooks } from 'node:module'

// Loaded before a test that a mutant is held against: one file reads otherwise than it stands.

const { TEST_MUTANT_URL: url, TEST_MUTANT_TEXT: file = '' } = process.env

registerHooks({
  load: (asked, context, next) =>
    asked === url
      ? { format: 'module-typescript', source: fs.readFileSync(file, 'utf8'), shortCircuit: true }
      : next(asked, context),
})
