/** One record held about somebody, as it is shown to them: fields in words, never a key of ours. */
export type SubjectRecord = Readonly<Record<string, string | number | boolean | null>>

/** What one part of the service holds about somebody; `db/reference/exemptions.csv` says what of it may be withheld. */
export type SubjectPart = { readonly part: string; readonly records: readonly SubjectRecord[] }
