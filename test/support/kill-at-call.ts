import fs from 'node:fs'
import pg from 'pg'

// Loaded before a worker that is to die: once a message is fetched it counts whatever leaves the process, statements and
// requests, and their answers, and dies by `kill -9` at the one whose number is in a file. Without the file it lives.

const file = process.env['TEST_KILL_AT'] ?? ''
const DOWNLOAD = /\/inbox\/[^/?]+$/
let left: number | undefined

function count(): void {
  if (left === undefined) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

function begin(): void {
  if (left === undefined && fs.existsSync(file)) left = Number(fs.readFileSync(file, 'utf8'))
}

if (process.argv.includes('worker')) {
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    count()
    const asked = query.apply(this, given)
    if (asked instanceof Promise) void asked.then(count, count)
    return asked
  } as typeof pg.Client.prototype.query
  const ask = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    if (DOWNLOAD.test(String(input))) begin()
    count()
    const answer = await ask(input, init)
    count()
    return answer
  }
}
