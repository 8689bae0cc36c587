import {
  type CpisError,
  defineErrors,
  isDatabaseFault,
  isRefusal,
  messageOf,
  platformErrors,
  refusal,
  withoutNumbers,
} from '../platform/index.ts'

export const commandErrors = defineErrors({
  COMMAND_SYSTEM_REFUSED: { status: 500, sentence: 'The operating system refused something the command needs' },
  LAPTOP_ALREADY_RUNS: { status: 409, sentence: 'The service already runs on this machine' },
  DOCS_NOT_BUILT: { status: 404, sentence: 'The documents are not built: bin/docs builds them' },
  COMMAND_FAILED: { status: 500, sentence: 'The command failed for a reason nobody foresaw' },
})

/** What a command says of the error that ended it: always a refusal, with a code and a sentence. */
export function failureOf(error: unknown): CpisError {
  if (isRefusal(error)) return error
  const { code, syscall, message } = error as { code?: unknown; syscall?: unknown; message?: unknown }
  const isConnection = syscall === undefined || syscall === 'connect' || syscall === 'getaddrinfo'
  if (isConnection && isDatabaseFault(error)) {
    return refusal(platformErrors, 'DATABASE_UNAVAILABLE', String(code ?? message), error)
  }
  const said = withoutNumbers(error instanceof Error ? messageOf(error) : String(message ?? error))
  return refusal(commandErrors, isConnection ? 'COMMAND_FAILED' : 'COMMAND_SYSTEM_REFUSED', said, error)
}
