import type { CodecPort } from '../../conformance/index.ts'
import { checkAnyMessage, readNotice, writeUpload } from '../../hl7v3/index.ts'
import { dayInEngland, systemClock } from '../../platform/index.ts'

/** Invented numbers of the authority the kit plays: emergency duty, office hours. */
export const PHONES = { emergencyPhone: '07700900801', officePhone: '01632960801' } as const

/** The national messages, as this project writes and reads them. */
export const codec: CodecPort = {
  writeUpload({ odsCode, name }, { sequence, planStart, children }) {
    return writeUpload({
      ...{ kind: 'upload', sequence, createdAt: systemClock.now().toISOString(), declaredCount: children.length },
      authority: { odsCode, name, ...PHONES },
      records: children.map(({ nhsNumber, familyName, givenName, birthDate }, index) => ({
        position: index + 1,
        plans: [{ type: 'CPP', start: dayInEngland(planStart) }],
        subjects: [{ kind: 'child', nhsNumber, localId: `K${index + 1}`, familyName, givenName, birthDate }],
      })),
    })
  },
  async readVerdicts(body) {
    const read = await readNotice(oneChunk(body)).catch(() => undefined)
    if (read?.kind !== 'acknowledgement') return undefined
    const { sequence, processed, fileCode, verdicts } = read.acknowledgement
    return { sequence, processed, fileCode, codes: verdicts.map(({ code }) => String(code)) }
  },
  async readAccesses(body) {
    const read = await readNotice(oneChunk(body)).catch(() => undefined)
    if (read?.kind !== 'access') return undefined
    const { noticeId, authority, accesses } = read.notice
    const numbers = accesses.map(({ nhsNumber }) => nhsNumber)
    return { noticeId, odsCode: authority.odsCode, accessIds: accesses.map(one => one.accessId), nhsNumbers: numbers }
  },
  async deviations(body) {
    const { deviations } = await checkAnyMessage(oneChunk(body))
    return deviations.map(({ place, sentence }) => `${place}: ${sentence}`)
  },
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}
