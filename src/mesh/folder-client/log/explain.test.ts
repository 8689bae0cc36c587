import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { silentLog } from '../../../platform/index.ts'
import { explainMeshLog, printExplanation } from './explain.ts'
import { openMeshLog } from './mesh-log.ts'
import { LOG_RULES } from './rules.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mesh-log-'))
after(() => fs.rmSync(folder, { recursive: true }))
const clock = { now: () => new Date('2025-11-22T15:00:00Z') }

function explain(text: string) {
  const file = path.join(folder, 'MESH.log')
  fs.writeFileSync(file, text)
  return explainMeshLog(file, { clock })
}
const HEAD = '2025-11-22 14:59:00,500 INFO  [X26LA01] folderclient.poll (poll:0) - polled, 0 waiting, 0 taken\n'
const codesOf = async (text: string) => (await explain(HEAD + text)).findings.map(one => one.code)

/** One line, written by us, for every rule: in Java's, TLS's, HTTP's, the system's or MESH's words. */
const SAMPLES: readonly [string, string][] = [
  ['CERTIFICATE_EXPIRED', 'java.security.cert.CertificateExpiredException: NotAfter: Sat Nov 01 00:00:00 GMT 2025'],
  ['CLOCK_WRONG', 'java.security.cert.CertificateNotYetValidException: NotBefore'],
  ['KEY_STORE_UNUSABLE', 'java.io.IOException: keystore was tampered with, or password was incorrect'],
  ['CERTIFICATE_UNKNOWN', 'sun.security.validator.ValidatorException: PKIX path building failed'],
  ['CERTIFICATE_UNKNOWN', 'MESH_UNREACHABLE: ... (the connection failed) [UNABLE_TO_VERIFY_LEAF_SIGNATURE]'],
  ['MAILBOX_DISABLED', '403 Request Received from Inactive Mailbox'],
  ['MAILBOX_UNKNOWN', '403 SEND EPL-151 No mailbox matched'],
  ['PROXY', 'java.io.IOException: Unable to tunnel through proxy. Proxy returns "HTTP/1.1 407"'],
  ['PASSWORD_WRONG', 'Server returned HTTP response code: 403 for URL: https://mesh.example.org'],
  ['PASSWORD_WRONG', 'MESH_FORBIDDEN: The message exchange did not accept our token or mailbox (403)'],
  ['SERVER_FAULT', 'MESH_REFUSED: The message exchange refused the request (500)'],
  ['PASSWORD_WRONG', 'RECEIVE ERROR 17 The mailbox or its password is not accepted'],
  ['NAME_UNKNOWN', 'java.net.UnknownHostException: mesh.example.org'],
  ['CONNECTION_REFUSED', 'java.net.ConnectException: Connection refused (Connection refused)'],
  ['CONNECTION_TIMEOUT', 'java.net.SocketTimeoutException: connect timed out'],
  ['CONNECTION_LOST', 'java.net.SocketException: Connection reset'],
  ['DISK_FULL', 'java.io.IOException: No space left on device'],
  ['DISK_FULL', '20251122_A: FOLDER_DISK_FULL: ENOSPC: no space left on device, write'],
  ['FILE_NOT_ALLOWED', 'java.nio.file.AccessDeniedException: D:\\MESH\\out\\a.dat'],
  ['ALREADY_RUNNING', 'FOLDER_IN_USE: Another process works on the folder of this mailbox'],
  ['MEMORY', 'java.lang.OutOfMemoryError: Java heap space'],
  ['BAD_CPIS_FILE', 'A failed -: SEND ERROR 15 Bad CP-IS file'],
  ['RECIPIENT_UNKNOWN', 'A failed -: SEND ERROR 12 Unregistered to address'],
  ['WORKFLOW_NOT_ALLOWED', 'A failed -: SEND ERROR 17 Workflow id not registered for the mailbox'],
  ['NOT_COLLECTED', 'SEND ERROR 14 Message not collected by recipient after 5 days'],
  ['PAIR_INCOMPLETE', 'A failed -: COLLECT ERROR 02 The .dat file is missing, empty or cannot be read'],
  ['CONTROL_FILE_WRONG', 'A failed -: SEND ERROR 09 Version must be 1.0'],
  ['RETRIES_USED_UP', 'A failed -: TRANSFER ERROR 06 Not transferred: retries used up'],
  ['TOO_OFTEN', 'HTTP/1.1 429 Too Many Requests'],
  ['SERVER_FAULT', 'HTTP response code: 503'],
  ['UNREACHABLE', 'MESH_UNREACHABLE: The message exchange cannot be reached'],
]

for (const [code, words] of SAMPLES) {
  test(`${code}: ${words.slice(0, 60)}`, async () => {
    assert.deepEqual(await codesOf(`2025-11-22 14:59:30,403 ERROR [main] a.B (B.java:403) - ${words}\n`), [code])
  })
}

test('every rule has a sample', () => {
  const shown = new Set(SAMPLES.map(([code]) => code))
  assert.deepEqual(
    LOG_RULES.filter(rule => !shown.has(rule.code)),
    [],
  )
})

test('milliseconds, line numbers and stack frames are no statuses', async () => {
  const lines =
    '2025-11-22 14:59:20,000 INFO [main] a - polled, 403 waiting, 503 taken\n' +
    '2025-11-22 14:59:30,503 INFO [main] a.B (B.java:503) - working\n\tat a.B.c(B.java:403)\n'
  assert.deepEqual(await explain(HEAD + lines), { lines: 4, unknown: 0, lastAt: '2025-11-22 14:59:30', findings: [] })
})

test('a fault nobody knows is counted and not repeated', async () => {
  const explanation = await explain(`${HEAD}2025-11-22 14:59:30,000 ERROR [main] a.B (B:1) - child Sam\n`)
  assert.equal(explanation.unknown, 1)
  assert.equal(
    printExplanation(explanation),
    '2 lines, the last of 2025-11-22 14:59:30\nNothing known to be wrong was found.\n' +
      '1 more lines speak of a fault that is not known here; read them yourself.',
  )
})

test('the same fault is one finding, with its first and last line; the newest stands first', async () => {
  const line = (minute: number, words: string) => `2025-11-22 14:${minute}:00,000 ERROR [main] a - ${words}\n`
  const text = line(10, 'Connection refused') + line(20, 'ENOSPC') + line(30, 'Connection refused')
  const { findings } = await explain(HEAD + text)
  assert.deepEqual(
    findings.map(({ code, times, firstLine, lastLine, lastAt }) => [code, times, firstLine, lastLine, lastAt]),
    [
      ['CONNECTION_REFUSED', 2, 2, 4, '2025-11-22 14:30:00'],
      ['DISK_FULL', 1, 3, 3, '2025-11-22 14:20:00'],
    ],
  )
})

test('a log that ended, one without polls, an empty one, and one without times', async () => {
  const codes = async (text: string) => (await explain(text)).findings.map(one => one.code)
  const old = HEAD.replace('11-22', '11-20')
  assert.deepEqual(await codes(old), ['NOT_RUNNING'])
  const [silent] = (await explain(old)).findings
  assert.equal(silent?.wrong, 'The last line is 48 hours old: the client is not running, or hangs.')
  assert.deepEqual(await codes('2025-11-22 14:00:00,000 INFO started\n'), ['NEVER_POLLED'])
  assert.deepEqual(await codes(''), ['LOG_EMPTY'])
  assert.deepEqual(await codes('polling\n'), ['LOG_WITHOUT_TIMES'])
})

test('it is told in plain words who can do what', async () => {
  assert.equal(
    printExplanation(await explain(`${HEAD}2025-11-22 14:59:30,000 ERROR [main] a - Connection refused\n`)),
    `2 lines, the last of 2025-11-22 14:59:30
CONNECTION_REFUSED, once, line 2, last at 2025-11-22 14:59:30
  What is wrong: The server, or a firewall before it, refuses the connection.
  What to do:    Check host and port of PrimaryURL, and that the firewall lets this machine out to it on port 443.
  Who:           whoever looks after your network and firewall`,
  )
})

test('a log that is not there', async () => {
  await assert.rejects(explainMeshLog(path.join(folder, 'none.log'), { clock }), {
    code: 'FOLDER_LOG_UNREADABLE',
    message: 'The log cannot be read (ENOENT)',
  })
})

test('a line is written in the layout of log4j, on one line, and with no NHS number', () => {
  const file = path.join(folder, 'own', 'mesh.log')
  const log = openMeshLog(file, { clock, fallback: silentLog, mailboxId: 'X26LA01' })
  log.line('WARN', 'send', 'pair 999 000 0018\nnot sent')
  assert.equal(
    fs.readFileSync(file, 'utf8'),
    '2025-11-22 15:00:00,000 WARN  [X26LA01] folderclient.send (send:0) - pair [number] not sent\n',
  )
})
