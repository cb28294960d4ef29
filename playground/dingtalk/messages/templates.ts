import type { ApiErrorCode } from '../api/responses'
import type { RenderedMessage } from './rendered-message'

/** One msgKey of the robot API: which fields its msgParam needs, and what people see of it. */
export interface Template {
  /** Field and the code that its absence is refused with, in the order they are checked. */
  required: [field: string, code: ApiErrorCode][]
  render(param: Record<string, string>): Omit<RenderedMessage, 'kind' | 'atUserIds' | 'atAll'>
}

/**
 * The message templates; every value of a msgParam is a string.
 * @see https://open.dingtalk.com/document/development/robot-message-type
 */
export const TEMPLATES: Record<string, Template> = {
  sampleText: {
    required: [['content', 'miss.param.contentOfText']],
    render: ({ content = '' }) => ({ text: content }),
  },
  sampleMarkdown: {
    required: [
      ['title', 'miss.param.markdownTotitle'],
      ['text', 'miss.param.markdownTotext'],
    ],
    render: ({ title, text = '' }) => ({ title, text }),
  },
  sampleImageMsg: {
    required: [['photoURL', 'miss.param.photoTophotoUrl']],
    render: ({ photoURL }) => ({ text: '', media: photoURL }),
  },
  sampleLink: {
    required: [
      ['title', 'miss.param.titleOfLink'],
      ['text', 'miss.param.textOfLink'],
      ['messageUrl', 'miss.param.messageUrlOfLink'],
    ],
    render: ({ title = '', text = '', messageUrl = '', picUrl }) => ({
      title,
      text,
      links: [{ title, url: messageUrl }],
      media: picUrl,
    }),
  },
  sampleActionCard: {
    required: [
      ['title', 'miss.param.actionCardTotitle'],
      ['text', 'miss.param.actionCardTotext'],
      ['singleTitle', 'miss.param.actionCardTosingleTitle'],
      ['singleURL', 'miss.param.actionCardTosingleUrl'],
    ],
    render: ({ title, text = '', singleTitle = '', singleURL = '' }) => ({
      title,
      text,
      links: [{ title: singleTitle, url: singleURL }],
    }),
  },
  sampleActionCard2: actionCard(2, 'actionTitle', 'actionURL'),
  sampleActionCard3: actionCard(3, 'actionTitle', 'actionURL'),
  sampleActionCard4: actionCard(4, 'actionTitle', 'actionURL'),
  sampleActionCard5: actionCard(5, 'actionTitle', 'actionURL'),
  sampleActionCard6: actionCard(2, 'buttonTitle', 'buttonUrl'),
  sampleAudio: {
    required: [
      ['mediaId', 'miss.param.audio'],
      ['duration', 'miss.param.audio'],
    ],
    render: ({ mediaId }) => ({ text: '', media: mediaId }),
  },
  sampleFile: {
    required: [
      ['mediaId', 'miss.param.file'],
      ['fileName', 'miss.param.file'],
      ['fileType', 'miss.param.file'],
    ],
    render: ({ mediaId, fileName }) => ({ title: fileName, text: '', media: mediaId }),
  },
  sampleVideo: {
    required: [
      ['duration', 'miss.param.video'],
      ['videoMediaId', 'miss.param.video'],
      ['videoType', 'miss.param.video'],
      ['picMediaId', 'miss.param.video'],
    ],
    render: ({ videoMediaId }) => ({ text: '', media: videoMediaId }),
  },
}

function actionCard(buttons: number, titleField: string, urlField: string): Template {
  const numbers = Array.from({ length: buttons }, (_, i) => i + 1)
  return {
    required: [
      ['title', 'miss.param.actionCardTotitle'],
      ['text', 'miss.param.actionCardTotext'],
      ...numbers.flatMap((n): Template['required'] => [
        [`${titleField}${n}`, 'miss.param.actionCardTobtnsTotitle'],
        [`${urlField}${n}`, 'miss.param.actionCardTobtnsToactionUrl'],
      ]),
    ],
    render: (param) => ({
      title: param.title,
      text: param.text ?? '',
      links: numbers.map((n) => ({
        title: param[`${titleField}${n}`] ?? '',
        url: param[`${urlField}${n}`] ?? '',
      })),
    }),
  }
}
