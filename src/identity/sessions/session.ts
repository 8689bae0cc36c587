import { createHash } from 'node:crypto'
import type { Clock, Database, Randomness } from '../../platform/index.ts'
import type { Actor } from '../actor.ts'
import type { RelyingParty, RoleOnOffer } from '../sign-in/relying-party.ts'

export type SessionSettings = {
  /** CIS2's issuer, letter by letter. */
  readonly issuer: string
  /** As which client people sign in. */
  readonly clientId: string
  /** Unused for so many minutes, a session ends. */
  readonly idleMinutes: number
  /** After so many hours it ends in any case. */
  readonly hours: number
}

export type SessionDeps = {
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
  readonly relyingParty: RelyingParty
  readonly settings: SessionSettings
}

/** A live session, as read for one request. */
export type Session = {
  /** Stays the same when the browser's id changes: what the audit names. */
  readonly sessionId: string
  readonly userId: string
  /** When the user last proved who they are. */
  readonly authenticatedAt: Date
  /** Where the user wanted to go before signing in. */
  readonly returnTo: string
  /** Held today. */
  readonly roles: readonly RoleOnOffer[]
  /** The role chosen at CIS2. */
  readonly offeredRole?: string
  /** Who acts: absent until a role is confirmed, and as soon as the confirmed one is no longer held. */
  readonly actor?: Actor
  /** The hint for signing out at CIS2. */
  readonly idToken: string
}

/** The id a browser holds: 32 bytes of chance (trust.md 5, clause 7.2.3). */
export function newBrowserId(randomness: Randomness): string {
  return randomness.bytes(32).toString('base64url')
}

/** As it is kept. */
export function hashOf(browserId: string): Buffer {
  return createHash('sha256').update(browserId).digest()
}
