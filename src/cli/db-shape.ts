import type { Verb } from './verb.ts'

/** `cpis db shape`: prints the shape the migrations make, or renews `db/shape.json`. */
export function dbShape(run: (options: { write: boolean }) => Promise<void>): Verb {
  return {
    noun: 'db',
    name: 'shape',
    what: 'print the shape of a freshly migrated database',
    define: command => command.option('--write', 'renew db/shape.json', false).action(run),
  }
}
