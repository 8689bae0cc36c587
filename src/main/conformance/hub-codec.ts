import type { HubCodec } from '../../conformance/index.ts'
import { readUpload, writeAccessNotice, writeAcknowledgement } from '../../hl7v3/index.ts'
import { systemClock } from '../../platform/index.ts'
import { codec } from './codec.ts'

/** The national side of the messages, as this project writes and reads them. */
export const hubCodec: HubCodec = {
  deviations: codec.deviations,
  async readUpload(body) {
    const read = await uploadOf(body)
    if (read === undefined) return undefined
    const { sequence, declaredCount, authority, records } = read
    const nhsNumbers = records.flatMap(({ subjects }) => subjects.map(one => one.nhsNumber ?? ''))
    const { odsCode, emergencyPhone } = authority
    return { sequence, declared: declaredCount, nhsNumbers, odsCode, ...(emergencyPhone && { emergencyPhone }) }
  },
  async writeAnswer(body, fileCode) {
    const read = await uploadOf(body)
    const isTaken = fileCode === 'CPF02'
    return writeAcknowledgement(
      {
        ...{ uploadId: 'kit', sequence: read?.sequence ?? '-1', fileCode },
        processed: isTaken ? (read?.records.length ?? -1) : -1,
        authority: read?.authority ?? { odsCode: '', name: '' },
        verdicts: isTaken ? (read?.records ?? []).map(record => ({ record, code: 'CPR06' })) : [],
      },
      systemClock.now(),
    )
  },
  writeEmptyNotice: ({ odsCode, name }, noticeId, createdAt) =>
    writeAccessNotice({ kind: 'access', noticeId, createdAt, authority: { odsCode, name }, accesses: [] }),
}

async function uploadOf(body: Uint8Array) {
  const read = await readUpload(oneChunk(body)).catch(() => undefined)
  return read?.kind === 'upload' ? read : undefined
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}
