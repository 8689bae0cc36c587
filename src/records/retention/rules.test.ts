import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { PROJECT_FOLDER } from '../../platform/index.ts'
import { RELATIONS, readExemptions } from '../subject/exemptions.ts'
import { readRetentionRules } from './rules.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-rules-'))
after(() => fs.rmSync(folder, { recursive: true }))
const ours = (name: string) => path.join(PROJECT_FOLDER, 'db', 'reference', name)

function written(text: string): string {
  const file = path.join(folder, 'rules.csv')
  fs.writeFileSync(file, text)
  return file
}

const HEAD = 'kind,what,days,counted_from,held,deleted_by,source\n'
const GOOD = 'plans,plans,10,the day,yes,nightly,X-ours\n'

test('our own periods: every one says where it is from, and those of no source that they are ours', () => {
  const { rules, fingerprint } = readRetentionRules(ours('retention.csv'))
  assert.equal(fingerprint.length, 32)
  assert.deepEqual(
    rules.filter(rule => rule.deletedBy === 'nightly' && rule.isHeld).map(rule => rule.kind),
    [
      'plans',
      'plan-versions',
      'upload-records',
      'number-aliases',
      'inactive-numbers',
      'counted-accesses',
      'audit',
      'notices',
      'subject-requests',
    ],
  )
})

for (const [text, why] of [
  ['', 'it is empty'],
  [HEAD, 'it is empty'],
  [HEAD + GOOD + GOOD, 'plans twice'],
  [`${HEAD}plans,plans,ten,the day,yes,nightly,x\n`, 'line 2: days are 0 to 36525'],
  [`${HEAD}plans,plans,99999,the day,yes,nightly,x\n`, 'line 2: days are 0 to 36525'],
  [`${HEAD}plans,plans,0,the day,yes,nightly,x\n`, 'line 2: the nightly run takes whole days'],
  [`${HEAD}${GOOD}audit,audit,9,the day,perhaps,nightly,x\n`, 'line 3: held is yes or no'],
  [`${HEAD}plans,plans,10,the day,yes,nightly,\n`, 'line 2 has no source'],
] as const)
  test(`periods are refused: ${why} ${text.length}`, () => {
    assert.throws(() => readRetentionRules(written(text)), {
      code: 'RETENTION_RULES_INVALID',
      message: `The periods of retention are not usable (${why})`,
    })
  })

test('a file that is not there is refused', () => {
  assert.throws(() => readRetentionRules(path.join(folder, 'none.csv')), { detail: 'the file cannot be read' })
  assert.throws(() => readExemptions(path.join(folder, 'none.csv')), { detail: 'the file cannot be read' })
})

test('our own exemptions: each part for each relation, and whatever is withheld names its law', () => {
  const exemptions = readExemptions(ours('exemptions.csv'))
  assert.equal(exemptions.length % RELATIONS.length, 0)
  assert.ok(exemptions.every(one => one.isGiven || one.law !== undefined))
  assert.ok(exemptions.every(one => one.relation !== 'parent' || !one.isGiven))
})

const PARTS = 'part,fields,relation,exemption,law,default,why,source\n'
for (const [text, why] of [
  [`${PARTS}plans,*,self,,,give,own right,x\n`, 'plans, parent: 0 rows'],
  [
    `${PARTS}plans,*,uncle,,,give,own right,x\n`,
    'line 2: relation is one of self, parent, court-appointee, representative',
  ],
  [`${PARTS}plans,*,self,,,maybe,own right,x\n`, 'line 2: default is give or withhold'],
  [`${PARTS}plans,*,self,,,withhold,own right,x\n`, 'line 2: what is withheld needs an exemption and its law'],
  [`${PARTS}plans,,self,,,give,own right,x\n`, 'line 2 is not complete'],
] as const)
  test(`exemptions are refused: ${why}`, () => {
    assert.throws(() => readExemptions(written(text)), {
      code: 'EXEMPTIONS_INVALID',
      message: `The table of exemptions is not usable (${why})`,
    })
  })
