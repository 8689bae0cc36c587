import { numberCheck, numberSweep, policyExplain, tokenIssue, type Verb } from '../../cli/index.ts'
import { processEnvironment } from '../../platform/index.ts'
import { explainPolicy } from '../explain-policy.ts'
import { issueTokenByHand } from '../laptop-application.ts'
import { checkNow, sweepNow } from '../numbers/number-verbs.ts'
import { settingsFrom } from '../settings.ts'
import { say } from './say.ts'

const settings = () => settingsFrom(processEnvironment)

/** The verbs of `cpis number`, `cpis policy` and `cpis token`. */
export const verbs: readonly Verb[] = [
  numberCheck(number => checkNow(settings(), number), say),
  numberSweep(() => sweepNow(settings()), say),
  policyExplain(asked => explainPolicy(settings(), asked), say),
  tokenIssue(({ user, role }) => issueTokenByHand(settings(), user, role), say),
]
