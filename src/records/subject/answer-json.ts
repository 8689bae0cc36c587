import type { SubjectAnswer } from './answer-subject.ts'

/** The answer for machines. Of a part withheld whole it does not say how many records there are: that too would tell. */
export function answerJson({ requestId, at, request, parts, notSearched }: SubjectAnswer): string {
  const { by: _by, give: _give, withhold: _withhold, ...asked } = request
  const shown = parts.map(({ part, records, withheld }) => ({
    part,
    ...(withheld?.fields.length === 0 ? {} : { records }),
    ...(withheld && { withheld }),
  }))
  const form = 'open-cpis subject answer 1'
  return `${JSON.stringify({ form, requestId, answeredAt: at, ...asked, parts: shown, notSearched }, null, 2)}\n`
}
