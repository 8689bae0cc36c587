import { agentDeps } from '../../src/agent/fixture.ts'
import { uploadExtract } from '../../src/agent/index.ts'
import { writeUpload } from '../../src/hl7v3/index.ts'
import { openPoolAsNamed, silentLog } from '../../src/platform/index.ts'

/** Uploads an extract and prints what was sent, and the most memory this process ever took. */
const [databaseUrl = '', file = ''] = process.argv.slice(2)
const pool = openPoolAsNamed(databaseUrl, { connections: 2, log: silentLog })
const deps = agentDeps(pool)
const { rows, sent, left } = await uploadExtract({ ...deps, messages: { ...deps.messages, writeUpload } }, { file })
const megabytes = Math.round(process.resourceUsage().maxRSS / 1000)
console.log(JSON.stringify({ rows, sent, left, megabytes }))
await pool.end()
