import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCases, serverCases } from '../../../src/conformance/index.ts'
import { mutants, runMutants } from '../../../src/main/conformance/mutants/run-mutants.ts'
import { ourWorld } from './our-world.ts'

const { service, urls } = await ourWorld()

test('our own service passes every case of the kit', async () => {
  const outcomes = await runCases(serverCases, service.subject())
  assert.deepEqual(
    outcomes.filter(({ verdict }) => verdict !== 'pass'),
    [],
  )
})

test('each broken variant of our service is caught', async () => {
  assert.ok(mutants.length >= 25)
  const tried = await runMutants(service, urls)
  assert.deepEqual(
    tried.filter(({ isCaught }) => !isCaught),
    [],
  )
})
