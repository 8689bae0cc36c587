import type { Verb } from './verb.ts'

/** `cpis docs reference`: prints the pages of docs/reference that are generated, or renews them. */
export function docsReference(run: (options: { write: boolean }) => Promise<void>): Verb {
  return {
    noun: 'docs',
    name: 'reference',
    what: 'print the error catalogue and the settings as the code has them',
    define: command => command.option('--write', 'renew docs/reference', false).action(run),
  }
}
