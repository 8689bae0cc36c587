import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of `nhsuk-frontend` with templates and compiled files. */
export const NHSUK_FOLDER = path.join(
  path.dirname(fileURLToPath(import.meta.resolve('nhsuk-frontend/package.json'))),
  'dist',
)

/** The folder of our own templates. */
export const PORTAL_FOLDER = path.resolve(import.meta.dirname, '..')

export type Asset = { readonly type: string; readonly body: Buffer }

/** What pages load from our own host, below a path that names the content. */
export type Assets = {
  /** `/assets/<hash of the content>`. */
  readonly path: string
  /** By the name below that path. */
  readonly files: ReadonlyMap<string, Asset>
}

const ICONS = ['arrow-down', 'arrow-up', 'arrow-up-down', 'cross'].map(name => `nhsuk-icon-${name}.svg`)

/** Reads the one stylesheet and the few images; their hash is part of the path, so that they may be kept for good. */
export function readAssets(): Assets {
  const svg = (name: string): [string, Asset] => [
    `images/${name}`,
    { type: 'image/svg+xml', body: fs.readFileSync(path.join(NHSUK_FOLDER, 'nhsuk', 'assets', 'images', name)) },
  ]
  const files = new Map([
    ['portal.css', { type: 'text/css; charset=utf-8', body: Buffer.from(stylesheet()) }],
    ...['favicon.svg', ...ICONS].map(svg),
  ])
  const hash = createHash('sha256')
  for (const { body } of files.values()) hash.update(body)
  return { path: `/assets/${hash.digest('hex').slice(0, 16)}`, files }
}

/** The compiled stylesheet of `nhsuk-frontend` without the fonts it would load from another host, and our own rules. */
function stylesheet(): string {
  const compiled = fs.readFileSync(path.join(NHSUK_FOLDER, 'nhsuk', 'nhsuk-frontend.min.css'), 'utf8')
  const own = fs.readFileSync(path.join(PORTAL_FOLDER, 'assets', 'portal.css'), 'utf8')
  return (
    compiled
      .replaceAll(/@font-face\{[^}]*\}/g, '')
      .replaceAll('url(/assets/', 'url(')
      .replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, '') + own
  )
}
