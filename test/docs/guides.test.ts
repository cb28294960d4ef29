import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { RUNTIME_SETTINGS, SETTINGS } from '../../scripts/docs/settings'
import { SKETCHES } from '../../scripts/sketches/consoles'

const ROOT = path.join(__dirname, '..', '..')
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, found]) => found as string)
const unique = (words: string[]) => [...new Set(words)].sort()

const codeBlocks = (text: string) =>
  matches(text, /```(?:sh|bash|ts)\n([\s\S]*?)```/g).map((code) => code.replace(/^ +/gm, ''))
const settings = (text: string) =>
  unique(matches(text, /\b((?:[A-Z]{2,}_)+[A-Z]+|PORT|HOST|ROLES|ADMINS)\b/g)).filter((name) =>
    KNOWN.includes(name),
  )
const headings = (text: string) => matches(text.replace(/```[\s\S]*?```/g, ''), /^(#+) /gm)
/** Link and picture targets, without the parts that differ between the languages. */
const targets = (text: string) =>
  [...matches(text, /\]\(([^)\s]+)\)/g), ...matches(text, /src="([^"]+)"/g)].map((target) =>
    target.replace(/\.zh-CN|-zh(?=\.)|-en(?=\.)|(?<=.)#.*|^#.*/g, ''),
  )
// Only readers of English have to change the language.
const KNOWN = [...SETTINGS, ...RUNTIME_SETTINGS]
  .map(({ name }) => name)
  .filter((name) => name !== 'BOT_LANGUAGE')

const GUIDES = ['docs/setup', 'docs/hosting', 'docs/troubleshooting']

describe.each(GUIDES)('%s in English and Chinese', (guide) => {
  const en = read(`${guide}.md`)
  const zh = read(`${guide}.zh-CN.md`)

  it.each([
    ['the same commands and code', codeBlocks],
    ['the same settings', settings],
    ['the same headings', headings],
    ['the same links and pictures', (text: string) => targets(text).sort()],
    ['as many table rows', (text: string) => matches(text, /^(\|) /gm)],
    ['as many items', (text: string) => matches(text, /^ *(\d\.|-) /gm)],
  ])('have %s', (_, find) => {
    expect(find(zh)).toEqual(find(en))
  })

  it('link to each other in the first line', () => {
    expect(en.split('\n')[0]).toContain(`${path.basename(guide)}.zh-CN.md`)
    expect(zh.split('\n')[0]).toContain(`${path.basename(guide)}.md`)
  })

  it.each(['.md', '.zh-CN.md'])('mention only files, headings and scripts that exist: %s', (ending) => {
    const text = read(`${guide}${ending}`)
    const links = [...matches(text, /\]\((?!https?:)([^)\s]+)\)/g), ...matches(text, /src="([^"]+)"/g)]
    for (const link of links) {
      const [file = '', heading] = link.replace(/\?.*$/, '').split('#')
      const linked = path.join('docs', file || path.basename(guide) + ending)
      const content = read(linked)
      if (heading) expect(slugs(content), link).toContain(decodeURIComponent(heading))
    }
    const scripts = Object.keys(JSON.parse(read('package.json')).scripts)
    expect(scripts).toEqual(expect.arrayContaining(matches(text, /npm run ([a-z:]+)/g)))
  })

  it('say at the top what was not verified', () => {
    if (guide === 'docs/troubleshooting') return
    expect(en.split('\n## ')[0]).toContain('**Not verified**')
    expect(zh.split('\n## ')[0]).toContain('**没有验证过的部分**')
  })
})

/** The anchors that GitHub gives headings. */
function slugs(text: string): string[] {
  return matches(text, /^#+ (.*)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('the setup guide', () => {
  it('names the last lines of the file that is pasted', () => {
    const [lines = ''] = codeBlocks(read('docs/setup.md'))
    const pasted = read('dist/laf/functions/dingtalk.ts').replace(/^ +/gm, '')
    expect(lines.split('\n').length).toBeGreaterThan(3)
    expect(pasted.endsWith(`\n${lines}`)).toBe(true)
    expect(read('docs/troubleshooting.md')).toContain(`\`${lines.trim().split('\n').at(-1)}\``)
  })

  it('names methods, dependency and variables in this order, and the methods and the version that are needed', () => {
    const text = read('docs/setup.md')
    const order = ['**Function and methods**', '**Code**', '**Dependency**', '**Environment variables**']
    const places = order.map((item) => text.indexOf(item))
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    expect(places).not.toContain(-1)
    for (const method of parse(read('dist/laf/functions/dingtalk.yaml')).methods)
      expect(text).toContain(`**${method}**`)
    const [, major] = /^\^(\d+)\./.exec(parse(read('laf.yaml')).spec.dependencies.openai) ?? []
    expect(text).toContain(`a version that begins with ${major} `)
  })

  it('shows every sketch', () => {
    for (const { name } of SKETCHES) expect(read('docs/setup.md')).toContain(`pictures/${name}-en.svg`)
  })

  it('lists six symptoms; the troubleshooting page has them, too', () => {
    const symptoms = rowsOf('docs/setup.md', 'symptoms')
    expect(symptoms).toHaveLength(6)
    const page = read('docs/troubleshooting.md')
    for (const row of symptoms) {
      const [symptom = ''] = /“(.*)”/.exec(row)?.slice(1) ?? [row]
      expect(page).toContain(symptom)
    }
  })
})

describe.each(['docs/setup.md', 'docs/troubleshooting.md'])('the tables of %s', (file) => {
  it('have no remedy that only says to do what the sentence says', () => {
    expect(read(file)).not.toMatch(/Follow the instruction/)
  })
})

function rowsOf(file: string, block: string): string[] {
  const [, table = ''] = new RegExp(`<!-- ${block} -->([\\s\\S]*?)<!-- /${block} -->`).exec(read(file)) ?? []
  return table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
}

describe('a sketch', () => {
  it.each(SKETCHES)(
    '$name has one line of the legend for each mark, in both languages',
    ({ rows, legend }) => {
      const marks = rows.flat().flatMap(({ mark }) => mark ?? [])
      const numbers = legend.zh.map((_, index) => index + 1)
      expect(marks.toSorted()).toEqual(numbers)
      expect(legend.en).toHaveLength(legend.zh.length)
    },
  )
})

describe('docs/kubernetes.yaml', () => {
  const objects = parseAllDocuments(read('docs/kubernetes.yaml')).map((document) => document.toJS())
  const ofKind = (kind: string) => objects.find((object) => object.kind === kind)
  const { spec } = ofKind('Deployment')
  const pod = spec.template.spec
  const [bot] = pod.containers
  const seconds = (file: string, name: string) =>
    Number((new RegExp(`${name} = ([\\d_]+)`).exec(read(file))?.[1] ?? 'none').replace('_', '')) / 1_000

  it('runs two replicas, of which one is always there', () => {
    expect(spec.replicas).toBe(2)
    expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0)
    expect(ofKind('PodDisruptionBudget').spec.minAvailable).toBe(1)
  })

  it('gives a pod the time that it needs to end', () => {
    const drain = seconds('playground/laf/runtime.ts', 'DRAIN_TIMEOUT_MS')
    const close = seconds('playground/serve.ts', 'CLOSE_TIMEOUT_MS')
    const wait = Number(bot.lifecycle.preStop.exec.command[1])
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(wait + drain + close)
  })

  it('asks the health address of the local Laf, on the port of the bot', () => {
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      expect(read('playground/laf/http.ts')).toContain(`'${bot[probe].httpGet.path}'`)
      expect(bot[probe].httpGet.port).toBe(bot.ports[0].name)
    }
    const env = Object.fromEntries(bot.env.map(({ name, value }: Record<string, string>) => [name, value]))
    expect(env).toEqual({ HOST: '0.0.0.0', PORT: String(bot.ports[0].containerPort) })
  })

  it('connects ingress, service and pods, and contains no secret', () => {
    const { name } = ofKind('Service').metadata
    const [rule] = ofKind('Ingress').spec.rules
    expect(rule.http.paths[0]).toMatchObject({ path: '/dingtalk', backend: { service: { name } } })
    expect(ofKind('Service').spec.selector).toEqual(spec.template.metadata.labels)
    expect(bot.envFrom[0].secretRef.name).toBe(name)
    expect(read('docs/kubernetes.yaml')).not.toMatch(/(SECRET|KEY|URI)[:=] *\S/)
  })

  it('runs the version of package.json, as the user of the image', () => {
    expect(bot.image).toMatch(new RegExp(`:${JSON.parse(read('package.json')).version}$`))
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
  })
})

describe('the container of the hosting guide', () => {
  it('is reached only by its own server with BOT_PORT as the guide sets it', () => {
    const [, port = ''] = /`BOT_PORT=([^`]+)`/.exec(read('docs/hosting.md')) ?? []
    const [published] = parse(read('compose.yaml')).services.bot.ports
    expect(published.replace(/\$\{BOT_PORT:-\d+\}/, port)).toBe('127.0.0.1:8000:8000')
  })
})
