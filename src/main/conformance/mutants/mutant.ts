import type { Subject } from '../../../conformance/index.ts'
import type { Coming, Going, Spoiling } from './proxy.ts'

/** Our service with one thing broken. */
export type Mutant = {
  readonly id: string
  readonly what: string
  /** In front of which part of the service it stands. */
  readonly place: 'api' | 'mesh' | 'spine'
  /** The case that has to catch it. */
  readonly caughtBy: string
  readonly spoiling: (sound: Subject) => Spoiling
}

/** An answer with its text changed. */
export function rewritten(coming: Coming, change: (text: string) => string): Coming {
  return { ...coming, body: Buffer.from(change(coming.body.toString('utf8'))) }
}

/** An answer with its JSON changed in place; what is no JSON stays. */
// biome-ignore lint/suspicious/noExplicitAny: a mutant reaches into bodies of every kind
export function changed(coming: Coming, change: (json: any) => void): Coming {
  return rewritten(coming, text => {
    try {
      const json = JSON.parse(text)
      change(json)
      return JSON.stringify(json)
    } catch {
      return text
    }
  })
}

/** An answer without a header. */
export function without(coming: Coming, name: string): Coming {
  const { [name]: _, ...headers } = coming.headers
  return { ...coming, headers }
}

export const isAbout = (going: Going, number: string) => going.path.includes(number)
export const isCareTeam = (going: Going) => going.path.includes('/CareTeam')
export const isSandbox = (going: Going) => going.path.startsWith('/sandbox')

/** "Nothing known", as the API says it. */
export const NOTHING: Coming = {
  status: 200,
  headers: { 'content-type': 'application/fhir+json', 'cache-control': 'no-store' },
  body: Buffer.from('{"resourceType":"Bundle","type":"searchset","total":0,"link":[]}'),
}
