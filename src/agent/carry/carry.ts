import { createHmac } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { Database } from '../../platform/index.ts'
import { type HandledItem, listItems } from '../inbox/handled.ts'
import type { AgentDeps } from '../ports.ts'
import { csvOf, letterOf, subjectOf } from './letter.ts'
import { inboxPage } from './page.ts'

export type Carried = { readonly filed: number; readonly told: number; readonly untold: number }

/**
 * Carries alerts to where the configuration says: files into the folder (CSV, letter, the page of the inbox), a signed
 * POST to the webhook. Each is noted after it was done, so a crash in between repeats it: receivers join by `item`.
 */
export async function carryItems(deps: AgentDeps): Promise<Carried> {
  const { inbox } = deps.configuration
  const items = (await listItems(deps.database, { all: false })).filter(({ trigger }) => trigger !== undefined)
  const filed = inbox.folder === undefined ? 0 : await fileAll(deps, inbox.folder, items)
  const told = inbox.webhook === undefined ? { told: 0, untold: 0 } : await tellAll(deps, inbox.webhook, items)
  return { filed, ...told }
}

async function fileAll({ database, clock }: AgentDeps, folder: string, items: HandledItem[]): Promise<number> {
  const open = await waiting(database, 'filed_at is null')
  await fs.mkdir(folder, { recursive: true, mode: 0o700 })
  const now = items.filter(({ number }) => open.has(number))
  for (const handled of now) {
    const name = path.join(folder, `item-${String(handled.number).padStart(6, '0')}`)
    await writeWhole(`${name}.csv`, csvOf(handled))
    await writeWhole(`${name}.txt`, letterOf(handled))
    await note(database, 'filed_at = $2', [handled.number, clock.now()])
  }
  await writeWhole(path.join(folder, 'inbox.html'), inboxPage(items))
  return now.length
}

/** Whoever watches the folder sees a file whole or not at all. */
async function writeWhole(file: string, text: string): Promise<void> {
  await fs.writeFile(`${file}.part`, text, { mode: 0o600 })
  await fs.rename(`${file}.part`, file)
}

async function tellAll(deps: AgentDeps, url: string, items: HandledItem[]): Promise<Omit<Carried, 'filed'>> {
  const { database, clock, log, tell } = deps
  const at = clock.now()
  const open = await waiting(database, 'told_at is null and (tell_next_at is null or tell_next_at <= $1)', [at])
  const figures = { told: 0, untold: 0 }
  for (const handled of items.filter(({ number }) => open.has(number)).reverse()) {
    const body = JSON.stringify(toldOf(handled))
    try {
      await tell(url, body, signature(deps.webhookSecret, body, at))
      await note(database, 'told_at = $2', [handled.number, at])
      figures.told += 1
    } catch (error) {
      log.warn({ err: error, item: handled.number }, 'the webhook did not take an item')
      await note(
        database,
        `tell_attempts = tell_attempts + 1,
          tell_next_at = $2::timestamptz + least(3600, 60 * power(2, least(tell_attempts, 6))) * interval '1 second'`,
        [handled.number, at],
      )
      figures.untold += 1
    }
  }
  return figures
}

/** Without NHS numbers: the receiver knows its children by its own ids. */
function toldOf(handled: HandledItem) {
  const { number, trigger, item } = handled
  const children =
    item.kind === 'access'
      ? item.accesses.map(({ nhsNumber: _, ...access }) => access)
      : item.kind === 'inactive-number'
        ? item.numbers.map(({ localPersonId }) => ({ localPersonId }))
        : item.kind === 'was-not-brought'
          ? [{ localPersonId: item.localPersonId, at: item.at, organisation: item.organisation, reason: item.reason }]
          : []
  return { item: number, alert: trigger, subject: subjectOf(handled), receivedAt: item.receivedAt, children }
}

/** `x-cpis-signature` is the HMAC-SHA256, in hexadecimal, of the time, a dot and the body, keyed with the secret. */
function signature(secret: string, body: string, at: Date): Record<string, string> {
  const time = at.toISOString()
  const mac = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
  return { 'content-type': 'application/json', 'x-cpis-time': time, 'x-cpis-signature': mac }
}

async function waiting(db: Database, condition: string, values: readonly unknown[] = []): Promise<Set<number>> {
  const rows = await db.query<{ number: number }>({
    text: `select item_number as number from agent.inbox_item where ${condition}`,
    values,
  })
  return new Set(rows.map(({ number }) => number))
}

async function note(db: Database, assignment: string, values: readonly [number, Date]): Promise<void> {
  await db.query({ text: `update agent.inbox_item set ${assignment} where item_number = $1`, values })
}
