import fs from 'node:fs'
import pg from 'pg'

// Loaded before a role that is to die. While a file is there, and once the role says or asks something of a kind, it counts
// whatever leaves the process, statements and requests, and their answers, and dies by `kill -9` at the one whose number
// is in the file.

const file = process.env['TEST_KILL_AT'] ?? ''
const role = process.env['TEST_KILL_ROLE'] ?? 'worker'
/** Where counting begins: an address that is asked, or a statement. */
const from = new RegExp(process.env['TEST_KILL_FROM'] ?? '/inbox/[^/?]+$')
let left: number | undefined

function count(): void {
  if (left === undefined) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

function begin(said: string): void {
  if (left === undefined && from.test(said) && fs.existsSync(file)) left = Number(fs.readFileSync(file, 'utf8'))
}

if (process.argv.includes(role)) {
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    begin(String((given[0] as { text?: unknown } | undefined)?.text))
    count()
    const asked = query.apply(this, given)
    if (asked instanceof Promise) void asked.then(count, count)
    return asked
  } as typeof pg.Client.prototype.query
  const ask = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    begin(String(input))
    count()
    const answer = await ask(input, init)
    count()
    return answer
  }
}
