import { type Case, expect, expectSame } from '../case.ts'
import type { SpinePort, SpineReply, Subject } from '../subject.ts'
import { historyLength, onAll, takeChild } from './world.ts'

// Look-ups over HL7 v3 (hl7v3.md 4.3, 4.4, 4.7, 6.1).

const NEEDS = ['live', 'authority', 'codec', 'spine'] as const
const SPINE = { interface: 'hl7v3', needs: NEEDS } as const
const spineOf = ({ spine }: Subject) => spine as SpinePort

const expectKnown = (reply: SpineReply, nhsNumber: string) => {
  expectSame(reply.kind, 'Known', `the answer (${reply.why ?? 'no reason given'})`)
  expectSame(reply.nhsNumber, nhsNumber, 'whom the answer is about')
}

const faulty = (id: string, title: string, body: string): Case => ({
  ...{ id, title, interface: 'hl7v3', clause: 'hl7v3.md 4.7', modes: ['standard', 'silent'], isSafety: true },
  purpose: 'A fault read as "nothing known" sends a child home who should not go.',
  steps: ['Post the body of the case where queries are posted'],
  expected: 'A fault or an error, and nothing that reads as an answer from the register',
  needs: ['spine'],
  async judge(on, note) {
    const { status, reply } = await spineOf(on).post(body)
    note(`status ${status}, reads as ${reply.kind}`)
    expectSame(reply.kind, 'NotChecked', 'what it reads as')
  },
})

/** Look-ups over HL7 v3. */
export const spineCases: readonly Case[] = [
  {
    ...SPINE,
    ...{ id: 'H-KNOWN', clause: 'hl7v3.md 4.4', modes: ['standard', 'silent'] },
    title: 'A child on the register is answered with the authority and both its numbers, each under its use',
    purpose: 'At night only the emergency duty team answers; the wrong label rings an empty office.',
    steps: ['Upload a child', 'Ask about the child, silently'],
    expected: 'The child asked for; use EC the emergency number, WP the office number',
    async judge(on) {
      const child = await takeChild(onAll(on))
      const reply = await spineOf(on).ask({ nhsNumber: child.nhsNumber, mode: 'silent' })
      expectKnown(reply, child.nhsNumber)
      const [authority] = reply.authorities
      expect(/^0?7700/.test(authority?.emergencyPhone ?? ''), 'the emergency number does not stand under EC')
      expect(/^0?1632/.test(authority?.officePhone ?? ''), 'the office number does not stand under WP')
    },
  },
  {
    ...SPINE,
    ...{ id: 'H-SILENT', clause: 'hl7v3.md 11', modes: ['silent'], isSafety: true },
    title: 'A silent query leaves no access',
    purpose: 'A notice that should not have gone may tell a violent household that somebody looked.',
    steps: ['Upload a child', 'Ask silently', 'Read the history'],
    expected: 'A history of none',
    async judge(on) {
      const all = onAll(on)
      const child = await takeChild(all)
      expectKnown(await spineOf(on).ask({ nhsNumber: child.nhsNumber, mode: 'silent' }), child.nhsNumber)
      expectSame(await historyLength(all, child), 0, 'the history')
    },
  },
  {
    ...SPINE,
    ...{ id: 'H-STANDARD', clause: 'hl7v3.md 4.3', modes: ['standard'] },
    title: 'A standard query is kept in the history',
    purpose: 'The next who asks learns who looked before.',
    steps: ['Upload a child', 'Ask as standard', 'Read the history'],
    expected: 'A history of one',
    async judge(on) {
      const all = onAll(on)
      const child = await takeChild(all)
      expectKnown(await spineOf(on).ask({ nhsNumber: child.nhsNumber, mode: 'standard' }), child.nhsNumber)
      expectSame(await historyLength(all, child), 1, 'the history')
    },
  },
  {
    ...SPINE,
    ...{ id: 'H-NOTHING', clause: 'hl7v3.md 4.4', modes: ['standard', 'silent'], needs: ['spine'] },
    title: 'A child nobody knows of is answered as such',
    purpose: 'Only an answer that was read and holds nothing may say so.',
    steps: ['Ask about 9990100071, whom no authority uploaded'],
    expected: 'An answer that holds nothing',
    async judge(on) {
      const reply = await spineOf(on).ask({ nhsNumber: '9990100071', mode: 'silent' })
      expectSame(reply.kind, 'NotKnown', `the answer (${reply.why ?? 'no reason given'})`)
    },
  },
  faulty('H-NO-XML', 'What is no XML is a fault', 'no XML'),
  faulty('H-DOCTYPE', 'A document type is refused', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
  faulty(
    'H-EMPTY',
    'An envelope without a query is a fault',
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body/></SOAP-ENV:Envelope>',
  ),
]
