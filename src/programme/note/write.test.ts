import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { markdown } from '../toolkit/html.ts'
import { inWords, type NoteDocument, numberWord, readBlocks, readNumber } from './document.ts'
import { addMonths, monthOf, periodName, prioritySpan, readPeriod } from './period.ts'
import { noteHtml, noteMarkdown } from './write.ts'

const noteOf = (text: string): NoteDocument => ({
  series: 'S',
  period: readPeriod('2023-06'),
  title: 'A title',
  publisher: 'An organisation',
  standfirst: 'First',
  sections: [
    {
      key: 'ig',
      level: 3,
      heading: 'IG',
      blocks: [...readBlocks(text), { kind: 'table', head: ['a', 'b'], rows: [['1 | 2', '3']] }],
    },
  ],
})

test('an author writes paragraphs and lists; everything else is plain text', () => {
  assert.deepEqual(readBlocks('one\ntwo\n\n- three\n- four\n\n\n  five - six  '), [
    { kind: 'paragraph', text: 'one two' },
    { kind: 'list', items: ['three', 'four'] },
    { kind: 'paragraph', text: 'five - six' },
  ])
  assert.deepEqual(readBlocks('  \n\n '), [])
})

test('HTML and Markdown in a text are shown as they were written', () => {
  const note = noteOf('<script>alert(1)</script> *not bold* [no link](x) # no heading')
  assert.match(noteHtml(note), /&lt;script&gt;alert\(1\)&lt;\/script&gt; \*not bold\*/)
  assert.doesNotMatch(noteHtml(note), /<script/)
  const back = markdown.render(noteMarkdown(note))
  assert.match(back, /&lt;script&gt;alert\(1\)&lt;\/script&gt; \*not bold\* \[no link\]\(x\) # no heading/)
  assert.match(back, /<td>1 \| 2<\/td>/)
})

const BEGINNINGS = [
  '',
  '1. ',
  '2) ',
  '# ',
  '- x ',
  '---',
  '+ ',
  '> ',
  '===',
  '~~~',
  '***',
  '&copy; ',
  '    ',
  '|a|',
  '<b>',
]
const WRITTEN = fc
  .tuple(fc.constantFrom(...BEGINNINGS), fc.stringMatching(/^[ -~]{0,40}$/))
  .map(([first, rest]) => `${first}${rest}`)

test('whatever an author writes, the Markdown of it reads as the same words again', () => {
  fc.assert(
    fc.property(WRITTEN, text => {
      const words = (given: string) => given.replaceAll(/\s+/g, ' ').trim()
      const isPlain = readBlocks(text)[0]?.kind === 'paragraph'
      fc.pre(isPlain)
      const html = markdown.render(noteMarkdown(noteOf(text)))
      const shown = /<h3>IG<\/h3>\n<p>([\s\S]*?)<\/p>/.exec(html)?.[1] ?? ''
      assert.equal(words(unescaped(shown)), words(text))
    }),
  )
})

function unescaped(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

test('a page has a language, a skip link to its main part, and one heading of the first order (S-001)', () => {
  const html = noteHtml({ ...noteOf('x'), notice: 'A notice' })
  assert.match(html, /<html lang="en-GB">/)
  assert.match(html, /<a class="skip" href="#content">/)
  assert.match(html, /<header><p class="notice">A notice<\/p><\/header>\n<main id="content"/)
  assert.equal(html.match(/<h1>/g)?.length, 1)
})

test('months, numbers and lists in words', () => {
  assert.deepEqual(prioritySpan(readPeriod('2023-11')).map(monthOf), ['November', 'December', 'January'])
  assert.equal(addMonths(readPeriod('2024-01'), -1), '2023-12')
  assert.equal(periodName(readPeriod('2023-06')), 'June 2023')
  assert.deepEqual([inWords([]), inWords(['a']), inWords(['a', 'b', 'c'])], ['', 'a', 'a, b and c'])
  assert.deepEqual([numberWord(4), numberWord(11)], ['four', '11'])
  assert.deepEqual(
    [readNumber('Four'), readNumber('no'), readNumber('12'), readNumber('x')],
    [4, undefined, 12, undefined],
  )
  for (const text of ['2023-13', '23-06', '2023-6', ''])
    assert.throws(() => readPeriod(text), { code: 'NOTE_PERIOD_INVALID' })
})
