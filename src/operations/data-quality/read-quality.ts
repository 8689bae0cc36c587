import { findAuthority, listAuthorities } from '../../care-settings/index.ts'
import { type CalendarDate, dayInEngland, daysBetween, refusal } from '../../platform/index.ts'
import type { Cause } from '../../register/index.ts'
import { isToConfirm } from '../contacts/keep-contacts.ts'
import { type Contact, contactsOf } from '../contacts/store.ts'
import type { OperationsDeps } from '../deps.ts'
import { operationsErrors } from '../errors.ts'
import {
  type AuthorityQuality,
  MATCHED_AT_LEAST,
  matchedPercent,
  type NationalQuality,
  outstandingFor,
  type QualityPoint,
  type QualityReport,
  type QualityRow,
  SILENT_AFTER_DAYS,
} from './quality.ts'
import { lastAccepted, newestReports, reportsOf } from './store.ts'

const TREND = 60

type ReadDeps = Pick<OperationsDeps, 'db' | 'clock'>

/**
 * The figures of one authority, and their trend over its last 60 uploads. Throws QUALITY_AUTHORITY_UNKNOWN for a code no
 * authority has today.
 */
export async function authorityQuality({ db, clock }: ReadDeps, authorityCode: string): Promise<AuthorityQuality> {
  const on = dayInEngland(clock.now())
  const authority = await findAuthority({ db }, authorityCode, on)
  if (authority === undefined) throw refusal(operationsErrors, 'QUALITY_AUTHORITY_UNKNOWN', authorityCode)
  const reports = await reportsOf(db, authorityCode, TREND)
  const row = rowOf(authority, on, {
    latest: reports[0],
    acceptedAt: (await lastAccepted(db)).get(authorityCode),
    contacts: await contactsOf(db, [authorityCode]),
  })
  return { ...row, on, trend: reports.map(pointOf) }
}

/** The figures of every authority of today, and their sums. */
export async function nationalQuality({ db, clock }: ReadDeps): Promise<NationalQuality> {
  const on = dayInEngland(clock.now())
  const authorities = await listAuthorities({ db }, on)
  const latest = new Map((await newestReports(db)).map(report => [report.authorityCode, report]))
  const accepted = await lastAccepted(db)
  const contacts = Map.groupBy(
    await contactsOf(
      db,
      authorities.map(one => one.code),
    ),
    contact => contact.authorityCode,
  )
  const rows = authorities.map(authority =>
    rowOf(authority, on, {
      latest: latest.get(authority.code),
      acceptedAt: accepted.get(authority.code),
      contacts: contacts.get(authority.code) ?? [],
    }),
  )
  return { on, rows, totals: totalsOf(rows) }
}

type Known = {
  readonly latest: QualityReport | undefined
  readonly acceptedAt: Date | undefined
  readonly contacts: readonly Contact[]
}

function rowOf(
  { code, name }: { readonly code: string; readonly name: string },
  on: CalendarDate,
  { latest, acceptedAt, contacts }: Known,
): QualityRow {
  const percent = latest && matchedPercent(latest)
  const daysSilent = acceptedAt && daysBetween(dayInEngland(acceptedAt), on)
  return {
    authorityCode: code,
    authorityName: name,
    ...(latest && { latest }),
    ...(percent !== undefined && { matchedPercent: percent }),
    isBelowAim: percent !== undefined && percent < MATCHED_AT_LEAST,
    ...(acceptedAt && { lastAcceptedAt: acceptedAt }),
    ...(daysSilent !== undefined && { daysSilent }),
    isSilent: daysSilent === undefined || daysSilent > SILENT_AFTER_DAYS,
    superseded: latest ? outstandingFor(latest, 'CPR05') : 0,
    sensitive: latest ? outstandingFor(latest, 'CPR02') : 0,
    lateEnds: latest ? outstandingFor(latest, 'CPR07', 'X-END-365') : 0,
    contacts: contacts.length,
    contactsToConfirm: contacts.filter(contact => isToConfirm(contact, on)).length,
  }
}

function pointOf(report: QualityReport): QualityPoint {
  const { uploadId, receivedAt, fileCode, detailCode, processed, stored, held, unmatched, skipped } = report
  const percent = matchedPercent(report)
  return {
    ...{
      uploadId,
      receivedAt,
      fileCode,
      ...(detailCode && { detailCode }),
      processed,
      stored,
      held,
      unmatched,
      skipped,
    },
    ...(percent !== undefined && { matchedPercent: percent }),
  }
}

function totalsOf(rows: readonly QualityRow[]): NationalQuality['totals'] {
  const count = (is: (row: QualityRow) => boolean) => rows.filter(is).length
  const sum = (of: (row: QualityRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  const figure = (key: 'held' | 'unmatched' | 'withdrawn' | 'unbornOverdue' | 'nearEighteen' | 'shared') =>
    sum(row => row.latest?.[key] ?? 0)
  const offered = { held: figure('held'), unmatched: figure('unmatched') }
  const percent = matchedPercent(offered)
  return {
    authorities: rows.length,
    reporting: count(row => row.latest !== undefined),
    silent: count(row => row.isSilent),
    belowAim: count(row => row.isBelowAim),
    ...offered,
    ...(percent !== undefined && { matchedPercent: percent }),
    superseded: sum(row => row.superseded),
    sensitive: sum(row => row.sensitive),
    lateEnds: sum(row => row.lateEnds),
    withdrawn: figure('withdrawn'),
    unbornOverdue: figure('unbornOverdue'),
    nearEighteen: figure('nearEighteen'),
    shared: figure('shared'),
    withoutContacts: count(row => row.contacts === 0),
    contactsStale: count(row => row.contactsToConfirm > 0),
    causes: causesOf(rows),
  }
}

function causesOf(rows: readonly QualityRow[]): Omit<Cause, 'inFile'>[] {
  const causes = rows.flatMap(row => row.latest?.causes ?? []).filter(cause => cause.outstanding > 0)
  const groups = Map.groupBy(causes, ({ code, detail }) => `${code} ${detail ?? ''}`)
  return [...groups.entries()]
    .sort(([one], [other]) => one.localeCompare(other))
    .flatMap(([, group]) => {
      const [first] = group
      if (first === undefined) return []
      const { code, detail } = first
      return [{ code, ...(detail && { detail }), outstanding: group.reduce((all, one) => all + one.outstanding, 0) }]
    })
}
