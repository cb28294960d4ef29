/** What to expect of the switches that are not in `COMMON_SWITCHES`, by id. */
export const OTHER_EFFECTS: Record<string, { zh: string; en: string }> = {
  'dingtalk:no-sign': {
    zh: '机器人返回 401，不处理这条消息；用户收不到回答。',
    en: 'The bot returns 401 and ignores the message; the user gets no answer.',
  },
  'dingtalk:garbage-sign': {
    zh: '机器人返回 401，不处理这条消息；用户收不到回答。',
    en: 'The bot returns 401 and ignores the message; the user gets no answer.',
  },
  'dingtalk:future-clock': {
    zh: '签名正确，但时间差超过一小时：返回 401，用户收不到回答。',
    en: 'The signature is valid but more than an hour off: 401, and the user gets no answer.',
  },
  'dingtalk:slow': {
    zh: '钉钉的每个接口都晚 3 秒响应，回答晚几秒到。',
    en: 'Every call to DingTalk takes 3 seconds longer; the answer arrives a few seconds late.',
  },
  'dingtalk:hang': {
    zh: '机器人每次等 10 秒，重试两分多钟后推迟发送。关闭这个故障，回答就会送达。',
    en: 'The bot waits 10 seconds for each response and retries for more than two minutes, then postpones the answer. Turn the fault off and the answer arrives.',
  },
  'dingtalk:hang-after': {
    zh: '钉钉执行了每次调用，但机器人收不到响应，会重试：同一个回答可能出现多次。',
    en: 'DingTalk executes every call, but the bot gets no response and tries again: the same answer may appear more than once.',
  },
  'dingtalk:reset': {
    zh: '机器人反复重试约半分钟，之后推迟发送。关闭这个故障，回答就会送达。',
    en: 'The bot retries for about half a minute, then postpones the answer. Turn the fault off and the answer arrives.',
  },
  'dingtalk:reset-after': {
    zh: '钉钉执行了每次调用，但机器人收不到响应，会重试：同一个回答可能出现多次。',
    en: 'DingTalk executes every call, but the bot gets no response and tries again: the same answer may appear more than once.',
  },
  'dingtalk:html': {
    zh: '机器人看不懂 HTML，当作发送失败：反复重试约半分钟，之后推迟发送。关闭这个故障，回答就会送达。',
    en: 'The bot treats the HTML page as a failure, retries for about half a minute, then postpones the answer. Turn the fault off and the answer arrives.',
  },
  'dingtalk:server-error': {
    zh: '机器人反复重试约半分钟，之后推迟发送。关闭这个故障，回答就会送达。',
    en: 'The bot retries for about half a minute, then postpones the answer. Turn the fault off and the answer arrives.',
  },
  'dingtalk:unavailable': {
    zh: '机器人反复重试约半分钟，之后推迟发送。关闭这个故障，回答就会送达。',
    en: 'The bot retries for about half a minute, then postpones the answer. Turn the fault off and the answer arrives.',
  },
  'dingtalk:bad-credentials': {
    zh: '打开时，现有的 access_token 会失效，也换不到新的。机器人改用 sessionWebhook 发送，回答末尾提醒管理员检查 AppKey 和 AppSecret。',
    en: 'Turning it on revokes the access token, and the bot cannot get a new one. It sends the answer through the sessionWebhook, with a line that asks the admin to check AppKey and AppSecret.',
  },
  'dingtalk:token-expired': {
    zh: '机器人换了新的 access_token，仍被判为过期，于是改用 sessionWebhook 发送，回答照常送达。',
    en: 'The bot gets a new access token, which is refused as well, so it sends the answer through the sessionWebhook.',
  },
  'dingtalk:ip-refused': {
    zh: '机器人改用 sessionWebhook 发送，回答照常送达；末尾一行告诉管理员把出口 IP 加进白名单。',
    en: 'The bot sends the answer through the sessionWebhook; a line below it tells the admin to add the IP address to the whitelist.',
  },
  'dingtalk:too-fast': {
    zh: '机器人放慢速度，一直等到能发为止。关闭这个故障，回答就会送达。',
    en: 'The bot slows down and waits until it may send. Turn the fault off and the answer arrives.',
  },
  'dingtalk:robot-stopped': {
    zh: '两种方式都发不出去；用户收不到回答，日志里会记录原因。',
    en: 'Neither channel works: the user gets no answer, and the log says why.',
  },
  'dingtalk:group-gone': {
    zh: '群解散后，两种方式都发不出去；用户收不到回答，日志里会记录原因。',
    en: 'Neither channel works in a group that no longer exists: the user gets no answer, and the log says why.',
  },
  'dingtalk:link-refused': {
    zh: '回答没有通过内容审核，改发的说明也被拦下；用户收不到回答，日志里会记录原因。',
    en: 'The answer is rejected, and so is the sentence about it: the user gets no answer, and the log says why.',
  },
  'dingtalk:picture-refused': {
    zh: '回答没有通过内容审核，改发的说明也被拦下；用户收不到回答，日志里会记录原因。',
    en: 'The answer is rejected, and so is the sentence about it: the user gets no answer, and the log says why.',
  },
  'dingtalk:message-refused': {
    zh: '回答没有通过内容审核，改发的说明也被拦下；用户收不到回答，日志里会记录原因。',
    en: 'The answer is rejected, and so is the sentence about it: the user gets no answer, and the log says why.',
  },
  'dingtalk:user-unknown': {
    zh: '单聊时接口找不到这个人；机器人改用 sessionWebhook 发送，回答照常送达。',
    en: 'In a direct chat the API does not know the user; the bot sends the answer through the sessionWebhook.',
  },
  'dingtalk:user-invalid': {
    zh: '单聊时接口返回 200，消息却没有送达；机器人发现后改用 sessionWebhook 发送。',
    en: 'In a direct chat the API returns 200 but does not deliver; the bot notices and sends through the sessionWebhook.',
  },
  'dingtalk:download-expired': {
    zh: '机器人下载不了图片，回复说图片打不开。',
    en: 'The bot cannot download the picture and says that it could not open it.',
  },
  'dingtalk:thumbnail-broken': {
    zh: '没有影响：机器人用 downloadCode 下载原图，图片照常能看。',
    en: 'No effect: the bot downloads the original with the downloadCode and sees the picture as usual.',
  },
  'dingtalk:file-gone': {
    zh: '机器人下载不了文件，回复说文件读不出来。',
    en: 'The bot cannot download the file and says that it could not read it.',
  },
  'openai:reset': {
    zh: '机器人重试几次，还连不上就请用户稍后再问，并提醒管理员检查网络。',
    en: 'The bot retries a few times, then asks the user to try again later and the admin to check the network.',
  },
  'openai:cut': {
    zh: '不完整的回答不会显示；机器人重试几次，还不行就请用户稍后再问。',
    en: 'The incomplete answer is not shown; the bot retries a few times, then asks the user to try again later.',
  },
  'openai:bad-region': {
    zh: '机器人请管理员换一个所在地区可以使用的服务。',
    en: 'The bot asks the admin to choose a service that is available in its region.',
  },
  'openai:no-model': {
    zh: '机器人请管理员检查 OPENAI_MODEL。',
    en: 'The bot asks the admin to check OPENAI_MODEL.',
  },
  'openai:no-quota': {
    zh: '机器人请管理员充值，不再重试。',
    en: 'The bot asks the admin to top up the account and does not retry.',
  },
  'openai:too-long': {
    zh: '机器人减少历史消息后重试，还是太长，就请用户缩短内容。',
    en: 'The bot retries with less history; if it is still too long, it asks the user to shorten the message.',
  },
  'openai:unavailable': {
    zh: '机器人重试几次，还不行就道歉，请用户稍后再问。',
    en: 'The bot retries a few times, then apologises and asks the user to try again later.',
  },
  'openai:html': {
    zh: '机器人请管理员检查 OPENAI_BASE_URL；HTML 不会出现在聊天里。',
    en: 'The bot asks the admin to check OPENAI_BASE_URL; the HTML never appears in the chat.',
  },
  'openai:bad-json': {
    zh: '机器人重试几次，还不行就请用户稍后再问。',
    en: 'The bot retries a few times, then asks the user to try again later.',
  },
  'openai:no-choices': {
    zh: '机器人说这次没能回答，请用户稍后再问。',
    en: 'The bot says that it could not answer and asks the user to try again later.',
  },
  'openai:null-answer': {
    zh: '机器人说大模型什么也没有回答，请用户换个说法。',
    en: 'The bot says that the model returned nothing and asks the user to rephrase the question.',
  },
  'openai:empty-answer': {
    zh: '机器人说大模型什么也没有回答，请用户换个说法。',
    en: 'The bot says that the model returned nothing and asks the user to rephrase the question.',
  },
  'openai:filtered': {
    zh: '机器人说内容审核不允许回答，请用户换个说法。',
    en: 'The bot says that the content filter blocked the answer and asks the user to rephrase the question.',
  },
  'openai:refused': {
    zh: '机器人说大模型不回答这个问题，请用户换个说法。',
    en: 'The bot says that the model declined to answer and asks the user to rephrase the question.',
  },
  'openai:stream-only': {
    zh: '第一次被拒绝后，机器人改用流式输出，回答照常送达；之后直接用流式输出。',
    en: 'After the first refusal the bot asks with streaming, now and from then on; the answer arrives as usual.',
  },
  'openai:no-streaming': {
    zh: '用卡片回答时才会用到流式输出：第一次被拒绝后，机器人不再使用，卡片一次显示完整的回答。',
    en: 'Only answers on cards are streamed: after the first refusal the bot asks without streaming, and the card shows the answer all at once.',
  },
  'openai:no-system-role': {
    zh: '第一次被拒绝后，机器人不再使用 system 角色，回答照常送达。',
    en: 'After the first refusal the bot no longer uses the system role; the answer arrives as usual.',
  },
  'openai:no-parameters': {
    zh: '机器人去掉被拒绝的参数，回答照常送达。',
    en: 'The bot leaves out the parameters that are refused; the answer arrives as usual.',
  },
  'openai:no-pictures': {
    zh: '机器人说现在的模型看不了图片，请用户用文字描述。',
    en: 'The bot says that the model cannot see pictures and asks the user to describe them.',
  },
  'openai:small-context': {
    zh: '机器人说内容太长，请用户缩短。历史消息太多时，它会减少历史消息再问。',
    en: 'The bot asks the user to shorten a message that is too long. When only the history is too long, it asks with less of it.',
  },
  'openai:no-balance': {
    zh: '机器人请管理员充值，不再重试。',
    en: 'The bot asks the admin to top up the account and does not retry.',
  },
  'openai:error-in-200': {
    zh: '机器人认得出藏在 200 里的错误，请管理员充值。',
    en: 'The bot recognises the error inside the 200 and asks the admin to top up the account.',
  },
  'openai:home-page': {
    zh: '机器人请管理员检查 OPENAI_BASE_URL。',
    en: 'The bot asks the admin to check OPENAI_BASE_URL.',
  },
  'openai:unasked-stream': {
    zh: '机器人照样能读，回答照常送达。',
    en: 'The bot reads the stream; the answer arrives as usual.',
  },
  'openai:stream-error': {
    zh: '不完整的回答不会显示；机器人重试几次，还不行就请用户稍后再问。',
    en: 'The incomplete answer is not shown; the bot retries a few times, then asks the user to try again later.',
  },
  'openai:wrong-label': {
    zh: '机器人照样能读，回答照常送达。',
    en: 'The bot reads it all the same; the answer arrives as usual.',
  },
  'openai:think-tags': {
    zh: '思考过程不会出现在聊天里，只显示回答。',
    en: 'The reasoning does not appear in the chat, only the answer.',
  },
  'openai:channels': {
    zh: '思考过程不会出现在聊天里，只显示回答。',
    en: 'The reasoning does not appear in the chat, only the answer.',
  },
  'openai:huge': {
    zh: '回答太长：机器人最多分十条发送，最后一条说明后面的内容已省略。',
    en: 'The answer is too long: the bot sends at most ten messages, and the last one says that the rest was left out.',
  },
  'dingtalk:upload-type-refused': {
    zh: '图片画好了，但上传不到钉钉：机器人说明原因，不再重画。',
    en: 'The picture is drawn but cannot be uploaded to DingTalk; the bot says so and does not draw it again.',
  },
  'dingtalk:upload-size-refused': {
    zh: '图片画好了，但上传不到钉钉：机器人说明原因，不再重画。',
    en: 'The picture is drawn but cannot be uploaded to DingTalk; the bot says so and does not draw it again.',
  },
  'openai:picture-refused': {
    zh: '机器人说内容没有通过画图服务的审核，请用户换个说法。',
    en: 'The bot says that the picture was refused and asks the user to rephrase the request.',
  },
  'openai:picture-none': {
    zh: '机器人说这次没能画出图片，请用户稍后再试。',
    en: 'The bot says that there is no picture this time and asks the user to try again later.',
  },
  'openai:picture-broken': {
    zh: '机器人说这次没能画出图片，请用户稍后再试。',
    en: 'The bot says that there is no picture this time and asks the user to try again later.',
  },
  'openai:picture-address': {
    zh: '机器人从这个地址下载图片再发送，图片照常送达。',
    en: 'The bot downloads the picture from the address and sends it; the picture arrives as usual.',
  },
  'openai:picture-gone': {
    zh: '机器人下载不到图片，请用户稍后再试。',
    en: 'The bot cannot download the picture and asks the user to try again later.',
  },
}
