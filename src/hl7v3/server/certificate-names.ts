import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

const read = new WeakMap<TLSSocket, readonly string[]>()

/**
 * The names in the client's certificate, in lower case: its common name and the DNS names beside it; none when it sent
 * no certificate that was verified. `undefined` where the connection has no TLS. Read once for each connection.
 */
export function certificateNamesOf(socket: Socket): readonly string[] | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const names = read.get(socket) ?? namesIn(socket)
  read.set(socket, names)
  return names
}

function namesIn(socket: TLSSocket): string[] {
  if (!socket.authorized) return []
  const { subject, subjectaltname = '' } = socket.getPeerCertificate()
  const dns = subjectaltname.split(', ').flatMap(name => (name.startsWith('DNS:') ? [name.slice(4)] : []))
  return [subject?.CN, ...dns].flatMap(name => name ?? []).map(name => name.toLowerCase())
}
