/** Why a child is on a child protection plan, by the codes of the CIN census (local-authority.md 10). */
export const PLAN_CATEGORIES = ['NEG', 'PHY', 'EMO', 'SAB', 'MUL'] as const
export type PlanCategory = (typeof PLAN_CATEGORIES)[number]

/** What each code means, as pages and answers say it. */
export const PLAN_CATEGORY_WORDS: Readonly<Record<PlanCategory, string>> = {
  NEG: 'Neglect',
  PHY: 'Physical abuse',
  EMO: 'Emotional abuse',
  SAB: 'Sexual abuse',
  MUL: 'More than one, or not recommended',
}

/** The category a text is the code of, letter by letter; `undefined` where it is none. */
export function readPlanCategory(text: string): PlanCategory | undefined {
  return PLAN_CATEGORIES.find(code => code === text)
}
