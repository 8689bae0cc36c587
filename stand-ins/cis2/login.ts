import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { dayInEngland } from '../../src/platform/index.ts'
import { type Choosable, page, rolesPage, usersPage } from './pages.ts'
import { rolesOn, type StandInUser } from './users.ts'

export type LoginDeps = {
  readonly provider: Provider
  readonly users: readonly StandInUser[]
  readonly today: () => Date
  /** The role chosen at a sign-in, by the grant it ended in. */
  readonly chosenRoles: Map<string, string>
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

const FORM_LIMIT = 4_096

/** One step of the login page: who signs in, then, asked for `selectedrole`, which of several roles. */
export async function answerLogin(deps: LoginDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const interaction = await deps.provider.interactionDetails(request, response).catch(() => undefined)
  if (interaction === undefined) {
    return send(response, 400, page('This sign-in is over', '<p>Go back to where you came from and sign in again.</p>'))
  }
  const people = choosable(deps)
  const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams()
  const person = people.find(one => one.user.userId === form.get('user'))
  const action = request.url ?? ''
  if (person === undefined) return send(response, 200, usersPage(action, people))
  const asked = String(interaction.params['scope']).split(' ').includes('selectedrole')
  const role = person.roles.length > 1 ? roleAmong(person, form.get('role')) : person.roles[0]
  if (asked && role === undefined && person.roles.length > 1) return send(response, 200, rolesPage(action, person))
  await leaveOtherSession(deps.provider, interaction, person.user)
  const grantId = await grant(deps.provider, interaction, person.user)
  if (asked && role !== undefined) deps.chosenRoles.set(grantId, role.role_profile_id)
  const { acr, amr } = person.user.authenticator
  await deps.provider.interactionFinished(request, response, {
    login: { accountId: person.user.userId, acr, amr: [...amr] },
    consent: { grantId },
  })
}

function choosable(deps: LoginDeps): Choosable[] {
  const day = dayInEngland(deps.today())
  return deps.users.map(user => ({ user, roles: rolesOn(user, day) }))
}

function roleAmong(person: Choosable, roleProfileId: string | null) {
  return person.roles.find(role => role.role_profile_id === roleProfileId)
}

async function grant(provider: Provider, interaction: Interaction, user: StandInUser): Promise<string> {
  const made = new provider.Grant({ accountId: user.userId, clientId: String(interaction.params['client_id']) })
  made.addOIDCScope(String(interaction.params['scope']))
  return made.save()
}

/** Ends the session of whoever was signed in before; left alone, the library would sign out by a page with a script. */
async function leaveOtherSession(provider: Provider, interaction: Interaction, user: StandInUser): Promise<void> {
  const before = interaction.session
  if (before === undefined || before.accountId === user.userId) return
  const session = await provider.Session.findByUid(before.uid)
  await session?.destroy()
  interaction.session = undefined
  await interaction.persist()
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > FORM_LIMIT) return new URLSearchParams()
  }
  return new URLSearchParams(text)
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(html)
}
