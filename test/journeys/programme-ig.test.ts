import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listAgreements, offerAgreement } from '../../src/care-settings/index.ts'
import {
  addTask,
  agreementDepsOf,
  agreementTable,
  approveImported,
  approveSignature,
  askForSignature,
  deliverMailings,
  documentKind,
  documentPage,
  draftDocument,
  exportForGateway,
  finishTask,
  importFromGateway,
  keepContact,
  mailingTable,
  modes,
  type ProgrammeLetter,
  placeInGateway,
  readAll,
  readiness,
  refuseSignature,
  signatureCounts,
  stepDocument,
  writeReminders,
} from '../../src/programme/index.ts'
import { startProgramme } from '../support/programme.ts'

// An IG lead has the documents approved, offers agreements, and sees who signs; whatever opens plans takes two people.

const programme = await startProgramme('2023-05-15', { invented: false })
const { deps, database } = programme
after(() => database.end())

const LEAD = 'ig-lead'
const SECOND = 'caldicott-guardian'
const [CAMDEN, GREENWICH, HACKNEY] = ['X-202', 'X-203', 'X-204']
const NEW_SETTINGS = (await modes(deps)).filter(one => one.isNew).map(one => one.careSetting)
/** To which settings an authority's plans are open, as the look-up sees it. */
const openTo = async (authority: string | undefined) =>
  (
    await database.pool('lookup').query<{ n: number }>({
      text: `select count(*) as n from care_settings.open_agreement
        where authority_code = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)`,
      values: [authority, deps.clock.now()],
    })
  )[0]?.n
const agreementOf = async (authority: string | undefined) =>
  (await listAgreements(agreementDepsOf(deps), authority)).at(-1)?.agreementId ?? ''

test('given a DPIA and a framework updated for the new settings, then somebody else than their author approves them (S-034, S-035)', async () => {
  for (const kind of ['dpia', 'ig-framework'] as const) {
    const of = { key: `${kind}-2`, by: LEAD }
    await draftDocument(deps, of, {
      ...{ kind, title: `CP-IS ${kind}`, version: '2.0', careSettings: NEW_SETTINGS, reviewBy: '2024-05-31' as never },
    })
    await assert.rejects(stepDocument(deps, of, 'approved'), {
      message: `This does not go that way (document ${kind}-2 from draft to approved)`,
    })
    await stepDocument(deps, of, 'in_review')
    await assert.rejects(stepDocument(deps, of, 'approved'), {
      code: 'IG_SECOND_PERSON_WANTED',
      message: `Somebody else must approve what one person asked for (document ${kind}-2)`,
    })
    await stepDocument(deps, { ...of, by: SECOND }, 'approved')
  }
  const [dpia] = await readAll(deps, documentKind)
  assert.deepEqual([dpia?.state, dpia?.askedBy, dpia?.approvedBy, dpia?.version], ['approved', LEAD, SECOND, '2.0'])
})

test('and every document shows each setting it covers with its mode, and where it lies in the gateway (S-039, S-041, S-042)', async () => {
  const of = { key: 'dsa-1', by: LEAD }
  const dates = { availableBy: 'end of June', signBy: '31 July' }
  await draftDocument(deps, of, {
    ...{
      kind: 'dsa-template',
      title: 'Data sharing agreement',
      version: 'X-DSA-1',
      ...dates,
      careSettings: ['sarc', 'camhs'],
    },
  })
  await placeInGateway(deps, of, { gatewayReference: 'ISG-1', link: 'https://gateway.example.org/1' })
  assert.equal(
    await documentPage(deps, 'dsa-1'),
    [
      '# Data sharing agreement\n',
      'Data sharing agreement, version X-DSA-1: draft since 2023-05-15. In the Information Sharing Gateway: ISG-1 ' +
        '(https://gateway.example.org/1).\n',
      '## Care settings\n',
      '| Care setting | How it looks up |\n| --- | --- |',
      '| CAMHS, all four tiers | Silent Read |\n| Sexual assault referral centre (SARC) | Silent Read |\n',
    ].join('\n'),
  )
  const words = new Map((await modes(deps)).map(one => [one.careSetting, one.words]))
  assert.deepEqual(
    ['emergency-department', 'gp-in-hours', 'pharmacy'].map(code => words.get(code)),
    ['Standard Look-up', 'Silent Read', 'not available'],
  )
  const kept = (await readAll(deps, documentKind)).find(one => one.key === 'dsa-1')
  assert.deepEqual([kept?.availableBy, kept?.signBy], ['end of June 2023', '31 July 2023'])
})

test('and each setting has its own list of what is to be done (S-043, S-044, S-056)', async () => {
  const task = { title: 'finalise arrangements', careSetting: 'sarc', owner: 'IG lead', due: 'end of June' }
  await addTask(deps, { key: 'sarc', by: LEAD }, task)
  const sarc = async () => (await readiness(deps)).find(one => one.careSetting === 'sarc')
  assert.deepEqual([(await sarc())?.isBinding, (await sarc())?.missing], [true, ['to do: finalise arrangements']])
  await finishTask(deps, { key: 'sarc', by: LEAD })
  await assert.rejects(finishTask(deps, { key: 'sarc', by: LEAD }), { code: 'IG_STEP_REFUSED' })
  assert.deepEqual((await sarc())?.missing, [])
})

test('when agreements are offered, then they open nothing, and each authority has its day to sign by (S-036, S-037, S-040, S-041)', async () => {
  programme.setDay('2023-06-15')
  for (const authorityCode of [CAMDEN, GREENWICH, HACKNEY])
    await offerAgreement(agreementDepsOf(deps), { authorityCode: authorityCode ?? '', version: 'X-DSA-1', by: LEAD })
  const rows = await agreementTable(deps)
  const camden = rows.find(one => one.authorityCode === CAMDEN)
  assert.deepEqual([camden?.state, camden?.agreement?.signBy, await openTo(CAMDEN)], ['offered', '2023-07-31', 0])
  assert.equal(rows.find(one => one.authorityCode === 'X-201')?.state, 'not available')
  assert.deepEqual(signatureCounts(rows), { authorities: rows.length, offered: 3, signed: 0, overdue: 0 })
})

test('then a signature opens the plans only once a second person approved it (S-036, S-038; ASVS 2.3.5)', async () => {
  programme.setDay('2023-07-10')
  const agreementId = await agreementOf(CAMDEN)
  const asking = { action: 'sign', source: 'hand', signatoryRole: "Director of Children's Services" } as const
  await assert.rejects(askForSignature(deps, { agreementId, by: LEAD }, { action: 'sign', source: 'hand' }), {
    message: `This does not go that way (agreement ${agreementId}: the role of who signed is missing)`,
  })
  await askForSignature(deps, { agreementId, by: LEAD }, asking)
  assert.equal(await openTo(CAMDEN), 0)
  await assert.rejects(askForSignature(deps, { agreementId, by: SECOND }, asking), { code: 'IG_STEP_REFUSED' })
  await assert.rejects(approveSignature(deps, { agreementId, by: LEAD }), { code: 'IG_SECOND_PERSON_WANTED' })
  assert.equal(await openTo(CAMDEN), 0)
  await approveSignature(deps, { agreementId, by: SECOND })
  assert.equal(await openTo(CAMDEN), 9)
  const camden = (await agreementTable(deps)).find(one => one.authorityCode === CAMDEN)
  assert.deepEqual(
    [camden?.state, camden?.agreement?.signatoryRole, camden?.waiting],
    ['signed', "Director of Children's Services", undefined],
  )
  const [entry] = await database.owner.query<{ recorded_by: string }>({
    text: `select recorded_by from care_settings.agreement_history where agreement_id = $1 and event = 'signed'`,
    values: [agreementId],
  })
  assert.equal(entry?.recorded_by, `${LEAD}; approved by ${SECOND}`)
  await assert.rejects(approveSignature(deps, { agreementId, by: SECOND }), { code: 'IG_STEP_REFUSED' })
})

test('and two approvals at once sign once', async () => {
  const agreementId = await agreementOf(GREENWICH)
  const asking = { action: 'sign', source: 'hand', signatoryRole: 'Caldicott Guardian' } as const
  await askForSignature(deps, { agreementId, by: LEAD }, asking)
  const both = await Promise.allSettled([
    approveSignature(deps, { agreementId, by: SECOND }),
    approveSignature(deps, { agreementId, by: 'another' }),
  ])
  assert.deepEqual(both.map(one => one.status).sort(), ['fulfilled', 'rejected'])
  const [found] = await database.owner.query<{ n: number }>({
    text: `select count(*) as n from care_settings.agreement_history where agreement_id = $1 and event = 'signed'`,
    values: [agreementId],
  })
  assert.equal(found?.n, 1)
})

test('and a withdrawal shuts them, by two people too; what was asked for can be refused', async () => {
  const agreementId = await agreementOf(GREENWICH)
  const of = { agreementId, by: LEAD }
  await askForSignature(deps, of, { action: 'withdraw', source: 'hand', reason: 'a mistake' })
  await refuseSignature(deps, { ...of, reason: 'asked for too early' })
  await assert.rejects(refuseSignature(deps, { ...of, reason: 'again' }), { code: 'IG_STEP_REFUSED' })
  assert.equal(await openTo(GREENWICH), 9)
  await askForSignature(deps, of, { action: 'withdraw', source: 'hand', reason: 'the council withdrew' })
  await approveSignature(deps, { agreementId, by: SECOND })
  assert.equal(await openTo(GREENWICH), 0)
})

test('an approval that breaks off after the agreement was signed is given again, and signs once', async () => {
  const { agreementId: offered } = await offerAgreement(agreementDepsOf(deps), {
    ...{ authorityCode: 'X-207', version: 'X-DSA-1', by: LEAD },
  })
  const asking = { action: 'sign', source: 'hand', signatoryRole: 'Director' } as const
  await askForSignature(deps, { agreementId: offered, by: LEAD }, asking)
  const cut: typeof deps = {
    ...deps,
    db: {
      ...deps.db,
      transaction: work =>
        deps.db.transaction(async tx => {
          await work(tx)
          throw new Error('cut off')
        }),
    },
  }
  await assert.rejects(approveSignature(cut, { agreementId: offered, by: SECOND }), { message: 'cut off' })
  assert.equal(await openTo('X-207'), 9)
  assert.equal((await approveSignature(deps, { agreementId: offered, by: SECOND })).state, 'approved')
  const [found] = await database.owner.query<{ n: number }>({
    text: `select count(*) as n from care_settings.agreement_history where agreement_id = $1 and event = 'signed'`,
    values: [offered],
  })
  assert.equal(found?.n, 1)
})

test('what the gateway says was signed waits for a second person; a file with a fault does nothing (S-039)', async () => {
  programme.setDay('2023-07-24')
  const head = 'authority_code,version,signed_on,signatory_role,gateway_reference\n'
  await assert.rejects(
    importFromGateway(
      deps,
      `${head}${HACKNEY},X-DSA-1,2023-07-20,Director,ISG-9\nX-201,X-DSA-1,2023-07-20,Director,\n${CAMDEN},X-DSA-1,2023-07-01,Director,\n`,
      LEAD,
    ),
    {
      code: 'IG_GATEWAY_FILE_INVALID',
      message:
        'The file of the gateway is not usable, and nothing of it was taken over (line 3: X-201 was offered no X-DSA-1; ' +
        'line 4: X-202 signed on 2023-07-10 here, 2023-07-01 there)',
    },
  )
  await assert.rejects(importFromGateway(deps, 'authority_code\nX-201\n', LEAD), {
    message: /no column version, signed_on/,
  })
  await assert.rejects(importFromGateway(deps, `${head}"X`, LEAD), {
    message: /no CSV with as many cells in each line/,
  })
  await assert.rejects(importFromGateway(deps, `${head}X-204,X-DSA-1,July,Director,\n`, LEAD), {
    message: /line 2: signed_on must/,
  })
  const file = `${head}${HACKNEY},X-DSA-1,2023-07-20,Director,ISG-9\n${CAMDEN},X-DSA-1,2023-07-10,,\nX-201,X-DSA-1,,,\n`
  assert.deepEqual(await importFromGateway(deps, file, LEAD), { asked: 1, unchanged: 2 })
  assert.deepEqual(await importFromGateway(deps, file, LEAD), { asked: 0, unchanged: 3 })
  assert.equal(await openTo(HACKNEY), 0)
  assert.deepEqual(await approveImported(deps, LEAD), [])
  assert.deepEqual(await approveImported(deps, SECOND), [await agreementOf(HACKNEY)])
  assert.equal(await openTo(HACKNEY), 9)
})

test('and our own export, sent back, says nothing new', async () => {
  const csv = await exportForGateway(deps)
  const [header = '', ...lines] = csv.split('\r\n')
  assert.equal(
    header,
    'authority_code,authority_name,version,care_settings,state,offered_on,sign_by,signed_on,signatory_role,gateway_reference,accurate_on',
  )
  const hackney = lines.find(line => line.startsWith('X-204'))
  assert.match(hackney ?? '', /,signed,2023-06-15,2023-07-31,2023-07-20,Director,ISG-9,2023-07-24$/)
  assert.equal((await importFromGateway(deps, csv.replace(/^X-203.*\r\n/m, ''), LEAD)).asked, 0)
})

test('the full roll-out of a setting waits for signatures as configured; early adopters never do (S-038)', async () => {
  const camhs = async (policy?: Parameters<typeof readiness>[1]) =>
    (await readiness(deps, policy)).find(one => one.careSetting === 'camhs')
  const found = await camhs()
  assert.deepEqual([found?.signed, found?.missing, found?.rollOutMissing], [3, [], []])
  assert.ok((found?.authorities ?? 0) > 150)
  assert.deepEqual((await camhs({ scope: 'all' }))?.rollOutMissing, [
    `3 of ${found?.authorities} authorities have signed; ${found?.authorities} are wanted`,
  ])
  assert.deepEqual((await camhs({ scope: 'share', least: 0.01 }))?.rollOutMissing, [])
})

test('who has not signed is reminded once a week, urgently once the day is over, and the letter goes to its roles (S-040, S-098)', async () => {
  programme.setDay('2023-07-25')
  const [first = ''] = ['X-205']
  await offerAgreement(agreementDepsOf(deps), { authorityCode: first, version: 'X-DSA-1', by: LEAD })
  assert.deepEqual([await writeReminders(deps), await writeReminders(deps)], [1, 0])
  const sent: ProgrammeLetter[] = []
  const mail = async (letter: ProgrammeLetter) => `file ${sent.push(letter)}`
  assert.equal(await deliverMailings(deps, mail), 0)
  await keepContact(deps, LEAD, { organisation: first, role: 'Caldicott Guardian', email: 'CG@example.org' })
  await keepContact(deps, LEAD, { organisation: first, role: 'IG lead', email: 'ig@example.org' })
  assert.deepEqual([await deliverMailings(deps, mail), await deliverMailings(deps, mail)], [1, 0])
  assert.deepEqual(
    sent.map(one => [one.subject, one.recipients]),
    [['CP-IS: data sharing agreement X-DSA-1 to sign', ['cg@example.org', 'ig@example.org']]],
  )
  assert.match(sent[0]?.body ?? '', /Your signature is wanted by 2023-07-31\. Until it is there/)
  programme.setDay('2023-08-01')
  assert.equal(await writeReminders(deps), 1)
  const [newest] = await mailingTable(deps)
  assert.deepEqual([newest?.urgency, newest?.state], ['urgent', 'written'])
  assert.match(newest?.body ?? '', /was wanted by 2023-07-31/)
  assert.equal((await agreementTable(deps)).find(one => one.authorityCode === first)?.state, 'overdue')
  await assert.rejects(keepContact(deps, LEAD, { organisation: first, role: 'x', email: 'no address' }), {
    code: 'PROGRAMME_ENTRY_INVALID',
  })
})
