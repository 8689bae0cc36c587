import fs from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vitepress'

// The documents as a site: bin/docs builds it, a broken link ends the build.

const DOCS = path.resolve(import.meta.dirname, '..')

/** The four kinds of document, kept apart, and what is promised. */
const KINDS = [
  { folder: 'guides', text: 'Guides' },
  { folder: 'reference', text: 'Reference' },
  { folder: 'runbooks', text: 'Runbooks' },
  { folder: 'decisions', text: 'Decisions' },
  { folder: 'assurance', text: 'Assurance' },
]

function titleOf(file) {
  return /^# (.*)$/m.exec(fs.readFileSync(file, 'utf8'))?.[1] ?? path.basename(file, '.md')
}

function pagesOf(folder) {
  return fs
    .readdirSync(path.join(DOCS, folder))
    .filter(name => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map(name => ({ text: titleOf(path.join(DOCS, folder, name)), link: `/${folder}/${path.basename(name, '.md')}` }))
}

export default defineConfig({
  title: 'Open CP-IS',
  description: 'Child Protection - Information Sharing, whole and open',
  lang: 'en-GB',
  outDir: '../build/docs',
  cacheDir: '../build/docs-cache',
  rewrites: { 'decisions/README.md': 'decisions/index.md', 'assurance/README.md': 'assurance/index.md' },
  // Texts show what a template looks like; none of them is one.
  markdown: { config: md => md.set({ html: false }) },
  themeConfig: {
    search: { provider: 'local' },
    outline: 'deep',
    sidebar: KINDS.map(({ folder, text }) => ({ text, collapsed: folder === 'decisions', items: pagesOf(folder) })),
  },
})
