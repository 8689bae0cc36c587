import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import path from 'node:path'
import { type Log, PROJECT_FOLDER, type Running } from '../../platform/index.ts'

/** Said by a process of a role once it can do its work. */
export const READY = 'ready'

/** A role in several processes that share its ports. */
export type Supervised = Running & {
  /** Starts a new process in place of each, one after another: the old one stops when the new one is ready. */
  replaceAll(): Promise<void>
}

export type Supervision = { readonly role: string; readonly processes: number; readonly log: Log }

/** Pauses before a process that ended by itself is started again: they double from the first to the last. */
const FIRST_PAUSE_MS = 200
const LAST_PAUSE_MS = 30_000
/** One that ran for so long was sound: the next pause is the first again. */
const SOUND_AFTER_MS = 30_000

/**
 * Runs `cpis serve <role>` in so many processes. A process that ends by itself is started again. Rejects when one of
 * the first cannot start; then all are stopped.
 */
export async function supervise({ role, processes, log }: Supervision): Promise<Supervised> {
  cluster.setupPrimary({ exec: path.join(PROJECT_FOLDER, 'src', 'main', 'command.ts'), args: ['serve', role] })
  const running = new Set<Worker>()
  let stopping = false
  let replacing: Promise<void> = Promise.resolve()
  let failures = 0

  async function startOne(): Promise<Worker> {
    const worker = cluster.fork()
    running.add(worker)
    worker.once('exit', () => running.delete(worker))
    await readiness(worker)
    worker.once('exit', (code, signal) => {
      if (!stopping && !worker.exitedAfterDisconnect && !leaving.has(worker)) void startAgain(worker, signal ?? code)
    })
    setTimeout(() => {
      if (running.has(worker)) failures = 0
    }, SOUND_AFTER_MS).unref()
    return worker
  }

  const leaving = new WeakSet<Worker>()

  async function startAgain(ended: Worker, how: string | number): Promise<void> {
    const pause = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10))
    failures += 1
    log.error({ role, pid: ended.process.pid, how, pause }, 'a process ended by itself and is started again')
    await new Promise(resolve => setTimeout(resolve, pause))
    if (stopping) return
    await startOne().catch(error => {
      log.error({ err: error, role }, 'a process did not start')
      return startAgain(ended, 'did not start')
    })
  }

  async function stopOne(worker: Worker): Promise<void> {
    leaving.add(worker)
    const gone = worker.isDead() ? Promise.resolve() : once(worker, 'exit')
    worker.process.kill('SIGTERM')
    await gone
  }

  async function stop(): Promise<void> {
    stopping = true
    await Promise.all([...running].map(stopOne))
  }

  async function replaceEach(): Promise<void> {
    for (const old of [...running]) {
      if (stopping) return
      await startOne()
      await stopOne(old)
      log.info({ role, pid: old.process.pid }, 'a process was replaced')
    }
  }

  try {
    await Promise.all(Array.from({ length: processes }, startOne))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    stop,
    replaceAll() {
      replacing = replacing
        .then(replaceEach)
        .catch(error => log.error({ err: error, role }, 'a new process did not start; the old ones stay'))
      return replacing
    },
  }
}

async function readiness(worker: Worker): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const said = (message: unknown) => message === READY && resolve()
  const ended = (code: number) => reject(new Error(`a process ended with ${code} before it was ready`))
  worker.on('message', said)
  worker.once('exit', ended)
  await promise
  worker.off('message', said)
  worker.off('exit', ended)
}
