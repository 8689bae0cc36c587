import { scaleBand, scaleLinear } from 'd3-scale'

/** Bars from the left, in groups of one for each series. */
export type BarsWish = {
  readonly title: string
  /** What is to be seen in it, in a sentence, for those who do not see it. */
  readonly description: string
  /** What the bars are long in, as `look-ups a second`. */
  readonly unit: string
  readonly series: readonly string[]
  /** Each with a value for each series; one that is missing was not measured. */
  readonly groups: readonly { readonly label: string; readonly values: readonly (number | undefined)[] }[]
  /** A line across: what is wanted. */
  readonly aim?: number
}

const WIDTH = 760
const LEFT = 210
const RIGHT = 70
const TOP = 56
const BAR = 16
const BETWEEN = 12
const COLOURS = ['#005eb8', '#768692', '#41b6e6']
const FONT = 'font-family="Arial, sans-serif" font-size="13" fill="#212b32"'

/** The picture as SVG; the same figures give the same text. */
export function barsPicture(wish: BarsWish): string {
  const { series, groups, aim } = wish
  const step = series.length * BAR + BETWEEN
  const bottom = TOP + groups.length * step
  const down = scaleBand<number>()
    .domain(groups.map((_, index) => index))
    .range([TOP, bottom])
  const values = groups.flatMap(group => group.values.filter(value => value !== undefined))
  const along = scaleLinear()
    .domain([0, Math.max(1e-9, ...values, aim ?? 0)])
    .nice(4)
    .range([LEFT, WIDTH - RIGHT])
  const bars = groups.flatMap(({ label, values: ofGroup }, index) => {
    const top = (down(index) ?? 0) + BETWEEN / 2
    const middle = top + (series.length * BAR) / 2 + 4
    const drawn = ofGroup.map((value, place) => barOf(value, along(value ?? 0), { top: top + place * BAR, place }))
    return [text(LEFT - 8, middle, label, 'end'), ...drawn]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 40}" role="img" ${FONT}>`,
    `<title>${escaped(wish.title)}</title>`,
    `<desc>${escaped(wish.description)}</desc>`,
    `<rect width="${WIDTH}" height="${bottom + 40}" fill="#ffffff"/>`,
    ...series.flatMap(legend),
    ...along.ticks(4).flatMap(value => tick(along(value), value, bottom)),
    text(WIDTH - RIGHT, bottom + 34, wish.unit, 'end'),
    ...bars,
    ...(aim === undefined ? [] : aimLine(along(aim), aim, bottom)),
    '</svg>',
    '',
  ].join('\n')
}

function barOf(value: number | undefined, end: number, { top, place }: { top: number; place: number }): string {
  if (value === undefined) return text(LEFT + 4, top + 12, 'not measured', 'start')
  const bar = `<rect x="${LEFT}" y="${top}" width="${round(end - LEFT)}" height="${BAR - 2}" fill="${COLOURS[place]}"/>`
  return `${bar}${text(end + 4, top + 12, shown(value), 'start')}`
}

function legend(name: string, place: number): string[] {
  const x = LEFT + place * 175
  return [`<rect x="${x}" y="12" width="12" height="12" fill="${COLOURS[place]}"/>`, text(x + 18, 23, name, 'start')]
}

function tick(x: number, value: number, bottom: number): string[] {
  const line = `<line x1="${round(x)}" x2="${round(x)}" y1="${TOP}" y2="${bottom}" stroke="#d8dde0"/>`
  return [line, text(x, bottom + 16, shown(value), 'middle')]
}

function aimLine(x: number, aim: number, bottom: number): string[] {
  const line = `<line x1="${round(x)}" x2="${round(x)}" y1="${TOP - 4}" y2="${bottom}" stroke="#d5281b" stroke-dasharray="5 4"/>`
  return [line, text(x, TOP - 8, `aim ${shown(aim)}`, 'middle')]
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(words)}</text>`
}

/** A figure with three digits that mean something. */
export function shown(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: value < 1000 ? 3 : 4 })
}

const round = (value: number) => Math.round(value * 10) / 10
const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
