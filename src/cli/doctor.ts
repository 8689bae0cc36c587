import type { Verb } from './verb.ts'

/** `cpis doctor`: looks at a deployment and says what to mend; exit code 1 when there is something. */
export function doctorCheck(
  examine: () => Promise<{ readonly text: string; readonly json: unknown; readonly well: boolean }>,
  isAlive: () => Promise<boolean>,
  say: (text: string) => void,
): Verb {
  return {
    noun: 'doctor',
    name: 'check',
    isDefault: true,
    what: 'look at this deployment and say what to mend; changes nothing; exit code 1 when something is to mend',
    define: command =>
      command
        .option('--json', 'the findings as JSON')
        .option('--live', 'only ask the role on this host whether it is alive: a health check')
        .action(async ({ json, live }: { json?: boolean; live?: boolean }) => {
          if (live) {
            if (!(await isAlive())) process.exitCode = 1
            return
          }
          const found = await examine()
          say(json ? JSON.stringify(found.json) : found.text)
          if (!found.well) process.exitCode = 1
        }),
  }
}
