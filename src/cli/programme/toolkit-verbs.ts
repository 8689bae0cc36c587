import fs from 'node:fs/promises'
import path from 'node:path'
import {
  keepLesson,
  keepPage,
  listLessons,
  listPages,
  listToolkits,
  loadShippedPages,
  modes,
  readPage,
  readToolkit,
  releaseToolkit,
  toolkitHtml,
  toolkitPdf,
} from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import { type Form, listed, mustChoose, type Say, sayRows, type WithProgramme } from './listing.ts'

type Taught = { setting: string; text: string; action: string; site?: string; page?: string }

/** `cpis toolkit …`: pages, lessons and versions of the toolkit for the wider roll-out. */
export function toolkitVerbs(within: WithProgramme, say: Say): Verb[] {
  return [...keeping(within, say), ...releasing(within, say)]
}

function keeping(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'toolkit',
      name: 'list',
      what: 'the pages of the toolkit as they stand',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => listPages(deps)), {
            ...form,
            columns: {
              page: one => one.page,
              title: one => one.title,
              kind: one => one.kind,
              for: one => one.audience.join(', '),
              version: one => one.version,
              'review by': one => one.reviewBy,
            },
          }),
        ),
    },
    {
      noun: 'toolkit',
      name: 'load',
      what: 'keep the pages this project ships, or those of a file',
      define: command =>
        command
          .argument('[file]', 'Markdown with a block of title, kind, audience, settings, version, reviewBy')
          .action(async (file?: string) => {
            const kept = await within(async (deps, by) => {
              if (file === undefined) return loadShippedPages(deps, by)
              const page = readPage(path.basename(file, '.md'), await fs.readFile(file, 'utf8'))
              return [(await keepPage(deps, { page, by })).page]
            })
            say(`${kept.length} kept: ${kept.join(', ') || 'all are there'}`)
          }),
    },
    {
      noun: 'toolkit',
      name: 'lesson',
      what: 'keep a lesson; without one, list them',
      define: command =>
        listed(command)
          .argument('[lesson]', 'its short name')
          .option('--setting <code>', 'the care setting', '')
          .option('--text <text>', 'what was learnt', '')
          .option('--action <action>', 'what is done about it', '')
          .option('--site <site>', 'the site it comes from')
          .option('--page <page>', 'the page of the toolkit it went into')
          .action(async (lesson: string | undefined, { setting, json, csv, ...said }: Form & Taught) => {
            if (lesson === undefined) return lessons(within, say, { json, csv })
            await within((deps, by) => keepLesson(deps, { lesson, careSetting: setting, ...said, by }))
            say(`${lesson}: kept`)
          }),
    },
  ]
}

async function lessons(within: WithProgramme, say: Say, form: Form): Promise<void> {
  sayRows(say, await within(deps => listLessons(deps)), {
    ...form,
    columns: {
      lesson: one => one.lesson,
      'care setting': one => one.careSetting,
      site: one => one.site,
      text: one => one.text,
      action: one => one.action,
      page: one => one.page,
    },
  })
}

function releasing(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'toolkit',
      name: 'release',
      what: 'release the toolkit as it stands under a version; that stays',
      define: command =>
        command.argument('<version>', 'as 2023-07').action(async (version: string) => {
          const { pages, lessons } = await within(async (deps, by) => {
            const settings = (await modes(deps)).map(one => ({ name: one.name, mode: one.words }))
            return releaseToolkit(deps, { version, by, settings })
          })
          say(`${version}: released with ${pages.length} pages and ${lessons.length} lessons`)
        }),
    },
    {
      noun: 'toolkit',
      name: 'versions',
      what: 'the released versions',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => listToolkits(deps)), {
            ...form,
            columns: {
              version: one => one.version,
              released: one => one.releasedAt.toISOString(),
              by: one => one.releasedBy,
              pages: one => one.pages.length,
              lessons: one => one.lessons.length,
            },
          }),
        ),
    },
    {
      noun: 'toolkit',
      name: 'build',
      what: 'write a released version as HTML or PDF',
      define: command =>
        command
          .option('--version <version>', 'the newest when absent')
          .addOption(mustChoose('--format <format>', 'how', ['html', 'pdf']))
          .requiredOption('--out <file>', 'the file to write')
          .action(async ({ version, format, out }: { version?: string; format: string; out: string }) => {
            const toolkit = await within(deps => readToolkit(deps, version))
            await fs.writeFile(out, format === 'html' ? toolkitHtml(toolkit) : await toolkitPdf(toolkit))
            say(`${toolkit.version} written to ${out}`)
          }),
    },
  ]
}
