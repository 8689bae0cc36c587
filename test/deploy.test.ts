import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { parseAllDocuments } from 'yaml'
import { verbsOf } from '../src/main/cli.ts'
import { settingsOfAllRoles } from '../src/main/settings.ts'
import { PROJECT_FOLDER } from '../src/platform/index.ts'

// What is deployed keeps to the rules of deploy/README.md, and to the roles and settings there are.

type Probe = { readonly httpGet: { readonly path: string; readonly port: string } }
type Container = {
  readonly name: string
  readonly args: string[]
  readonly ports?: { readonly name: string; readonly containerPort: number }[]
  readonly securityContext: Record<string, unknown>
  readonly resources: { readonly requests: Record<string, string>; readonly limits: Record<string, string> }
  readonly livenessProbe?: Probe
  readonly readinessProbe?: Probe
}
type Pod = { readonly securityContext: Record<string, unknown>; readonly containers: Container[] } & Record<
  string,
  unknown
>
type Resource = {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly data?: Record<string, string>
  readonly spec?: Record<string, unknown> & { readonly template?: { readonly spec: Pod } }
}

const folder = path.join(PROJECT_FOLDER, 'deploy')
const read = (...names: string[]) => fs.readFileSync(path.join(folder, ...names), 'utf8')
const kubernetes = fs.readdirSync(path.join(folder, 'kubernetes'))
const resources = kubernetes
  .filter(name => name !== 'kustomization.yaml')
  .flatMap(name => parseAllDocuments(read('kubernetes', name)))
  .map(document => {
    assert.deepEqual(document.errors, [])
    return document.toJS() as Resource
  })
const pods = resources.flatMap(({ metadata, spec }) =>
  spec?.template ? [{ name: metadata.name, pod: spec.template.spec }] : [],
)
const ofKind = (kind: string) => resources.filter(resource => resource.kind === kind)
const variables = new Set(Object.values(settingsOfAllRoles).map(({ name }) => name))
const ROLES = ['api', 'mesh', 'portal', 'worker']
const isSetting = (name: string) => variables.has(name.replace(/_FILE$/, ''))

test('every file of kubernetes is listed, and every one listed is there', () => {
  const listed = /resources: \[(.*)\]/.exec(read('kubernetes', 'kustomization.yaml'))?.[1]?.split(', ') ?? []
  assert.deepEqual(listed.toSorted(), kubernetes.filter(name => name !== 'kustomization.yaml').toSorted())
})

test('nobody is root, nothing is written, no right is left, memory is bounded', () => {
  assert.equal(pods.length, 5)
  for (const { name, pod } of pods) {
    assert.equal(pod.securityContext['runAsNonRoot'], true, name)
    assert.equal(pod['automountServiceAccountToken'], false, name)
    for (const { securityContext, resources: needs } of pod.containers) {
      const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities } = securityContext
      const rules = { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities }
      const wanted = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }
      assert.deepEqual(rules, wanted, name)
      assert.ok(needs.requests['memory'] && needs.requests['cpu'] && needs.limits['memory'], name)
    }
  }
})

test('every role runs by a command there is, with probes on a port of its own, a service and a budget', async () => {
  const names = (kind: string) => ofKind(kind).map(({ metadata }) => metadata.name)
  const wanted = ROLES.map(role => `cpis-${role}`)
  for (const kind of ['Deployment', 'Service', 'PodDisruptionBudget']) assert.deepEqual(names(kind).toSorted(), wanted)
  const commands = (await verbsOf()).map(({ noun, name }) => `${noun} ${name}`)
  for (const { name, pod } of pods) {
    const [container] = pod.containers
    assert.ok(container && commands.includes(container.args.slice(0, 2).join(' ')), name)
    if (container.name === 'migrate') continue
    assert.equal(container.livenessProbe?.httpGet.path, '/health/live')
    assert.equal(container.readinessProbe?.httpGet.path, '/health/ready')
    assert.ok(container.ports?.some(({ name: port }) => port === container.readinessProbe?.httpGet.port))
  }
})

test('traffic is refused unless a policy lets it through', () => {
  const all = ofKind('NetworkPolicy').find(({ metadata }) => metadata.name === 'cpis-nothing')
  assert.deepEqual(all?.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
})

test('every setting that is set is one there is', () => {
  const [settings] = ofKind('ConfigMap')
  assert.deepEqual(
    Object.keys(settings?.data ?? {}).filter(name => !isSetting(name)),
    [],
  )
  const inContainer = [...read('container', 'Containerfile').matchAll(/\b(CPIS_\w+)=/g)].map(([, name = '']) => name)
  assert.ok(inContainer.length > 0)
  assert.deepEqual(
    inContainer.filter(name => !isSetting(name)),
    [],
  )
})

test('the container runs as nobody, has a health check, and listens on the ports of the roles', () => {
  const text = read('container', 'Containerfile')
  assert.match(text, /^USER 10001:10001$/m)
  assert.match(text, /^HEALTHCHECK /m)
  const ports = pods.flatMap(({ pod }) =>
    pod.containers.flatMap(one => one.ports?.map(port => port.containerPort) ?? []),
  )
  const exposed = /^EXPOSE (.*)$/m.exec(text)?.[1]?.split(' ').map(Number)
  assert.deepEqual(exposed, ports.toSorted())
})

for (const role of ROLES) {
  test(`the unit of ${role} starts it as nobody, again when it ends, and lets it write nothing`, () => {
    const unit = read('systemd', `open-cpis-${role}.service`)
    for (const line of [
      `ExecStart=/opt/open-cpis/node_modules/.bin/cpis serve ${role}`,
      'DynamicUser=yes',
      'Restart=always',
      'ProtectSystem=strict',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=',
    ]) {
      assert.ok(unit.split('\n').includes(line), line)
    }
  })
}
