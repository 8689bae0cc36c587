import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { loadReference } from '../care-settings/index.ts'
import { loadRoleDirectory } from '../identity/index.ts'
import { type Api, startApi } from './api.ts'
import { issueTokenByHand } from './laptop-application.ts'
import { settingsFrom } from './settings.ts'

let database: TestDatabase
let api: Api
let bearer: string

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  const settings = settingsFrom({
    CPIS_PROFILE: 'test',
    CPIS_DATABASE_URL: database.url,
    CPIS_API_PORT: '0',
    CPIS_SPINE_PORT: '0',
    CPIS_LOG_LEVEL: 'silent',
    CPIS_TOKENS: 'opaque',
    CPIS_ANSWER_WITHIN_MS: '400',
  })
  bearer = await issueTokenByHand(settings, '656005750107', '555254242105')
  api = await startApi(settings)
})
after(async () => {
  await api?.stop()
  await database.end()
})

for (const table of ['identity.access_token', 'care_settings.organisation'])
  test(`${table} cannot be read: 503 in time, before the register is asked`, async () => {
    await database.owner.transaction(async tx => {
      await tx.query({ text: `lock table ${table} in access exclusive mode` })
      const query = 'patient:identifier=https://fhir.nhs.uk/Id/nhs-number|9990100071'
      const response = await fetch(`${api.url}/cpis/FHIR/R4/CareTeam?${query}`, {
        headers: { authorization: `Bearer ${bearer}` },
        signal: AbortSignal.timeout(5_000),
      })
      assert.equal(response.status, 503)
    })
  })
