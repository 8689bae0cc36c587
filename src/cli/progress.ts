import { Presets, SingleBar } from 'cli-progress'

export type RowsBar = { readonly onRow: (rows: number) => void; stop(): void }

const STEP = 500

/** Counts rows on standard error while somebody looks; silent where that is not a terminal. */
export function rowsBar(what: string): RowsBar {
  if (!process.stderr.isTTY) return { onRow: () => {}, stop: () => {} }
  const format = `${what}: {value} rows, {duration_formatted}`
  const bar = new SingleBar({ format, clearOnComplete: true, stream: process.stderr }, Presets.rect)
  bar.start(Number.MAX_SAFE_INTEGER, 0)
  return {
    onRow: rows => {
      if (rows % STEP === 0) bar.update(rows)
    },
    stop: () => bar.stop(),
  }
}
