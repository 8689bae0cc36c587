import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { invalidRequest } from './faults.ts'
import { readVersion, type Version } from './version.ts'

export type MeshRequest = FastifyRequest<{
  Params: Record<string, string>
  Querystring: Record<string, string | string[] | undefined>
}>

/** The version to answer in. Throws MESH_REQUEST_INVALID for a MESH media type that does not exist (mesh.md 5). */
export function askedVersion(request: MeshRequest): Version {
  const version = readVersion(request.headers.accept)
  if (version !== undefined) return version
  throw invalidRequest({ loc: ['header', 'accept'], msg: 'names no media type of MESH', type: 'unknown_version' })
}

/** One value of a header; Node joins repeated ones with a comma. */
export function headerOf(request: MeshRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** A part of the path; empty when the route has none of that name. PostgreSQL takes no NUL, and no id holds one. */
export function pathPart(request: MeshRequest, name: string): string {
  return (request.params[name] ?? '').replaceAll('\0', '')
}

/** An id in the path as it is compared: upper case. */
export function pathId(request: MeshRequest, name: string): string {
  return pathPart(request, name).toUpperCase()
}

/** A parameter of the query. Throws MESH_REQUEST_INVALID when it is given twice or holds a NUL. */
export function queryOf(request: MeshRequest, name: string): string | undefined {
  const value = request.query[name]
  if (Array.isArray(value) || value?.includes('\0'))
    throw invalidRequest({ loc: ['query', name], msg: 'must be given once, as text', type: 'invalid' })
  return value
}

/** The request's body as it arrives; `undefined` when there is none. */
export function bodyOf(request: MeshRequest): Readable | undefined {
  return request.body instanceof Readable ? request.body : undefined
}
