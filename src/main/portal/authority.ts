import { findAuthority, listCareSettings, readAgreementHistory } from '../../care-settings/index.ts'
import {
  countAccesses,
  countInboxOf,
  listInbox,
  markNotice,
  readInboxNotice,
  resendOwnNotice,
} from '../../notifications/index.ts'
import { authorityQuality, changeContacts, type OperationsDeps, readContactGroup } from '../../operations/index.ts'
import { dayInEngland } from '../../platform/index.ts'
import { type AuthorityDeps, addAuthorityPages, type Portal } from '../../portal/index.ts'
import { agreementTable, approveSignature, askForSignature, refuseSignature } from '../../programme/index.ts'
import {
  type ForAuthorityDeps,
  findOwnChild,
  listOwnChildren,
  listSentUploads,
  listUnbornOverdue,
  readGivenPhones,
  readOwnChild,
  readSentUpload,
  recordAuthorityRefusal,
  showNumber,
  withinAuthority,
} from '../../register/index.ts'
import type { Ground } from '../processes.ts'
import { programmeDepsOf } from '../programme/programme-deps.ts'

/**
 * Adds the pages for staff of a local authority. What is an authority's own is read and changed as `authority`: the database
 * lets that role at the rows of one authority at a time.
 */
export function addAuthorityArea(portal: Portal, ground: Ground): void {
  addAuthorityPages(portal, authorityDepsOf(ground))
}

function authorityDepsOf(ground: Ground): AuthorityDeps {
  const { clock, randomness, log, settings } = ground
  const db = ground.pool('authority')
  const register = { db, clock, randomness }
  const operations = <Result>(
    authority: string,
    work: (deps: Pick<OperationsDeps, 'db' | 'clock'>) => Promise<Result>,
  ) => withinAuthority(db, authority, tx => work({ db: tx, clock }))
  const programme = programmeDepsOf(ground)
  const careSettings = { db: programme.careSettings }
  return {
    log,
    activities: settings.authorityActivities,
    findAuthority: async odsCode => {
      const found = await findAuthority(careSettings, odsCode, dayInEngland(clock.now()))
      return found?.odsCode === odsCode ? found : undefined
    },
    recordRefusal: refused => recordAuthorityRefusal(register, refused),
    listUploads: (authority, slice) => listSentUploads(register, authority, slice),
    readUpload: (authority, asked) => readSentUpload(register, authority, asked),
    listChildren: (authority, sought) => listOwnChildren(register, authority, sought),
    findChild: (authority, asked) => findOwnChild(register, authority, asked),
    readChild: (authority, asked) => readOwnChild(register, authority, asked),
    showNumber: (authority, asked) => showNumber(register, authority, asked),
    listUnbornOverdue: (authority, limit) => listUnbornOverdue(register, authority, limit),
    readPhones: authority => readGivenPhones(register, authority),
    ...noticesOf(register),
    readQuality: authority => operations(authority, deps => authorityQuality(deps, authority)),
    readContacts: authority => operations(authority, deps => readContactGroup(deps, authority)),
    changeContacts: (by, change) => operations(by.authorityCode, deps => changeContacts(deps, by, change)),
    listAgreements: async authority => (await agreementTable(programme)).filter(row => row.authorityCode === authority),
    readAgreementHistory: agreementId => readAgreementHistory(careSettings, agreementId),
    careSettingNames: async () => {
      const all = await listCareSettings(careSettings, dayInEngland(clock.now()))
      return new Map(all.map(({ code, name }) => [code, name]))
    },
    askForSignature: (of, asking) => askForSignature(programme, of, asking),
    approveSignature: of => approveSignature(programme, of),
    refuseSignature: of => refuseSignature(programme, of),
  }
}

type OfNotices = 'countAccesses' | 'listInbox' | 'countInbox' | 'readNotice' | 'markNotice' | 'resendNotice'

function noticesOf(notifications: ForAuthorityDeps): Pick<AuthorityDeps, OfNotices> {
  return {
    countAccesses: (authority, numbers) => countAccesses(notifications, authority, numbers),
    listInbox: (authority, sought) => listInbox(notifications, authority, sought),
    countInbox: authority => countInboxOf(notifications, authority),
    readNotice: (authority, asked) => readInboxNotice(notifications, authority, asked),
    markNotice: (authority, marking) => markNotice(notifications, authority, marking),
    resendNotice: (authority, noticeId) => resendOwnNotice(notifications, authority, noticeId),
  }
}
