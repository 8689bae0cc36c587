import type { Answer, MeshServer } from '../mesh-server.ts'
import { askedVersion, type MeshRequest, pathId, pathPart } from '../request.ts'

type Found = { readonly mailbox_id: string; readonly mailbox_name: string }

/** Active mailboxes that receive a workflow, of one organisation or (without `odsCode`) of all. */
function findReceivers(mesh: MeshServer, workflowId: string, odsCode: string | null): Promise<Found[]> {
  return mesh.db.query<Found>({
    name: 'mesh-receivers',
    text: `select b.mailbox_id, b.name as mailbox_name
      from mesh.workflow_mailbox w join mesh.mailbox b on b.mailbox_id = w.mailbox_id
      where w.workflow_id = $1 and w.direction = 'receives' and b.active and ($2::text is null or b.ods_code = $2)
      order by b.mailbox_id`,
    values: [workflowId, odsCode],
  })
}

/** `GET /endpointlookup/{ods}/{workflow}`: the mailboxes of an organisation for a workflow; none is an empty list. */
export async function lookUpEndpoints(mesh: MeshServer, request: MeshRequest): Promise<Answer> {
  const version = askedVersion(request)
  const results = await findReceivers(mesh, pathPart(request, '*'), pathId(request, 'ods'))
  if (version === 2) return { status: 200, json: { results } }
  const endpoints = results.map(found => ({
    address: found.mailbox_id,
    description: found.mailbox_name,
    endpoint_type: 'MESH',
  }))
  return { status: 200, json: { query_id: mesh.randomness.uuid().replaceAll('-', ''), results: endpoints } }
}

/** `GET /workflowsearch/{workflow}`: all mailboxes that receive a workflow, in one form for both versions. */
export async function searchWorkflow(mesh: MeshServer, request: MeshRequest): Promise<Answer> {
  askedVersion(request)
  return { status: 200, json: { results: await findReceivers(mesh, pathPart(request, '*'), null) } }
}
