/** `time-out`, or the system's code of the fault, such as ECONNREFUSED: never a text, which may hold the address. */
export function reasonOf(error: unknown): string {
  const fault = error as { name?: string; code?: unknown; cause?: { code?: unknown } }
  if (fault.name === 'TimeoutError') return 'time-out'
  return String(fault.cause?.code ?? fault.code ?? 'connection fault')
}
