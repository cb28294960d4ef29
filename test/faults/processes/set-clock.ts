import vm from 'node:vm'

// Preloaded into a replica: sets its clock, as if its machine's were wrong. CLOCK_AHEAD_MS is how far it is ahead from
// the start; CLOCK_JUMP_MS is added after CLOCK_JUMP_AFTER_MS. Timers and `performance` run as before, as they do on a
// machine whose time is set. The contexts of functions have a `Date` of their own, which is set, too.

const read = (name: string) => Number(process.env[name] ?? 0)
const aheadMs = read('CLOCK_AHEAD_MS')
const jump = { ms: read('CLOCK_JUMP_MS'), afterMs: read('CLOCK_JUMP_AFTER_MS') }

const realNow = Date.now
const now = () => realNow() + aheadMs + (performance.now() > jump.afterMs ? jump.ms : 0)

const SET_DATE = new vm.Script(`(now) => {
  const { Date } = globalThis
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, self) => Reflect.construct(target, args.length > 0 ? args : [now()], self),
    apply: () => new Date(now()).toString(),
  })
  Date.now = now
}`)

if (aheadMs || jump.ms) {
  SET_DATE.runInThisContext()(now)
  const { createContext } = vm
  vm.createContext = (...options) => {
    const context = createContext(...options)
    SET_DATE.runInContext(context)(now)
    return context
  }
}
