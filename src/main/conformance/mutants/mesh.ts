import { gzipSync } from 'node:zlib'
import type { Subject } from '../../../conformance/index.ts'
import { meshToken } from '../../../conformance/index.ts'
import { changed, type Mutant, rewritten } from './mutant.ts'
import type { Coming, Going, Spoiling } from './proxy.ts'

// One row a mutant of the exchange, or of what the hub says over it.

const row = (id: string, caughtBy: string, what: string, spoiling: (sound: Subject) => Spoiling): Mutant => ({
  ...{ id, caughtBy, what, place: 'mesh', spoiling },
})
const answers = (change: (coming: Coming, going: Going) => Coming) => () => ({ coming: change })
const isDownload = ({ method, path }: Going) => method === 'GET' && /\/inbox\/[^/?]+$/.test(path)
const isList = ({ method, path }: Going) => method === 'GET' && /\/inbox(\?|$)/.test(path)

/** A new good token in the place of a bad one, where the bad one is of the kind that must be refused. */
const letIn =
  (isBad: (token: string) => boolean) =>
  (sound: Subject): Spoiling => ({
    going(one) {
      const { authority } = sound
      if (authority && isBad(one.headers['authorization'] ?? ''))
        one.headers['authorization'] = meshToken({ on: sound, authority })
    },
  })

function seenBefore() {
  const seen = new Set<string>()
  return (token: string) => seen.size === seen.add(token).size
}

/** A token's minute is another than this one, by more than two hours. */
const isFar = (token: string) => {
  const [, year, month, day, hour] = /:(\d{4})(\d\d)(\d\d)(\d\d)\d\d:/.exec(token) ?? []
  const at = Date.parse(`${year}-${month}-${day}T${hour}:00:00Z`)
  return Math.abs(at - new Date(performance.timeOrigin + performance.now()).getTime()) > 7_200_000
}

const plainly = (one: Going) => void delete one.headers['accept-encoding']
const ofDownloads = (change: (text: string) => string) => (): Spoiling => ({
  going: plainly,
  coming: (coming, asked) => (isDownload(asked) && coming.status === 200 ? rewritten(coming, change) : coming),
})

export const meshMutants: readonly Mutant[] = [
  row('token-replayed', 'M-TOKEN-ONCE', 'a token may be used twice', sound => letIn(seenBefore())(sound)),
  row('token-old', 'M-TOKEN-OLD', 'a token of any age is good', letIn(isFar)),
  row(
    'token-of-any-key',
    'M-TOKEN-KEY',
    'the signature of a token is not looked at',
    letIn(() => true),
  ),
  row('handshake-lax', 'M-HANDSHAKE', 'a handshake needs no version', () => ({
    going: one => Object.assign(one.headers, { 'mex-clientversion': 'x', 'mex-osname': 'x', 'mex-osversion': 'x' }),
  })),
  row(
    '417-without-id',
    'M-417-ID',
    'a refused send has no message id',
    answers(one => (one.status === 417 ? changed(one, json => void delete json.message_id) : one)),
  ),
  row('version-1-with-links', 'M-VERSIONS', 'version 1 is answered as version 2 is', () => ({
    going(one) {
      if (isList(one)) one.headers['accept'] = 'application/vnd.mesh.v2+json'
    },
  })),
  row(
    'count-wrong',
    'M-COUNT',
    'the count is one too many',
    answers((one, { path }) =>
      path.endsWith('/count') ? changed(one, json => void Object.assign(json, { count: json.count + 1 })) : one,
    ),
  ),
  row('gzip-unsaid', 'M-GZIP', 'a packed body does not say that it is packed', () => ({
    going: plainly,
    coming: (one, asked) => (isDownload(asked) ? { ...one, body: gzipSync(one.body) } : one),
  })),
  row('gzip-said-wrongly', 'M-GZIP', 'a plain body says that it is packed', () => ({
    going: plainly,
    coming: (one, asked) =>
      isDownload(asked) ? { ...one, headers: { ...one.headers, 'content-encoding': 'gzip' } } : one,
  })),
  row('acknowledged-still-there', 'M-GONE', 'what was acknowledged can be fetched again', () => {
    const kept = new Map<string, Coming>()
    return {
      coming(coming, asked) {
        if (!isDownload(asked)) return coming
        if (coming.status === 200) kept.set(asked.path, coming)
        return kept.get(asked.path) ?? coming
      },
    }
  }),
  row('empty-accepted', 'M-EMPTY', 'a message without a body is taken', () => ({
    going(one) {
      const isSending = one.method === 'POST' && one.path.endsWith('/outbox')
      if (isSending && one.body.length === 0) one.body = Buffer.from('x')
    },
  })),
  row(
    'sequence-wrong',
    'M-UPLOAD',
    'an acknowledgement names another file',
    ofDownloads(text => text.replace(/(<FileResponse[\s\S]*?<id extension=")\d+/, '$1999')),
  ),
  row(
    'quantity-wrong',
    'M-REFUSED-ROW',
    'an acknowledgement counts only what was stored',
    ofDownloads(text => text.replace(/<transmissionQuantity value="\d+"/, '<transmissionQuantity value="1"')),
  ),
  row(
    'refused-as-stored',
    'M-REFUSED-ROW',
    'a refused record is called stored',
    ofDownloads(text => text.replaceAll(/code="CPR0[1-57]"/g, 'code="CPR06"')),
  ),
  row(
    'notice-without-authority',
    'L-STANDARD',
    'a notice does not name the authority',
    ofDownloads(text =>
      text.includes('<CP-ISAccessToServiceNotification') ? text.replaceAll(/extension="X01"/g, 'extension=""') : text,
    ),
  ),
  row('notice-doubled', 'L-STANDARD', 'each notice comes twice, under two ids', () => {
    const again = new Map<string, Coming>()
    const name = ({ path }: Going) => /\/inbox\/([^/?]+)/.exec(path)?.[1] ?? ''
    return {
      going(one) {
        plainly(one)
        one.path = one.path.replace('-AGAIN', '')
      },
      coming(coming, asked) {
        const id = name(asked)
        if (isList(asked)) return changed(coming, json => void json.messages.push(...again.keys()))
        if (asked.method === 'PUT') again.delete(id)
        if (!isDownload(asked)) return coming
        if (coming.body.includes('<CP-ISAccessToServiceNotification')) again.set(`${id}-AGAIN`, coming)
        return again.get(id) ?? coming
      },
    }
  }),
]
