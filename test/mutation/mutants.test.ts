import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOnly, mutantsOf } from './mutants.ts'

const FILE = `import { one } from './one.ts'
/** a === b, never true */
type Pair = { readonly is: true; of: Array<0> }
export function may(a: number, b?: Pair): boolean {
  if (a > 1 && b) return !one(\`a < b and \${a + 1} === \${'true'}\`)
  return /a > b[/]0/.test('a && b') // 0
}
`

test('code alone is left: no comments, texts, patterns; what stands within a template is code', () => {
  const code = codeOnly(FILE)
  assert.equal(code.length, FILE.length)
  for (const gone of ['never', './one.ts', 'a < b and', 'a && b', 'b[', '// 0'])
    assert.equal(code.includes(gone), false, gone)
  for (const left of ['a > 1 && b', 'a + 1', '.test(']) assert.ok(code.includes(left), left)
})

test('each mutant is one change of code that makes another program', () => {
  assert.deepEqual(
    mutantsOf('may.ts', FILE).map(({ line, was, is }) => `${line} ${was} ${is}`),
    ['5 > >=', '5 && ||', '5 + -', '5 ! ', '5 if ( if (!!0 &&', '5 1 2', '5 1 2'],
  )
  for (const { text } of mutantsOf('may.ts', FILE)) assert.notEqual(text, FILE)
})
