import type { AcknowledgementPort, ProgrammeMail } from '../../programme/index.ts'

/** Acknowledgements of expressions of interest leave as the programme's letters do. */
export function acknowledgementsBy(mail: ProgrammeMail): AcknowledgementPort {
  return ({ reference, on, to, subject, body }) =>
    mail({ key: reference, writtenOn: on, recipients: [to], subject, body, isUrgent: false })
}
