/** What Laf adds to the ECMAScript built-ins of a function's context. */
export const SANDBOX_GLOBALS =
  `Buffer ObjectId URL __filename clearImmediate clearInterval clearTimeout exports fetch global module
  process require setImmediate setInterval setTimeout`.split(/\s+/)
