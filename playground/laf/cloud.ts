import { createRequire } from 'node:module'
import type { OpenDatabase } from './database'
import type { Gate } from './gate'

/** What `@lafjs/cloud` gives to the functions of one runtime. */
export interface CloudParts {
  database: OpenDatabase
  gate: Gate
  shared: Map<string, unknown>
  env: NodeJS.ProcessEnv
  invoke(name: string, ctx?: object): Promise<unknown>
}

// The very object that `require` gives to functions, whatever compiled this file.
const lafCloud = createRequire(__filename)('@lafjs/cloud') as typeof import('@lafjs/cloud')

/**
 * The package `@lafjs/cloud` as the functions of one runtime shall see it: the real one, its default export connected
 * to this runtime through the package's own hook, `globalThis.createCloudSdk`.
 */
export function createCloudPackage(parts: CloudParts): object {
  const sdk = createSdk(parts)
  const world = globalThis as { createCloudSdk?: () => unknown }
  const Cloud = lafCloud.Cloud as unknown as { new (): { shared: unknown }; create?: () => unknown }
  const before = { hook: world.createCloudSdk, create: Cloud.create }
  try {
    // The package reads the hook once per class and the implementation once per instance. Looking at `shared` makes
    // this instance take ours; the hook is put back afterwards, so that runtimes can live side by side.
    world.createCloudSdk = () => sdk
    Cloud.create = undefined
    const cloud = new Cloud()
    void cloud.shared
    return { ...lafCloud, __esModule: true, default: cloud }
  } finally {
    world.createCloudSdk = before.hook
    Cloud.create = before.create
  }
}

function createSdk({ database, gate, shared, env, invoke }: CloudParts) {
  return {
    mongo: { client: database.client && gate.guard(database.client), db: gate.guard(database.db) },
    shared,
    invoke,
    env,
    sockets: new Set(),
    appid: env.APPID ?? 'local',
    storage: null,
    database: () => missing('cloud.database()', 'use cloud.mongo.db, as Laf recommends'),
    getToken: () => missing('cloud.getToken()', 'the local runtime knows no users'),
    parseToken: () => missing('cloud.parseToken()', 'the local runtime knows no users'),
  }
}

function missing(name: string, advice: string): never {
  throw new Error(`${name} does not exist here: ${advice}`)
}
