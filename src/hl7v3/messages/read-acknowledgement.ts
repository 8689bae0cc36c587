import type { ReadAcknowledgement } from '../../register/index.ts'
import { refused } from '../errors.ts'
import { readPersonIds } from '../parts/person-ids.ts'
import { present } from '../present.ts'
import { at, attribute, childrenOf, textOf, V3, type XmlElement } from '../xml/xml-element.ts'
import { READ_LIMITS, type ReadLimits, readMessage } from '../xml/xml-reader.ts'
import { readLocation, readPositions } from './record-location.ts'

type Verdict = ReadAcknowledgement['verdicts'][number]
type Echo = { readonly valid: boolean; readonly nhsNumber?: string; readonly localId?: string }
type Detail = { readonly code: string; readonly detail?: Verdict['detail']; readonly location: string }

const HEADER: ReadonlySet<string> = new Set([
  'id',
  'transmissionQuantity',
  'acknowledgementFile',
  'failedReturnedCP-ISRecords',
  'successfulReturnedCP-ISRecords',
])

/** An invalid record nobody gave a code for: the general refusal, with a detail of ours that says so. */
const UNEXPLAINED = {
  code: 'CPR07',
  detail: { code: 'X-UNEXPLAINED', sentence: 'The record came back as invalid without a code' },
} as const

/**
 * Reads message 02 (hl7v3.md 4.2) as a local authority gets it. Everything but the file code may be missing: the
 * sequence is then `-1`, the processed count -1, the verdicts none. Unknown codes are kept as they are. Throws the XML_
 * and MESSAGE_ codes, MESSAGE_INCOMPLETE without a file code.
 */
export async function readAcknowledgement(
  bytes: AsyncIterable<Uint8Array>,
  limits: ReadLimits = READ_LIMITS,
): Promise<ReadAcknowledgement> {
  const reading = openAcknowledgement()
  await readMessage(bytes, { roots: ['FileResponse'], open: () => reading }, limits)
  return reading.finish()
}

/** Takes the parts of a FileResponse one by one; `finish` gives the whole. */
export function openAcknowledgement() {
  const header = new Map<string, XmlElement>()
  const echoes: Echo[] = []
  let details: Detail[] = []

  function part(element: XmlElement): void {
    if (element.namespace !== V3) return
    if (element.name === 'message') echoes.push(readEcho(element))
    else if (element.name === 'acknowledgementRecord')
      details = details.concat(childrenOf(element, 'acknowledgementRecordDetail').map(readDetail))
    else if (HEADER.has(element.name)) header.set(element.name, element)
  }

  function finish(): ReadAcknowledgement {
    const fileCode = attribute(at(header.get('acknowledgementFile'), 'acknowledgementFileDetail', 'code'), 'code')
    if (fileCode === undefined) throw refused('MESSAGE_INCOMPLETE', 'acknowledgementFile')
    const id = header.get('id')
    const processed = wholeNumber(header.get('transmissionQuantity')) ?? -1
    return present({
      // Spine's own short form has the id in another attribute.
      sequence: attribute(id, 'extension') ?? attribute(id, 'value') ?? '-1',
      processed,
      fileCode,
      failed: wholeNumber(at(header.get('failedReturnedCP-ISRecords'), 'value')),
      successful: wholeNumber(at(header.get('successfulReturnedCP-ISRecords'), 'value')),
      verdicts: joinVerdicts(details, echoes, processed),
    })
  }

  return { keepsParts: false, part, finish }
}

function wholeNumber(element: XmlElement | undefined): number | undefined {
  const value = attribute(element, 'value') ?? ''
  return /^-?\d{1,9}$/.test(value) ? Number(value) : undefined
}

function readDetail(element: XmlElement): Detail {
  const code = at(element, 'code')
  const translation = at(code, 'translation')
  const ours = attribute(translation, 'code')
  const detail = ours === undefined ? undefined : { code: ours, sentence: attribute(translation, 'displayName') ?? '' }
  return present({ code: attribute(code, 'code') ?? '', detail, location: textOf(at(element, 'location')) ?? '' })
}

function readEcho(message: XmlElement): Echo {
  const holder = at(message, 'cP-ISLAAcknowledgementResponse', 'pertinentInformation1')
  const valid = at(holder, 'validCP-ISRecord')
  const subject = at(valid ?? at(holder, 'invalidCP-ISRecord'), 'subject')
  const child = at(subject, 'COCT_TP145101GB01.Child')
  const mother = at(subject, 'COCT_TP145100GB01.UnbornChild', 'parentMotherPerson', 'playedMother')
  const ids = readPersonIds(childrenOf(child ?? mother, 'id'))
  return present({ valid: valid !== undefined, nhsNumber: ids?.nhsNumber, localId: ids?.localId })
}

/** Each detail with its echo, then the echoes that cannot belong to a detail: no record is lost, none comes twice. */
function joinVerdicts(details: readonly Detail[], echoes: readonly Echo[], processed: number): Verdict[] {
  const locations = details.map(detail => readLocation(detail.location))
  const positions = readPositions(locations, processed)
  const located = details.map((_, index) => echoOf(locations[index], echoes, processed))
  const contradicts = (index: number) =>
    located[index] !== undefined && located[index]?.valid !== isStored(details[index])
  const shown = located.map((echo, index) => (contradicts(index) ? undefined : echo))
  const unspokenOf = [true, false].flatMap(valid => pairLeftOver({ details, echoes, shown, valid }))
  const verdicts = details.map(({ code, detail }, index) => {
    // A path into the answer that leads to another outcome than its code is no guide to the upload either.
    const position = contradicts(index) && locations[index]?.into === 'message' ? undefined : positions[index]
    return present({ code, detail, position, nhsNumber: shown[index]?.nhsNumber, localId: shown[index]?.localId })
  })
  return verdicts.concat(unspokenOf.map(verdictOfEcho))
}

function isStored(detail: Detail | undefined): boolean {
  return detail?.code === 'CPR06'
}

type Pairing = {
  readonly details: readonly Detail[]
  readonly echoes: readonly Echo[]
  /** The echo of each detail so far; filled in here. */
  readonly shown: (Echo | undefined)[]
  readonly valid: boolean
}

/**
 * Of one outcome, a single detail and a single echo left over belong together. Otherwise details left over stand for
 * as many echoes, whoever they are; only where there are more echoes than that do they count as records of their own.
 */
function pairLeftOver({ details, echoes, shown, valid }: Pairing): Echo[] {
  const taken = new Set(shown)
  const left = echoes.filter(echo => echo.valid === valid && !taken.has(echo))
  const silent = [...details.keys()].filter(index => shown[index] === undefined && isStored(details[index]) === valid)
  const [only] = silent
  if (only === undefined || silent.length !== 1 || left.length !== 1) return left.length > silent.length ? left : []
  shown[only] = left[0]
  return []
}

/** The echo a location leads to; a place in the upload leads to one only when every record is echoed. */
function echoOf(
  location: ReturnType<typeof readLocation>,
  echoes: readonly Echo[],
  processed: number,
): Echo | undefined {
  if (location === undefined || (location.into === 'upload' && echoes.length !== processed)) return undefined
  return echoes[location.index - 1]
}

function verdictOfEcho({ valid, nhsNumber, localId }: Echo): Verdict {
  return present({ ...(valid ? { code: 'CPR06' } : UNEXPLAINED), nhsNumber, localId })
}
