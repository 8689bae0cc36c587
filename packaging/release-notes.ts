import fs from 'node:fs'
import path from 'node:path'

// What a release says of itself: its section of the CHANGELOG.

/** The section of a version in a changelog, without its heading. Throws when there is none. */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1)
  const section = sections.find(one => one.split(/[\s\n]/)[0] === version)
  if (section === undefined) throw new Error(`CHANGELOG.md has no section ${version}`)
  return `${section.slice(section.indexOf('\n')).trim()}\n`
}

/** The notes of the version `package.json` names. */
export function notesOf(root: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
  return releaseNotes(fs.readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'), version)
}
