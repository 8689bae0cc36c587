// Every use case of the contexts that look-ups, uploads and notices stand on, and how a lost connection at each of its
// calls is tried (trust.md 7: at every point, not at a sample). One that is in no list fails the build.

/** By the file that tries them. */
export const TRIED: Readonly<Record<string, readonly string[]>> = {
  'every-use-case.test.ts': [
    'identity.closeAccount',
    'identity.reopenAccount',
    'identity.renewApplicationSecret',
    'identity.switchApplication',
    'demographics.takeChangeEvent',
    'demographics.settleChangeEvent',
    'demographics.keepUnreadableEvent',
    'care-settings.offerAgreement',
    'care-settings.signAgreement',
    'care-settings.lapseAgreement',
    'register.correctBirthDate',
    'lookup.recordRefusal',
    'lookup.forgetRequests',
  ],
  'every-database-call.test.ts': [
    'lookup.askAboutChild',
    'lookup.readAccessHistory',
    'lookup.declareEncounter',
    'lookup.alertAuthority',
    'care-settings.findCareSetting',
  ],
  'every-database-call-of-the-worker.test.ts': [
    'register.markInactiveNumber',
    'notifications.takeOverOrders',
    'notifications.sendNotices',
  ],
}

const READS = 'only reads: nothing is left behind by one that is cut off'
const OVER_FHIR = 'a step of every look-up over FHIR, whose whole way every-database-call.test.ts tries'
const OVER_HL7V3 = 'a step of every look-up over HL7 v3, whose whole way every-database-call.test.ts tries'
const OF_UPLOADS = 'a step of an upload, whose whole way every-database-call-of-the-worker.test.ts tries'
const OF_NOTICES = 'a step of a notice, whose whole way every-database-call-of-the-worker.test.ts tries'
const AUDITED_READ = 'one transaction reads and writes the audit: cut off, neither was'
const ONE_STATEMENT = 'one statement that may be done twice'
const AT_INSTALLATION = 'an operator runs it by hand, in one transaction, and sees how it ends'
const OF_SIGN_IN = 'of signing in: whoever is cut off signs in again, and a code or token is good once by its key'
const OF_THE_SWEEP = 'a step of the nightly sweep, which goes on where it was: src/main/numbers tries it cut off'

/** Those that need no test of their own, and why. */
export const EXEMPT: Readonly<Record<string, string>> = {
  'register.findUploadsKept': READS,
  'notifications.statesOfNotices': READS,
  'notifications.learnWhatLeft': 'run after a restore; each statement of it may be done twice, and it is run again',
  'notifications.noticeIdOf': READS,
  'demographics.findEventsKnown': READS,
  'identity.actorOfAuthor': OVER_HL7V3,
  'identity.actorOfRoleProfile': READS,
  'identity.actorOfBearer': OVER_FHIR,
  'identity.actorsOfUser': READS,
  'identity.beginPortalSignIn': OF_SIGN_IN,
  'identity.completePortalSignIn': OF_SIGN_IN,
  'identity.choosePortalRole': OF_SIGN_IN,
  'identity.endPortalSession': OF_SIGN_IN,
  'identity.readPortalSession': OF_SIGN_IN,
  'identity.issueToken': OF_SIGN_IN,
  'identity.verifyIdToken': READS,
  'identity.changeApplicationKeys': AT_INSTALLATION,
  'identity.registerApplication': AT_INSTALLATION,
  'identity.findAccreditedSystem': OVER_HL7V3,
  'identity.forgetTokens': ONE_STATEMENT,
  'identity.loadAccreditedSystems': AT_INSTALLATION,
  'identity.loadActivities': AT_INSTALLATION,
  'identity.loadApplications': AT_INSTALLATION,
  'identity.loadRoleDirectory': AT_INSTALLATION,
  'identity.recordRoleDirectory': AT_INSTALLATION,
  'identity.openRelyingParty': 'asks the sign-in provider, no database',
  'demographics.checkNumber': OF_THE_SWEEP,
  'demographics.checkNumbers': OF_THE_SWEEP,
  'demographics.keepSweptPage': OF_THE_SWEEP,
  'demographics.takeSweep': OF_THE_SWEEP,
  'demographics.findInPds': OF_UPLOADS,
  'demographics.forgetChangeEvents': ONE_STATEMENT,
  'demographics.forgetPerson': ONE_STATEMENT,
  'demographics.forgetPersons': ONE_STATEMENT,
  'demographics.searchPersons': READS,
  'demographics.tracePerson': READS,
  'care-settings.askedFrom': READS,
  'care-settings.decideLookUp': OVER_FHIR,
  'care-settings.findAgreement': READS,
  'care-settings.findAuthority': OF_NOTICES,
  'care-settings.findAuthorityByMailbox': OF_UPLOADS,
  'care-settings.findOrganisation': READS,
  'care-settings.listAgreements': READS,
  'care-settings.listAuthorities': READS,
  'care-settings.listCareSettings': READS,
  'care-settings.readAgreementHistory': READS,
  'care-settings.loadReference': AT_INSTALLATION,
  'register.applyUpload': OF_UPLOADS,
  'register.findAnswer': OF_UPLOADS,
  'register.markAnswered': OF_UPLOADS,
  'register.holdsNumber': READS,
  'register.numbersHeld': READS,
  'register.takeStock': READS,
  'register.readOwnChild': AUDITED_READ,
  'register.showNumber': AUDITED_READ,
  'register.takeInactiveNumberOrders': OF_NOTICES,
  'register.dropInactiveNumberOrders': OF_NOTICES,
  'lookup.foreseeAnswer': READS,
  'lookup.takeNoticeOrders': OF_NOTICES,
  'lookup.dropNoticeOrders': OF_NOTICES,
  'notifications.countNotices': READS,
  'notifications.markNotice': 'one transaction, which adds one event; pressed again it adds one more of the same state',
  'notifications.resendOwnNotice': 'a read, then resendNotice',
  'notifications.resendNotice': 'one statement writes; src/notifications tries it twice',
  'notifications.trackNotices': 'each notice is settled by one statement, and looked at again until it is',
  'notifications.trackExpired': 'each notice is settled by one statement, and looked at again until it is',
}
