import { scaleBand, scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import { figure, type Table } from '../table/presenter.ts'

/** One figure, under the words of its place on the axis. */
export type Point = { readonly label: string; readonly value: number }

export type ChartWish = {
  /** Of this page only: the picture's title and description are found by it. */
  readonly id: string
  readonly title: string
  /** What is to be seen in it, in a sentence. */
  readonly description: string
  readonly kind: 'bars' | 'line'
  /** What the points are (`Week`), and what their values count (`Look-ups`). */
  readonly of: string
  readonly counts: string
  readonly points: readonly Point[]
}

const WIDTH = 640
const HEIGHT = 280
const LEFT = 56
const BOTTOM = 36
const TOP = 12
/** So many words fit under the axis. */
const MOST_LABELS = 8

/** What a template draws: numbers only, and the same figures as a table, which always stands beside the picture. */
export type Chart = ReturnType<typeof presentChart>

/** Sets a bar or line chart out on a picture of 640 by 280; without points there is only the table saying so. */
export function presentChart(wish: ChartWish) {
  const { points } = wish
  const across = scaleBand<number>()
    .domain(points.map((_, index) => index))
    .range([LEFT, WIDTH])
    .padding(0.2)
  const up = scaleLinear()
    .domain([0, Math.max(1, ...points.map(point => point.value))])
    .nice(4)
    .range([HEIGHT - BOTTOM, TOP])
  const middle = (index: number) => (across(index) ?? 0) + across.bandwidth() / 2
  const places = points.map((point, index) => ({ x: round(middle(index)), y: round(up(point.value)) }))
  const every = Math.ceil(points.length / MOST_LABELS)
  return {
    id: wish.id,
    title: wish.title,
    description: wish.description,
    hasPicture: points.length > 0,
    box: `0 0 ${WIDTH} ${HEIGHT}`,
    ticks: up
      .ticks(4)
      .map(value => ({ y: round(up(value)), text: value.toLocaleString('en-GB'), from: LEFT, to: WIDTH })),
    labels: points
      .map((point, index) => ({ x: round(middle(index)), y: HEIGHT - 12, text: point.label, index }))
      .filter(({ index }) => index % every === 0),
    bars: wish.kind === 'bars' ? points.map((point, index) => barOf(point, round(across(index) ?? 0))) : [],
    path:
      wish.kind === 'line'
        ? (line<{ x: number; y: number }>(
            place => place.x,
            place => place.y,
          )(places) ?? '')
        : '',
    dots: wish.kind === 'line' ? places : [],
    table: tableOf(wish),
  }

  function barOf(point: Point, x: number) {
    const y = round(up(point.value))
    return { x, y, width: round(across.bandwidth()), height: round(HEIGHT - BOTTOM - y) }
  }
}

function tableOf({ title, of, counts, points }: ChartWish): Table {
  return {
    caption: `${title}: the figures`,
    head: [of, counts],
    rows: points.map(point => [{ text: point.label }, figure(point.value)]),
    empty: 'There are no figures yet.',
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
