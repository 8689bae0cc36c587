/** An organisation's code in the Organisation Data Service: three to ten letters and digits, capitals. */
export type OdsCode = string & { readonly __brand: 'OdsCode' }

const SHAPE = /^[A-Z0-9]{3,10}$/

/** Reads an ODS code; small letters, which some systems send (hl7v3.md 4.4), become capitals. Else `undefined`. */
export function readOdsCode(text: string): OdsCode | undefined {
  const capitals = text.toUpperCase()
  return SHAPE.test(capitals) ? (capitals as OdsCode) : undefined
}
