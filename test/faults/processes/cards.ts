import { TEXTS } from '../../../functions/texts/languages'
import { type Card, isOpen } from '../../../playground/dingtalk/cards/card'
import type { DingTalk } from '../../../playground/dingtalk/emulator'
import type { Delivery } from '../../../playground/dingtalk/store/records'
import type { Row } from './table'

/** Whether the bot answers with cards: `npm run test:faults -- --card`. */
export const WITH_CARDS = process.env.TRIAL_REPLY_VIA === 'card'

/** What the cards of the trial's environments came to; empty without cards. */
export const cardRows: Row[] = []

const { continued } = TEXTS.zh.card

/** Calls `onSeen` with every message that people can read: a card once, when it is finished. */
export function watchDeliveries(dingtalk: DingTalk, onSeen: (delivery: Delivery) => void): void {
  const delivered = new Map<Card, Delivery>()
  dingtalk.on((event) => {
    if (event.type === 'delivery') {
      const { delivery } = event
      if (delivery.card) delivered.set(delivery.card, delivery)
      else onSeen(delivery)
    }
    if (event.type !== 'card' || event.card.state !== 'finished') return
    const delivery = delivered.get(event.card)
    delivered.delete(event.card)
    if (delivery) onSeen({ ...delivery, text: event.card.text.replace(continued, '').trimEnd() })
  })
}

/** Adds a row about the cards of an environment that has come to its end. @param answers questions that were answered */
export function reportCards({ store, usage }: DingTalk, answers: number): void {
  if (!WITH_CARDS) return
  const open = store.cards.filter(isOpen).length
  const marks = store.cards.flatMap(({ state, text }) =>
    state === 'finished' ? (/#\d+/.exec(text) ?? []) : [],
  )
  const twice = marks.length - new Set(marks).size
  const failed = store.cards.filter(({ state }) => state === 'failed').length
  const perAnswer = (usage().apiCalls / answers).toFixed(1)
  const { length } = store.cards
  cardRows.push({
    what: {
      en: 'Its cards: none left open, no question with two',
      zh: '其中的卡片：没有一张停在中途，没有一个问题有两张',
    },
    kept: open === 0 && twice === 0,
    figures: {
      en: `${length} cards (${failed} of them failed), ${open} open, ${twice} twice; ${perAnswer} metered calls per answer`,
      zh: `${length} 张卡片（${failed} 张失败），${open} 张停在中途，${twice} 个问题有两张；每个回答 ${perAnswer} 次计费的调用`,
    },
  })
}
