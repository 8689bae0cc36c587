import { readTypedNhsNumber, searchPersons } from '../../demographics/index.ts'
import { refusal } from '../../platform/index.ts'
import type { Portal, Visit } from '../frame/portal.ts'
import { page, type Reply, redirect } from '../frame/reply.ts'
import { presentOpened } from './answer/answer-page.ts'
import { presentChild, presentNewNumber } from './child/presenter.ts'
import { childOf, childOfLook, childOfPath, pathOf } from './child.ts'
import type { ClinicianDeps } from './deps.ts'
import { clinicianErrors } from './errors.ts'
import { presentFind } from './find/presenter.ts'
import { type Care, type Manner, mannerOf, openRecord, readAlert, recordingRefusals } from './look-up.ts'
import { presentNotBrought, presentTold } from './not-brought/presenter.ts'
import { readNotBrought, typedNotBrought } from './not-brought/read-not-brought.ts'
import { keepPace } from './pace.ts'
import { presentFound, presentSearch } from './search/presenter.ts'
import { readSearch, type SearchKind, typedSearch } from './search/read-search.ts'

/** The pages for those whose role has B0107 or B0170. */
export function addClinicianPages(portal: Portal, deps: ClinicianDeps): void {
  const pages = portal.area({ title: 'Find a patient', path: '/child', activities: ['B0107', 'B0170'] })
  pages.get('', async () => page('clinician/find/template.njk', presentFind()))
  pages.post('', visit => findByNumber(deps, visit))
  for (const kind of ['basic', 'advanced'] as const) {
    const path = kind === 'basic' ? '/search' : '/search/advanced'
    pages.get(path, async () => page('clinician/search/template.njk', presentSearch(kind)))
    pages.post(path, visit => search(deps, visit, kind))
  }
  pages.get('/:handle', visit => showChild(deps, visit))
  pages.post('/:handle/open', visit => open(deps, visit))
  pages.get('/:handle/not-brought', visit => askNotBrought(visit))
  pages.post('/:handle/not-brought', visit => tellNotBrought(deps, visit))
}

/** By number: traced at PDS; a number PDS cannot say anything about goes on as it was given, and says so. */
async function findByNumber(deps: ClinicianDeps, visit: Visit): Promise<Reply> {
  const typed = visit.form.get('number')
  const number = readTypedNhsNumber(typed)
  if (number === undefined)
    return page('clinician/find/template.njk', presentFind({ typed: typed.slice(0, 40), isWrong: true }), 422)
  await recordingRefusals(deps, { visit }, () => keepPace(deps, visit.actor, 'search'))
  return redirect(pathOf(visit, childOfLook(number, await deps.pds.look(number))))
}

async function search(deps: ClinicianDeps, visit: Visit, kind: SearchKind): Promise<Reply> {
  const typed = typedSearch(visit.form)
  const read = readSearch(typed, kind)
  if ('errors' in read) return page('clinician/search/template.njk', presentSearch(kind, { typed, ...read }), 422)
  await recordingRefusals(deps, { visit }, () => keepPace(deps, visit.actor, 'search'))
  const list = await searchPersons({ pds: deps.pds, most: deps.mostMatches }, read.search)
  const status = list.kind === 'unavailable' ? 503 : 200
  return page(
    'clinician/search/found.njk',
    presentFound(list, person => pathOf(visit, childOf(person))),
    status,
  )
}

/** Who it is, and whether there is anything to open. */
async function showChild(deps: ClinicianDeps, visit: Visit): Promise<Reply> {
  const child = childOfPath(visit)
  if (child.tracing === 'superseded')
    return page(
      'clinician/child/new-number.njk',
      presentNewNumber(child, pathOf(visit, { ...child, tracing: 'current' })),
    )
  return recordingRefusals(deps, { visit, child }, async () => {
    await keepPace(deps, visit.actor, 'child')
    const manner = await mannerOf(deps, visit.actor, undefined)
    const { requestId, now } = visit
    const answer = await readAlert(deps, visit, { child, manner, requestId })
    const alert = { answer, manner, now, requestId, mode: manner.mode, settings: deps.settings }
    const model = presentChild(child, { ...alert, path: visit.path, mayTell: mayTellNotBrought(manner) })
    return page('clinician/child/template.njk', model, answer.kind === 'NotChecked' ? 503 : 200)
  })
}

/** Opens the record: the event the authority is told of. Sent twice, the same request counts once. */
async function open(deps: ClinicianDeps, visit: Visit): Promise<Reply> {
  const child = childOfPath(visit)
  return recordingRefusals(deps, { visit, child }, async () => {
    const requestId = requestOf(visit)
    await keepPace(deps, visit.actor, 'child')
    const manner = await mannerOf(deps, visit.actor, careOf(visit))
    const answer = await openRecord(deps, visit, { child, manner, requestId })
    const { actor, now } = visit
    const path = visit.path.replace(/\/open$/, '')
    const notBroughtPath = mayTellNotBrought(manner) && answer.kind === 'Known' ? `${path}/not-brought` : ''
    const opened = { answer, now, mode: manner.mode, settings: deps.settings, asker: actor.author, notBroughtPath }
    return page('clinician/answer/template.njk', presentOpened(child, opened), answer.kind === 'NotChecked' ? 503 : 200)
  })
}

async function askNotBrought(visit: Visit): Promise<Reply> {
  const path = visit.path.replace(/\/not-brought$/, '')
  return page(
    'clinician/not-brought/template.njk',
    presentNotBrought(childOfPath(visit), { path, requestId: visit.requestId }),
  )
}

/** Tells the authority that the child was not brought. */
async function tellNotBrought(deps: ClinicianDeps, visit: Visit): Promise<Reply> {
  const child = childOfPath(visit)
  const requestId = requestOf(visit)
  const typed = typedNotBrought(visit.form)
  const read = readNotBrought(typed)
  const path = visit.path.replace(/\/not-brought$/, '')
  if ('errors' in read)
    return page(
      'clinician/not-brought/template.njk',
      presentNotBrought(child, { path, requestId, typed, ...read }),
      422,
    )
  return recordingRefusals(deps, { visit, child }, async () => {
    await keepPace(deps, visit.actor, 'child')
    const { careSetting, gate, findings } = await mannerOf(deps, visit.actor, 'scheduled')
    const { actor } = visit
    const about = {
      nhsNumber: child.nhsNumber,
      careSetting,
      gate,
      findings,
      actor,
      requestId,
      channel: 'portal',
    } as const
    const answer = await deps.alertAuthority({ ...about, ...read.told })
    return page('clinician/not-brought/told.njk', presentTold(child, answer), answer.kind === 'NotChecked' ? 503 : 200)
  })
}

/** Only out of scheduled care: where look-ups tell the authority of themselves there is nothing to add. */
function mayTellNotBrought({ mode, mustSay }: Manner): boolean {
  return mode === 'silent' || mustSay
}

function careOf({ form }: Visit): Care {
  const care = form.get('care')
  return care === 'scheduled' || care === 'unscheduled' ? care : undefined
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id the page gave the form. Throws CLINICIAN_REQUEST_INVALID. */
function requestOf({ form }: Visit): string {
  const request = form.get('request')
  if (!UUID.test(request)) throw refusal(clinicianErrors, 'CLINICIAN_REQUEST_INVALID')
  return request
}
