import path from 'node:path'
import { PROJECT_FOLDER } from '../../src/platform/index.ts'

/** The `sh` blocks of a page as one script, with our commands found wherever it is run. */
export function scriptOf(page: string, project = PROJECT_FOLDER): string {
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)
  return blocks.join('\n').replaceAll(/(?<=^|[\s($])bin\//gm, `${path.join(project, 'bin')}/`)
}
