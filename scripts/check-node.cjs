// Ends with one sentence on a Node.js that is too old for the other scripts. Runs on Node.js 12 and later.
'use strict'

const required = require('../package.json').engines.node.replace('>=', '')
const isOlder = (one, other) => one[0] < other[0] || (one[0] === other[0] && one[1] < other[1])
const toNumbers = (version) => version.split('.').map(Number)

if (isOlder(toNumbers(process.versions.node), toNumbers(required))) {
  console.error(
    `This project needs Node.js ${required} or newer; this is ${process.versions.node}. 需要 Node.js ${required} 或更新的版本，当前是 ${process.versions.node}。`,
  )
  process.exit(1)
}
