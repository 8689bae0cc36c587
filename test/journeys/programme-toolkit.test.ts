import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { calendarDate } from '../../src/platform/index.ts'
import {
  keepLesson,
  keepPage,
  type Lesson,
  listLessons,
  listPages,
  listToolkits,
  loadShippedPages,
  modes,
  readPage,
  readPageVersions,
  readToolkit,
  releaseToolkit,
  type SettingMode,
  toolkitHtml,
  toolkitPdf,
} from '../../src/programme/index.ts'
import { startProgramme } from '../support/programme.ts'

// Whoever writes the toolkit: pages, lessons of early adopters, and a release for the next integrated care systems.

const programme = await startProgramme('2023-07-03')
const { deps } = programme
after(() => programme.database.end())

const by = 'toolkit-author'
let settings: SettingMode[] = []

test('given the pages this project ships, then each is best practice, self-help or a lesson, for somebody (S-084)', async () => {
  const kept = await loadShippedPages(deps, by)
  assert.equal(kept.length, 11)
  assert.deepEqual(await loadShippedPages(deps, by), [], 'those that are there are left alone')
  const pages = await listPages(deps)
  assert.deepEqual([...new Set(pages.map(one => one.kind))].sort(), ['best-practice', 'lesson', 'self-help'])
  assert.deepEqual([...new Set(pages.flatMap(one => one.audience))].sort(), ['ICB', 'LA', 'site', 'supplier'])
})

test('when an early adopter taught something, then it is a lesson with what is done, linked to a page (S-081)', async () => {
  const lesson: Omit<Lesson, 'collectedOn'> = {
    ...{ lesson: 'no-smartcards', site: 'stonyhurst', careSetting: 'school-nursing' },
    ...{ text: 'The site has no smartcards', action: 'asked in the first conversation' },
  }
  await keepLesson(deps, { ...lesson, by })
  await keepLesson(deps, { ...lesson, page: 'roles-and-access', by })
  assert.deepEqual(await listLessons(deps), [{ ...lesson, page: 'roles-and-access', collectedOn: '2023-07-03' }])
  await assert.rejects(keepLesson(deps, { ...lesson, page: 'nowhere', by }), {
    code: 'TOOLKIT_LESSON_INVALID',
    message: 'The lesson is not usable (there is no page nowhere)',
  })
  await assert.rejects(keepLesson(deps, { ...lesson, text: '', by }), { code: 'TOOLKIT_LESSON_INVALID' })
})

test('when it is released for July, then it shows every new setting with its mode, its pages and its lessons (S-042, S-071, S-144)', async () => {
  settings = (await modes(deps)).map(one => ({ name: one.name, mode: one.words }))
  await assert.rejects(releaseToolkit(deps, { version: '2023-07', by, settings: [] }), {
    code: 'TOOLKIT_NOT_READY',
    message: 'The toolkit cannot be released; what is missing (no care settings with their modes)',
  })
  const { pages, lessons } = await releaseToolkit(deps, { version: '2023-07', by, settings })
  assert.deepEqual([pages.length, lessons.length], [11, 1])
  const html = toolkitHtml(await readToolkit(deps))
  assert.match(html, /<a class="skip" href="#content">/)
  assert.equal(html.match(/<h1>/g)?.length, 1)
  for (const heading of ['Best practice', 'Self-help guides', 'Lessons learned', 'Lessons register'])
    assert.match(html, new RegExp(`<h2>${heading}</h2>`))
  assert.match(html, /<td>General practice in hours<\/td>\n<td>Silent Read<\/td>/)
  assert.match(html, /<td>The site has no smartcards<\/td>/)
  assert.doesNotMatch(html, /\[settings and modes\]/)
})

test('then the same release gives the same PDF, with its title and its texts', async () => {
  const pdf = await toolkitPdf(await readToolkit(deps, '2023-07'))
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  assert.match(pdf.toString('latin1'), /\/Lang \(en-GB\)/)
  assert.ok(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length, 'it has pages')
  assert.deepEqual(await toolkitPdf(await readToolkit(deps, '2023-07')), pdf)
})

test('then a page that changes later leaves the release as it was; the next release has it (S-084)', async () => {
  programme.setDay('2023-08-01')
  const [page] = (await listPages(deps)).filter(one => one.page === 'incidents')
  assert.ok(page)
  await assert.rejects(keepPage(deps, { page, by }), {
    code: 'TOOLKIT_PAGE_INVALID',
    message: 'The page of the toolkit is not usable (incidents: version 1 is there)',
  })
  await keepPage(deps, { page: { ...page, version: 2, text: 'Go to <b>your</b> desk.' }, by })
  assert.deepEqual(
    (await readPageVersions(deps, 'incidents')).map(one => one.what),
    ['version 1', 'version 2'],
  )
  await releaseToolkit(deps, { version: '2023-08', by, settings })
  assert.doesNotMatch(toolkitHtml(await readToolkit(deps, '2023-07')), /desk\.<\/p>\n<h3>Terms/)
  assert.match(toolkitHtml(await readToolkit(deps)), /Go to &lt;b&gt;your&lt;\/b&gt; desk\./, 'HTML is shown as text')
  assert.deepEqual(
    (await listToolkits(deps)).map(one => one.version),
    ['2023-07', '2023-08'],
  )
  await assert.rejects(releaseToolkit(deps, { version: '2023-07', by, settings }), {
    code: 'TOOLKIT_VERSION_TAKEN',
    message: 'This version of the toolkit is released, and stays as it is (2023-07)',
  })
  const text = 'delete from programme.toolkit_release'
  await assert.rejects(deps.db.query({ text }), /permission denied/)
})

test('a page past its review is not released again', async () => {
  programme.setDay('2028-04-01')
  await assert.rejects(
    releaseToolkit(deps, { version: '2028-04', by, settings }),
    /incidents was to be reviewed by 2028-03-31/,
  )
})

test('what is no page, no version and no release is refused', async () => {
  const block = 'title: A\nkind: self-help\naudience: site\nsettings:\nversion: 1\nreviewBy: 2028-01-01'
  const read = (from: string, into: string) => () => readPage('a-page', `---\n${block.replace(from, into)}\n---\ntext`)
  assert.equal(read('', '')().title, 'A')
  const rows: [string, string, string][] = [
    ['title: A\n', '', 'a-page: the block above has exactly audience, kind, reviewBy, settings, title, version'],
    ['self-help', 'gossip', 'a-page: kind is one of best-practice, self-help, lesson'],
    ['audience: site', 'audience: nobody', 'a-page: audience is site, LA, ICB, supplier'],
    ['version: 1', 'version: one', 'a-page: version is a whole number from 1 on'],
    ['2028-01-01', '2028-02-30', 'a-page: reviewBy is a day as 2023-07-01'],
  ]
  for (const [from, into, why] of rows)
    assert.throws(read(from, into), { message: `The page of the toolkit is not usable (${why})` })
  await assert.rejects(readPageVersions(deps, 'nowhere'), { code: 'TOOLKIT_PAGE_UNKNOWN' })
  await assert.rejects(releaseToolkit(deps, { version: 'July', by, settings }), { code: 'TOOLKIT_VERSION_INVALID' })
  await assert.rejects(readToolkit(deps, '1999-01'), { code: 'TOOLKIT_VERSION_UNKNOWN' })
  const page = { ...readPage('a-page', `---\n${block}\n---\nabout 999 000 0018`), reviewBy: calendarDate('2029-01-01') }
  await assert.rejects(keepPage(deps, { page, by }), { code: 'PROGRAMME_NAMES_A_CHILD' })
})
