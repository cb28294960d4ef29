/** The model service as the bot uses it for one message: in the queue, within the time, on the message's card. */

import type { Picture } from '../bot/draw'
import { isDocument } from '../bot/files'
import type { ModelClient } from '../bot/model'
import { now } from '../clock'
import { within } from '../deadline'
import { readFile } from '../documents/read-file'
import { AnswerError } from '../errors'
import { EXPIRES_AFTER_MS } from './incoming-message'
import type { InFlightMessage } from './types'
import { createWebSearch, type WebSearch } from './web-search'

/** @param attemptEndsAt when to give up, ms; the time in the queue is added */
export function toModelClient(
  message: InFlightMessage,
  attemptEndsAt: number,
  webSearch: WebSearch | undefined,
): ModelClient & { draw(words: string): Promise<Picture> } {
  const { card } = message
  const { config, chat, media, modelQueue } = message.tools
  const { receivedAt } = message.job
  const { robotCode, sender } = message.job.message
  const canSearch = webSearch !== undefined || (config.search !== undefined && chat.searchesItself)
  const searchesByExtra = Object.entries(config.model.extra).some(
    ([name, value]) => name.includes('search') && value,
  )
  let deadlineAt = attemptEndsAt
  const place = () => ({ arrivedAt: receivedAt, expiresAt: deadlineAt })
  const remainingMs = () => deadlineAt - now()
  const inTime = <T>(download: Promise<T>) =>
    within(remainingMs(), download, () => new AnswerError('timeout', 'download'))
  const fetchFile = async (downloadCode: string, name: string) => {
    const kind = isDocument(name) ? 'document' : 'file'
    return readFile(await media.file({ robotCode, downloadCode, place: place() }, kind), kind, remainingMs)
  }
  const inQueue = <T>(call: () => Promise<T>): Promise<T> => {
    const queuedAt = now()
    message.isQueued = true
    return modelQueue.run(sender.id, config.model.concurrency, () => {
      message.isQueued = false
      // It was given away while it waited: another process asks.
      if (message.isReleased) throw new AnswerError('interrupted')
      // The time in the queue does not count as the model's.
      deadlineAt = Math.min(deadlineAt + now() - queuedAt, receivedAt + EXPIRES_AFTER_MS)
      return call()
    })
  }
  return {
    ask: (prompt, model, withoutTools) =>
      inQueue(async () => {
        const shown = card ? { onText: card.show } : {}
        if (!canSearch) return chat.ask(prompt, model, deadlineAt, shown)
        const options = { ...shown, tools: webSearch ? [webSearch.tool] : [], webSearch: true, withoutTools }
        const completion = await chat.ask(prompt, model, deadlineAt, options)
        return webSearch ? { ...completion, sources: webSearch.sources() } : completion
      }),
    async draw(words) {
      const { imageModel = '', endpoint } = config.model
      const { picture, usage } = await inQueue(() => chat.draw(words, imageModel, deadlineAt))
      const mediaId = await inTime(media.upload(picture, endpoint?.baseUrl ?? '', place()))
      return { mediaId, model: imageModel, ...(usage ? { usage } : {}) }
    },
    // The service's own search may have been switched on with the owner's parameters, too.
    searchesWeb: (model) => searchesByExtra || (canSearch && chat.takesTools(model)),
    takesPictures: chat.takesPictures,
    picture: (downloadCode) => inTime(media.picture({ robotCode, downloadCode, place: place() })),
    file: (downloadCode, name) => inTime(fetchFile(downloadCode, name)),
  }
}

/** Absent where web search is off, and where the model service searches by itself. */
export function toWebSearch(message: InFlightMessage): WebSearch | undefined {
  const { chat, config } = message.tools
  const service = chat.searchesItself ? undefined : config.search?.service
  return service && createWebSearch(message, service)
}
