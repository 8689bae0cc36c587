import type { MeshClient, MeshMessage } from '../../../src/mesh/index.ts'
import type { Database } from '../../../src/platform/index.ts'
import type { Chance } from './chance.ts'

/** The process is dead: whatever it still calls comes to nothing. */
export class Crashed extends Error {}

/** What befalls the calls of one process, before and after each is heard. */
export type Step = () => Promise<void>

/** Lets the calls of one process be heard one after another, in the order they were made: else no seed is one world. */
export type Turn = <Result>(call: () => Promise<Result>) => Promise<Result>

export function openTurns(): Turn {
  let last: Promise<unknown> = Promise.resolve()
  return call => {
    const own = last.then(call)
    last = own.catch(() => {})
    return own
  }
}

const atOnce: Turn = call => call()

const lost = () => new Error('Connection terminated unexpectedly')

/** A database over a line that fails: a transaction whose connection was lost is rolled back. */
export function stepped<Wrapped extends Database>(db: Wrapped, step: Step, turn: Turn = atOnce): Wrapped {
  const query: Database['query'] = statement =>
    turn(async () => {
      await step()
      const rows = await db.query<never>(statement)
      await step()
      return rows
    })
  const transaction: Database['transaction'] = work =>
    turn(async () => {
      await step()
      const result = await db.transaction(async tx => {
        const done = await work(onOneLine(stepped(tx, step)))
        await step()
        return done
      })
      await step()
      return result
    })
  return { ...db, query, transaction }
}

/** Once its line is lost, the rest of a transaction is. */
function onOneLine(tx: Database): Database {
  let isLost = false
  const own: Database = {
    async query(statement) {
      if (isLost) throw lost()
      try {
        return await tx.query<never>(statement)
      } catch (error) {
        isLost = true
        throw error
      }
    },
    transaction: work => work(own),
  }
  return own
}

/** The calls of a process: some fail, in some moments the process dies, and between them the world goes on. */
export function openSteps(
  chance: Chance,
  rates: { lost: number; crash: number },
  meanwhile: Step,
): { step: Step; isDead(): boolean } {
  let isDead = false
  return {
    isDead: () => isDead,
    async step() {
      if (isDead) throw new Crashed()
      await meanwhile()
      if (chance.happens(rates.crash)) {
        isDead = true
        throw new Crashed()
      }
      if (chance.happens(rates.lost)) throw lost()
    },
  }
}

/** MESH in memory: what it took it keeps, and a mailbox holds it until it is acknowledged. */
export type Exchange = {
  mailbox(own: string, step: Step, turn?: Turn): MeshClient
  /** How many messages wait in a mailbox. */
  waiting(mailboxId: string): number
}

type Kept = MeshMessage & { readonly to: string; isWaiting: boolean }

const unreachable = (code: string) => Object.assign(new Error(code), { code })

export function openExchange(chance: Chance): Exchange {
  const all: Kept[] = []
  const find = (messageId: string) => all.find(one => one.messageId === messageId)
  const mailbox = (own: string, step: Step, turn: Turn = atOnce): MeshClient => {
    const heard = async <Result>(code: string, work: () => Result): Promise<Result> => {
      await step().catch(error => Promise.reject(error instanceof Crashed ? error : unreachable('MESH_UNREACHABLE')))
      const result = work()
      await step().catch(error => Promise.reject(error instanceof Crashed ? error : unreachable(code)))
      return result
    }
    const call = <Result>(code: string, work: () => Result) => turn(() => heard(code, work))
    return {
      handshake: () => call('MESH_UNREACHABLE', () => {}),
      send: ({ to, workflowId, localId, body }) =>
        call('MESH_SEND_UNCERTAIN', () => {
          const messageId = chance.randomness.uuid()
          const named = localId === undefined ? {} : { localId }
          all.push({
            messageId,
            kind: 'DATA',
            workflowId,
            from: own,
            to,
            ...named,
            body: Buffer.from(body),
            isWaiting: true,
          })
          return { messageId }
        }),
      list: () =>
        call('MESH_UNREACHABLE', () => {
          // One acknowledged before may come once more.
          const again = all.filter(one => one.to === own && !one.isWaiting && chance.happens(0.01))
          const waiting = all.filter(one => one.to === own && one.isWaiting)
          return [...waiting, ...again].map(one => one.messageId)
        }),
      download: messageId => call('MESH_UNREACHABLE', () => find(messageId) ?? 'gone'),
      acknowledge: messageId =>
        call('MESH_UNREACHABLE', () => {
          const message = find(messageId)
          if (message) message.isWaiting = false
        }),
      track: messageId => call('MESH_UNREACHABLE', () => tracked(find(messageId))),
      trackByLocalId: localId =>
        call('MESH_UNREACHABLE', () => tracked(all.find(one => one.from === own && one.localId === localId))),
    }
  }
  return { mailbox, waiting: own => all.filter(one => one.to === own && one.isWaiting).length }
}

function tracked(message: Kept | undefined): Awaited<ReturnType<MeshClient['track']>> {
  return message && { messageId: message.messageId, status: message.isWaiting ? 'accepted' : 'acknowledged' }
}
