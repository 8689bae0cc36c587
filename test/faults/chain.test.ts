import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  checkProof,
  eraseFromAudit,
  proveEntry,
  systemRandomness,
  takeCheckpoints,
  verifierKeyOf,
  writeAudit,
} from '../../src/platform/index.ts'
import { type Audited, audited, undone } from '../support/audited.ts'
import { hold, waiters } from '../support/held-lock.ts'
import { LOOK_UP_FORMS } from '../support/look-up-forms.ts'
import { staff } from '../support/register.ts'
import { keyOf } from '../support/sealed.ts'
import { everyTamperingIsReported, rewriteChain } from '../support/tamperings.ts'

// A history nobody can quietly change (trust.md 6, T-40 to T-44), and how such chains failed elsewhere (6.2).

let field: Audited
before(async () => {
  field = await audited()
})
after(() => field[Symbol.asyncDispose]())

const rows = <Row>(text: string, ...values: unknown[]) => field.database.owner.query<Row>({ text, values })
const fine = { problems: [], problemCount: 0 }
async function thenFine(): Promise<number> {
  const { links, problems, problemCount } = await field.verify()
  assert.deepEqual({ problems, problemCount }, fine)
  return links
}
/** Everything a history can hold: counted, kept, repeated, under an old number, silent, unknown, refused. */
async function someHistory(answering?: Parameters<typeof field.ask>[1]): Promise<void> {
  const [known, old, other, unknown] = field.children
  const requestId = systemRandomness.uuid()
  for (const asked of [
    { requestId },
    { requestId },
    { mode: 'silent' },
    { mode: 'silent', nhsNumber: unknown },
    { nhsNumber: old, actor: staff('Ben') },
    { nhsNumber: other },
    { nhsNumber: unknown },
    { nhsNumber: known, actor: staff('Cy'), findings: ['silent-code-in-standard-setting'] },
    { gate: 'by-agreement', careSetting: 'dentistry' },
  ] as Parameters<typeof field.ask>[0][])
    await field.ask(asked, answering)
  await field.refuse()
  field.clock.forward(25)
}

test('before the first link there is nothing, and that is fine; the first link stands on the beginning of its chain', async () => {
  assert.equal(await thenFine(), 0)
  await Promise.all([field.ask(), field.refuse()])
  assert.equal(await thenFine(), 2)
})

test('fifty writers at once leave one unbroken line in each chain, and each entry one link', async () => {
  const before = await thenFine()
  const writers = Array.from({ length: 50 }, (_, place) =>
    place % 3 === 0 ? field.refuse() : field.ask({ actor: staff(`Nurse ${place}`) }),
  )
  await Promise.all(writers)
  assert.equal(await thenFine(), before + 50)
  const chains = await rows<{ links: number; last: number }>(
    'select count(*) as links, max(seq) as last from audit.link group by shard',
  )
  for (const { links, last } of chains) assert.equal(links, last)
})

test('a transaction that began earlier and commits later stands later in its chain', async () => {
  const { owner } = field.database
  const entry = (at: string) => ({
    entryId: systemRandomness.uuid(),
    at: new Date(at),
    action: 'test',
    outcome: 'done',
    channel: 'administration',
    requestId: 'r',
    asker: {},
  })
  const began = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const early = owner.transaction(async tx => {
    await tx.query({ text: 'select now()' })
    began.resolve()
    await goOn.promise
    await writeAudit(tx, entry('2026-11-22T09:00:00.001Z'))
  })
  await began.promise
  await writeAudit(owner, entry('2026-11-22T09:00:00.999Z'))
  goOn.resolve()
  await early
  await thenFine()
})

test('all chains held by others: a look-up waits, and is not checked when it must answer; nothing is half written', async () => {
  const before = await thenFine()
  await using lock = await hold(
    field.database.owner,
    'select pg_advisory_xact_lock(6962, c) from generate_series(0, 15) c',
  )
  const late = field.ask({ actor: staff('Late') })
  await waiters(field.database.owner, 'cpis_lookup')
  await lock.release()
  assert.equal(await late, 'Known')
  assert.equal(await thenFine(), before + 1)
})

test('a link that cannot be written: nothing is answered, and nothing is written', async () => {
  const before = await thenFine()
  await rows('revoke execute on function audit.append(bytea[]) from cpis_lookup')
  try {
    await assert.rejects(field.ask({ actor: staff('Dee') }), { code: '42501' })
    await assert.rejects(field.refuse(), { code: '42501' })
  } finally {
    await rows('grant execute on function audit.append(bytea[]) to cpis_lookup')
  }
  assert.equal(await thenFine(), before)
})

for (const [form, answering] of Object.entries(LOOK_UP_FORMS))
  test(`look-ups ${form} leave links that say what the tables hold`, async () => {
    const before = await thenFine()
    await someHistory(answering)
    assert.equal(await thenFine(), before + 10)
  })

test('no number and no name stands openly in a link', async () => {
  await someHistory()
  const [leak] = await rows<{ count: number }>(
    `select count(*) from audit.link where encode(bytes, 'escape') ~ '999\\d{7}' or encode(bytes, 'escape') ~ '(Ada|Example|656005)'`,
  )
  assert.deepEqual(leak, { count: 0 })
})

test('no context may read, change, remove or write a link but by appending', async () => {
  const denied = { code: '42501' }
  const lookup = field.database.pool('lookup')
  for (const text of [
    'select 1 from audit.link',
    'delete from audit.link',
    "update audit.link set hash = ''",
    "insert into audit.link values (0, 1, '', '')",
    'update audit.entry set linked = false',
    'insert into audit.before_chain values (1, 1)',
  ])
    await assert.rejects(lookup.query({ text }), denied, text)
  const auditor = field.database.pool('auditor')
  await assert.rejects(auditor.query({ text: "select audit.append(array['x'::bytea])" }), denied)
})

test('checkpoints are taken, go on from one another, and prove each entry', async () => {
  await someHistory()
  const [first] = await takeCheckpoints(field.checkpoints)
  await someHistory()
  const taken = await takeCheckpoints(field.checkpoints)
  assert.deepEqual([first?.number, taken.map(one => one.number)], [1, [2]])
  await thenFine()
  const { db, store, signer } = field.checkpoints
  const verifier = verifierKeyOf(signer)
  const entries = await rows<{ entry_id: string }>('select entry_id from audit.entry order by at, entry_id')
  for (const { entry_id } of entries) {
    const proof = await proveEntry({ db, store, verifier }, entry_id)
    assert.equal(checkProof(proof, verifier).entryId, entry_id)
    const bent = { ...proof, bytes: Buffer.from(proof.bytes, 'base64').fill(120, 60, 61).toString('base64') }
    assert.throws(() => checkProof(bent, verifier), { code: 'AUDIT_PROOF_INVALID' })
  }
  await assert.rejects(proveEntry({ db, store, verifier }, systemRandomness.uuid()), { code: 'AUDIT_ENTRY_UNPROVABLE' })
})

test('a checkpoint whose tiles a crash left out gets them the next time', async () => {
  const { store } = field.checkpoints
  await someHistory()
  const failing = {
    ...store,
    add: (name: string, bytes: Uint8Array) => (name.startsWith('tile') ? fail() : store.add(name, bytes)),
  }
  const fail = () => Promise.reject(new Error('the store is away'))
  await assert.rejects(takeCheckpoints({ ...field.checkpoints, store: failing }), { message: 'the store is away' })
  await someHistory()
  await takeCheckpoints(field.checkpoints)
  await thenFine()
})

test('nothing is signed over a chain that is broken', async () => {
  await someHistory()
  const { owner } = field.database
  const taking = undone(owner, async db => {
    await db.query({
      text: "update audit.link set bytes = bytes || 'x' where (shard, seq) in (select shard, max(seq) from audit.link group by shard)",
    })
    await takeCheckpoints({ ...field.checkpoints, db })
  })
  await assert.rejects(taking, { code: 'AUDIT_CHAIN_BROKEN' })
  await thenFine()
})

test('any one tampering of any kind is reported', async () => {
  await takeCheckpoints(field.checkpoints)
  await everyTamperingIsReported(field, 60)
  await thenFine()
})

test('all rows rewritten with all hashes: only the checkpoint tells', async () => {
  const { owner } = field.database
  const rewrite = (more: Parameters<typeof field.verify>[1]) =>
    undone(owner, async db => {
      assert.ok(await rewriteChain(db, { pick: 3, bit: 1 }))
      return field.verify(db, more)
    })
  const { checkpoints: _without, ...rest } = await rewrite({ checkpoints: undefined as never })
  assert.deepEqual(rest.problems, [])
  const found = await rewrite({})
  assert.ok(found.problems.some(one => one.kind === 'checkpoint-contradicted'))
})

test('a person erased: the keys are gone, the chain is whole; erased without a word it is not', async () => {
  const erasing = { db: field.database.pool('records'), clock: field.clock, randomness: systemRandomness }
  const [, , third] = field.children
  const erased = await eraseFromAudit(erasing, { nhsNumber: third as string, operator: 'op', reason: 'X-TEST' })
  assert.ok(erased >= 3)
  const after = await field.verify()
  assert.deepEqual([after.erased, after.problems], [erased, []])
  const [left] = await rows('select count(*) from audit.entry where child_key = $1', keyOf(third as string))
  assert.deepEqual(left, { count: 0 })
})
