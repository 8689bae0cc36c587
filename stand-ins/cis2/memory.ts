import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

/** More would be a load test; whatever has lain longest makes room. */
const MOST_KEPT = 20_000

/** Where the stand-in keeps sessions, codes and tokens: in memory, gone when it stops. Times are checked by the library. */
export function openMemory(): AdapterFactory {
  const kept = new Map<string, AdapterPayload>()
  return model => adapterOf(model, kept)
}

function adapterOf(model: string, kept: Map<string, AdapterPayload>): Adapter {
  const key = (id: string) => `${model} ${id}`
  const findBy = (wanted: (payload: AdapterPayload) => boolean) =>
    [...kept].find(([name, payload]) => name.startsWith(`${model} `) && wanted(payload))?.[1]
  return {
    async upsert(id, payload) {
      const [oldest] = kept.keys()
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
      kept.set(key(id), payload)
    },
    find: async id => kept.get(key(id)),
    findByUid: async uid => findBy(payload => payload.uid === uid),
    findByUserCode: async userCode => findBy(payload => payload.userCode === userCode),
    async consume(id) {
      const payload = kept.get(key(id))
      if (payload !== undefined) kept.set(key(id), { ...payload, consumed: true })
    },
    async destroy(id) {
      kept.delete(key(id))
    },
    async revokeByGrantId(grantId) {
      for (const [name, payload] of kept) if (payload.grantId === grantId) kept.delete(name)
    },
  }
}
