import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { readConfiguration } from './configuration.ts'
import { MAPPING, writeFile } from './fixture.ts'

const GOOD = {
  authority: { odsCode: 'X01', name: 'Exampleshire', emergencyPhone: '01632 960801' },
  mesh: {
    url: 'https://mesh.example.org',
    mailboxId: 'X01CPIS1',
    hubMailbox: 'HUB',
    workflows: { upload: 'a', acknowledgement: 'b', accessNotice: 'c', inactiveNumber: 'd' },
  },
  extract: { mapping: 'lcs.mapping.json' },
}

function written(value: unknown): string {
  const file = writeFile('agent.json', JSON.stringify(value))
  fs.writeFileSync(path.join(path.dirname(file), 'lcs.mapping.json'), JSON.stringify(MAPPING))
  return file
}

const invalid = (detail: string) => ({
  code: 'AGENT_CONFIGURATION_INVALID',
  message: `The agent's configuration file is not usable (${detail})`,
})

test('a configuration is read with the mapping beside it and the default legal statuses', async () => {
  const configuration = await readConfiguration(written(GOOD))
  assert.deepEqual(configuration.authority, GOOD.authority)
  assert.deepEqual(configuration.mesh, GOOD.mesh)
  assert.deepEqual(configuration.mapping, MAPPING)
  assert.deepEqual([...configuration.shared], ['C1', 'C2', 'V2'])
})

test('a switch adds a legal status to the default or takes one out', async () => {
  const { shared } = await readConfiguration(written({ ...GOOD, legalStatuses: { E1: true, V2: false } }))
  assert.deepEqual([...shared], ['C1', 'C2', 'E1'])
})

test('every fault is named, and no value', async () => {
  const { emergencyPhone: _, ...authority } = GOOD.authority
  const mesh = { ...GOOD.mesh, url: 'mesh', hubMailbox: '', workflows: { ...GOOD.mesh.workflows, extra: 'x' } }
  const faulty = { ...GOOD, authority: { ...authority, officePhone: 'ring Sam' }, mesh, legalStatuses: { Z9: true } }
  await assert.rejects(
    readConfiguration(written(faulty)),
    invalid(
      [
        'authority.emergencyPhone is missing',
        'authority.officePhone must match pattern "^[+(\\d][\\d ()-]{8,}$"',
        'mesh.url must match pattern "^https?://."',
        'mesh.hubMailbox must not have fewer than 1 characters',
        'mesh.workflows.extra is not a setting',
        'legalStatuses.Z9 is not a setting',
      ].join('; '),
    ),
  )
})

test('a file that is missing, not JSON or not an object is told apart', async () => {
  await assert.rejects(readConfiguration('/nowhere/agent.json'), invalid('/nowhere/agent.json cannot be opened'))
  const text = writeFile('agent.json', '{"authority": ')
  await assert.rejects(readConfiguration(text), invalid(`${text} is not JSON`))
  await assert.rejects(readConfiguration(written([])), invalid('the file must be object'))
})

test('the mapping it names must be there', async () => {
  const file = writeFile('agent.json', JSON.stringify(GOOD))
  await assert.rejects(readConfiguration(file), {
    code: 'AGENT_MAPPING_INVALID',
    message: `The mapping file of the extract is not usable (${path.dirname(file)}/lcs.mapping.json cannot be opened)`,
  })
})
