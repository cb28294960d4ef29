/** A robot's message as DingTalk's clients show it. */
export interface RenderedMessage {
  /** The msgKey or msgtype it was sent as. */
  kind: string
  /** Shown in notifications and in the list of chats. */
  title?: string
  /** Markdown if the kind is a markdown one. */
  text: string
  /** userIds that are @-ed. */
  atUserIds: string[]
  atAll: boolean
  links?: { title: string; url: string }[]
  /** URL or mediaId of a picture; mediaId of a file, an audio or a video. */
  media?: string
}
