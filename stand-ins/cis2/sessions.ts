import type { Provider } from 'oidc-provider'

/** A user's session with one client. */
type ClientSession = { readonly clientId: string; readonly sid: string; readonly sessionUid: string }

/** The part of the library's client that its types leave out. */
type Teller = {
  readonly backchannelLogoutUri: string | undefined
  backchannelLogout(userId: string, sid: string): Promise<void>
}

/** Remembers who signed in to which client, and returns what ends all sessions of a user. */
export function watchSessions(provider: Provider): (userId: string) => Promise<void> {
  const sessions = new Map<string, Map<string, ClientSession>>()
  provider.on('authorization.success', ({ oidc }) => {
    const { session, client } = oidc
    const sid = client && session?.sidFor(client.clientId)
    if (!session?.accountId || !client || sid === undefined) return
    const ofUser = sessions.get(session.accountId) ?? new Map<string, ClientSession>()
    sessions.set(session.accountId, ofUser.set(sid, { clientId: client.clientId, sid, sessionUid: session.uid }))
  })
  return async userId => {
    for (const { clientId, sid, sessionUid } of sessions.get(userId)?.values() ?? []) {
      const client = (await provider.Client.find(clientId)) as unknown as Teller
      if (client.backchannelLogoutUri !== undefined) await client.backchannelLogout(userId, sid)
      await (await provider.Session.findByUid(sessionUid))?.destroy()
    }
    sessions.delete(userId)
  }
}
