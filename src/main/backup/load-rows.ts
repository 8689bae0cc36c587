import type { Database } from '../../platform/index.ts'

const PAGE = 2_000

/** Writes rows, one a line as JSON, into a table. */
export async function loadRows(tx: Database, name: string, lines: AsyncIterable<string>): Promise<void> {
  let page: string[] = []
  const write = async () => {
    if (page.length === 0) return
    await tx.query({
      text: `insert into ${name} select r.* from unnest($1::text[]) line, json_populate_record(null::${name}, line::json) r`,
      values: [page],
    })
    page = []
  }
  for await (const line of lines) {
    page.push(line)
    if (page.length === PAGE) await write()
  }
  await write()
}
