import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** The commands of the ```sh blocks of a document, one a line, in order; comments are none. */
export function commandsIn(markdown: string): string[] {
  return [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '' && !line.startsWith('#')),
  )
}

/** The words of a command as a shell would part them: quotes taken off, `$NAME` filled in. The first names the program. */
export function wordsOf(command: string, environment: Readonly<Record<string, string | undefined>> = {}): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) =>
    (quoted ?? plain ?? '').replaceAll(/\$(\w+)/g, (_, name: string) => environment[name] ?? ''),
  )
}

export type CommandResult = { readonly command: string; readonly code: number; readonly said: string }

export type RunCommands = {
  readonly environment: Record<string, string | undefined>
  /** Runs a command of `bin/cpis` by its words. */
  readonly cpis: (words: readonly string[]) => Promise<Omit<CommandResult, 'command'>>
}

const ASSIGNMENT = /^([A-Z_]+)=(\S*)$/

/**
 * Runs the commands of a document one after another: `bin/cpis` by the function given, everything else by bash. An
 * assignment holds for the commands after it, unless the test has set that name itself.
 */
export async function runCommands(markdown: string, { environment, cpis }: RunCommands): Promise<CommandResult[]> {
  const env = { ...environment }
  const results: CommandResult[] = []
  for (const command of commandsIn(markdown)) {
    const [, name, value] = ASSIGNMENT.exec(command) ?? []
    if (name !== undefined) env[name] ??= value
    else if (command.startsWith('bin/cpis ')) results.push({ command, ...(await cpis(wordsOf(command, env).slice(1))) })
    else results.push({ command, ...(await inBash(command, env)) })
  }
  return results
}

async function inBash(command: string, env: NodeJS.ProcessEnv): Promise<Omit<CommandResult, 'command'>> {
  const child = spawn('bash', ['-euc', command], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number>(resolve => child.on('close', code => resolve(code ?? 1)))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, said: out + err }
}
