import { after } from 'node:test'
import { loadReference } from '../../../src/care-settings/index.ts'
import { loadAccreditedSystems, loadRoleDirectory } from '../../../src/identity/index.ts'
import { type OurService, ourService } from '../../../src/main/conformance/ourselves.ts'
import { type Everything, startEverything } from '../../../src/main/everything.ts'
import { settingsFrom } from '../../../src/main/settings.ts'
import { testDatabase } from '../../support/database.ts'

const ANY_PORT = Object.fromEntries(
  ['API', 'SPINE', 'PORTAL', 'MESH', 'WORKER', 'PDS', 'CIS2'].map(role => [`CPIS_${role}_PORT`, '0']),
)

/** Our whole service in this process, on a database of the test's own. */
export async function ourWorld(): Promise<{ readonly service: OurService; readonly urls: Everything['urls'] }> {
  const database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  await loadAccreditedSystems(database.owner)
  const everything = await startEverything(
    settingsFrom({
      ...ANY_PORT,
      ...{ CPIS_PROFILE: 'test', CPIS_DATABASE_URL: database.url, CPIS_DATABASE_CONNECTIONS: '4' },
      ...{ CPIS_UPLOAD_POLL_MS: '50', CPIS_NOTICE_POLL_MS: '20', CPIS_LOG_LEVEL: 'fatal' },
    }),
  )
  const service = await ourService(everything)
  after(async () => {
    await service[Symbol.asyncDispose]()
    await everything.stop()
    await database.end()
  })
  return { service, urls: everything.urls }
}
