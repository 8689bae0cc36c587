import { after, before, test } from 'node:test'
import { takeCheckpoints } from '../../src/platform/index.ts'
import { type Audited, audited } from '../support/audited.ts'
import { staff } from '../support/register.ts'
import { everyTamperingIsReported } from '../support/tamperings.ts'

let field: Audited
before(async () => {
  field = await audited()
  const [, old, , unknown] = field.children as [never, never, never, never]
  for (const asked of [
    {},
    { mode: 'silent' },
    { nhsNumber: old, actor: staff('Ben') },
    { nhsNumber: unknown },
  ] as const)
    await field.ask(asked)
  await field.refuse()
  await takeCheckpoints(field.checkpoints)
  await field.ask({ actor: staff('Cy') })
  await takeCheckpoints(field.checkpoints)
})
after(() => field[Symbol.asyncDispose]())

// About ten a second: fifty thousand of one night are those of a week of nights here, each with other seeds.
test('seven thousand tamperings, each reported (trust.md T-41)', () => everyTamperingIsReported(field, 7_000))
