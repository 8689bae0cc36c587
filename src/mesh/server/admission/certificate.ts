import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { MeshFault } from '../faults.ts'
import type { MeshServer } from '../mesh-server.ts'

/** What stands behind name and ODS code in the common name of a client's certificate (mesh.md 3). */
const SUFFIX = '.api.mesh-client.nhs.uk'

/** The common name each connection proved, read once. */
const names = new WeakMap<Socket, string>()

/**
 * Holds a caller to the certificate of its connection: the mailbox id, or the name kept for the mailbox, then its ODS
 * code. Throws MESH_CERTIFICATE_OF_ANOTHER. No source says that the national server does so; `bindCertificates` decides.
 */
export async function refuseForeignCertificate(mesh: MeshServer, socket: Socket, mailboxId: string): Promise<void> {
  const mailbox = await mesh.secrets.find(mailboxId)
  if (mailbox === undefined) throw new MeshFault('MESH_MAILBOX_UNMATCHED')
  const wanted = `${mailbox.certificateName ?? mailboxId}.${mailbox.odsCode}${SUFFIX}`
  if (commonNameOf(socket) !== wanted.toLowerCase()) throw new MeshFault('MESH_CERTIFICATE_OF_ANOTHER')
}

function commonNameOf(socket: Socket): string {
  const known = names.get(socket)
  if (known !== undefined) return known
  const subject = socket instanceof TLSSocket ? socket.getPeerCertificate().subject : undefined
  const name = String(subject?.CN ?? '').toLowerCase()
  names.set(socket, name)
  return name
}
