export * from './case.ts'
export {
  type AuthorityHeard,
  authorityCases,
  type HubCodec,
  type HubMailbox,
  listenToAuthority,
} from './consumer/authority.ts'
export { type Consumer, type Hub, type HubWish, type SpineHub, type SpineKnown, startHub } from './consumer/hub.ts'
export { type State, TASKS, type Task } from './consumer/tasks.ts'
export { conformanceErrors } from './errors.ts'
export * from './kit.ts'
export { type Listening, listenRaw } from './probe/listen.ts'
export { meshToken } from './probe/mesh.ts'
export { countsOf, reportHtml, type Shown } from './report/html.ts'
export { reportJunit } from './report/junit.ts'
export * from './report/signed-report.ts'
export * from './run-cases.ts'
export * from './subject.ts'
