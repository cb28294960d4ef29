import { isObject, parseJson } from '../../shared/json'
import { type ApiErrorCode, apiError } from '../api/responses'
import type { RenderedMessage } from './rendered-message'
import type { ReadMessage } from './webhook-message'

/** The most bytes of a msgParam; documented for the group API, applied to both. */
export const MAX_PARAM_BYTES = 15_000

/** Reads a message to the robot API: its msgKey names a template, its msgParam fills it. */
export function readTemplateMessage(msgKey: string, msgParam: unknown): ReadMessage {
  const template = TEMPLATES.get(msgKey)
  if (!template) return { refused: apiError('invalidParameter.msgKey.invalid') }
  const param = parseParam(msgParam)
  if (!param) return { refused: apiError('invalidParameter.msgParam.invalid') }
  const missing = template.required.find(([field]) => !param[field])
  if (missing) return { refused: apiError(missing[1]) }
  if (Buffer.byteLength(String(msgParam)) > MAX_PARAM_BYTES) {
    return { refused: apiError('invalidParameter.msgParam.tooLong') }
  }
  return { message: { kind: msgKey, ...template.render(param), atUserIds: [], atAll: false } }
}

/** The fields of a msgParam; undefined unless it is a JSON string of an object of strings. */
export function parseParam(msgParam: unknown): Record<string, string> | undefined {
  const param = typeof msgParam === 'string' ? parseJson(msgParam) : undefined
  return isObject(param) && areStrings(param) ? param : undefined
}

function areStrings(fields: Record<string, unknown>): fields is Record<string, string> {
  return Object.values(fields).every((value) => typeof value === 'string')
}

interface Template {
  /** The required fields of msgParam and the error code when one is missing, in the order of the checks. */
  required: [field: string, code: ApiErrorCode][]
  render(param: Record<string, string>): Omit<RenderedMessage, 'kind' | 'atUserIds' | 'atAll'>
}

/**
 * The message templates, by msgKey; every value of a msgParam is a string.
 * @see https://open.dingtalk.com/document/development/robot-message-type
 */
const TEMPLATES = new Map<string, Template>(
  Object.entries<Template>({
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
  }),
)

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
