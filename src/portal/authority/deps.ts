import type { AgreementEntry, LocalAuthority } from '../../care-settings/index.ts'
import type {
  AccessCount,
  InboxCounts,
  InboxNotice,
  InboxNoticeWithEvents,
  InboxSought,
  Marking,
  NoticeAsked,
} from '../../notifications/index.ts'
import type { AuthorityQuality, ContactChange, ContactGroup } from '../../operations/index.ts'
import type { Log } from '../../platform/index.ts'
import type { AgreementRow, Asking } from '../../programme/index.ts'
import type {
  AskedByAuthority,
  ChildAsked,
  ChildrenSought,
  GivenPhones,
  OwnChild,
  OwnPlan,
  SentUpload,
  SentUploadWithRows,
  Slice,
  Sliced,
  UploadAsked,
} from '../../register/index.ts'

/** Somebody at an authority who changes something. */
export type AuthorityMember = { readonly authorityCode: string; readonly byUser: string; readonly byName: string }

type OfAgreement = { readonly agreementId: string; readonly by: string }

/**
 * The use cases these pages work by, bound in `main`. Each takes the authority of the session, never one out of a path; what
 * a path names is looked up together with it.
 */
export type AuthorityDeps = {
  readonly log: Log
  readonly activities: readonly string[]
  /** The authority of today with this ODS code. */
  readonly findAuthority: (odsCode: string) => Promise<LocalAuthority | undefined>
  readonly recordRefusal: (refused: Omit<AskedByAuthority, 'action'>) => Promise<void>
  readonly listUploads: (authority: string, slice: Slice) => Promise<Sliced<SentUpload>>
  readonly readUpload: (authority: string, asked: UploadAsked) => Promise<SentUploadWithRows>
  readonly listChildren: (authority: string, sought: ChildrenSought & Slice) => Promise<Sliced<OwnChild>>
  readonly findChild: (authority: string, asked: ChildAsked) => Promise<OwnChild | undefined>
  readonly readChild: (authority: string, asked: ChildAsked) => Promise<OwnChild>
  readonly showNumber: (authority: string, asked: ChildAsked) => Promise<OwnChild>
  readonly listUnbornOverdue: (authority: string, limit: number) => Promise<OwnPlan[]>
  readonly readPhones: (authority: string) => Promise<GivenPhones | undefined>
  readonly countAccesses: (authority: string, numbers: readonly string[]) => Promise<ReadonlyMap<string, AccessCount>>
  readonly listInbox: (authority: string, sought: InboxSought & Slice) => Promise<Sliced<InboxNotice>>
  readonly countInbox: (authority: string) => Promise<InboxCounts>
  readonly readNotice: (authority: string, asked: NoticeAsked) => Promise<InboxNoticeWithEvents>
  readonly markNotice: (authority: string, marking: Marking) => Promise<void>
  readonly resendNotice: (authority: string, noticeId: string) => Promise<unknown>
  readonly readQuality: (authority: string) => Promise<AuthorityQuality>
  readonly readContacts: (authority: string) => Promise<ContactGroup>
  readonly changeContacts: (by: AuthorityMember, change: ContactChange) => Promise<void>
  readonly listAgreements: (authority: string) => Promise<readonly AgreementRow[]>
  readonly readAgreementHistory: (agreementId: string) => Promise<readonly AgreementEntry[]>
  /** What each care setting is called, by its code. */
  readonly careSettingNames: () => Promise<ReadonlyMap<string, string>>
  readonly askForSignature: (of: OfAgreement, asking: Asking) => Promise<unknown>
  readonly approveSignature: (of: OfAgreement) => Promise<unknown>
  readonly refuseSignature: (of: OfAgreement & { readonly reason: string }) => Promise<unknown>
}
