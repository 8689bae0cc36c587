export type Phones = { readonly emergencyPhone: string; readonly officePhone?: string }

/** A number to ring, under the label of the service's own screen (health-side.md 1.4). */
export type Phone = {
  readonly label: string
  readonly number: string
  readonly href: string
  /** Why this one: empty for the one that is not for now. */
  readonly now: string
}

/** The numbers of an authority, the one for this hour first; only the emergency duty number where it gives no other. */
export function phonesOf({ emergencyPhone, officePhone }: Phones, isOpen: boolean): Phone[] {
  const emergency = phone('Emergency Duty Tel Number', emergencyPhone)
  if (officePhone === undefined) return [{ ...emergency, now: 'the only number it gives' }]
  const office = phone('Office Hours Tel Number', officePhone)
  return isOpen
    ? [{ ...office, now: 'ring this now: the office is open' }, emergency]
    : [{ ...emergency, now: 'ring this now: the office is closed' }, office]
}

function phone(label: string, digits: string): Phone {
  return { label, number: readable(digits), href: `tel:${digits.replaceAll(/[^\d+]/g, '')}`, now: '' }
}

/** With a blank before the last six digits, so that it can be read out. */
export function readable(digits: string): string {
  return /^\d{10,11}$/.test(digits) ? `${digits.slice(0, -6)} ${digits.slice(-6)}` : digits
}
