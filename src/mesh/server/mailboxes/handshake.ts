import { admit, runAdmitted } from '../admission/admit.ts'
import { invalidRequest } from '../faults.ts'
import { type Answer, type Call, echoInVersion1 } from '../mesh-server.ts'
import { headerOf, type MeshRequest } from '../request.ts'

const REQUIRED = ['mex-clientversion', 'mex-osname', 'mex-osversion']
const OPTIONAL = ['mex-osarchitecture', 'mex-javaversion', 'user-agent']

/**
 * `POST` or `GET /{mailbox}`: the client says what it is, and that it lives (mesh.md 6.1).
 * Throws MESH_REQUEST_INVALID for each header that is missing.
 */
export async function handshake(call: Call, request: MeshRequest): Promise<Answer> {
  const missing = REQUIRED.filter(name => !headerOf(request, name)?.trim())
  if (missing.length > 0)
    throw invalidRequest(
      ...missing.map(name => ({ loc: ['header', name], msg: 'must be given', type: 'missing' }) as const),
    )
  await runAdmitted(call, 'handshake', {
    name: 'handshake',
    text: `, kept as (
        insert into mesh.handshake (
          mailbox_id, at, client_version, os_name, os_version, os_architecture, java_version, user_agent)
        select mailbox_id, $4::timestamptz, $5, $6, $7, $8, $9, $10 from token
        on conflict (mailbox_id) do update set at = excluded.at, client_version = excluded.client_version,
          os_name = excluded.os_name, os_version = excluded.os_version, os_architecture = excluded.os_architecture,
          java_version = excluded.java_version, user_agent = excluded.user_agent
      ) select * from admission`,
    values: [...REQUIRED, ...OPTIONAL].map(name => headerOf(request, name) ?? null),
  })
  return echoInVersion1(call, { mailboxId: call.mailboxId })
}

/** `POST /{mailbox}/update`: a legacy client asks whether there is a newer one of it; there never is (mesh.md 6.16). */
export async function update(call: Call): Promise<Answer> {
  await admit(call, 'other')
  return { status: 200 }
}
