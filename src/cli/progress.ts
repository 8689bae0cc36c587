import { Presets, SingleBar } from 'cli-progress'

/** `onRow` is told how many have been done so far; `stop` takes the bar off the screen. */
export type CountBar = { readonly onRow: (done: number) => void; stop(): void }

const SILENT: CountBar = { onRow: () => {}, stop: () => {} }
/** How often a bar is drawn anew, at most. */
const FRAMES_A_SECOND = 10

/**
 * Counts on standard error while somebody looks; silent where that is not a terminal, and for whoever reads JSON.
 * `label` is `checked: {value} rows` or the like.
 */
export function countBar(label: string, { json }: { readonly json: boolean }): CountBar {
  if (json || !process.stderr.isTTY) return SILENT
  const settings = { format: `${label}, {duration_formatted}`, clearOnComplete: true, fps: FRAMES_A_SECOND }
  const bar = new SingleBar({ ...settings, stream: process.stderr }, Presets.rect)
  bar.start(Number.MAX_SAFE_INTEGER, 0)
  return { onRow: done => bar.update(done), stop: () => bar.stop() }
}
