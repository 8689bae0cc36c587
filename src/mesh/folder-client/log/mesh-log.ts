import fs from 'node:fs'
import path from 'node:path'
import { type Clock, type Log, withoutNumbers } from '../../../platform/index.ts'

export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

/** `mesh.log` of one mailbox. What is written names pairs, ids and codes, never what is in a file. */
export type MeshLog = { line(level: Level, place: string, text: string): void }

/**
 * Opens `mesh.log` for a mailbox. Lines have the log4j layout `%d %-5p [%t] %C{2} (%F:%L) - %m%n` (mesh.md 15), times in
 * UTC, the mailbox in place of the thread. The file is opened for each line, so it may be moved away at any time; when
 * it cannot be written, the line goes to `fallback`.
 */
export function openMeshLog(
  file: string,
  deps: { readonly clock: Clock; readonly fallback: Log; readonly mailboxId: string },
): MeshLog {
  return {
    line(level, place, text) {
      const at = deps.clock.now().toISOString().replace('T', ' ').replace('.', ',').replace('Z', '')
      const shown = withoutNumbers(text.replaceAll(/[\r\n]+/g, ' '))
      const line = `${at} ${level.padEnd(5)} [${deps.mailboxId}] folderclient.${place} (${place}:0) - ${shown}\n`
      try {
        fs.mkdirSync(path.dirname(file), { recursive: true })
        fs.appendFileSync(file, line)
      } catch (error) {
        deps.fallback.error({ err: error, level, place, mailbox: deps.mailboxId }, shown)
      }
    },
  }
}
