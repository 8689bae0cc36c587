/** The nouns of the roll-out, and what each is about. */
export const ROLL_OUT_NOUNS = {
  site: 'the roll-out: sites, how far they are and what keeps them back',
  provider: 'the roll-out: who runs sites',
  ig: 'information governance: documents, what is to be done, modes of care settings',
  agreement: 'data sharing agreements with local authorities',
  consultation: 'what local authorities are asked, and what was decided',
  cohort: 'which children are in by decision',
  programme: 'milestones, actions, letters, and the programme as a file',
  board: 'integrated care boards: interest, estate, working group, coverage, responsibility',
  supplier: 'products of suppliers: assurance, interfaces, reports of the conformance kit',
  toolkit: 'pages, lessons and versions of the toolkit for the wider roll-out',
  note: 'the monthly briefing note',
} as const
