/** Progress, on standard error: standard output holds the outcome alone. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
