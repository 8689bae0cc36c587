import type { PublicIncident, Status } from './status.ts'

/** What a feed says of the service; of one that could not be read only the first parts are there. */
export type ShownStatus = Pick<Status, 'at' | 'overall' | 'components' | 'incidents'> & Partial<Status>

/** The status as lines of plain text. */
export function statusText({
  at,
  overall,
  components,
  incidents,
  lookUps,
  mailboxes,
  lastSuccess,
}: ShownStatus): string {
  const lines = [
    `Open CP-IS: ${overall} at ${at.toISOString()}`,
    ...components.map(({ name, status }) => `  ${name}: ${status}`),
    ...(lookUps
      ? [
          `Look-ups answered rightly within 2 seconds: ${lookUps.last24Hours.good} of ${lookUps.last24Hours.valid} in 24 hours, ` +
            `${lookUps.last30Days.good} of ${lookUps.last30Days.valid} in 30 days`,
        ]
      : []),
    ...(mailboxes ? [`Mailboxes of local authorities: ${mailboxes.watched} watched, ${mailboxes.silent} silent`] : []),
    ...Object.entries(lastSuccess ?? {}).map(([what, when]) => `Last success, ${what}: ${when.toISOString()}`),
    incidents.length === 0 ? 'No incident.' : 'Incidents',
    ...incidents.map(one => `  ${one.number} ${one.service}, ${one.status}, impact ${one.impact}: ${one.text}`),
  ]
  return `${lines.join('\n')}\n`
}

/** The incidents as an Atom feed (RFC 4287); `url` is the address of the feed itself. */
export function statusAtom({ at, incidents }: ShownStatus, url: string): string {
  const newest = Math.max(...incidents.map(one => one.updatedAt.getTime()))
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    '<title>Open CP-IS: incidents</title>',
    `<id>${escaped(url)}</id>`,
    `<link rel="self" href="${escaped(url)}"/>`,
    '<author><name>CP-IS Operations</name></author>',
    `<updated>${(incidents.length > 0 ? new Date(newest) : at).toISOString()}</updated>`,
    ...incidents.map(entry),
    '</feed>',
    '',
  ].join('\n')
}

function entry(one: PublicIncident): string {
  const { incidentId, number, service, status, impact, text, openedAt, updatedAt } = one
  return [
    '<entry>',
    `<id>urn:uuid:${incidentId}</id>`,
    `<title>${escaped(`${service}: ${status} (incident ${number})`)}</title>`,
    `<published>${openedAt.toISOString()}</published>`,
    `<updated>${updatedAt.toISOString()}</updated>`,
    `<content type="text">${escaped(`${text} Impact: ${impact}.`)}</content>`,
    '</entry>',
  ].join('\n')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for XML: markup as entities, and nothing that no XML may hold. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"]/g, one => ENTITIES[one] ?? '')
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
}
