export { agentVerbs as verbs } from '../agent-verbs.ts'
