import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { NURSE } from '../support/caller.ts'
import { startPortalUnderTest } from '../support/portal.ts'
import { openVisitor } from '../support/portal-visitor.ts'
import { freePort } from '../support/role-process.ts'
import { startClustered } from './clustered-role.ts'
import { killOne, restartUnderLoad } from './restarted-under-load.ts'

// The pages in three processes, beside the one of the test: a session begun there holds in all of them.

const portal = await startPortalUnderTest()
const { settings } = portal
const port = await freePort()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-pages-'))
after(() => fs.rmSync(folder, { recursive: true, force: true }))
const url = `http://127.0.0.1:${port}`

test('the pages are replaced under load: no page fails, and a session outlives all processes it was served by', async () => {
  await using pages = await startClustered({
    role: 'portal',
    workers: 3,
    url,
    environment: {
      CPIS_PROFILE: 'test',
      CPIS_LOG_FILE: path.join(folder, 'portal.log'),
      CPIS_DATABASE_URL: settings.databaseUrl,
      CPIS_DATABASE_CONNECTIONS: '4',
      // A fresh process may wait for its connections for as long as a busy machine takes.
      CPIS_ANSWER_WITHIN_MS: '20000',
      CPIS_PORTAL_PORT: String(port),
      CPIS_PORTAL_URL: portal.url,
      CPIS_PDS_URL: settings.pdsUrl,
      CPIS_CIS2_ISSUER: settings.cis2Issuer,
    },
  })
  assert.equal((await pages.processes()).length, 3)
  const here = openVisitor(portal)
  await here.signIn(NURSE.userId, NURSE.roleProfileId)
  const there = here.elsewhere({ url })
  const start = (await there.get('/')).location
  const read = async () => {
    const { status, html } = await there.get(start)
    return status === 200 && html.includes('Sign out') ? undefined : `answered ${status}`
  }
  const { answered, failed } = await restartUnderLoad(pages, read)
  assert.deepEqual(failed, [])
  assert.ok(answered > 50, `${answered} pages`)
  await killOne(pages)
  assert.equal(await read(), undefined)
  assert.equal(await pages.stop(), 0)
})
