/** An assurance level as CIS2 writes it, text or number (fhir-api.md 8.3); 0 for anything that is no level. */
export function readLevel(level: unknown): number {
  return /^[123]$/.test(String(level)) ? Number(level) : 0
}
