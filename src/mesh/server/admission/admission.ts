/** What the database said of a caller and its token. */
export type Admission = { readonly active: boolean; readonly fresh: boolean }
