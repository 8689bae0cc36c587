import { type Command, InvalidArgumentError, Option } from 'commander'
import type { MinimumDataSet, Severity } from '../../operations/index.ts'

/** What the options of an incident say, as commander gives them. */
export type IncidentOptions = {
  readonly severity?: Severity
  readonly highSeverity?: boolean
  readonly publicText?: string
  readonly organisation?: string
  readonly email?: string
  readonly phone?: string
  readonly users?: number
  readonly whatHappens?: string
  readonly errors?: string
}

/** Adds the options by which parts of an incident are given or changed. */
export function withIncidentOptions(command: Command): Command {
  return command
    .option('--high-severity', 'a high severity service incident: the service bridge is told at once')
    .option('--public-text <text>', 'what the public status says')
    .option('--organisation <name>', 'who reports it')
    .option('--email <address>', 'how they are written to')
    .option('--phone <number>', 'how they are rung')
    .option('--users <count>', 'how many users are affected', wholeNumber)
    .option('--what-happens <text>', 'what is seen; nothing about any child')
    .option('--errors <text>', 'error messages')
}

export const severityOption = () =>
  new Option('--severity <1-5>', '1 is the worst').choices(['1', '2', '3', '4', '5']).argParser(severity)

/** The parts that were given. */
export function partsOf(options: IncidentOptions) {
  const { organisation, email, phone, users, whatHappens, errors, severity, highSeverity, publicText } = options
  const minimum: MinimumDataSet = {
    ...(organisation !== undefined && { organisation }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(users !== undefined && { usersAffected: users }),
    ...(whatHappens !== undefined && { whatHappens }),
    ...(errors !== undefined && { errorMessages: errors }),
  }
  return {
    ...(severity !== undefined && { severity }),
    ...(highSeverity !== undefined && { highSeverity }),
    ...(publicText !== undefined && { publicText }),
    ...(Object.keys(minimum).length > 0 && { minimum }),
  }
}

/** Reads the number of an incident. */
export function incidentNumber(text: string): number {
  return wholeNumber(text)
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number')
  return number
}

function severity(text: string): Severity {
  const number = Number(text)
  if (number !== 1 && number !== 2 && number !== 3 && number !== 4 && number !== 5)
    throw new InvalidArgumentError('must be 1 to 5')
  return number
}
