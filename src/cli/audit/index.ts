export * from './checkpoint.ts'
export * from './prove.ts'
export * from './verify.ts'
export * from './witness.ts'
