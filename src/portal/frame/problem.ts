import type { FastifyError, FastifyReply } from 'fastify'
import { type CpisError, isDatabaseFault, isRefusal, refusal } from '../../platform/index.ts'
import { portalErrors } from '../errors.ts'
import type { Exchange } from './exchange.ts'
import type { Frame } from './portal.ts'
import { page } from './reply.ts'
import { send } from './send.ts'

/** Shows what went wrong: title by status, the catalogue's sentence and code, and the id to give to support. */
export function sendProblem(frame: Frame, exchange: Exchange, thrown: unknown): FastifyReply {
  const error = refusalOf(thrown)
  const { code, status } = error
  frame.metrics.count('portal-refused', code)
  if (status >= 500) frame.log.error({ err: thrown, code, requestId: exchange.requestId }, 'a page failed')
  return send(frame, exchange, page('frame/problem.njk', problemModel(error), status))
}

/** What anything thrown is to the reader: a refusal as it is, a database away as `nothing was checked`. */
function refusalOf(thrown: unknown): CpisError {
  if (isRefusal(thrown)) return thrown
  if (isDatabaseFault(thrown)) return refusal(portalErrors, 'PORTAL_UNAVAILABLE', undefined, thrown)
  const { statusCode = 500 } = (thrown ?? {}) as Partial<FastifyError>
  if (statusCode === 413) return refusal(portalErrors, 'PORTAL_TOO_LARGE', undefined, thrown)
  if (statusCode < 500) return refusal(portalErrors, 'PORTAL_REQUEST_UNREADABLE', undefined, thrown)
  return refusal(portalErrors, 'PORTAL_FAULT', undefined, thrown)
}

const TITLES: Readonly<Record<number, string>> = {
  403: 'You cannot do this',
  404: 'Page not found',
  429: 'Too many at once',
  503: 'Not checked: the service cannot answer now',
}

/** The words of a problem page. */
export function problemModel(error: Pick<CpisError, 'code' | 'status' | 'message'>) {
  const { code, status, message } = error
  const isFault = status >= 500
  const otherwise = isFault ? 'Not checked: something went wrong' : 'This did not succeed'
  return {
    title: TITLES[status] ?? otherwise,
    sentence: message,
    code,
    nothingChecked: isFault,
  }
}
