import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { transformSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { withoutSettings } from './support/without-settings'

const ROOT = path.join(__dirname, '..')
const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8')
const own = JSON.parse(read('package.json'))

describe('laf.yaml and package.json', () => {
  const laf = parse(read('laf.yaml'))

  it('agree on the name and on the versions of what is to be installed', () => {
    expect(laf.name).toBe(own.name)
    for (const [name, version] of Object.entries(laf.spec.dependencies))
      expect(own.dependencies[name]).toBe(version)
  })

  it('leave one package to add on Laf: the others are part of its runtime', () => {
    expect(Object.keys(own.dependencies).toSorted()).toEqual(['@lafjs/cloud', 'axios', 'openai'])
    expect(Object.keys(laf.spec.dependencies)).toEqual(['openai'])
  })

  it('ask for version 6 of openai, which runs on the Node.js 20 of Laf; version 7 does not', () => {
    expect(own.dependencies.openai).toMatch(/^\^6\./)
    expect(own.engines.node).toBe('>=20.12')
    expect(laf.spec.runtime).toBe('node:latest')
  })

  it('keep the project CommonJS, which Laf compiles to', () => expect(own).not.toHaveProperty('type'))
})

describe('the check of the Node.js version', () => {
  const script = path.join(ROOT, 'scripts', 'check-node.cjs')
  const runAs = (version: string) => {
    const fake = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`
    return spawnSync(process.execPath, ['-e', `${fake}; require(${JSON.stringify(script)})`], {
      encoding: 'utf8',
    })
  }

  it.each(['start', 'serve', 'test'])('comes first in npm run %s', (name) => {
    expect(own.scripts[name]).toMatch(/^node scripts\/check-node\.cjs && /)
  })

  it.each(['12.22.0', '18.20.8', '20.11.1'])(
    'ends on %s with one line that names both versions',
    (version) => {
      const { status, stderr } = runAs(version)
      expect(status).toBe(1)
      expect(stderr).toContain(`needs Node.js 20.12 or newer; this is ${version}.`)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    },
  )

  it.each(['20.12.0', '22.0.0', '24.1.0'])('says nothing on %s', (version) => {
    expect(runAs(version)).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  it('uses only syntax that Node.js 12 knows', () => {
    const source = readFileSync(script, 'utf8')
    const compile = (target: string) => transformSync(source, { target }).code
    expect(compile('node12')).toBe(compile('esnext'))
  })
})

describe('a workflow', () => {
  const workflows = readdirSync(path.join(ROOT, '.github', 'workflows')).map(
    (name) => [name, parse(read('.github', 'workflows', name))] as const,
  )
  const jobsOf = (workflow: { jobs: object }) => Object.values(workflow.jobs)

  it.each(workflows)('may only read the repository: %s', (_, workflow) => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
  })

  it.each(workflows)('leaves no token in the checkout: %s', (_, workflow) => {
    for (const { steps } of jobsOf(workflow)) {
      const checkouts = steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout@'))
      for (const step of checkouts) expect(step.with['persist-credentials']).toBe(false)
    }
  })

  it('that releases may write in one job, which runs none of the project’s code', () => {
    const { jobs } = Object.fromEntries(workflows)['release.yml']
    expect(jobs.release.permissions).toEqual({ contents: 'write' })
    expect(jobs.release.needs).toBe('check')
    const commands = jobs.release.steps.flatMap(({ run }: { run?: string }) => run ?? [])
    expect(commands).toHaveLength(1)
    expect(commands[0]).toMatch(/^gh release create .* dist\/laf\/functions\/dingtalk\.ts /)
    expect(jobs.check).not.toHaveProperty('permissions')
  })
})

it("the machine's own settings do not reach the processes of the bench and of the fault trials", () => {
  const own = { ADMINS: 'a', LIMIT_PER_MONTH: '1', OPENAI_API_KEY: 'sk', DB_URI: 'mongodb://h/', PORT: '1' }
  expect(withoutSettings({ ...own, PATH: '/bin' })).toEqual({ PATH: '/bin' })
})
