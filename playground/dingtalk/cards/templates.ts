/** A card template: DingTalk's designer makes it, a card is created from it. */
export interface CardTemplate {
  id: string
  /** The text variable: `PUT /v1.0/card/streaming` accepts this key only. */
  textKey: string
  /** The type of the text variable. Text can be appended to; markdown must be sent as a whole. */
  format: 'markdown' | 'text'
  /** Whether it is an AI card, which shows that it is in work until it is finished or failed. */
  isAi: boolean
  /** A template that is not published cannot be used. */
  isPublished: boolean
}

/** A template that exists and is not published. */
export const UNPUBLISHED_TEMPLATE_ID = '00000000-0000-4000-8000-000000000000.schema'
/** An AI template whose text variable is a plain text. */
export const TEXT_TEMPLATE_ID = '11111111-1111-4111-8111-111111111111.schema'

/**
 * The templates that exist at the start: those of DingTalk's connector for OpenClaw and of its Python SDK, and two of
 * the emulator. Add others to `settings.cardTemplates`.
 */
export function defaultTemplates(): CardTemplate[] {
  return [
    aiTemplate('02fcf2f4-5e02-4a85-b672-46d1f715543e.schema', 'msgContent'),
    aiTemplate('382e4302-551d-4880-bf29-a30acfab2e71.schema', 'msgContent'),
    { ...aiTemplate('589420e2-c1e2-46ef-a5ed-b8728e654da9.schema', 'markdown'), isAi: false },
    { ...aiTemplate(UNPUBLISHED_TEMPLATE_ID), isPublished: false },
    { ...aiTemplate(TEXT_TEMPLATE_ID), format: 'text' },
  ]
}

/** A published AI template; `content` is the text variable of a new one in DingTalk's designer. */
export function aiTemplate(id: string, textKey = 'content'): CardTemplate {
  return { id, textKey, format: 'markdown', isAi: true, isPublished: true }
}
