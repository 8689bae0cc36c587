import fs from 'node:fs/promises'
import path from 'node:path'
import type { MailPort } from '../../operations/index.ts'

/**
 * A folder that takes letters as mail, one `.eml` file each (RFC 5322), for a relay to pick up. A file appears whole, by
 * renaming; the same letter again takes the place of its file. Says the file's name.
 */
export function letterFolder(folder: string, from: string): MailPort {
  return async ({ letterId, day, about, recipients, subject, body, writtenAt, isUrgent }) => {
    const lines = [
      `From: ${from}`,
      `To: ${recipients.join(', ')}`,
      `Subject: ${subject}`,
      `Date: ${writtenAt.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${letterId}@${from.split('@').at(-1)}>`,
      ...(isUrgent ? ['Importance: high'] : []),
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      ...body.split('\n'),
    ]
    const name = `${day}-${about}-${letterId}.eml`
    await fs.mkdir(folder, { recursive: true })
    const unfinished = path.join(folder, `.${name}.part`)
    await fs.writeFile(unfinished, lines.join('\r\n'))
    await fs.rename(unfinished, path.join(folder, name))
    return name
  }
}
