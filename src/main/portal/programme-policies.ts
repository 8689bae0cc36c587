/** Every route of the pages of the programme, under the one policy they have. */
export function programmeRoutes<Policy extends string>(policy: Policy): Record<string, Policy> {
  return Object.fromEntries(ROUTES.map(route => [route, policy]))
}

const ROUTES = [
  'GET /programme/sites',
  'POST /programme/sites/add',
  'GET /programme/sites/all.csv',
  'GET /programme/sites/:key',
  'POST /programme/sites/:key/step',
  'POST /programme/sites/:key/plan',
  'POST /programme/sites/:key/block',
  'POST /programme/sites/:key/clear',
  'POST /programme/sites/:key/train',
  'POST /programme/sites/:key/equip',
  'POST /programme/sites/:key/hand-over',
  'POST /programme/sites/:key/name',
  'GET /programme/providers',
  'POST /programme/providers/add',
  'POST /programme/providers/confirm',
  'GET /programme/providers/all.csv',
]
