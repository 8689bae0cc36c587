import { findAuthority, listCareSettings, readAgreementHistory } from '../../care-settings/index.ts'
import {
  countAccesses,
  countInboxOf,
  listInbox,
  markNotice,
  readInboxNotice,
  resendOwnNotice,
} from '../../notifications/index.ts'
import { authorityQuality, changeContacts, readContactGroup } from '../../operations/index.ts'
import { dayInEngland } from '../../platform/index.ts'
import { type AuthorityDeps, addAuthorityPages, type Portal } from '../../portal/index.ts'
import { agreementTable, approveSignature, askForSignature, refuseSignature } from '../../programme/index.ts'
import {
  findOwnChild,
  listOwnChildren,
  listSentUploads,
  listUnbornOverdue,
  readGivenPhones,
  readOwnChild,
  readSentUpload,
  recordAuthorityRefusal,
  showNumber,
} from '../../register/index.ts'
import type { Ground } from '../processes.ts'
import { programmeDepsOf } from '../programme/programme-deps.ts'

/** Adds the pages for staff of a local authority. */
export function addAuthorityArea(portal: Portal, ground: Ground): void {
  addAuthorityPages(portal, authorityDepsOf(ground))
}

function authorityDepsOf(ground: Ground): AuthorityDeps {
  const { clock, randomness, log, settings } = ground
  const register = { db: ground.pool('register'), clock, randomness }
  const operations = { db: ground.pool('operations'), clock }
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
    ...noticesOf(ground),
    readQuality: authority => authorityQuality(operations, authority),
    readContacts: authority => readContactGroup(operations, authority),
    changeContacts: (by, change) => changeContacts(operations, by, change),
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

function noticesOf({ pool, clock, randomness }: Ground): Pick<AuthorityDeps, OfNotices> {
  const notifications = { db: pool('notifications'), clock, randomness }
  return {
    countAccesses: (authority, numbers) => countAccesses(notifications, authority, numbers),
    listInbox: (authority, sought) => listInbox(notifications, authority, sought),
    countInbox: authority => countInboxOf(notifications, authority),
    readNotice: (authority, asked) => readInboxNotice(notifications, authority, asked),
    markNotice: (authority, marking) => markNotice(notifications, authority, marking),
    resendNotice: (authority, noticeId) => resendOwnNotice(notifications, authority, noticeId),
  }
}
