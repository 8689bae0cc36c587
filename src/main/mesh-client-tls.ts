import type { MeshTls } from '../mesh/index.ts'
import { platformErrors, refusal, type Values } from '../platform/index.ts'
import type { meshClientSettings } from './mesh-settings.ts'

/** What our MESH client presents and trusts. Throws CONFIG_INVALID when only half of a certificate is there. */
export function meshClientTls(settings: Values<typeof meshClientSettings>): { readonly tls?: MeshTls } {
  const { meshClientKey: key, meshClientCertificate: certificate, meshClientAuthorities: authorities } = settings
  if ((key === undefined) !== (certificate === undefined))
    throw refusal(platformErrors, 'CONFIG_INVALID', 'CPIS_MESH_CLIENT_KEY and _CERTIFICATE go together')
  const identity = key !== undefined && certificate !== undefined ? { key, certificate } : {}
  const tls = { ...identity, ...(authorities !== undefined && { authorities }) }
  return Object.keys(tls).length > 0 ? { tls } : {}
}
