export { registerAboutSubject } from './about-subject.ts'
export { findAnswer, type KeptAnswer, markAnswered } from './answers.ts'
export { applyUpload, type Delivery } from './apply-upload.ts'
export * from './cohorts.ts'
export { type CorrectedBirthDate, correctBirthDate } from './correct-birth-date.ts'
export type { Cause, HeldCounts, Stock, StockAsked } from './data-quality/stock.ts'
export { takeStock } from './data-quality/take-stock.ts'
export type { MailboxAuthority, RegisterDeps } from './deps.ts'
export { registerErrors } from './errors.ts'
export * from './for-authority/audit-entry.ts'
export * from './for-authority/children.ts'
export type { ForAuthorityDeps, Slice, Sliced } from './for-authority/deps.ts'
export * from './for-authority/own-child.ts'
export * from './for-authority/sent-upload.ts'
export * from './for-authority/uploads.ts'
export { withinAuthority } from './for-authority/within-authority.ts'
export { dropInactiveNumberOrders, takeInactiveNumberOrders } from './inactive-number-orders.ts'
export { holdsNumber, type InactiveNumber, markInactiveNumber } from './inactive-numbers.ts'
export { type NumbersPage, numbersHeld } from './numbers-held.ts'
export * from './plan-category.ts'
export { registerRetention } from './retention.ts'
export { DAYS_SHOWN_AFTER_END, lastDayShown, type ShownSpan } from './rules/days-shown.ts'
export { NAME_STEPS, type NameStep } from './rules/match-person.ts'
export { type DetailCode, type DetailSeverity, VERDICT_DETAILS, verdictDetail } from './rules/verdict-details.ts'
export { DEFAULT_REGISTER_SETTINGS, type RegisterSettings } from './settings.ts'
export type { InactiveNumberOrder } from './store/orders.ts'
export { REGISTER_SEALED } from './store/sealed-columns.ts'
export { openNumbers } from './store/sealed-numbers.ts'
export {
  contextOfPerson,
  keyOfChild,
  localKey,
  openPerson,
  type PersonPlace,
  type PlanPerson,
  sealPerson,
} from './store/sealed-person.ts'
export * from './upload.ts'
export { type AnsweredMessage, findUploadsKept } from './uploads-kept.ts'
