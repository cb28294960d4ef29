import { joinParts as jp, splitIntoParts as sp } from '/work/main/functions/dingtalk/parts'

const s = '`'.repeat(1e6)
console.time()
const ps = sp(s)
console.timeEnd()
console.log(ps.length, ps[0].length, ps[1].length, Math.max(...ps.slice(0, 100).map((p) => p.length)))
try {
  jp(ps)
} catch (e: any) {
  console.log(e.stack)
}
