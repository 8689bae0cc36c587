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
})
