import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import { PROJECT_FOLDER } from './environment.ts'
import { silentLog } from './log.ts'
import { startLoop } from './process.ts'

const loop = { name: 'test', everyMs: 1, log: silentLog }

/** A promise, and the function that keeps it. */
function promised(): { kept: Promise<void>; keep: () => void } {
  let keep = () => {}
  const kept = new Promise<void>(resolve => {
    keep = resolve
  })
  return { kept, keep }
}

test('rounds follow one another, also after one that failed', async () => {
  const { kept, keep } = promised()
  const errors: unknown[] = []
  const log = { ...silentLog, error: (fields: unknown) => errors.push(fields) } as unknown as typeof silentLog
  let rounds = 0
  const running = startLoop({
    ...loop,
    log,
    async round() {
      rounds += 1
      if (rounds === 1) throw new Error('the first fails')
      if (rounds === 4) keep()
      return rounds < 4
    },
  })
  await kept
  await running.stop()
  assert.deepEqual([rounds, errors.length], [4, 1])
  assert.match(String((errors[0] as { err: Error }).err), /the first fails/)
})

test('a loop is stopped in mid-pause, and no round begins afterwards', async () => {
  const { kept, keep } = promised()
  let rounds = 0
  const round = async () => {
    rounds += 1
    keep()
    return false
  }
  const running = startLoop({ ...loop, everyMs: 3_600_000, round })
  await kept
  await running.stop()
  assert.equal(rounds, 1)
})

test('stopping waits for the round in hand', async () => {
  const [begun, gate] = [promised(), promised()]
  let ended = false
  const round = async () => {
    begun.keep()
    await gate.kept
    ended = true
    return true
  }
  const running = startLoop({ ...loop, round })
  await begun.kept
  const stopped = running.stop()
  gate.keep()
  await stopped
  assert.ok(ended)
})

type Ended = { code: number | null; said: string }

/** A process of its own that runs this code with the platform at hand and says `ready`; then `then` is done to it. */
function child(code: string, signals: NodeJS.Signals[]): Promise<Ended> {
  const platform = JSON.stringify(path.join(PROJECT_FOLDER, 'src/platform/index.ts'))
  const text = `import { openLog, refusal, platformErrors, untilTold } from ${platform}
    const log = openLog('child', 'info')
    const keepAlive = setInterval(() => {}, 1000)
    ${code}
    console.log('ready')`
  const process = spawn('node', ['--input-type=module-typescript', '-e', text])
  let said = ''
  process.stdout.on('data', () => {
    const signal = signals.shift()
    if (signal) process.kill(signal)
  })
  process.stderr.on('data', chunk => {
    said += chunk
  })
  return new Promise(resolve => process.on('close', code => resolve({ code, said })))
}

test('SIGTERM and SIGINT stop what runs, newest first, and the process exits 0', async () => {
  const code = `const one = name => ({ stop: async () => log.info(name) })
    untilTold([one('first'), { stop: async () => { throw new Error('stuck') } }, one('last')], log)`
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { code: exit, said } = await child(code, [signal])
    const messages = said.match(/"msg":"[^"]*"/g)?.map(text => text.slice(7, -1))
    assert.deepEqual([exit, messages], [0, ['stopping', 'last', 'did not stop cleanly', 'first']])
  }
})

test('a second signal ends a process that does not stop', async () => {
  const code = `untilTold([{ stop: () => { console.log('stopping'); return new Promise(() => {}) } }], log)`
  assert.equal((await child(code, ['SIGINT', 'SIGINT'])).code, 1)
})

test('an error nobody caught ends the process with 1, a line in the log and one for the terminal', async () => {
  const thrown = await child(`untilTold([], log); setTimeout(() => { throw new Error('of 9990000018') })`, [])
  const rejected = await child(`untilTold([], log); Promise.reject(refusal(platformErrors, 'CONFIG_INVALID', 'X'))`, [])
  assert.deepEqual([thrown.code, rejected.code], [1, 1])
  const [line = '', told] = thrown.said.trim().split('\n')
  const { level, msg, err } = JSON.parse(line)
  assert.deepEqual([level, msg, err.message], [60, 'an error nobody caught', 'of [number]'])
  assert.equal(told, 'Ended by an error nobody caught; see the log.')
  assert.match(rejected.said, /\nCONFIG_INVALID: The configuration is not usable \(X\)\n$/)
})
