export { type CalendarEntry, calendarEntries, calendarFeed } from './calendar/feed.ts'
export {
  type Milestone,
  type MilestoneRow,
  milestoneTable,
  setMilestone,
  settleMilestone,
} from './calendar/milestone.ts'
export * from './consultations/change-consultation.ts'
export { type CohortRow, cohortSettings, cohorts } from './consultations/cohort.ts'
export * from './consultations/consultation.ts'
export * from './consultations/consultation-page.ts'
export * from './consultations/engagement.ts'
export { consultationErrors } from './consultations/errors.ts'
export { readReplies } from './consultations/read-replies.ts'
export { type Cell, writeCsv } from './csv.ts'
export * from './dates/planned-date.ts'
export type { ProgrammeDeps, SettingsDeps } from './deps.ts'
export { programmeErrors } from './errors.ts'
export { type AcknowledgementPort, deliverAcknowledgements, listInterests } from './icbs/acknowledgements.ts'
export { advanceBoard, type BoardStep, prioritisedSettings } from './icbs/advance-board.ts'
export { type CoverageCell, type CoverageRow, coverageMatrix } from './icbs/coverage.ts'
export { type BoardSaid, describeBoard } from './icbs/describe-board.ts'
export {
  ANSWERS,
  type Answer,
  COVERAGE,
  type Coverage,
  type EstateSystem,
  GROUP_ROLES,
  type GroupMember,
  type GroupRole,
  ICB_DOCUMENTS,
  type IcbDocument,
  type IcbDocumentKind,
  type IcbEngagement,
  PREREQUISITES,
  type Prerequisite,
  type PrerequisiteKind,
  ROUTES,
  type Route,
} from './icbs/engagement.ts'
export { icbErrors } from './icbs/errors.ts'
export { expressInterest } from './icbs/express-interest.ts'
export { missingFor } from './icbs/icb-step.ts'
export type { Acknowledgement, InterestExpressed } from './icbs/interest.ts'
export { listBoards, type RegionRow, readBoard, readBoardHistory, regionBoard } from './icbs/read-boards.ts'
export { ICB_STAGE_WORDS, ICB_STAGES, type IcbStage, readIcbStage } from './icbs/stage.ts'
export type { Interest } from './icbs/store.ts'
export { type Transfer, transferResponsibility } from './icbs/transfer.ts'
export { type AgreementRow, agreementTable, signatureCounts } from './ig/agreement-table.ts'
export * from './ig/change-document.ts'
export * from './ig/document.ts'
export { igErrors } from './ig/errors.ts'
export { exportForGateway, type Imported, importFromGateway } from './ig/gateway-csv.ts'
export * from './ig/modes.ts'
export { type RollOutPolicy, readiness, type SettingReadiness } from './ig/readiness.ts'
export {
  type Asking,
  agreementDepsOf,
  approveImported,
  approveSignature,
  askForSignature,
  refuseSignature,
  type SignatureRequest,
} from './ig/signature.ts'
export { type Keyed, type Kind, readAll, readHistory, readOne } from './kinds/kind.ts'
export { ledgerErrors } from './ledger/errors.ts'
export type { Entry } from './ledger/ledger.ts'
export { exportLines, type Line, type Loaded, loadFile } from './load/load-file.ts'
export * from './mailings/mailing.ts'
export { writeReminders } from './mailings/reminders.ts'
export * from './note/commitment.ts'
export type { Block, NoteDocument, NoteSection } from './note/document.ts'
export { NOTE_STAGES, type NoteDraft, type NoteStage } from './note/draft.ts'
export { noteErrors } from './note/errors.ts'
export type { NoteFacts } from './note/facts.ts'
export { FINDING_CODES, type Finding, type FindingCode, findingId } from './note/finding.ts'
export { JUNE_2023, loadJune2023 } from './note/june-2023/load.ts'
export type { LintedNote } from './note/lint.ts'
export { type Period, periodName, readPeriod } from './note/period.ts'
export { keepPriority, type Priority, prioritiesOf } from './note/priority.ts'
export * from './note/publish-note.ts'
export { type NoteReminder, noteReminders } from './note/schedule.ts'
export { SECTIONS, type SectionKey } from './note/section.ts'
export { type NoteSettings, noteSettings } from './note/settings.ts'
export type { Published } from './note/store.ts'
export { noteHtml, noteMarkdown } from './note/write.ts'
export {
  listNotes,
  type NoteWritten,
  type OfNote,
  openNote,
  readDraft,
  readNoteHistory,
  writeNote,
} from './note/write-note.ts'
export { ICBS, type Icb, icbNamed, readIcb } from './places/icbs.ts'
export { REGIONS, type Region, type RegionCode, readRegion, regionNamed } from './places/regions.ts'
export {
  addSite,
  blockSite,
  clearSite,
  confirmProvider,
  equipSite,
  handSiteOver,
  keepProvider,
  type NewSite,
  nameSite,
  type OfSite,
  planSite,
  type StepToTake,
  stepSite,
  trainSite,
} from './sites/change-site.ts'
export { siteErrors } from './sites/errors.ts'
export * from './sites/positions.ts'
export * from './sites/site.ts'
export * from './sites/site-table.ts'
export * from './suppliers/api.ts'
export { supplierErrors } from './suppliers/errors.ts'
export { ASSURANCE_ITEMS, writeItems } from './suppliers/items.ts'
export { type Kit, type KitCase, listKits, readKit, registerKit } from './suppliers/kit.ts'
export { type KitReport, type KitVerdict, signedText } from './suppliers/kit-report.ts'
export * from './suppliers/product.ts'
export {
  type AssuranceAsked,
  advanceAssurance,
  beginAssurance,
  decideItem,
  listProducts,
  readProduct,
  readProductHistory,
  registerProduct,
} from './suppliers/products.ts'
export { takeKitReport } from './suppliers/take-report.ts'
export { toolkitErrors } from './toolkit/errors.ts'
export { htmlPage, toolkitHtml } from './toolkit/html.ts'
export { keepLesson, type Lesson, listLessons } from './toolkit/lessons.ts'
export { AUDIENCES, type Audience, PAGE_KINDS, type PageKind, readPage, type ToolkitPage } from './toolkit/page.ts'
export { keepPage, listPages, loadShippedPages, readPageVersions } from './toolkit/pages.ts'
export { toolkitPdf } from './toolkit/pdf.ts'
export { listToolkits, readToolkit, releaseToolkit } from './toolkit/release.ts'
export type { SettingMode, Toolkit } from './toolkit/toolkit.ts'
