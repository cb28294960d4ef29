import { expect, it } from 'vitest'
import { sign } from '../../../../playground/dingtalk/callback/sign'

// Computed with openssl, not with the code under test.
it.each([
  ['1577262236757', 'this is a secret', 'DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA='],
  ['1700000000000', 'test-app-secret', 'dhJB8TJ0cHPEbwpUauugV2Wz8v4qlWoO+C42nEhJW+c='],
])('signs %s with "%s" as DingTalk does', (timestamp, secret, expected) => {
  expect(sign(timestamp, secret)).toBe(expected)
})

it('encodes a secret with Chinese characters as UTF-8', () => {
  const expected = '3C03sWTx5Mk+79s2nmP7pDaBtQcj7EU5gerEbVEAP+0='
  expect(sign('1700000000000', '密钥🔑')).toBe(expected)
})
