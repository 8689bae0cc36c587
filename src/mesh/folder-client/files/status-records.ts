import { compactSecond } from '../../timestamps.ts'
import type { StatusRecord } from './control-file.ts'

/** Status records of our own making: the table of client-side codes in mesh.md 15. */
const RECORDS = {
  collected: ['COLLECT', 'SUCCESS', '00', 'Data collect success confirmation.'],
  controlMissing: ['COLLECT', 'ERROR', '01', 'The .ctl file is missing'],
  dataMissing: ['COLLECT', 'ERROR', '02', 'The .dat file is missing, empty or cannot be read'],
  transferred: ['TRANSFER', 'SUCCESS', '00', 'Data Transfer success confirmation.'],
  delayed: ['TRANSFER', 'SUCCESS', '05', 'Not transferred yet, it is tried again'],
  certificateFailed: ['TRANSFER', 'ERROR', '03', 'The certificate of the server or of this client is not accepted'],
  passwordFailed: ['TRANSFER', 'ERROR', '04', 'The mailbox or its password is not accepted'],
  transferFailed: ['TRANSFER', 'ERROR', '06', 'Not transferred'],
  fromInvalid: ['SEND', 'ERROR', '07', 'From_DTS is not this mailbox'],
  toMissing: ['SEND', 'ERROR', '08', 'To_DTS is missing'],
  versionInvalid: ['SEND', 'ERROR', '09', 'Version must be 1.0'],
  addressTypeInvalid: ['SEND', 'ERROR', '10', 'AddressType must be DTS'],
  messageTypeInvalid: ['SEND', 'ERROR', '11', 'MessageType must be Data'],
  polled: ['RECEIVE', 'SUCCESS', '00', 'Polled'],
  pollFailed: ['RECEIVE', 'ERROR', '15', 'Not polled; see mesh.log'],
  pollCertificateFailed: ['RECEIVE', 'ERROR', '16', 'The certificate of the server or of this client is not accepted'],
  pollPasswordFailed: ['RECEIVE', 'ERROR', '17', 'The mailbox or its password is not accepted'],
} as const
export type StatusName = keyof typeof RECORDS

/** The record of this name at this instant; `detail` follows its text after a colon. */
export function statusRecord(name: StatusName, at: Date, detail?: string): StatusRecord {
  const [event, status, statusCode, text] = RECORDS[name]
  const description = detail === undefined ? text : `${text}: ${detail}`
  return { dateTime: compactSecond(at), event, status, statusCode, description }
}
