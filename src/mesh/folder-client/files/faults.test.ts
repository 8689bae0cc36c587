import assert from 'node:assert/strict'
import fs from 'node:fs'
import { test } from 'node:test'
import { fileFault } from './faults.ts'

test('a full disk is told from a file that cannot be used, and both from faults of our own', () => {
  assert.equal(fileFault(Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' })), 'FOLDER_DISK_FULL')
  assert.equal(fileFault(Object.assign(new Error('quota'), { code: 'EDQUOT' })), 'FOLDER_DISK_FULL')
  assert.equal(fileFault(new TypeError('ours')), undefined)
  assert.throws(
    () => fs.readFileSync('/none/none'),
    error => fileFault(error) === 'FOLDER_FILE_INACCESSIBLE',
  )
})
