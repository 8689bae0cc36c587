export type { SpineAnswer } from './client/answers.ts'
export { type EbxmlClient, type EbxmlClientOptions, openEbxmlClient } from './client/ebxml-client.ts'
export { type Post, post } from './client/post.ts'
export {
  type CpisQueryPort,
  openSpineClient,
  type SpineClientOptions,
  type SpineQuestion,
} from './client/spine-client.ts'
export type { PostedMessage } from './ebxml/ebxml-message.ts'
export * from './errors.ts'
export { explainMessage } from './explain/explain-message.ts'
export { readAccessNotice, writeAccessNotice } from './messages/access-notice.ts'
export { readInactiveNumberNotice, writeInactiveNumberNotice } from './messages/inactive-number-notice.ts'
export { readAcknowledgement } from './messages/read-acknowledgement.ts'
export { type ReadNotice, readNotice } from './messages/read-notice.ts'
export { readUpload, UPLOAD_LIMITS, type UploadLimits } from './messages/read-upload.ts'
export {
  ACKNOWLEDGEMENT_SETTINGS,
  type AcknowledgementSettings,
  type RecordPlace,
  writeAcknowledgement,
} from './messages/write-acknowledgement.ts'
export { writeUpload } from './messages/write-upload.ts'
export { readInstant } from './parts/times.ts'
export { FILE_CODES, RECORD_CODES } from './parts/vocabulary.ts'
export { type SampleMessage, sampleMessages } from './samples/sample.ts'
export type { SpineDeps, SpineRefusal, SpineSettings } from './server/deps.ts'
export { spineErrors } from './server/errors.ts'
export { addSpineRoutes } from './server/routes.ts'
export { type CheckedMessage, checkAnyMessage, checkMessage, type Deviation } from './strict/check-message.ts'
export { READ_LIMITS, type ReadLimits } from './xml/xml-reader.ts'
