import { IG_DOCUMENT_WORDS } from '../ig/document.ts'
import { type Block, inWords, list, paragraph } from './document.ts'
import type { NoteFacts } from './facts.ts'

/** Documents, agreements and the table of modes (programme.md S-034 to S-044). */
export function informationGovernance(facts: NoteFacts): Block[] {
  const documents = facts.documents.filter(one => one.kind !== 'dsa-template' && one.state !== 'superseded')
  return [...list(documents.map(documentText(facts))), ...agreements(facts), ...modesTable(facts)]
}

function documentText({ modes }: NoteFacts) {
  const fresh = modes.filter(one => one.isNew).map(one => one.careSetting)
  return ({ kind, version, state, careSettings }: NoteFacts['documents'][number]) => {
    const covered = fresh.filter(code => careSettings.includes(code)).length
    const scope =
      covered === fresh.length
        ? 'covers every new care setting'
        : `covers ${covered} of ${fresh.length} new care settings`
    return `${IG_DOCUMENT_WORDS[kind]}, version ${version}, ${state.replace('_', ' ')}: ${scope}`
  }
}

function agreements({ documents, signatures }: NoteFacts): Block[] {
  const template = documents.find(one => one.kind === 'dsa-template' && one.state !== 'superseded')
  if (template === undefined) return []
  const { availableBy, signBy, gatewayReference } = template
  const dates = [
    ...(availableBy === undefined ? [] : [`are made available to local authorities by the ${availableBy}`]),
    ...(signBy === undefined ? [] : [`are to be signed before the ${signBy}`]),
  ]
  const { signed, offered, authorities } = signatures
  return [
    paragraph(
      `New data sharing agreements ${inWords(dates)}. Without them CP-IS cannot be rolled out fully to the prioritised ` +
        'care settings; early adopters do not wait for them.',
    ),
    ...(gatewayReference === undefined
      ? []
      : [paragraph('The documents are found in the Information Sharing Gateway (ISG).')]),
    ...(offered === 0 ? [] : [paragraph(`Signed so far: ${signed} of ${authorities} local authorities.`)]),
  ]
}

function modesTable({ modes }: NoteFacts): Block[] {
  const rows = modes.filter(one => one.isNew).map(one => [one.name, one.words])
  if (rows.length === 0) return []
  return [
    paragraph('Every document shows the new care settings, and which of them use a Standard Look-up or a Silent Read:'),
    { kind: 'table', head: ['Care setting', 'How it looks up'], rows },
  ]
}
