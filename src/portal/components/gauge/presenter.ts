export type GaugeWish = {
  /** Of this page only. */
  readonly id: string
  /** What is measured. */
  readonly title: string
  /** From 0 to 100; nothing while there is nothing to measure. */
  readonly percent: number | undefined
  /** What is to be reached at least. */
  readonly aim: number
}

const WIDTH = 400

export type Gauge = ReturnType<typeof presentGauge>

/** A share of a hundred as a bar with its aim marked; the words say the same. */
export function presentGauge({ id, title, percent, aim }: GaugeWish) {
  const at = (value: number) => Math.round(Math.min(100, Math.max(0, value)) * WIDTH) / 100
  const isBelow = percent !== undefined && percent < aim
  return {
    id,
    title,
    figure: percent === undefined ? 'Nothing to measure yet' : `${percent} %`,
    said: percent === undefined ? `The aim is ${aim} %.` : `${isBelow ? 'Below' : 'At or above'} the aim of ${aim} %.`,
    bars: percent === undefined ? [] : [{ width: at(percent), tone: isBelow ? 'below' : 'reached' }],
    box: `0 0 ${WIDTH} 28`,
    full: WIDTH,
    aimAt: at(aim),
  }
}
