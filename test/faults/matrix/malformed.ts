import http from 'node:http'
import { gzipSync } from 'node:zlib'

/** A bomb of a billion characters, a hundred thousand levels, bytes that are no UTF-8. */
export const MALFORMED: Readonly<Record<string, Uint8Array>> = {
  'an entity bomb': Buffer.from(
    `<!DOCTYPE a [<!ENTITY e0 "laughs">${Array.from({ length: 9 }, (_, place) => `<!ENTITY e${place + 1} "${`&e${place};`.repeat(10)}">`).join('')}]><a>&e9;</a>`,
  ),
  'a hundred thousand levels': Buffer.from('<a>'.repeat(100_000)),
  'another encoding than it says': Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a>\xff\xfe\xe9</a>', 'latin1'),
}

const MEGABYTE = 1024 * 1024
const MEGABYTES = 1024

/** A file of a gigabyte that begins as an upload does, packed to one megabyte: members of one gzip file. */
export function packedGigabyte(): Buffer {
  const blanks = gzipSync(Buffer.alloc(MEGABYTE, ' '))
  return Buffer.concat([gzipSync('<File xmlns="urn:hl7-org:v3">'), ...Array<Buffer>(MEGABYTES).fill(blanks)])
}

/** Sends a gigabyte of XML without saying how long it is, until it is answered or hung up on; `sent` is in bytes. */
export function sendGigabyte(url: string, headers: Readonly<Record<string, string>>) {
  return new Promise<{ readonly ended: number | 'hung up'; readonly sent: number }>(resolve => {
    const request = http.request(url, { method: 'POST', headers })
    const piece = Buffer.alloc(65_536, ' ')
    let sent = 0
    let isOver = false
    const end = (ended: number | 'hung up') => {
      isOver = true
      resolve({ ended, sent })
      request.destroy()
    }
    request.on('response', response => end(response.statusCode ?? 0))
    request.on('error', () => end('hung up'))
    const send = () => {
      while (!isOver && sent < MEGABYTES * MEGABYTE) {
        sent += piece.length
        if (!request.write(piece)) return void request.once('drain', send)
      }
      request.end()
    }
    request.write('<?xml version="1.0"?><a>')
    send()
  })
}
