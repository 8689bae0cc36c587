import nunjucks from 'nunjucks'
import { NHSUK_FOLDER, PORTAL_FOLDER } from './assets.ts'

/** Writes a template (its path below `src/portal`) with values; throws when the template wants one that is not there. */
export type Render = (template: string, values: object) => string

/**
 * The templates: everything is escaped, and a value that is missing is a fault instead of a blank, since a blank on a
 * page about a child reads as an answer.
 */
export function openEnvironment(): nunjucks.Environment {
  const loader = new nunjucks.FileSystemLoader([PORTAL_FOLDER, NHSUK_FOLDER], { noCache: false, watch: false })
  return new nunjucks.Environment(loader, {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  })
}

/** Opens the templates for the pages. */
export function openRendering(): Render {
  const environment = openEnvironment()
  return (template, values) => environment.render(template, values)
}
