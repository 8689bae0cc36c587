export { type ExpectedExtract, expected } from './expected.ts'
export { type WrittenExtract, writeExtracts } from './generate.ts'
