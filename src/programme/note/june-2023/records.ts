import { listAuthorities, listCareSettings } from '../../../care-settings/index.ts'
import { calendarDate, dayInEngland } from '../../../platform/index.ts'
import { setMilestone } from '../../calendar/milestone.ts'
import {
  draftConsultation,
  enterReplies,
  openConsultation,
  stepConsultation,
} from '../../consultations/change-consultation.ts'
import { addAction, enterEngagement, finishAction } from '../../consultations/engagement.ts'
import type { SettingsDeps } from '../../deps.ts'
import { addTask, draftDocument, stepDocument } from '../../ig/change-document.ts'
import { writeMailing } from '../../mailings/mailing.ts'
import { describeApi } from '../../suppliers/api.ts'

const by = 'programme office'
const REVIEW = 'Hesley Doncaster serious incident review'

/** The documents of information governance, and what is left to do for SARCs (programme.md S-034 to S-044). */
export async function loadGovernance(deps: SettingsDeps): Promise<void> {
  const settings = await listCareSettings({ db: deps.careSettings }, dayInEngland(deps.clock.now()))
  const careSettings = settings.filter(one => one.newSetting !== undefined).map(one => one.code)
  const documents = [
    ['dpia', 'Data protection impact assessment of CP-IS'],
    ['ig-framework', 'Information governance framework of CP-IS'],
  ] as const
  for (const [kind, title] of documents) {
    await draftDocument(deps, { key: kind, by }, { kind, title, version: '2.0', careSettings })
    await stepDocument(deps, { key: kind, by }, 'in_review')
    await stepDocument(deps, { key: kind, by: 'data protection officer' }, 'approved')
  }
  const template = { availableBy: 'end of June', signBy: 'end of July', gatewayReference: 'X-ISG-CPIS' }
  const title = 'Data sharing agreement for the new care settings'
  const dsa = { kind: 'dsa-template', title, version: 'X-DSA-1', careSettings, ...template } as const
  await draftDocument(deps, { key: 'dsa', by }, dsa)
  const task = { title: 'the IG arrangements of SARCs are finished', careSetting: 'sarc', owner: 'IG lead' }
  await addTask(deps, { key: 'sarc-arrangements', by }, task)
}

/** The cohorts and their reminder, the network of SARCs, the category of plans (programme.md S-045 to S-060). */
export async function loadConsultations(deps: SettingsDeps): Promise<void> {
  const of = { key: 'cohorts', by }
  const question =
    'May children with a placement order (E1) be shared, and are children accommodated under section 20 in?'
  const audience = 'local authorities'
  const topic = 'Feedback on the two cohorts'
  await draftConsultation(deps, of, { topic, question, audience, about: 'E1', source: REVIEW })
  const invited = await realAuthorities(deps)
  await openConsultation(deps, of, { invited, on: calendarDate('2023-04-20') })
  const reference = 'stands for one of 90; the note does not say which'
  const replies = invited
    .slice(0, 90)
    .map(authorityCode => ({ authorityCode, position: 'comments' as const, reference }))
  await enterReplies(deps, of, replies)
  await stepConsultation(deps, of, 'reviewing')
  await loadReminder(deps)
  await loadSarcAndCategories(deps)
}

/** The note says that 90 of them replied and names none: the first 90 by their codes stand for them here. */
async function realAuthorities(deps: SettingsDeps): Promise<string[]> {
  const all = await listAuthorities({ db: deps.careSettings }, dayInEngland(deps.clock.now()))
  return all.filter(one => !one.invented).map(one => one.code)
}

async function loadReminder(deps: SettingsDeps): Promise<void> {
  await writeMailing(
    deps,
    { key: 'section-20-reminder', by },
    {
      subject:
        'children accommodated under section 20 have to stay in CP-IS; children with a placement order are asked for',
      body: 'Please go on including V2, and share E1 where a placement order was granted.',
      source: REVIEW,
      roles: ["Directors of Children's Services", 'Directors of Public Health'],
      urgency: 'urgent',
      sentOn: calendarDate('2023-04-20'),
      sentAs: 'by e-mail of the programme',
    },
  )
  const action = { key: 'remind-directors', by }
  const title = 'Reminding the directors'
  await addAction(deps, action, { title, source: REVIEW, urgency: 'urgent', owner: 'programme', linkedTo: 'cohorts' })
  await finishAction(deps, action)
}

async function loadSarcAndCategories(deps: SettingsDeps): Promise<void> {
  await enterEngagement(
    deps,
    { key: 'sarc-network', by },
    {
      kind: 'network',
      title: 'meeting of the Sexual Assault and Abuse Support Service Clinical Network',
      audience: 'the clinical network',
      planned: 'May',
      recurrence: 'quarterly',
      outcome: 'The use of CP-IS was welcomed there.',
      ledTo: 'sarc',
    },
  )
  await enterEngagement(
    deps,
    { key: 'category-feedback', by },
    {
      kind: 'feedback',
      title: 'feedback on the data CP-IS shows',
      audience: 'healthcare professionals',
      planned: 'May',
      outcome:
        'Feedback asks for the category of a child protection plan (for example physical, neglect) beside the data CP-IS ' +
        'gives today, as context for the judgement of healthcare professionals.',
      ledTo: 'plan-categories',
    },
  )
  await draftConsultation(
    deps,
    { key: 'plan-categories', by },
    {
      topic: 'Consultation with local authorities on showing the category of a plan',
      question: 'Should the category of a child protection plan be shown in CP-IS?',
      audience: 'local authorities',
      about: 'plan-category',
      source: 'feedback',
    },
  )
}

/** The two APIs and the dates of the programme (programme.md S-061 to S-066, 1.9). */
export async function loadDates(deps: SettingsDeps): Promise<void> {
  const modes = ['standard', 'silent'] as const
  const expected = 'available by the end of Q1 of 2023/24'
  await describeApi(deps, { api: 'hl7', by, stage: 'test', modes, expected, expectedBy: calendarDate('2023-06-30') })
  const atEnd = 'the end of the design is near, and plans for delivery follow'
  await describeApi(deps, { api: 'fhir', by, stage: 'design', modes, expected: atEnd })
  for (const [key, title, due, source] of MILESTONES)
    await setMilestone(deps, { key, by }, { title, due, source, owner: 'programme' })
}

const MILESTONES = [
  ['early-adopters', 'Additional early adopters implemented', 'mid-June 2023', 'early adopters'],
  ['hl7-api', 'HL7 API available', 'Q1 2023/24', 'technical'],
  ['dsa-available', 'Data sharing agreements available', '30 June 2023', 'IG'],
  ['dsa-signed', 'Data sharing agreements signed', '31 July 2023', 'IG'],
  ['toolkit', 'Toolkit for the wider roll-out', 'July 2023', 'toolkit'],
  ['icbs-begin', 'Work with one board of each health region begins', 'July 2023', 'ICBs'],
  ['icbs-joint', 'The national programme works with the boards until', '31 March 2024', 'ICBs'],
  ['icbs-transfer', 'Responsibility for implementation passes to the boards', 'April 2024', 'ICBs'],
] as const
