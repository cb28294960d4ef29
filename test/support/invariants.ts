import { isOpen } from '../../playground/dingtalk/cards/card'
import type { DingTalk } from '../../playground/dingtalk/emulator'

/** What a bot under test has done. */
interface Observed {
  dingtalk: DingTalk
  env: Record<string, string | undefined>
  output: string[]
  /** The test ends while a card is in work, or with faults because of which it cannot be finished. */
  mayLeaveCardsOpen?: boolean
}

/**
 * Throws when an invariant was broken: an unhandled error, a 5xx for DingTalk, a send without recipient, a card that is
 * left unfinished or blank, a secret in the log.
 */
export function checkInvariants(observed: Observed): void {
  const broken = [
    ...findUnhandledErrors(observed.output),
    ...findLeaks(observed),
    ...findServerErrors(observed),
    ...findSendsWithoutRecipient(observed),
    ...findBadCards(observed),
  ]
  if (broken.length > 0) throw new Error(`Broken invariants:\n${broken.join('\n')}`)
}

function findUnhandledErrors(output: string[]): string[] {
  return output.filter((text) => /unhandledRejection|uncaughtException/.test(text))
}

function findLeaks({ dingtalk, env, output }: Observed): string[] {
  const secrets = [dingtalk.app.secret, env.DING_APP_SECRET, env.OPENAI_KEY, env.SEARCH_KEY].filter(
    (secret) => secret,
  )
  return output
    .filter((text) => secrets.some((secret) => text.includes(secret as string)))
    .map((text) => `a secret in the log: ${text}`)
}

function findServerErrors({ dingtalk }: Observed): string[] {
  return dingtalk.store.callbacks
    .flatMap((callback) => [callback, ...callback.redeliveries])
    .filter(({ status = 0 }) => status >= 500)
    .map(({ status, body }) => `${status} to DingTalk for ${JSON.stringify(body)}`)
}

function findSendsWithoutRecipient({ dingtalk }: Observed): string[] {
  return dingtalk.store.calls
    .filter(({ route, requestBody }) => {
      const { userIds, openConversationId } = (requestBody ?? {}) as Record<string, unknown>
      if (route === 'batchSend') return !Array.isArray(userIds) || userIds.length !== 1 || !userIds[0]
      return route === 'groupSend' && !openConversationId
    })
    .map(({ route, requestBody }) => `${route} without recipient: ${JSON.stringify(requestBody)}`)
}

function findBadCards({ dingtalk, mayLeaveCardsOpen }: Observed): string[] {
  const { cards } = dingtalk.store
  const unfinished = mayLeaveCardsOpen ? [] : cards.filter(isOpen)
  return [
    ...unfinished.map(({ outTrackId, state, text }) => `card ${outTrackId} was left ${state}: ${text}`),
    ...cards.filter(({ isBlank }) => isBlank).map(({ outTrackId }) => `card ${outTrackId} is blank`),
  ]
}
