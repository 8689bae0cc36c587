import assert from 'node:assert/strict'
import { type NumberOfEntry, openNumber, type Pool, processKeyring } from '../../src/platform/index.ts'
import type { Authority } from './authority.ts'

/** An access as an authority is told of it. */
export type ToldAccess = { readonly accessId: string; readonly nhsNumber: string }

const byAccessId = (one: ToldAccess, other: ToldAccess) => one.accessId.localeCompare(other.accessId)

/** All accesses that must be told, in the order of their ids. */
export async function accessesToTell(owner: Pool): Promise<ToldAccess[]> {
  const rows = await owner.query<NumberOfEntry>({
    text: `select e.entry_id, e.wrapped_key, e.number_sealed from lookup.access a
      join audit.entry e on e.entry_id = a.access_id and e.at = a.at and e.child_key = a.child_key where a.notify`,
  })
  const keyring = processKeyring()
  return rows.map(row => ({ accessId: row.entry_id, nhsNumber: openNumber(keyring, row) ?? '' })).sort(byAccessId)
}

/** How many orders and notices have not been sent yet. */
export async function noticesLeft(owner: Pool): Promise<number> {
  const [row] = await owner.query<{ count: number }>({
    text: `select (select count(*) from lookup.notice_order)
      + (select count(*) from notifications.notification where state = 'waiting') as count`,
  })
  return row?.count ?? 0
}

/**
 * Takes every notice out of an authority's mailbox and returns the accesses they tell of, in the order of their ids.
 * Fails when a notice came twice, or is no access notice, or tells of several accesses.
 */
export async function noticesIn(authority: Authority): Promise<ToldAccess[]> {
  const received = await authority.collect()
  const told = received.map(({ localId, notice }) => {
    assert.equal(notice.kind, 'access')
    assert.ok('notice' in notice && notice.notice.kind === 'access')
    assert.equal(notice.notice.noticeId.toLowerCase(), localId)
    assert.equal(notice.notice.authority.odsCode, authority.code)
    assert.equal(notice.notice.accesses.length, 1)
    return notice.notice.accesses.map(({ accessId, nhsNumber }) => ({ accessId, nhsNumber }))
  })
  const ids = received.map(({ localId }) => localId)
  assert.equal(new Set(ids).size, ids.length)
  return told.flat().sort(byAccessId)
}
