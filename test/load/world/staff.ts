import type { Actor } from '../../../src/identity/index.ts'
import { LAPTOP_CLIENT } from '../../../src/main/stand-ins.ts'
import { silentLog } from '../../../src/platform/index.ts'
import { readStandInUsers, signIn, startCis2StandIn } from '../../../stand-ins/cis2/index.ts'

/** A member of staff who has signed in: the token, and who the service takes them for. */
export type SignedInStaff = { readonly idToken: string; readonly actor: Actor }

export type Staff = AsyncDisposable & { readonly issuer: string; readonly all: readonly SignedInStaff[] }

/** Invented people with B0107, one in each standard care setting. */
const USER_IDS = [
  '656005750107',
  '656005750201',
  '656005750202',
  '656005750203',
  '656005750204',
  '656005750205',
  '656005750206',
  '656005750207',
  '656005750208',
]

/** Starts the CIS2 stand-in and signs the staff in by the whole authorization code flow. */
export async function signedInStaff(): Promise<Staff> {
  const users = readStandInUsers()
  const cis2 = await startCis2StandIn({ port: 0, users, clients: [LAPTOP_CLIENT], profile: 'test', log: silentLog })
  const { issuer } = cis2
  const { clientId, clientSecret, redirectUris } = LAPTOP_CLIENT
  const all: SignedInStaff[] = []
  for (const userId of USER_IDS) {
    const { idToken } = await signIn({ issuer, clientId, clientSecret, redirectUri: redirectUris[0], userId })
    all.push({ idToken, actor: actorOf(userId, users) })
  }
  return { issuer, all, [Symbol.asyncDispose]: () => cis2.stop() }
}

function actorOf(userId: string, users: ReturnType<typeof readStandInUsers>): Actor {
  const role = users.find(user => user.userId === userId)?.roles[0]
  if (role === undefined) throw new Error(`nobody has the user id ${userId}`)
  return {
    author: {
      kind: 'person',
      userId,
      roleProfileId: role.role_profile_id,
      roleCode: role.job_role_code,
      roleName: role.job_role_name,
      name: {
        ...(role.person_prefix !== null && { prefix: role.person_prefix }),
        given: role.person_given.split(' '),
        family: role.person_family,
      },
      organisation: { odsCode: role.org_ods, name: role.org_name },
    },
    activities: new Set(role.activity_codes),
    assuranceLevel: 3,
    clientId: LAPTOP_CLIENT.clientId,
  }
}
