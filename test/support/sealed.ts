import { childKey, processKeyring } from '../../src/platform/index.ts'

/** What stands in every table in place of a child's NHS number. */
export const keyOf = (nhsNumber: string): string => childKey(processKeyring(), nhsNumber)
