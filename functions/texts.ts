/** Every sentence a person can read from the bot, in Chinese and in English. Nothing here names an internal. */
import type { Language, Problem } from './config'
import type { AnswerFailure, DeliveryFailure } from './errors'

export interface Texts {
  systemPrompt: string
  /** One sentence for every way in which there is no answer. */
  failure: Record<AnswerFailure, string>
  /** For the owner: what DingTalk refused, and the console path that mends it. */
  mend: Record<DeliveryFailure, string>
  /** The line under an answer that took the other road. */
  ownerHint(mend: string): string
  contentRefused: string
  /** Only an @ and nothing else. */
  empty: string
  unsupported: string
  unreadableFile: string
  cutOff: string
  pictureMark: string
  /** What stands before and after quoted words in the prompt. */
  quoted(fromRobot: boolean): [before: string, after: string]
  file(name: string, text: string, shortened: boolean): string
  /** A title where the answer has no words of its own. */
  title: string
  databaseAway: string
  /** A setting that is wrong: which, how, and where its value is to be found. */
  problem(problem: Problem): string
  command: {
    helpTitle: string
    helpEnd: string
    argument: string
    purpose: Record<'help' | 'new' | 'undo' | 'retry' | 'model' | 'role' | 'usage', string>
    unknown: string
    newDone: string
    undoDone: string
    undoNothing: string
    retryNothing: string
    model: ChoiceTexts
    role: ChoiceTexts
    usage(usage: Record<'today' | 'month', { messages: number; tokens: number }>): string
  }
}

interface ChoiceTexts {
  none: string
  list(names: string[], current: string | undefined): string
  chosen(name: string | undefined): string
  unknown(names: string[]): string
}

const zh: Texts = {
  systemPrompt:
    '你是钉钉里的智能助手。用提问者的语言回答，准确、简明；不知道就直说。回答会显示在手机上：段落要短，可以用 Markdown 的标题、列表、粗体和代码块。',
  failure: {
    'key-missing': '我还没有接上大模型：管理员需要设置环境变量 OPENAI_KEY。',
    'key-refused': '大模型服务不接受现在的密钥，请管理员检查环境变量 OPENAI_KEY 和 OPENAI_BASE_URL。',
    'model-unknown': '大模型服务没有找到所设置的模型，请管理员检查环境变量 OPENAI_MODEL 和 OPENAI_BASE_URL。',
    'model-quota': '大模型服务的额度用完了，请管理员到服务商的控制台充值。',
    'rate-limited': '现在提问的人太多，大模型服务让我们稍等。请过一分钟再问一次。',
    timeout: '大模型没有在规定的时间内答完。请稍后再问一次，或者把问题拆小一点。',
    unreachable: '暂时连不上大模型服务。请稍后再问一次；如果一直这样，请管理员检查 OPENAI_BASE_URL 和网络。',
    'model-failed': '大模型服务出了问题，这次没能回答。请稍后再问一次。',
    'model-empty': '大模型这次什么也没有回答。请换个说法再问一次。',
    'model-declined': '大模型的内容审核不允许回答这个问题。请换个说法试试。',
    'too-long': '内容太长，超出了模型一次能读的长度。请缩短一些，或者发“新话题”重新开始。',
    'pictures-unsupported': '现在的模型看不了图片，请用文字描述，或者请管理员换成支持图片的模型。',
    'picture-unreadable': '这张图片我没能打开。请换成 JPG、PNG、GIF 或 WebP 再发一次。',
    'picture-too-large': '这张图片太大了（最大 10 MB），请压缩后再发一次。',
    'file-unreadable': '这个文件我没能读出文字。我能读 txt、md、csv、json 和源代码等文本文件。',
    'file-too-large': '这个文件太大了（最大 1 MB），请只发需要的部分。',
    interrupted: '抱歉，我在回答时被打断了，没能答完。请再问一次。',
    internal: '抱歉，我这边出了问题，没能回答。请再问一次；如果一直这样，请告诉管理员。',
  },
  mend: {
    'app-missing':
      '没有设置 DING_APP_KEY 和 DING_APP_SECRET。请在云函数的环境变量里填写：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。',
    'app-refused':
      '钉钉不认 DING_APP_KEY 和 DING_APP_SECRET。请核对：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。',
    'token-refused':
      '钉钉不接受访问凭证。请核对 DING_APP_KEY 和 DING_APP_SECRET：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。',
    permission:
      '应用缺少权限“企业内机器人发送消息权限”（qyapi_robot_sendmsg）。请开通：钉钉开放平台 → 应用开发 → 你的应用 → 权限管理，然后发布新版本。',
    'ip-list':
      '服务器的出口 IP 不在白名单里。请添加：钉钉开放平台 → 应用开发 → 你的应用 → 安全设置 → 服务器出口 IP。',
    quota: '本月的钉钉 API 调用量用完了。请在钉钉管理后台升级或购买，或者设置 REPLY_VIA=webhook。',
    throttled: '调用钉钉过于频繁，被临时限流。稍后会自动恢复。',
    busy: '钉钉的服务暂时不可用。稍后会自动恢复。',
    'robot-unknown':
      '钉钉没有找到这个机器人。请确认机器人已经启用并发布，DING_APP_KEY 属于同一个应用：钉钉开放平台 → 应用开发 → 你的应用 → 机器人。',
    'robot-stopped': '机器人被停用或者不允许发消息。请启用：钉钉开放平台 → 应用开发 → 你的应用 → 机器人。',
    'group-gone': '钉钉找不到这个群，它可能已经解散，或者机器人已被移出。',
    'user-not-reached':
      '钉钉没能把消息发给这个人。请检查应用的可见范围：钉钉开放平台 → 应用开发 → 你的应用 → 版本管理与发布。',
    'no-staff-id':
      '回调里没有员工 ID：应用版本还没有发布，或者提问的人不在本组织。请发布：钉钉开放平台 → 应用开发 → 你的应用 → 版本管理与发布。',
    'content-refused': '钉钉的内容审核没有放行这条回答。',
    'webhook-gone': '这条消息的回复地址已经过期。',
    'webhook-untrusted': '这条消息的回复地址不是钉钉的，没有使用。如果用了专属钉钉，请设置 DING_OAPI_URL。',
    rejected: '钉钉拒绝了这条消息，请看云函数日志里的 code。',
  },
  ownerHint: (mend) => `———\n（给管理员：这条回答走了备用通道。${mend}）`,
  contentRefused: '钉钉的内容审核没有放行这条回答，请换个说法再问。',
  empty: '我在。请在 @ 我的后面写上问题，发“帮助”可以看到我会什么。',
  unsupported: '这种消息我还看不懂。我能读文字、图文、图片、语音、文本文件，以及引用的消息。',
  unreadableFile:
    '这种文件我还读不了。我能读 txt、md、csv、json 和源代码等文本文件，也可以把文字直接发给我。',
  cutOff: '（回答太长，先说到这里。发“继续”，我接着说。）',
  pictureMark: '[图片]',
  quoted: (fromRobot) => [fromRobot ? '我引用了你之前的回答：' : '我引用了这条消息：', '我的问题：'],
  file: (name, text, shortened) =>
    `文件「${name}」的内容：\n${text}${shortened ? '\n（文件很长，后面省略）' : ''}`,
  title: '回答',
  databaseAway: '现在读不到聊天记录，请稍后再试。',
  problem: ({ variable, kind, expected }) => {
    const what = {
      missing: '没有设置',
      quoted: '的值两边有引号，已经去掉；请在环境变量里去掉引号',
      'not-a-number': `应该是 ${expected} 之间的整数，现在用默认值`,
      'not-a-choice': `只能是 ${expected}，现在用默认值`,
      'not-a-url': '应该是以 http:// 或 https:// 开头的网址，现在用默认值',
      'not-plain-text': '含有空格、中文或全角字符，没有使用；请重新复制',
      'looks-like-key': '看起来是 Client ID（AppKey），请换成 Client Secret（AppSecret）',
      ignored: '没有生效：设置了 DING_APP_KEY 或 DING_APP_SECRET 之后必须验证签名',
    }[kind]
    return `环境变量 ${variable} ${what}。${kind === 'ignored' ? '' : whereZh(variable)}`
  },
  command: {
    helpTitle:
      '**我能做什么**\n\n直接提问就行：单聊随便说，群里 @ 我。可以发图片、语音、文本文件，也可以引用一条消息来问。',
    helpEnd: '帮助、新话题、重置、清空、撤回、重答也可以不带斜杠。',
    argument: '[名称]',
    purpose: {
      help: '看这份说明',
      new: '开始新话题，忘掉前面的对话',
      undo: '忘掉上一问一答',
      retry: '把上一个问题重新回答一遍',
      model: '查看或更换模型',
      role: '查看或更换角色',
      usage: '我今天和本月的用量',
    },
    unknown: '没有这个命令。发“帮助”可以看到全部命令。',
    newDone: '好的，我们开始新话题，前面的对话我不再参考。',
    undoDone: '好的，上一问一答我已经忘掉。',
    undoNothing: '没有可以忘掉的对话。',
    retryNothing: '没有可以重新回答的问题。',
    model: {
      none: '现在只有一个模型，没有别的可选。',
      list: (names, current) =>
        `可选的模型：\n\n${toList(names, current, '（正在用）')}\n\n发 /model 名称 来更换。`,
      chosen: (name) => `好的，接下来用 ${name}。`,
      unknown: (names) => `没有这个模型。可选：${names.join('、')}。`,
    },
    role: {
      none: '管理员还没有设置角色。',
      list: (names, current) =>
        `可选的角色：\n\n${toList(names, current, '（正在用）')}\n\n发 /role 名称 来更换，/role 默认 恢复。`,
      chosen: (name) => (name ? `好的，接下来我是“${name}”。` : '好的，恢复默认。'),
      unknown: (names) => `没有这个角色。可选：${names.join('、')}。`,
    },
    usage: ({ today, month }) =>
      `今天：${today.messages} 条回答，${today.tokens} 个 token\n\n本月：${month.messages} 条回答，${month.tokens} 个 token`,
  },
}

const en: Texts = {
  systemPrompt:
    'You are an assistant in DingTalk. Answer in the language of the question, accurately and briefly; say so when you do not know. Your answers are read on a phone: keep paragraphs short; Markdown headings, lists, bold and code blocks are fine.',
  failure: {
    'key-missing':
      'I am not connected to a model yet: the admin has to set the environment variable OPENAI_KEY.',
    'key-refused':
      'The model service does not accept the key. Admin: please check OPENAI_KEY and OPENAI_BASE_URL.',
    'model-unknown':
      'The model service does not know the model. Admin: please check OPENAI_MODEL and OPENAI_BASE_URL.',
    'model-quota':
      "The credit with the model service is used up. Admin: please top it up in the provider's console.",
    'rate-limited':
      'Too many questions at once: the model service asks us to wait. Please ask again in a minute.',
    timeout: 'The model did not finish in time. Please ask again later, or ask for something smaller.',
    unreachable:
      'The model service cannot be reached. Please ask again later; if it stays so, the admin should check OPENAI_BASE_URL and the network.',
    'model-failed':
      'The model service had a problem and there is no answer this time. Please ask again later.',
    'model-empty': 'The model gave an empty answer. Please put the question in other words.',
    'model-declined':
      "The model's content filter does not allow an answer. Please put the question in other words.",
    'too-long':
      'This is longer than the model can read at once. Please shorten it, or send /new to start afresh.',
    'pictures-unsupported':
      'The current model cannot see pictures. Please describe it, or ask the admin for a model that can.',
    'picture-unreadable': 'I could not open this picture. Please send it as JPG, PNG, GIF or WebP.',
    'picture-too-large': 'This picture is too large (10 MB at most). Please send a smaller one.',
    'file-unreadable':
      'I found no text in this file. I can read text files: txt, md, csv, json, source code and the like.',
    'file-too-large': 'This file is too large (1 MB at most). Please send only the part that matters.',
    interrupted: 'Sorry, I was interrupted and could not finish. Please ask again.',
    internal: 'Sorry, something went wrong on my side. Please ask again; if it stays so, tell the admin.',
  },
  mend: {
    'app-missing':
      'DING_APP_KEY and DING_APP_SECRET are not set. Put them into the environment variables: DingTalk open platform → your app → Credentials.',
    'app-refused':
      'DingTalk does not know DING_APP_KEY and DING_APP_SECRET. Compare them: DingTalk open platform → your app → Credentials.',
    'token-refused':
      'DingTalk does not accept the access token. Check DING_APP_KEY and DING_APP_SECRET: DingTalk open platform → your app → Credentials.',
    permission:
      'The app lacks the permission 企业内机器人发送消息权限 (qyapi_robot_sendmsg). Grant it: DingTalk open platform → your app → Permissions, then publish a version.',
    'ip-list':
      "The server's IP is not on the list. Add it: DingTalk open platform → your app → Security → Server egress IP.",
    quota:
      "This month's DingTalk API calls are used up. Upgrade in the DingTalk admin console, or set REPLY_VIA=webhook.",
    throttled: 'DingTalk throttles us for a moment. It passes by itself.',
    busy: 'DingTalk is unavailable for a moment. It passes by itself.',
    'robot-unknown':
      'DingTalk does not know this robot. Make sure that it is enabled and published and that DING_APP_KEY belongs to the same app: DingTalk open platform → your app → Robot.',
    'robot-stopped':
      'The robot is stopped or may not send messages. Enable it: DingTalk open platform → your app → Robot.',
    'group-gone': 'DingTalk does not find this group: it may be dissolved, or the robot removed from it.',
    'user-not-reached':
      'DingTalk could not reach this person. Check who may see the app: DingTalk open platform → your app → Versions.',
    'no-staff-id':
      'The callback names no user id: no version of the app is published, or the person is outside the organisation. Publish one: DingTalk open platform → your app → Versions.',
    'content-refused': "DingTalk's content review did not let this answer pass.",
    'webhook-gone': "This message's reply address has expired.",
    'webhook-untrusted':
      "This message's reply address is not DingTalk's and was not used. With a dedicated DingTalk, set DING_OAPI_URL.",
    rejected: "DingTalk rejected this message; see the code in the function's log.",
  },
  ownerHint: (mend) => `———\n(For the admin: this answer took the spare road. ${mend})`,
  contentRefused:
    "DingTalk's content review did not let this answer pass. Please put the question in other words.",
  empty: 'Here I am. Write your question after the @; send /help to see what I can do.',
  unsupported:
    'I cannot read this kind of message. I read text, pictures, voice, text files, and quoted messages.',
  unreadableFile:
    'I cannot read this kind of file. I read text files: txt, md, csv, json, source code and the like; or send me the text itself.',
  cutOff: '(The answer is long and stops here. Send “continue” and I will go on.)',
  pictureMark: '[picture]',
  quoted: (fromRobot) => [
    fromRobot ? 'I quote your earlier answer:' : 'I quote this message:',
    'My question:',
  ],
  file: (name, text, shortened) =>
    `The file "${name}":\n${text}${shortened ? '\n(the file is long; the rest is left out)' : ''}`,
  title: 'Answer',
  databaseAway: 'The chat history cannot be read at the moment. Please try again later.',
  problem: ({ variable, kind, expected }) => {
    const what = {
      missing: 'is not set',
      quoted: 'has quotes around its value; they were taken off, please remove them',
      'not-a-number': `must be a whole number within ${expected}; the default is used`,
      'not-a-choice': `must be one of ${expected}; the default is used`,
      'not-a-url': 'must be an address that starts with http:// or https://; the default is used',
      'not-plain-text':
        'has spaces, Chinese or full-width characters in it and is not used; please copy it again',
      'looks-like-key': 'looks like the Client ID (AppKey); it must be the Client Secret (AppSecret)',
      ignored: 'has no effect: with DING_APP_KEY or DING_APP_SECRET set, signatures are always checked',
    }[kind]
    return `The environment variable ${variable} ${what}. ${kind === 'ignored' ? '' : whereEn(variable)}`.trim()
  },
  command: {
    helpTitle:
      '**What I can do**\n\nJust ask: anything in a direct chat, with an @ in a group. Pictures, voice, text files and quoted messages work too.',
    helpEnd: 'A message that is exactly one of these words is a command; everything else is a question.',
    argument: '[name]',
    purpose: {
      help: 'show this help',
      new: 'start a new topic and forget what was said',
      undo: 'forget the last question and answer',
      retry: 'answer the last question again',
      model: 'see or change the model',
      role: 'see or change the role',
      usage: 'what I used today and this month',
    },
    unknown: 'There is no such command. Send /help to see them all.',
    newDone: 'A new topic: I no longer look at what was said before.',
    undoDone: 'Done: I forgot the last question and answer.',
    undoNothing: 'There is nothing to forget.',
    retryNothing: 'There is no question to answer again.',
    model: {
      none: 'There is only one model to choose from.',
      list: (names, current) =>
        `Models:\n\n${toList(names, current, ' (in use)')}\n\nSend /model NAME to change.`,
      chosen: (name) => `From now on I use ${name}.`,
      unknown: (names) => `There is no such model. Choose one of: ${names.join(', ')}.`,
    },
    role: {
      none: 'The admin has not set any roles.',
      list: (names, current) =>
        `Roles:\n\n${toList(names, current, ' (in use)')}\n\nSend /role NAME to change, /role default to go back.`,
      chosen: (name) => (name ? `From now on I am “${name}”.` : 'Back to the default.'),
      unknown: (names) => `There is no such role. Choose one of: ${names.join(', ')}.`,
    },
    usage: ({ today, month }) =>
      `Today: ${today.messages} answers, ${today.tokens} tokens\n\nThis month: ${month.messages} answers, ${month.tokens} tokens`,
  },
}

export const TEXTS: Record<Language, Texts> = { zh, en }

/** Where the owner finds the value. */
function whereZh(variable: string): string {
  if (variable.startsWith('DING_APP'))
    return '在这里找到：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。'
  if (variable === 'OPENAI_KEY') return '在这里找到：大模型服务商控制台的 API Key 页面。'
  if (variable.startsWith('OPENAI')) return '请看大模型服务商的接口文档。'
  return '请看 README 的“设置”。'
}

function whereEn(variable: string): string {
  if (variable.startsWith('DING_APP')) return 'Find it here: DingTalk open platform → your app → Credentials.'
  if (variable === 'OPENAI_KEY') return "Find it on the API key page of the model provider's console."
  if (variable.startsWith('OPENAI')) return "See the model provider's API documentation."
  return 'See "Settings" in the README.'
}

function toList(names: string[], current: string | undefined, mark: string): string {
  return names.map((name) => `- ${name}${name === current ? mark : ''}`).join('\n')
}
