import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  requestTook(method: string, route: string, status: number, ms: number): void
  /** Counts an event by its name (words and hyphens) and outcome; never anything about a child. */
  count(event: string, outcome: string): void
  /** Counts a statement sent to PostgreSQL, by its name. */
  statement(name: string): void
  /** Sets a level, such as how many notices wait. */
  level(name: string, value: number): void
  /** All metrics in Prometheus' text form. */
  text(): Promise<string>
}

/** The metrics of one process. Each has its own registry, so that many roles can run in one. */
export function openMetrics(role: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ role })
  collectDefaultMetrics({ register: registry })
  const took = new Histogram({
    name: 'cpis_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    registers: [registry],
  })
  const events = new Counter({
    name: 'cpis_events_total',
    help: 'What happened, and how it ended',
    labelNames: ['event', 'outcome'],
    registers: [registry],
  })
  const statements = new Counter({
    name: 'cpis_statements_total',
    help: 'Statements sent to PostgreSQL',
    labelNames: ['name'],
    registers: [registry],
  })
  const levels = new Gauge({
    name: 'cpis_level',
    help: 'How much there is now',
    labelNames: ['name'],
    registers: [registry],
  })
  const timeOf = childOf((method, route, status) => took.labels(method, route, status))
  const statementOf = childOf(name => statements.labels(name))
  return {
    requestTook: (method, route, status, ms) => timeOf(method, route, String(status)).observe(ms / 1000),
    count: (event, outcome) => events.labels(event, outcome).inc(),
    statement: name => statementOf(name).inc(),
    level: (name, value) => levels.labels(name).set(value),
    text: () => registry.metrics(),
  }
}

/** Finding a metric by its labels takes longer than counting, and few combinations ever come. */
function childOf<Child>(find: (...labels: [string, string, string]) => Child): (...labels: string[]) => Child {
  const known = new Map<string, Child>()
  return (one = '', two = '', three = '') => {
    const key = `${one} ${two} ${three}`
    let child = known.get(key)
    if (child === undefined) {
      child = find(one, two, three)
      known.set(key, child)
    }
    return child
  }
}
