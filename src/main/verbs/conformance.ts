export { conformanceKit as verbs } from '../conformance/verbs.ts'
