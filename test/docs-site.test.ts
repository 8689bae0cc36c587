import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { startDocs } from '../src/main/docs-site.ts'
import { settingsFrom } from '../src/main/settings.ts'
import { PROJECT_FOLDER } from '../src/platform/index.ts'

// The documents as a site: built without a warning or a broken link, served with its search.

test('bin/docs builds the site without a warning, and cpis serve docs serves it', async () => {
  execFileSync('bin/docs', { cwd: PROJECT_FOLDER, stdio: 'pipe' })
  const environment = { CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', CPIS_DOCS_PORT: '0' }
  const site = await startDocs(settingsFrom(environment))
  try {
    const page = await fetch(`${site.url}/guides/local-authority`)
    assert.equal(page.status, 200)
    assert.match(await page.text(), /The agent of a local authority/)
    assert.equal((await fetch(`${site.url}/guides/none`)).status, 404)
  } finally {
    await site.stop()
  }
  const built = fs.readdirSync(path.join(PROJECT_FOLDER, 'build/docs'), { recursive: true, encoding: 'utf8' })
  assert.ok(
    built.some(name => name.includes('localSearchIndex')),
    'there is a search',
  )
})

test('where it was not built, that is said with what builds it', async () => {
  const settings = settingsFrom({ CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', CPIS_DOCS_PORT: '0' })
  await assert.rejects(startDocs(settings, path.join(PROJECT_FOLDER, 'no-site')), {
    code: 'DOCS_NOT_BUILT',
    message: 'The documents are not built: bin/docs builds them',
  })
})
