import { dayInEngland, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { refuseChild } from '../kinds/refuse-child.ts'
import { changeState } from '../ledger/ledger.ts'
import { icbNamed } from '../places/icbs.ts'
import { type IcbEngagement, icbLedger, newlyInterested, ROUTES } from './engagement.ts'
import { icbErrors } from './errors.ts'
import type { Acknowledgement, InterestExpressed } from './interest.ts'
import { storeInterest } from './store.ts'

const MAILBOX = /^[^@\s,<>]+@[^@\s,<>]+$/

/**
 * Takes an expression of interest in and writes its acknowledgement, which leaves by `deliverAcknowledgements`
 * (programme.md S-074, S-093). A board that wrote before keeps its stage. Throws PROGRAMME_ICB_UNKNOWN, INTEREST_INVALID,
 * PROGRAMME_NAMES_A_CHILD.
 */
export async function expressInterest(deps: ProgrammeDeps, interest: InterestExpressed): Promise<Acknowledgement> {
  const icb = icbNamed(interest.icb)
  checkInterest(interest)
  refuseChild(interest)
  const now = deps.clock.now()
  const on = interest.on ?? dayInEngland(now)
  if (on > dayInEngland(now)) throw refusal(icbErrors, 'INTEREST_INVALID', `${on} is a day to come`)
  const id = deps.randomness.uuid()
  const acknowledgement = acknowledgementOf(id, icb.name, interest.contactMailbox)
  await deps.db.transaction(async db => {
    const change = { key: icb.code, by: interest.by, what: 'expression of interest' }
    const step = (last?: IcbEngagement) => ({ ...(last ?? newlyInterested(icb.code, on)), ...said(interest) })
    await changeState({ ...deps, db }, icbLedger, { ...change, step })
    await storeInterest(db, { id, icb: icb.code, on, receivedAt: now, interest, acknowledgement })
  })
  return acknowledgement
}

function checkInterest({ contactPost, contactMailbox, intendedRoute }: InterestExpressed): void {
  if (contactPost.trim() === '') throw refusal(icbErrors, 'INTEREST_INVALID', 'the post of the contact is missing')
  if (!MAILBOX.test(contactMailbox)) throw refusal(icbErrors, 'INTEREST_INVALID', 'the mailbox must be one address')
  if (intendedRoute !== undefined && !ROUTES.includes(intendedRoute))
    throw refusal(icbErrors, 'INTEREST_INVALID', `the route is one of ${ROUTES.join(', ')}`)
}

function said({ sharedCareRecord, supplier, intendedRoute }: InterestExpressed): Partial<IcbEngagement> {
  return {
    ...(sharedCareRecord !== undefined && { sharedCareRecord }),
    ...(supplier !== undefined && { supplier }),
    ...(intendedRoute !== undefined && { intendedRoute }),
  }
}

function acknowledgementOf(id: string, name: string, to: string): Acknowledgement {
  const reference = `EOI-${id.slice(0, 8).toUpperCase()}`
  return {
    reference,
    to,
    subject: `Your interest in CP-IS is noted (${reference})`,
    body: [
      `Thank you for the interest of ${name} ICB in bringing CP-IS to the prioritised care settings of its area.`,
      `It is noted as ${reference}. Somebody of the programme will be in touch to agree a first conversation.`,
      'Useful to have at hand then: which systems are in use and by whose suppliers, whether they already use CP-IS or ' +
        'the Personal Demographics Service, the shared care record, and who speaks for safeguarding.',
    ].join('\n\n'),
  }
}
