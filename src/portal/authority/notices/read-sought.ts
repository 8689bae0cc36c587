import { type InboxSought, NOTICE_STATES } from '../../../notifications/index.ts'
import { DELIVERY_WORDS, KIND_WORDS } from './notice-words.ts'

/** What of the inbox the address asks for; a word that is none asks for everything. */
export function readSought(query: URLSearchParams): InboxSought {
  const kind = oneOf(Object.keys(KIND_WORDS) as NonNullable<InboxSought['kind']>[], query.get('kind'))
  const state = oneOf(NOTICE_STATES, query.get('state'))
  const delivery = oneOf(Object.keys(DELIVERY_WORDS) as NonNullable<InboxSought['delivery']>[], query.get('delivery'))
  return {
    ...(kind !== undefined && { kind }),
    ...(state !== undefined && { state }),
    ...(delivery !== undefined && { delivery }),
  }
}

function oneOf<Word extends string>(words: readonly Word[], asked: string | null): Word | undefined {
  return words.find(word => word === asked)
}

/** The path of the inbox with this sought in it. */
export function inboxPath(sought: InboxSought): string {
  const query = new URLSearchParams(Object.entries(sought)).toString()
  return query === '' ? '/authority/notices' : `/authority/notices?${query}`
}
