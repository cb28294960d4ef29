import type { DingTalk } from '../../playground/dingtalk/emulator'

/** Throws what must never happen: a stray error, a 5xx for DingTalk, a send to nobody, a secret in the log. */
export function checkAlways(seen: {
  dingtalk: DingTalk
  env: Record<string, string | undefined>
  output: string[]
}): void {
  const wrongs = [...strayErrors(seen.output), ...leaks(seen), ...badAnswers(seen), ...sendsToNobody(seen)]
  if (wrongs.length > 0) throw new Error(`This must never happen:\n${wrongs.join('\n')}`)
}

function strayErrors(output: string[]): string[] {
  return output.filter((text) => /unhandledRejection|uncaughtException/.test(text))
}

function leaks({ dingtalk, env, output }: Parameters<typeof checkAlways>[0]): string[] {
  const secrets = [dingtalk.app.secret, env.DING_APP_SECRET, env.OPENAI_KEY].filter((secret) => secret)
  return output
    .filter((text) => secrets.some((secret) => text.includes(secret as string)))
    .map((text) => `a secret in the log: ${text}`)
}

function badAnswers({ dingtalk }: Parameters<typeof checkAlways>[0]): string[] {
  return dingtalk.store.callbacks
    .flatMap((callback) => [callback, ...callback.redeliveries])
    .filter(({ status = 0 }) => status >= 500)
    .map(({ status, body }) => `${status} to DingTalk for ${JSON.stringify(body)}`)
}

function sendsToNobody({ dingtalk }: Parameters<typeof checkAlways>[0]): string[] {
  return dingtalk.store.calls
    .filter(({ route, requestBody }) => {
      const { userIds, openConversationId } = (requestBody ?? {}) as Record<string, unknown>
      if (route === 'batchSend') return !Array.isArray(userIds) || userIds.length !== 1 || !userIds[0]
      return route === 'groupSend' && !openConversationId
    })
    .map(({ route, requestBody }) => `${route} to nobody: ${JSON.stringify(requestBody)}`)
}
