import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, closePage, fitsNarrow, NO_BROWSER, openPage, picture } from '../support/browser.ts'
import { signInWith, startPortalUnderTest } from '../support/portal.ts'

const portal = NO_BROWSER ? undefined : await startPortalUnderTest()
const skip = NO_BROWSER

test('a nurse signs in, confirms her role, sees who she is, and signs out', { skip }, async () => {
  assert.ok(portal)
  for (const withScripts of [true, false]) {
    const page = await openPage({ withScripts })
    await page.goto(portal.url)
    await picture(page, 'start')
    await signInWith(page, portal, { userId: '656005750107' })
    await picture(page, 'signed-in')
    assert.match(
      (await page.locator('.portal-who').textContent()) ?? '',
      /Ms Ada EXAMPLE.*Nurse Access Role, EXAMPLE TEACHING HOSPITAL/s,
    )
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${portal.url}/signed-out**`)
    await page.goto(`${portal.url}/role`)
    assert.equal(await page.locator('h1').textContent(), 'Child Protection - Information Sharing')
    await closePage(page)
  }
})

test('every page of signing in passes axe and fits 320 pixels', { skip }, async () => {
  assert.ok(portal)
  const page = await openPage({ bypassCSP: true })
  const check = async () => {
    assert.deepEqual(await axe(page), [])
    assert.ok(await fitsNarrow(page))
  }
  await page.goto(portal.url)
  await check()
  await page.goto(`${portal.url}/no/such/page`)
  await picture(page, 'problem-404')
  await check()
  await page.goto(`${portal.url}/signed-out`)
  await check()
  await signInWith(page, portal, { userId: '656005750112' })
  await picture(page, 'nothing-for-role')
  await check()
  await page.goto(`${portal.url}/role`)
  await picture(page, 'role')
  await check()
  await closePage(page)
})
