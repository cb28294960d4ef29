import type { ApiErrorCode } from '../api/answers'
import type { Shown } from './rendered-message'

/** One msgKey of the robot API: which fields its msgParam needs, and what people see of it. */
export interface Template {
  /** Field and the code that its absence is refused with, in the order they are checked. */
  needs: [field: string, code: ApiErrorCode][]
  show(param: Record<string, string>): Omit<Shown, 'kind' | 'atUserIds' | 'atAll'>
}

/**
 * The message templates; every value of a msgParam is a string.
 * @see https://open.dingtalk.com/document/development/robot-message-type
 */
export const TEMPLATES: Record<string, Template> = {
  sampleText: {
    needs: [['content', 'miss.param.contentOfText']],
    show: ({ content = '' }) => ({ text: content }),
  },
  sampleMarkdown: {
    needs: [
      ['title', 'miss.param.markdownTotitle'],
      ['text', 'miss.param.markdownTotext'],
    ],
    show: ({ title, text = '' }) => ({ title, text }),
  },
  sampleImageMsg: {
    needs: [['photoURL', 'miss.param.photoTophotoUrl']],
    show: ({ photoURL }) => ({ text: '', media: photoURL }),
  },
  sampleLink: {
    needs: [
      ['title', 'miss.param.titleOfLink'],
      ['text', 'miss.param.textOfLink'],
      ['messageUrl', 'miss.param.messageUrlOfLink'],
    ],
    show: ({ title = '', text = '', messageUrl = '', picUrl }) => ({
      title,
      text,
      links: [{ title, url: messageUrl }],
      media: picUrl,
    }),
  },
  sampleActionCard: {
    needs: [
      ['title', 'miss.param.actionCardTotitle'],
      ['text', 'miss.param.actionCardTotext'],
      ['singleTitle', 'miss.param.actionCardTosingleTitle'],
      ['singleURL', 'miss.param.actionCardTosingleUrl'],
    ],
    show: ({ title, text = '', singleTitle = '', singleURL = '' }) => ({
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
    needs: [
      ['mediaId', 'miss.param.audio'],
      ['duration', 'miss.param.audio'],
    ],
    show: ({ mediaId }) => ({ text: '', media: mediaId }),
  },
  sampleFile: {
    needs: [
      ['mediaId', 'miss.param.file'],
      ['fileName', 'miss.param.file'],
      ['fileType', 'miss.param.file'],
    ],
    show: ({ mediaId, fileName }) => ({ title: fileName, text: '', media: mediaId }),
  },
  sampleVideo: {
    needs: [
      ['duration', 'miss.param.video'],
      ['videoMediaId', 'miss.param.video'],
      ['videoType', 'miss.param.video'],
      ['picMediaId', 'miss.param.video'],
    ],
    show: ({ videoMediaId }) => ({ text: '', media: videoMediaId }),
  },
}

function actionCard(buttons: number, titleField: string, urlField: string): Template {
  const numbers = Array.from({ length: buttons }, (_, i) => i + 1)
  return {
    needs: [
      ['title', 'miss.param.actionCardTotitle'],
      ['text', 'miss.param.actionCardTotext'],
      ...numbers.flatMap((n): Template['needs'] => [
        [`${titleField}${n}`, 'miss.param.actionCardTobtnsTotitle'],
        [`${urlField}${n}`, 'miss.param.actionCardTobtnsToactionUrl'],
      ]),
    ],
    show: (param) => ({
      title: param.title,
      text: param.text ?? '',
      links: numbers.map((n) => ({
        title: param[`${titleField}${n}`] ?? '',
        url: param[`${urlField}${n}`] ?? '',
      })),
    }),
  }
}
