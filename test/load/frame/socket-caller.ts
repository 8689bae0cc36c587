import { once } from 'node:events'
import net from 'node:net'

/** An answer as it came; `head` is everything before its body. */
export type SocketAnswer = { readonly status: number; readonly head: string; readonly body: Buffer }

/** One kept connection over which one request follows another. */
export type SocketCaller = Disposable & {
  call(head: string, body?: Buffer): Promise<SocketAnswer>
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')

type Waiting = { readonly resolve: (answer: SocketAnswer) => void; readonly reject: (error: Error) => void }

/**
 * Opens a connection to a server. A caller as cheap as can be: on a machine with few cores whatever it takes is missing
 * from what is measured. Answers must have a Content-Length or no body; anything else is thrown.
 */
export async function openSocketCaller(url: string): Promise<SocketCaller> {
  const { hostname, port } = new URL(url)
  const socket = net.connect(Number(port), hostname).setNoDelay(true)
  await once(socket, 'connect')
  let waiting: Waiting | undefined
  let held: Buffer = Buffer.alloc(0)
  const fail = (error: Error) => {
    waiting?.reject(error)
    waiting = undefined
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  socket.on('data', chunk => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const answer = wholeAnswer(held)
    if (answer === undefined) return
    held = Buffer.alloc(0)
    const asked = waiting
    waiting = undefined
    asked?.resolve(answer)
  })
  return {
    call: (head, body) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.cork()
        socket.write(head, 'latin1')
        if (body !== undefined) socket.write(body)
        socket.uncork()
      }),
    [Symbol.dispose]: () => socket.destroy(),
  }
}

function wholeAnswer(held: Buffer): SocketAnswer | undefined {
  const end = held.indexOf(END_OF_HEAD)
  if (end < 0) return undefined
  const head = held.toString('latin1', 0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`an answer without a length: ${head}`)
  const body = held.subarray(end + END_OF_HEAD.length)
  return body.length < Number(length) ? undefined : { status: Number(head.slice(9, 12)), head, body }
}
