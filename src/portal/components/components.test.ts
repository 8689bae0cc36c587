import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { axe, closePage, fitsNarrow, NO_BROWSER, openPage, picture } from '../../../test/support/browser.ts'
import { readAssets } from '../frame/assets.ts'
import { openEnvironment } from '../frame/rendering.ts'

// Every component with every example of it: rendered, then looked at by axe in a real browser, on its own.

type Fixture = { readonly macro: string; readonly of: unknown }

const names = fs
  .readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name)

const environment = openEnvironment()
const stylesheet = String(readAssets().files.get('portal.css')?.body)

async function fixturesOf(name: string): Promise<[string, Fixture][]> {
  const file = path.join(import.meta.dirname, name, 'fixtures.ts')
  const { fixtures } = (await import(file)) as { fixtures: Record<string, Fixture> }
  return Object.entries(fixtures)
}

function rendered(name: string, { macro, of }: Fixture): string {
  const template = `{% from "components/${name}/macro.njk" import ${macro} %}{{ ${macro}(of) }}`
  return environment.renderString(template, { of })
}

const page = (body: string) =>
  `<!DOCTYPE html><html lang="en-GB"><head><title>Example</title><style>${stylesheet}</style></head>` +
  `<body><main class="nhsuk-width-container">${/<h1/.test(body) ? '' : '<h1>Example</h1>'}${body}</main></body></html>`

for (const name of names) {
  test(`${name}: every example is written`, async () => {
    const examples = await fixturesOf(name)
    assert.ok(examples.length >= 2)
    for (const [example, fixture] of examples) {
      const html = rendered(name, fixture)
      assert.ok(html.trim().length > 20, example)
      assert.doesNotMatch(html, /undefined|\[object|NaN/, example)
      assert.doesNotMatch(html, /\sstyle=|<script|\son\w+=/, example)
    }
  })
}

test('axe finds nothing in any example, and each fits 320 pixels', { skip: NO_BROWSER }, async () => {
  const window = await openPage({ bypassCSP: true })
  for (const name of names) {
    for (const [example, fixture] of await fixturesOf(name)) {
      await window.setContent(page(rendered(name, fixture)))
      await picture(window, `component-${name}-${example.replaceAll(/\W+/g, '-')}`)
      assert.deepEqual(await axe(window), [], `${name}: ${example}`)
      assert.ok(await fitsNarrow(window), `${name}: ${example}`)
    }
  }
  await closePage(window)
})
