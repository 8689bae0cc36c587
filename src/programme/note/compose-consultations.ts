import { CONSULTATION_WORDS } from '../consultations/consultation.ts'
import { MONTHS } from '../dates/months.ts'
import { type Block, inWords, list, paragraph } from './document.ts'
import type { NoteFacts } from './facts.ts'

const COHORTS: ReadonlySet<string> = new Set(['V2', 'E1'])

/** What each standing means to an authority (programme.md S-048, S-051). */
const STANDING = {
  required: 'must continue to be included',
  requested: 'asked for, and consulted on',
  'data item': 'consulted on',
} as const

/** The cohorts, what was asked of authorities, how many replied (programme.md S-045 to S-054). */
export function cohortsOfChildren(facts: NoteFacts): Block[] {
  const own = facts.cohorts.filter(one => COHORTS.has(one.name))
  const consultations = facts.consultations.filter(one => one.state !== 'draft' && isAboutCohorts(one))
  const actions = facts.actions.filter(one => one.linkedTo !== undefined && isOf(consultations, one.linkedTo))
  if (consultations.length === 0) return []
  return [
    ...list(own.map(one => `${one.name}: ${one.legal} (${one.alias}); ${STANDING[one.standing]}`)),
    ...actions.flatMap(one => [...remindersOf(one, facts), paragraph(actionText(one))]),
    ...consultations.map(replies),
  ]
}

function actionText({ title, urgency, source }: NoteFacts['actions'][number]): string {
  return `${title}: ${urgency === 'urgent' ? 'an urgent action' : 'an action'} that follows from the ${source}.`
}

/** Letters that carried an action out (programme.md S-047). */
function remindersOf({ source }: NoteFacts['actions'][number], { mailings }: NoteFacts): Block[] {
  return mailings
    .filter(one => one.source === source)
    .map(({ sentOn, roles, subject }) => {
      const month = `${MONTHS[Number(sentOn.slice(5, 7)) - 1]} ${sentOn.slice(0, 4)}`
      return paragraph(`In ${month} all ${inWords(roles)} were written to: ${subject}.`)
    })
}

type Row = NoteFacts['consultations'][number]

const isAboutCohorts = ({ about }: Row) => about !== undefined && COHORTS.has(about)
const isOf = (rows: readonly Row[], key: string) => rows.some(one => one.key === key)

function replies({ topic, replies: { words }, state, outcome }: Row): Block {
  return paragraph(`${topic}: ${words} local authorities have replied; ${outcome ?? CONSULTATION_WORDS[state]}.`)
}

/** Where the programme spoke about sexual assault referral centres, and what has to be in place (S-055, S-056, S-061). */
export function sarc(facts: NoteFacts): Block[] {
  const heard = facts.engagements.filter(one => one.ledTo === 'sarc')
  const open = facts.tasks.filter(one => one.careSetting === 'sarc' && one.doneOn === undefined)
  return [
    ...heard.map(one => {
      const rhythm = one.recurrence === undefined ? '' : `${one.recurrence} `
      return paragraph(`The team took part in the ${rhythm}${one.title}. ${one.outcome ?? ''}`.trim())
    }),
    ...(open.length === 0
      ? []
      : [paragraph(`Before a SARC can be an early adopter: ${open.map(one => one.title).join('; ')}.`)]),
  ]
}

/** The consultation on the category of a plan, its reason and its sessions (programme.md S-057 to S-060). */
export function planCategories(facts: NoteFacts): Block[] {
  const own = facts.consultations.filter(one => one.about === 'plan-category')
  if (own.length === 0) return []
  const heard = facts.engagements.filter(one => own.some(consultation => consultation.key === one.ledTo))
  return [
    ...heard.flatMap(one => (one.outcome === undefined ? [] : [paragraph(one.outcome)])),
    ...own.map(one => paragraph(`${one.topic}: ${one.outcome ?? CONSULTATION_WORDS[one.state]}.`)),
    paragraph('Sessions are set up as they are needed. Please join if you are invited, or tell whoever it concerns.'),
  ]
}
