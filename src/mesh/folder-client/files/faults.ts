const FULL = new Set(['ENOSPC', 'EDQUOT'])

/** The system's own code of a fault (`ENOENT`), if it has one. */
export function systemCode(error: unknown): string | undefined {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  return typeof code === 'string' && (syscall !== undefined || FULL.has(code)) ? code : undefined
}

/** Which row of the catalogue a fault of the file system is; `undefined` when it is none. */
export function fileFault(error: unknown): 'FOLDER_DISK_FULL' | 'FOLDER_FILE_INACCESSIBLE' | undefined {
  const code = systemCode(error)
  if (code === undefined) return undefined
  return FULL.has(code) ? 'FOLDER_DISK_FULL' : 'FOLDER_FILE_INACCESSIBLE'
}
