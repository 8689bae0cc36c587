import { day, spaced } from '../../frame/words.ts'

export type BannerWish = {
  readonly nhsNumber: string
  /** `SAMPLE, Robin`. */
  readonly name: string
  readonly birthDate?: string
  readonly gender?: string
  /** What must be known about the number; empty when PDS traced it. */
  readonly note: string
}

/** Who the page is about: name, birth date, NHS number in groups, gender. What PDS does not say is said to be missing. */
export function presentBanner({ nhsNumber, name, birthDate, gender, note }: BannerWish) {
  return {
    name,
    note,
    parts: [
      { label: 'Born', text: birthDate === undefined ? 'not known' : day(birthDate) },
      { label: 'NHS number', text: spaced(nhsNumber) },
      { label: 'Gender', text: gender ?? 'not known' },
    ],
  }
}
