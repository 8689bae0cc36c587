import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { calendarDate } from '../../src/platform/index.ts'
import {
  ASSURANCE_ITEMS,
  ASSURANCE_PACK,
  type AssuranceStage,
  advanceAssurance,
  beginAssurance,
  decideItem,
  describeApi,
  type Kit,
  type KitReport,
  listApis,
  listKits,
  listProducts,
  readKit,
  readProductHistory,
  registerKit,
  registerProduct,
  takeKitReport,
  writeItems,
} from '../../src/programme/index.ts'
import { kitForTests } from '../support/kit-report.ts'
import { startProgramme } from '../support/programme.ts'

// A supplier manager takes a product through assurance, for each interface and mode by itself.

const programme = await startProgramme('2023-06-07')
const { deps } = programme
after(() => programme.database.end())

const by = 'supplier-manager'
const silent = { product: 'examplecare', api: 'hl7', mode: 'silent', by } as const
const standard = { ...silent, mode: 'standard' } as const
const to = (stage: AssuranceStage) => advanceAssurance(deps, { ...silent, to: stage })
const accept = (item: string) => decideItem(deps, { ...silent, item, evidence: `folder/${item}`, decision: 'accepted' })
const stageOf = async (mode: string) => {
  const [product] = await listProducts(deps)
  return product?.assurances.find(one => one.mode === mode)?.stage
}

const kit = await kitForTests('kit-key-1')
const other = await kitForTests('kit-key-1')
const CASES = [
  { id: 'look-up-known', modes: ['standard', 'silent'] },
  { id: 'look-up-not-known', modes: ['standard', 'silent'] },
  { id: 'silent-tells-nobody', modes: ['silent'] },
] as const
const report = (verdict: 'pass' | 'fail' | 'skipped' = 'pass'): Omit<KitReport, 'signature'> => ({
  ...{ kit: 'open-cpis-kit', version: '1.0', product: 'examplecare', mode: 'silent' },
  cases: CASES.map(({ id }) => ({ id, verdict: id === 'silent-tells-nobody' ? verdict : 'pass' })),
})
const take = (text: string) => takeKitReport(deps, { text, by })
const at = (time: string) => new Date(`2023-06-07T${time}:00Z`)

test('given an API whose assurance pack is not final, then it cannot be released (S-064, S-066)', async () => {
  const expectedBy = calendarDate('2023-06-30')
  const modes = ['standard', 'silent'] as const
  await describeApi(deps, { api: 'hl7', by, stage: 'test', modes, expected: 'by the end of Q1', expectedBy })
  await describeApi(deps, { api: 'fhir', by, modes })
  assert.deepEqual(
    (await listApis(deps)).map(one => [one.api, one.stage, one.modes, one.expectedBy]),
    [
      ['hl7', 'test', ['standard', 'silent'], '2023-06-30'],
      ['fhir', 'design', ['standard', 'silent'], undefined],
    ],
  )
  await assert.rejects(describeApi(deps, { api: 'hl7', by, stage: 'released' }), {
    code: 'API_RELEASE_REFUSED',
    message:
      'The API cannot be released; what is missing (specification not final, assurance items not final, conformance kit ' +
      'not final, hazard log not final, connection guide not final)',
  })
})

test('when a product begins, then each mode goes its own way, and no further than eligibility (S-063 to S-065)', async () => {
  const careSettings = ['gp-in-hours', 'school-nursing']
  await registerProduct(deps, {
    product: 'examplecare',
    name: 'Examplecare',
    supplier: 'Example Ltd',
    careSettings,
    by,
  })
  await beginAssurance(deps, silent)
  await beginAssurance(deps, standard)
  await assert.rejects(beginAssurance(deps, silent), { code: 'ASSURANCE_STEP_REFUSED' })
  await assert.rejects(to('eligibility'), {
    code: 'ASSURANCE_STEP_TOO_EARLY',
    message: 'The product is not ready for this stage; what is missing (X-01 not accepted)',
  })
  await accept('X-01')
  await to('eligibility')
  assert.deepEqual([await stageOf('silent'), await stageOf('standard')], ['eligibility', 'use_case'])
  for (const item of ['X-02', 'X-03']) await accept(item)
  await assert.rejects(to('non_functional'), {
    code: 'API_NOT_RELEASED',
    message: 'The API is not released to suppliers (hl7)',
  })
})

test('when the pack is final, then the API is released and the product goes on, stage by stage', async () => {
  for (const final of ASSURANCE_PACK) await describeApi(deps, { api: 'hl7', by, final })
  assert.equal((await describeApi(deps, { api: 'hl7', by, stage: 'released' })).stage, 'released')
  await to('non_functional')
  await assert.rejects(to('certificate'), {
    message: 'Assurance does not go that way (from non_functional to certificate)',
  })
  await decideItem(deps, { ...silent, item: 'X-04', evidence: 'folder', decision: 'refused', reason: 'no figures' })
  for (const item of ['X-05', 'X-06']) await accept(item)
  await assert.rejects(to('technical_conformance'), /\(X-04 not accepted\)$/)
  await accept('X-04')
  await to('technical_conformance')
  for (const item of ['X-07', 'X-08']) await accept(item)
  await assert.rejects(to('certificate'), /\(no conformance report that passed\)$/)
})

test('when the kit reports, then its signature, its cases and its verdicts are held against the kit that is known', async () => {
  const cases = CASES.map(({ id, modes }) => ({ id, modes: [...modes] }))
  const known: Kit = { kit: 'open-cpis-kit', version: '1.0', api: 'hl7', cases, keys: [kit.publicKey] }
  await registerKit(deps, { ...known, by })
  assert.equal((await listKits(deps)).length, 1)
  const failed = await take(await kit.sign(report('skipped'), at('09:00')))
  assert.deepEqual(
    [failed.passed, failed.failed, failed.signedAt],
    [false, ['silent-tells-nobody'], '2023-06-07T09:00:00.000Z'],
  )
  await assert.rejects(to('certificate'), /\(no conformance report that passed\)$/)
  const passed = await take(await kit.sign(report(), at('10:00')))
  assert.equal(passed.passed, true)
  assert.deepEqual(await take(await kit.sign(report(), at('10:00'))), passed, 'the same report again')
  const [product] = await listProducts(deps)
  assert.equal(product?.assurances[0]?.results.length, 2)
})

test('and an older report cannot take the place of a newer one', async () => {
  await assert.rejects(kit.sign(report('fail'), at('09:30')).then(take), {
    code: 'KIT_REPORT_OLD',
    message: 'A newer report of the conformance kit was taken before (the last is of 2023-06-07T10:00:00.000Z)',
  })
})

test('then it has its certificate, its agreement, and is live; an uplift is proved anew', async () => {
  await to('certificate')
  await to('legal_agreement')
  await assert.rejects(to('live'), /\(X-09 not accepted\)$/)
  await accept('X-09')
  await to('live')
  await to('uplift')
  await take(await kit.sign(report('fail'), at('11:00')))
  await assert.rejects(to('live'), /no conformance report that passed/)
  await take(await kit.sign(report(), at('11:30')))
  await to('live')
  assert.equal(await stageOf('standard'), 'use_case')
  const what = (await readProductHistory(deps, 'examplecare')).map(one => one.what)
  assert.deepEqual(what.slice(-2), ['hl7, silent: conformance report passed', 'hl7, silent: to live'])
})

const saidOf = async (work: Promise<unknown>) => {
  const error = (await work.then(
    () => undefined,
    (one: unknown) => one,
  )) as Error & { code?: string }
  return [error?.code, /\((.*)\)$/.exec(error?.message ?? '')?.[1]]
}

test('a report that is no report is refused, whatever is wrong with it', async () => {
  const good = JSON.parse(await kit.sign(report(), at('11:45'))) as KitReport
  const odd = (more: object) => saidOf(take(JSON.stringify({ ...good, ...more })))
  const [first] = good.cases
  assert.deepEqual(
    [
      await saidOf(take('no JSON')),
      await saidOf(take('[]')),
      await saidOf(take(' '.repeat(1_048_577))),
      await odd({ extra: 1 }),
      await odd({ kit: 7 }),
      await odd({ mode: 'loud' }),
      await odd({ cases: [] }),
      await odd({ cases: [{ id: 'x', verdict: 'maybe' }] }),
      await odd({ cases: [first, first] }),
      await odd({ version: '0.9' }),
    ],
    [
      ['KIT_REPORT_INVALID', 'no JSON'],
      ['KIT_REPORT_INVALID', 'no JSON object'],
      ['KIT_REPORT_INVALID', 'larger than 1 MiB'],
      ['KIT_REPORT_INVALID', 'it has exactly cases, kit, mode, product, signature, version'],
      ['KIT_REPORT_INVALID', 'kit is a text'],
      ['KIT_REPORT_INVALID', 'mode is one of standard, silent'],
      ['KIT_REPORT_INVALID', 'cases are 1 to 5000'],
      ['KIT_REPORT_INVALID', 'a case is {id, verdict}, a verdict one of pass, fail, skipped'],
      ['KIT_REPORT_INVALID', 'a case stands there twice'],
      ['KIT_REPORT_INVALID', 'reports of open-cpis-kit 0.9 are not taken'],
    ],
  )
})

test('a report changed after it was signed, signed by another, or not signed at all is refused', async () => {
  const later = at('11:50')
  const signed = JSON.parse(await kit.sign(report('fail'), later)) as KitReport
  const changed = { ...signed, cases: report().cases }
  const unsigned = (signature: string) => saidOf(take(JSON.stringify({ ...signed, signature })))
  const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'kit-key-1', iat: 1 })).toString('base64url')
  const noTime = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'kit-key-1' })).toString('base64url')
  assert.deepEqual(
    [
      await saidOf(take(JSON.stringify(changed))),
      await saidOf(other.sign(report(), later).then(take)),
      await saidOf((await kitForTests('unknown')).sign(report(), later).then(take)),
      await unsigned('nonsense'),
      await unsigned(`${none}..`),
      await unsigned(`${noTime}..${signed.signature.split('..')[1]}`),
      await saidOf(kit.sign(report(), at('12:30')).then(take)),
    ],
    [
      ['KIT_REPORT_UNSIGNED', 'open-cpis-kit 1.0'],
      ['KIT_REPORT_UNSIGNED', 'open-cpis-kit 1.0'],
      ['KIT_REPORT_UNSIGNED', 'a detached JWS with kid and iat is wanted'],
      ['KIT_REPORT_UNSIGNED', 'a detached JWS with kid and iat is wanted'],
      ['KIT_REPORT_UNSIGNED', 'open-cpis-kit 1.0'],
      ['KIT_REPORT_UNSIGNED', 'a detached JWS with kid and iat is wanted'],
      ['KIT_REPORT_INVALID', 'it is signed in the future'],
    ],
  )
})

test('a report that lacks a case of its mode or has another, and one of a product or way nobody began, is refused', async () => {
  const later = at('11:55')
  const sign = (more: object) => kit.sign({ ...report(), ...more }, later).then(take)
  const cases = report().cases
  assert.deepEqual(
    [
      await saidOf(sign({ cases: cases.slice(1) })),
      await saidOf(sign({ mode: 'standard' })),
      await saidOf(sign({ product: 'nobody' })),
    ],
    [
      ['KIT_REPORT_INCOMPLETE', 'missing: look-up-known'],
      ['KIT_REPORT_INCOMPLETE', 'not of this kit: silent-tells-nobody'],
      ['PRODUCT_UNKNOWN', 'nobody'],
    ],
  )
  await registerProduct(deps, { product: 'fresh', name: 'Fresh', supplier: 'Example Ltd', careSettings: [], by })
  assert.deepEqual(await saidOf(sign({ product: 'fresh' })), ['ASSURANCE_NOT_BEGUN', 'fresh, hl7, silent'])
})

test('a kit that is past its last day is not taken; a kit without cases or with a private key is refused', async () => {
  const cases = [{ id: 'x', modes: ['silent' as const] }]
  const base: Kit = { kit: 'old-kit', version: '1', api: 'fhir', cases, keys: [kit.publicKey] }
  const register = (more: Partial<Kit>) => saidOf(registerKit(deps, { ...base, ...more, by }))
  assert.deepEqual(
    [
      await register({ cases: [] }),
      await register({ cases: [...cases, ...cases] }),
      await register({ keys: [] }),
      await register({ keys: [{ ...kit.publicKey, d: 'secret' }] }),
    ],
    [
      ['KIT_INVALID', 'a name, a version, an API, and cases with ids of their own'],
      ['KIT_INVALID', 'a name, a version, an API, and cases with ids of their own'],
      ['KIT_INVALID', 'keys are public Ed25519 keys with a kid'],
      ['KIT_INVALID', 'keys are public Ed25519 keys with a kid'],
    ],
  )
  assert.deepEqual(readKit(JSON.stringify(base)), base)
  for (const text of ['no JSON', '[]', '{}', JSON.stringify({ ...base, cases: 'all' })])
    assert.throws(() => readKit(text), { code: 'KIT_INVALID' }, text)
  await registerKit(deps, { ...base, until: calendarDate('2023-06-06'), by })
  const late = await kit.sign({ ...report(), kit: 'old-kit', version: '1' }, at('11:59'))
  assert.deepEqual(await saidOf(take(late)), ['KIT_REPORT_INVALID', 'reports of old-kit 1 are not taken'])
})

test('the items go out as a list for suppliers (programme.md 2.12)', () => {
  const [header, first, ...others] = writeItems().split('\r\n')
  assert.equal(header, 'id,stage,what,evidence_required')
  assert.match(first ?? '', /^X-01,use_case,/)
  assert.equal(others.length, ASSURANCE_ITEMS.length)
})

test('what cannot be is refused: odd names, items and APIs nobody knows', async () => {
  const product = { product: 'Example Care', name: 'x', supplier: 'y', careSettings: [], by }
  const item = { ...silent, evidence: 'x', decision: 'accepted' } as const
  assert.deepEqual(
    [
      await saidOf(registerProduct(deps, product)),
      await saidOf(beginAssurance(deps, { ...silent, api: 'soap' as 'hl7' })),
      await saidOf(decideItem(deps, { ...item, item: 'X-99' })),
      await saidOf(decideItem(deps, { ...item, item: 'X-01', decision: 'refused' })),
      await saidOf(describeApi(deps, { api: 'soap' as 'hl7', by })),
    ],
    [
      ['PRODUCT_INVALID', 'a short name of a-z, 0-9 and -, a name, a supplier'],
      ['PRODUCT_INVALID', 'hl7, fhir; standard, silent'],
      ['ASSURANCE_ITEM_INVALID', 'there is no item X-99'],
      ['ASSURANCE_ITEM_INVALID', 'evidence, and with a refusal its reason'],
      [
        'API_ENTRY_INVALID',
        `hl7, fhir; design, build, test, released, live; standard, silent; ${ASSURANCE_PACK.join(', ')}`,
      ],
    ],
  )
})
