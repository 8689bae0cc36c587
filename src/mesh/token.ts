import { createHmac, timingSafeEqual } from 'node:crypto'

/** The five parts of an authorisation token (mesh.md 4). */
export type Token = {
  readonly mailboxId: string
  /** Any text without a colon; a client of ours sends a GUID. */
  readonly nonce: string
  /** How often this nonce was used, in the digits the client wrote: they are part of what is signed. */
  readonly nonceCount: string
  /** `yyyyMMddHHmm`, UTC. */
  readonly timestamp: string
  /** 64 hexadecimal digits of either case. */
  readonly hash: string
}

/** What a mailbox and the environment know, and nobody else. */
export type TokenSecrets = { readonly sharedKey: string; readonly password: string }

function hashOf(token: Omit<Token, 'hash'>, secrets: TokenSecrets): Buffer {
  const signed = [token.mailboxId, token.nonce, token.nonceCount, secrets.password, token.timestamp].join(':')
  return createHmac('sha256', secrets.sharedKey).update(signed).digest()
}

/** Signs a token and returns the value of the `Authorization` header. */
export function signToken(token: Omit<Token, 'hash'>, secrets: TokenSecrets): string {
  const { mailboxId, nonce, nonceCount, timestamp } = token
  return `NHSMESH ${mailboxId}:${nonce}:${nonceCount}:${timestamp}:${hashOf(token, secrets).toString('hex')}`
}

/** True when the hash is the one these secrets give. Takes the same time whatever digit is wrong. */
export function isSignedWith(token: Token, secrets: TokenSecrets): boolean {
  return timingSafeEqual(Buffer.from(token.hash, 'hex'), hashOf(token, secrets))
}

/** The mailbox a header names, whatever else is wrong with it; `undefined` when it does not look like a token. */
export function mailboxNamed(header: string | undefined): string | undefined {
  if (!header?.includes(':')) return undefined
  return header.slice(0, header.indexOf(':')).trim().split(/\s+/).at(-1)
}

// A nonce is kept for hours in an index, so it may not be long; GUIDs have 36 characters.
const TOKEN = /^NHSMESH ([^:\s]+):([^:]{1,100}):(\d{1,9}):(\d{12}):([0-9a-fA-F]{64})$/

/** Reads a whole token; `undefined` when scheme, parts, count, time or hash are not written as they must be. */
export function readToken(header: string): Token | undefined {
  const [, mailboxId, nonce, nonceCount, timestamp, hash] = TOKEN.exec(header) ?? []
  if (!mailboxId || !nonce || !nonceCount || !timestamp || !hash) return undefined
  return { mailboxId, nonce, nonceCount, timestamp, hash }
}
