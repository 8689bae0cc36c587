import fs from 'node:fs'

/** Memory of a process in megabytes: all that is in it, and its share of what it has together with others. */
export type Memory = { readonly rssMb: number; readonly pssMb: number }

/** As the kernel counts it; `undefined` where there is no /proc. */
export function memoryOf(pid: number): Memory | undefined {
  let text: string
  try {
    text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  } catch {
    return undefined
  }
  const megabytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1]) / 1024
  return { rssMb: megabytes('Rss'), pssMb: megabytes('Pss') }
}
