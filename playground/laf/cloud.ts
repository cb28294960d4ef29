import { createRequire } from 'node:module'
import type { Clock } from '../clock'
import type { OpenDatabase } from './database-types'
import type { Gate } from './gate'

/** What `@lafjs/cloud` gives to the functions of one runtime. */
export interface CloudParts {
  database: OpenDatabase
  /** Only when functions see another time than the real one. */
  clock?: Clock
  gate: Gate
  shared: Map<string, unknown>
  env: NodeJS.ProcessEnv
  invoke(name: string, ctx?: object): Promise<unknown>
}

// The same object that functions get from `require`; an `import` can give another one, depending on the compiler.
const lafCloud = createRequire(__filename)('@lafjs/cloud') as typeof import('@lafjs/cloud')

/**
 * Creates what the functions of one runtime get as `@lafjs/cloud`: the real package, its default export connected to
 * this runtime through the package's own hook, `globalThis.createCloudSdk`.
 */
export function createCloudPackage(parts: CloudParts): object {
  const sdk = createSdk(parts)
  const globals = globalThis as { createCloudSdk?: () => unknown }
  const Cloud = lafCloud.Cloud as unknown as { new (): { shared: unknown }; create?: () => unknown }
  const before = { hook: globals.createCloudSdk, create: Cloud.create }
  try {
    // The package reads the hook once per class and the implementation once per instance. Reading `shared` makes this
    // instance take ours. The hook is restored afterwards, so that several runtimes fit into one process.
    globals.createCloudSdk = () => sdk
    Cloud.create = undefined
    const cloud = new Cloud()
    void cloud.shared
    return { ...lafCloud, __esModule: true, default: cloud }
  } finally {
    globals.createCloudSdk = before.hook
    Cloud.create = before.create
  }
}

function createSdk({ database, clock, gate, shared, env, invoke }: CloudParts) {
  return {
    mongo: {
      client: database.client && gate.guard(database.client),
      db: gate.guard(clock && !database.hasClock ? withTime(database.db, clock) : database.db),
    },
    shared,
    invoke,
    env,
    sockets: new Set(),
    appid: env.APPID ?? 'local',
    storage: null,
    database: () => missing('cloud.database()', 'use cloud.mongo.db, as Laf recommends'),
    getToken: () => missing('cloud.getToken()', 'the local runtime has no users'),
    parseToken: () => missing('cloud.parseToken()', 'the local runtime has no users'),
  }
}

/** The database with the time that functions see: as if it ran on the same machine. */
function withTime(db: OpenDatabase['db'], clock: Clock): OpenDatabase['db'] {
  const command = async (command: object, ...rest: unknown[]) => {
    const answer = await db.command(command, ...rest)
    return Object.hasOwn(command, 'hello') ? { ...answer, localTime: new Date(clock.now()) } : answer
  }
  return new Proxy(db, { get: (_, key) => (key === 'command' ? command : Reflect.get(db, key, db)) })
}

function missing(name: string, advice: string): never {
  throw new Error(`${name} does not exist here: ${advice}`)
}
