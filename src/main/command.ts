import { runCommand } from './cli.ts'

// What bin/cpis runs.

await runCommand()
