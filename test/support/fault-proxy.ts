import net from 'node:net'

/** What befalls the lines through a proxy: the kinds of toxiproxy (trust.md 7), and cuts at what the client says. */
export type LineFault =
  /** Whoever calls is hung up on, and so are those on the line. */
  | { readonly kind: 'away' }
  /** What is said is taken and lost; nobody hangs up. */
  | { readonly kind: 'silent' }
  /** Everything comes so much later, in both directions. */
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** Everything comes in pieces of so many bytes. */
  | { readonly kind: 'slices'; readonly bytes: number }
  /** When one side hangs up, the other hears of it so much later. */
  | { readonly kind: 'slow-close'; readonly ms: number }
  /** Cut when so many bytes have come back over a line. */
  | { readonly kind: 'cut-after'; readonly bytes: number }
  /** Cut once, where the client says something: before it is heard, or after, and the answer is lost. */
  | { readonly kind: 'cut-at'; readonly said: RegExp; readonly heard: boolean }

export type FaultProxy = {
  readonly port: number
  /** From now on; none ends the fault, and what was held back goes on. */
  meet(fault?: LineFault): void
  /** How many lines a fault has cut. */
  cuts(): number
  /** How many pieces are held back at this moment. */
  heldBack(): number
  end(): Promise<void>
}

type State = {
  fault: LineFault | undefined
  cuts: number
  readonly lines: Set<Line>
  /** Ends the waiting of those held back. */
  readonly waiting: Set<() => void>
}
type Line = {
  readonly client: net.Socket
  readonly server: net.Socket
  cut(): void
  isLastAnswer: boolean
  bytes: number
}

/** Opens a proxy on a free port of this machine, in front of a port or a Unix socket. Without a fault it changes nothing. */
export async function openFaultProxy(target: net.NetConnectOpts): Promise<FaultProxy> {
  const state: State = { fault: undefined, cuts: 0, lines: new Set(), waiting: new Set() }
  const listener = net.createServer(client => {
    if (state.fault?.kind === 'away') return void client.resetAndDestroy()
    openLine(state, client, net.connect(target))
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as net.AddressInfo
  return {
    port,
    meet(fault) {
      state.fault = fault
      if (fault?.kind === 'away') for (const line of state.lines) line.cut()
      for (const go of state.waiting) go()
    },
    cuts: () => state.cuts,
    heldBack: () => state.waiting.size,
    async end() {
      for (const { client, server } of state.lines) {
        client.destroy()
        server.destroy()
      }
      await new Promise(resolve => listener.close(resolve))
    },
  }
}

function openLine(state: State, client: net.Socket, server: net.Socket): void {
  const line: Line = {
    client,
    server,
    isLastAnswer: false,
    bytes: 0,
    cut() {
      state.cuts += 1
      // A socket that is closing already would never be let go of when reset.
      if (client.writableEnded || client.destroyed) client.destroy()
      else client.resetAndDestroy()
      server.destroy()
    },
  }
  state.lines.add(line)
  for (const socket of [client, server]) {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => {
      if (client.destroyed && server.destroyed) state.lines.delete(line)
    })
  }
  pump(state, line, 'said')
  pump(state, line, 'answered')
}

type Direction = 'said' | 'answered'

/** Passes on one piece after the other; the next is not read before. */
function pump(state: State, line: Line, direction: Direction): void {
  const [from, to] = direction === 'said' ? [line.client, line.server] : [line.server, line.client]
  let passed: Promise<void> = Promise.resolve()
  from.on('data', chunk => {
    from.pause()
    passed = pass(state, line, direction, chunk).then(() => void from.resume())
  })
  const after = async (end: () => void) => {
    await passed
    if (state.fault?.kind === 'slow-close') await held(state, state.fault.ms)
    end()
  }
  from.on('end', () => void after(() => to.end()))
  from.on('close', () => void after(() => to.destroy()))
}

async function pass(state: State, line: Line, direction: Direction, chunk: Buffer): Promise<void> {
  const { fault } = state
  const to = direction === 'said' ? line.server : line.client
  if (line.isLastAnswer && direction === 'answered') return line.cut()
  switch (fault?.kind) {
    case 'silent':
      return
    case 'latency':
      await held(state, fault.ms)
      return write(to, chunk)
    case 'bandwidth':
      await held(state, (chunk.length / fault.bytesPerSecond) * 1000)
      return write(to, chunk)
    case 'slices':
      for (let at = 0; at < chunk.length; at += fault.bytes) {
        write(to, chunk.subarray(at, at + fault.bytes))
        await new Promise(resolve => setImmediate(resolve))
      }
      return
    case 'cut-after':
      return cutAfter(line, direction, chunk, fault.bytes)
    case 'cut-at':
      return cutAt(state, line, direction, chunk, fault)
    default:
      return write(to, chunk)
  }
}

function write(to: net.Socket, chunk: Buffer): void {
  if (to.writable) to.write(chunk)
}

function cutAfter(line: Line, direction: Direction, chunk: Buffer, bytes: number): void {
  const left = direction === 'said' ? Number.POSITIVE_INFINITY : bytes - line.bytes
  if (direction === 'answered') line.bytes += chunk.length
  if (chunk.length < left) write(direction === 'said' ? line.server : line.client, chunk)
  else line.client.write(chunk.subarray(0, Math.max(0, left)), () => setImmediate(line.cut))
}

function cutAt(
  state: State,
  line: Line,
  direction: Direction,
  chunk: Buffer,
  fault: LineFault & { readonly kind: 'cut-at' },
): void {
  const isSaid = direction === 'said' && fault.said.test(chunk.toString('latin1'))
  if (isSaid) {
    state.fault = undefined
    if (!fault.heard) line.cut()
    line.isLastAnswer = true
  }
  write(direction === 'said' ? line.server : line.client, chunk)
}

/** So long, or until the fault is over. */
function held(state: State, ms: number): Promise<void> {
  return new Promise(resolve => {
    const go = () => {
      clearTimeout(timer)
      state.waiting.delete(go)
      resolve()
    }
    const timer = setTimeout(go, ms)
    state.waiting.add(go)
  })
}
