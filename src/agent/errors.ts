import { defineErrors } from '../platform/index.ts'

/** What the agent refuses or cannot do, in words for the authority's own staff. */
export const agentErrors = defineErrors({
  AGENT_CONFIGURATION_INVALID: { status: 500, sentence: "The agent's configuration file is not usable" },
  AGENT_MAPPING_INVALID: { status: 500, sentence: 'The mapping file of the extract is not usable' },
  AGENT_EXTRACT_UNREADABLE: { status: 400, sentence: 'The extract cannot be read; nothing was sent' },
  AGENT_FILE_IN_FLIGHT: {
    status: 409,
    sentence: 'The file sent before has not been acknowledged; read the inbox first. Nothing new was sent',
  },
  AGENT_SEND_FAILED: {
    status: 503,
    sentence: 'The file is stored but could not be sent; the next upload takes it up again',
  },
  AGENT_INIT_EXISTS: { status: 409, sentence: 'There is an agent in this folder already; nothing was written' },
  AGENT_ALREADY_RUNS: { status: 409, sentence: 'The agent of this authority runs already' },
  AGENT_NO_SUCH_ITEM: { status: 404, sentence: 'There is no such item in the inbox' },
  AGENT_TRACING_UNREADABLE: { status: 400, sentence: 'The answer of PDS cannot be read' },
  AGENT_STOPPED: {
    status: 409,
    sentence:
      'An earlier file was refused as a whole; nothing goes until somebody released that work. See agent status',
  },
  AGENT_TOO_MANY_ENDS: {
    status: 409,
    sentence: 'The extract ends or deletes more plans than one file may; two people must release it. Nothing was sent',
  },
  AGENT_NO_SUCH_WORK: { status: 404, sentence: 'There is no such piece of work' },
  AGENT_NOT_TO_RELEASE: { status: 409, sentence: 'This piece of work ends when it is mended, not by a release' },
  AGENT_SAME_PERSON: { status: 409, sentence: 'The same person released it before; somebody else must' },
})
