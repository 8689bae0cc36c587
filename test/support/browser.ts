import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { after } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { isRoot, processEnvironment } from '../../src/platform/index.ts'
import { SCREENSHOTS } from './screenshots.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The Chromium of this machine: `CHROMIUM`, else the first found on the path. */
function findChromium(): string | undefined {
  const named = processEnvironment['CHROMIUM']
  if (named !== undefined && named !== '') return named
  return NAMES.map(name => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim()).find(found => found !== '')
}

const executable = findChromium()

/** For `test(..., { skip: NO_BROWSER }, ...)`: why a test in a browser cannot run. A build without one is at fault. */
export const NO_BROWSER: string | false = whyNone()

function whyNone(): string | false {
  if (executable !== undefined) return false
  const why = 'no Chromium on this machine: run bin/setup, or name one by CHROMIUM'
  if (processEnvironment['CI'] === 'true') throw new Error(why)
  return why
}

const QUIET = [
  'disable-gpu',
  'disable-background-networking',
  'disable-component-update',
  'disable-sync',
  'disable-quic',
]
const ARGUMENTS = [...QUIET, 'no-first-run', ...(isRoot ? ['no-sandbox'] : [])].map(name => `--${name}`)

let browser: Promise<Browser> | undefined
// Said here, not in a test: it would belong to that test alone.
after(async () => (await browser)?.close())

/** One Chromium for a test file, ended after its tests. */
function theBrowser(): Promise<Browser> {
  if (browser === undefined) {
    browser = chromium.launch({ ...(executable && { executablePath: executable }), args: ARGUMENTS })
  }
  return browser
}

export type PageWish = {
  readonly withScripts?: boolean
  readonly width?: number
  /** For axe only: lets its script run where the page allows none. */
  readonly bypassCSP?: boolean
}

/**
 * A page in a window of its own, with cookies of its own. What the browser complains of (a blocked resource, an error
 * on the page) fails the test at `closePage`.
 */
export async function openPage({ withScripts = true, width = 1280, bypassCSP = false }: PageWish = {}): Promise<Page> {
  const context = await (await theBrowser()).newContext({
    javaScriptEnabled: withScripts,
    bypassCSP,
    viewport: { width, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const complaints: string[] = []
  complaintsOf.set(page, complaints)
  // A page that answers with a refusal on purpose is no fault of the page.
  page.on('console', message => {
    if (message.type() === 'error' && !/status of 4\d\d|status of 503/.test(message.text()))
      complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  return page
}

const complaintsOf = new WeakMap<Page, string[]>()

/** Closes a page, and fails when the browser complained of anything. */
export async function closePage(page: Page): Promise<void> {
  await page.context().close()
  assert.deepEqual(complaintsOf.get(page) ?? [], [])
}

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds against WCAG 2.2 AA and its own best practices; the page must have been opened with `bypassCSP`. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe is a name of the page, not of this program
    const result = await (globalThis as any).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return result.violations.flatMap((one: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
      one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 240)}`),
    )
  })
}

const taken = new Map<string, number>()

/** Writes the page as it stands at 320 and 1280 pixels, where pictures are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = processEnvironment[SCREENSHOTS]
  if (folder === undefined || folder === '') return
  fs.mkdirSync(folder, { recursive: true })
  const times = (taken.get(name) ?? 0) + 1
  taken.set(name, times)
  const before = page.viewportSize()
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    const file = `${name}${times > 1 ? `-${times}` : ''}-${width}.png`
    await page.screenshot({ path: path.join(folder, file), fullPage: true })
  }
  if (before !== null) await page.setViewportSize(before)
}

/** True when nothing must be scrolled sideways at 320 pixels, as at 1280 with 400 % zoom (WCAG 1.4.10). */
export async function fitsNarrow(page: Page): Promise<boolean> {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 900 })
  const fits = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth <= document.documentElement.clientWidth',
  )
  if (before !== null) await page.setViewportSize(before)
  return fits
}
