import type { Attachment } from './messages'
import type { CallbackContext } from './types'

/** The content fields of a picture: the codes of the picture and of its thumbnail. */
export function pictureContent(attachment: Attachment, context: CallbackContext) {
  return {
    downloadCode: context.keepFile(attachment, 'picture'),
    pictureDownloadCode: context.keepFile(attachment, 'thumbnail'),
  }
}

/** The content fields of a file that are the same in a message and in a quote. */
export function fileContent(attachment: Attachment, context: CallbackContext) {
  const fileName = attachment.fileName ?? '报告.pdf'
  return { downloadCode: context.keepFile({ ...attachment, fileName }, 'file'), fileName }
}
