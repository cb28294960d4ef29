// @ts-nocheck
/**
 * dingtalk-chatgpt 0.2.0: A ChatGPT bot for DingTalk that is one serverless cloud function
 * MIT licence. Copyright (c) 2026 the dingtalk-chatgpt authors
 *
 * 由 npm run bundle 生成，不要直接修改；源代码在项目的 functions/ 里。
 * Written by npm run bundle. Do not edit: the sources are in functions/ of the project.
 *
 * 部署：在 Laf 新建云函数 dingtalk，请求方法选 GET 和 POST，粘贴整个文件；添加依赖 openai，设置下面的环境变量，点“发布”。
 * 把函数的地址填到钉钉机器人的“消息接收地址”。用浏览器打开这个地址可以看到自检页。
 * To deploy: create a Laf function named dingtalk with the methods GET and POST, paste the whole file, add the
 * dependency openai, set the environment variables below and publish. Enter the address of the function as the
 * message receiving address of the DingTalk robot. In a browser the same address shows the bot's check-up page.
 *
 * 必须设置的环境变量 / Required environment variables:
 *     DING_APP_KEY
 *         应用的 Client ID（AppKey）。钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息
 *         The app's Client ID (AppKey): DingTalk open platform → your app → Credentials
 *     DING_APP_SECRET
 *         应用的 Client Secret（AppSecret），在同一页。不设置就拒绝所有回调
 *         The app's Client Secret (AppSecret), on the same page; without it every callback is refused
 *     OPENAI_KEY
 *         大模型服务的 API Key，在服务商的控制台里创建。Ollama 等不需要密钥的服务可以填任意内容。写成 OPENAI_API_KEY 也可以
 *         API key of the model service, from its console; any text for services that need none, such as Ollama. The name OPENAI_API_KEY works, too
 *
 * 可选的环境变量和默认值 / Optional environment variables and their defaults:
 *     OPENAI_MODEL = gpt-6-luna
 *         模型名称，与服务商文档一致
 *         Name of the model, as in the provider's documentation
 *     OPENAI_MODELS
 *         可以用 /model 切换的其他模型，用逗号分隔
 *         Other models that /model can select, separated by commas
 *     OPENAI_BASE_URL = https://api.openai.com/v1
 *         任何兼容 OpenAI 的服务：DeepSeek、通义千问、智谱、Kimi、豆包、硅基流动、Azure、Ollama……有没有 /v1 都可以。不使用代理服务器
 *         Any service compatible with OpenAI: DeepSeek, Qwen, GLM, Kimi, Doubao, SiliconFlow, Azure, Ollama …, with or without /v1. Proxies are not used
 *     OPENAI_EXTRA
 *         加到每个请求里的参数，写成 JSON，例如 {"enable_search":true,"reasoning_effort":"low"}
 *         Parameters for every request, as JSON, for example {"enable_search":true,"reasoning_effort":"low"}
 *     OPENAI_PRICE_INPUT
 *         模型的价格，每百万输入 Token，只写数字，例如 1.25；设置后用量页会显示费用
 *         The model's price per million input tokens, a number such as 1.25: the usage page then shows costs
 *     OPENAI_PRICE_OUTPUT
 *         模型的价格，每百万输出 Token
 *         The model's price per million output tokens
 *     SYSTEM_PROMPT
 *         系统提示词：机器人的身份和回答要求；不填则使用内置的提示词
 *         System prompt: who the bot is and how it answers; a built-in one by default
 *     ROLES
 *         /role 可选的角色：名称=提示词，用 | 分隔，例如 翻译=把我的话译成英文|周报=把要点写成周报
 *         Roles for /role: name=prompt, separated by |, for example translator=Translate into English|poet=Answer in verse
 *     ANSWER_TIMEOUT_SECONDS = 120
 *         等待大模型回答的最长时间（秒），从收到消息算起
 *         How long to wait for the model, in seconds from the callback
 *     MODEL_CONCURRENCY = 64
 *         一个进程同时让大模型回答多少个问题，其余的排队；排队的时间不算进 ANSWER_TIMEOUT_SECONDS
 *         Questions that one process asks the model at the same time; the rest wait, and their wait does not count towards ANSWER_TIMEOUT_SECONDS
 *     GROUP_MEMORY = user
 *         群聊的上下文：user 每人独立，group 全群共享
 *         Conversation memory in groups: user (one for each person) or group (one for the whole group)
 *     MEMORY_TURNS = 20
 *         提示词最多包含多少条历史消息（一问一答算两条）
 *         Maximum number of earlier messages in the prompt (a question and its answer are two)
 *     MEMORY_TOKENS = 6000
 *         历史消息最多占用的 token 数（估算）
 *         Maximum number of tokens of these messages (estimated)
 *     MEMORY_IDLE_MINUTES = 120
 *         超过多少分钟没有新消息就开始新话题
 *         Minutes without a message after which a new topic begins
 *     CHATS_KEEP_DAYS = 180
 *         聊天记录保留的天数；0 表示不保存聊天内容，也就没有上下文
 *         Days for which conversations are stored; 0 stores no words at all, so that there is no memory
 *     REPLY_VIA = api
 *         优先使用的发送方式：api 机器人接口；webhook 消息自带的回复地址（不占 API 调用量，在群里能 @ 提问的人）
 *         How answers are sent first: api (the robot API) or webhook (the message's own reply address: does not count as an API call, can @ the asker in groups)
 *     BOT_LANGUAGE = zh
 *         机器人自身提示的语言：zh 中文，en 英文
 *         Language of the bot's own messages: zh or en
 *     DOCTOR_KEY
 *         自定义口令（随机的字母和数字，至少 16 个）：机器人投入使用后，用 网址?key=口令 打开自检页
 *         A password of your choice, at least 16 random letters and digits: opens the check-up page (ADDRESS?key=…) once the bot is in use
 *     DING_ALLOW_UNSIGNED = false
 *         教程的无密钥模式：设为 true 并且不设置 AppKey 和 AppSecret 时，不验证签名，直接在 HTTP 响应里回答。任何人都能调用，仅用于试验
 *         The tutorial's keyless mode: if true, and without AppKey and AppSecret, callbacks are not verified and the answer is the HTTP body. Anyone can call it: for trials only
 *     DING_API_URL = https://api.dingtalk.com
 *         钉钉新版接口的地址，只有专属钉钉需要修改
 *         Address of DingTalk's API; only a dedicated DingTalk needs another one
 *     DING_OAPI_URL = https://oapi.dingtalk.com
 *         钉钉旧版接口的地址；回复地址必须与它同源
 *         Address of DingTalk's older API; reply addresses must have this origin
 *     DING_CALLS_PER_SECOND = 20
 *         钉钉每秒允许这个应用调用多少次接口：标准版是 20，购买扩容包后最高 60。多出来的消息按收到的先后排队发送
 *         How many calls a second DingTalk takes from the app: 20 in the standard edition, up to 60 with an add-on. More messages than that are sent in order of arrival
 *     ADMINS
 *         管理员的员工 ID，用逗号分隔（发 /whoami 可以看到自己的）。可以用管理员命令，不受名单和次数限制
 *         Staff IDs of the admins, separated by commas (people see theirs with /whoami): admin commands, no lists and no limits
 *     ALLOW_USERS
 *         只有这些员工 ID 可以用；不填则都可以。没有员工 ID 的人不在任何名单里
 *         Only these staff IDs may use the bot; everyone by default. People without a staff ID are on no list
 *     DENY_USERS
 *         这些员工 ID 不能用，优先于 ALLOW_USERS
 *         These staff IDs may not use the bot, even if ALLOW_USERS has them
 *     ALLOW_GROUPS
 *         只在这些群（会话 ID）里可以用；不填则都可以。不影响单聊
 *         Only these groups (conversation IDs) may use the bot; all by default. Direct chats are not concerned
 *     LIMIT_USER_PER_MINUTE = 0
 *         每人每分钟最多几个回答；0 不限
 *         Answers for one person in a minute; 0: no limit
 *     LIMIT_USER_PER_DAY = 0
 *         每人每天最多几个回答（北京时间）；0 不限
 *         Answers for one person in a day of China's time; 0: no limit
 *     LIMIT_PER_MONTH = 0
 *         机器人每月最多几个回答（北京时间）；0 不限
 *         Answers of the bot in a month of China's time; 0: no limit
 *     LIMIT_TOKENS_PER_MONTH = 0
 *         机器人每月最多用多少 token（按大模型服务返回的数字）；0 不限
 *         Tokens of the bot in a month, as the model service counts them; 0: no limit
 *
 * 进程重启时没有答完的消息，收到下一次请求后会接着处理。想在重启后马上处理，再建一个云函数 __init__，内容如下：
 * Messages that a restart interrupted are answered after the next request. To have them answered right after the
 * restart, add a second function named __init__ with these lines:
 *
 *     import { recover } from './dingtalk'
 *
 *     export const main = () => recover()
 */

// functions/app.ts
import cloud from "@lafjs/cloud";

// functions/bot/prompt-limits.ts
var MAX_REMEMBERED = 200;
function createPromptLimits() {
  const known = new Map();
  return {
    of: (model) => known.get(model) ?? Number.POSITIVE_INFINITY,
    learn(model, accepted, refused2) {
      known.set(model, Math.max(accepted, Math.floor(refused2 / 2)));
      const [oldest = ""] = known.keys();
      if (known.size > MAX_REMEMBERED) known.delete(oldest);
    }
  };
}

// functions/clock.ts
import { performance } from "node:perf_hooks";
var SYNC_EVERY_MS = 6e4;
var MIN_JUMP_MS = 1e3;
var elapsedMs = () => performance.now();
var originMs = () => Date.now() - elapsedMs();
var offsetMs = 0;
var knownOriginMs = originMs();
var syncedAt;
function jumpMs() {
  const movedMs = Math.round(originMs() - knownOriginMs);
  return Math.abs(movedMs) > MIN_JUMP_MS ? movedMs : 0;
}
function now() {
  return Date.now() + offsetMs - jumpMs();
}
function clockOffsetMs() {
  return syncedAt === void 0 ? void 0 : now() - Date.now();
}
function hasClockJumped() {
  return jumpMs() !== 0;
}
async function syncClock(readTime) {
  const startedAt = elapsedMs();
  if (syncedAt !== void 0 && startedAt - syncedAt < SYNC_EVERY_MS && !hasClockJumped()) return;
  const time = await readTime().catch(() => Number.NaN);
  const halfMs = (elapsedMs() - startedAt) / 2;
  const isKnown = Number.isFinite(time);
  if (!isKnown && syncedAt !== void 0) return;
  if (isKnown) offsetMs -= jumpMs();
  knownOriginMs = originMs();
  if (!isKnown) return;
  const measuredMs = time - (knownOriginMs + startedAt + halfMs);
  if (Math.abs(measuredMs - offsetMs) > halfMs + 1) offsetMs = Math.round(measuredMs);
  syncedAt = elapsedMs();
}

// functions/bot/china-time.ts
var MINUTE_MS = 60 * 1e3;
var OFFSET_MS = 8 * 60 * MINUTE_MS;
function startOfNext(period, at) {
  if (period === "minute") return (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS;
  const { year, month, date } = toChinaDay(at);
  return (period === "day" ? Date.UTC(year, month - 1, date + 1) : Date.UTC(year, month, 1)) - OFFSET_MS;
}
function toChinaTime(at) {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 16).replace("T", " ");
}
var WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
function toChinaDay(at) {
  const local = new Date(at + OFFSET_MS);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    date: local.getUTCDate(),
    weekday: WEEKDAYS[local.getUTCDay()] ?? "sunday"
  };
}
function toChinaMoment(at) {
  return { ...toChinaDay(at), time: toChinaTime(at).slice(11) };
}

// functions/bot/counters.ts
var REFUSALS = ["person", "group", "blocked", "minute", "day", "month"];
var DAY_MS = 24 * 60 * 60 * 1e3;
var KEEP_MS = { minute: 60 * 60 * 1e3, day: 40 * DAY_MS, month: 400 * DAY_MS };
function toPeriods(at) {
  const minute = toChinaTime(at);
  return { month: minute.slice(0, 7), day: minute.slice(0, 10), minute };
}
function toTotalKeys(at) {
  const { day, month } = toPeriods(at);
  return [
    { scope: `day:${day}`, keepMs: KEEP_MS.month },
    { scope: `month:${month}`, keepMs: KEEP_MS.month }
  ];
}
function toPersonKeys(at, subject) {
  const { day, month, minute } = toPeriods(at);
  return {
    month: { scope: `user:${month}`, subject, keepMs: KEEP_MS.month },
    day: { scope: `user:${day}`, subject, keepMs: KEEP_MS.day },
    minute: { scope: `user:${minute}`, subject, keepMs: KEEP_MS.minute }
  };
}
function toGroupKey(at, subject) {
  return { scope: `group:${toPeriods(at).month}`, subject, keepMs: KEEP_MS.month };
}
function toAnswerCounts({ prompt: prompt2 = 0, completion = 0 } = {}) {
  return { answers: 1, tokens: prompt2 + completion, promptTokens: prompt2, completionTokens: completion };
}

// functions/errors.ts
var AnswerError = class extends Error {
  constructor(failure, evidence) {
    super(evidence ? `${failure} (${evidence})` : failure);
    this.failure = failure;
    this.evidence = evidence;
  }
  failure;
  evidence;
  name = "AnswerError";
};
var DeliveryError = class extends Error {
  constructor(failure, evidence) {
    super(evidence ? `${failure} (${evidence})` : failure);
    this.failure = failure;
    this.evidence = evidence;
  }
  failure;
  evidence;
  name = "DeliveryError";
};
function isPassing(failure) {
  return failure === "throttled" || failure === "busy";
}
function toAnswerError(error) {
  return hasName(error, "AnswerError") ? error : new AnswerError("internal", describe(error));
}
var LASTING = ["TypeError", "RangeError", "SyntaxError", "ReferenceError"];
function toDeliveryError(error) {
  if (hasName(error, "DeliveryError")) return error;
  const isLasting = LASTING.some((name) => hasName(error, name));
  return new DeliveryError(isLasting ? "rejected" : "busy", describe(error));
}
function hasName(error, name) {
  return error?.name === name;
}
var CODE = /^-?[A-Za-z0-9_.]{1,80}$/;
function describe(error) {
  const { name, code, status } = error ?? {};
  return toEvidence(name, status, code) || typeof error;
}
function toEvidence(...words) {
  return words.filter((word) => typeof word === "number" || typeof word === "string" && CODE.test(word)).join(" ");
}

// functions/dingtalk/access-token.ts
var EXPIRES_EARLY_MS = 10 * 60 * 1e3;
function createAccessTokens(source) {
  let current;
  let pending;
  const isUsable = (token, refused2) => token !== void 0 && token.expiresAt > source.now() && token.token !== refused2;
  const obtain = async (refused2) => {
    const stored = await source.read().catch(() => void 0);
    if (isUsable(stored, refused2)) return stored;
    const { token, expiresInMs } = await source.request();
    const margin = Math.min(EXPIRES_EARLY_MS, expiresInMs / 2);
    const fresh = { token, expiresAt: source.now() + expiresInMs - margin };
    await source.write(fresh).catch(() => void 0);
    return fresh;
  };
  const obtainOnce = async (refused2) => {
    pending ??= obtain(refused2).finally(() => {
      pending = void 0;
    });
    current = await pending;
    return current.token;
  };
  return async (refused2) => {
    if (isUsable(current, refused2)) return current.token;
    current = void 0;
    const token = await obtainOnce(refused2);
    return token === refused2 ? obtainOnce(refused2) : token;
  };
}
async function withAccessToken(accessTokens, call) {
  const token = await accessTokens();
  try {
    return await call(token);
  } catch (error) {
    if (toDeliveryError(error).failure !== "token-refused") throw error;
    return call(await accessTokens(token));
  }
}

// functions/http.ts
import {
  Agent as HttpAgent,
  request as requestHttp
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { brotliDecompressSync, unzipSync } from "node:zlib";
var agents = {
  http: new HttpAgent({ keepAlive: true }),
  https: new HttpsAgent({ keepAlive: true })
};
function request(address, call) {
  const { method = "GET", body = "", timeoutMs, signal, maxBytes } = call;
  const length = body.length > 0 ? { "content-length": String(Buffer.byteLength(body)) } : {};
  const headers = { "accept-encoding": "identity", ...call.headers, ...length };
  return new Promise((resolve, reject) => {
    const onResponse = (message) => read(message, maxBytes).then(
      (text) => resolve({ status: message.statusCode ?? 0, headers: message.headers, text }),
      reject
    );
    const url = new URL(address);
    const outgoing = url.protocol === "https:" ? requestHttps(url, { method, headers, agent: agents.https }, onResponse) : requestHttp(url, { method, headers, agent: agents.http }, onResponse);
    const end = (name) => {
      const error = Object.assign(new Error(name), { name });
      reject(error);
      outgoing.destroy(error);
    };
    const abort = () => end("AbortError");
    signal?.addEventListener("abort", abort);
    const timer = timeoutMs && setTimeout(() => setImmediate(end, "TimeoutError"), timeoutMs);
    outgoing.on("error", reject);
    outgoing.on("close", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    });
    outgoing.end(body);
  });
}
function read(message, maxBytes) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let bytes = 0;
    message.on("data", (chunk) => {
      bytes += chunk.length;
      if (bytes > maxBytes) message.destroy(new Error("the response is too long"));
      else chunks.push(chunk);
    });
    message.on("end", () => {
      try {
        resolve(decompress(Buffer.concat(chunks), message.headers["content-encoding"], maxBytes));
      } catch (error) {
        reject(error);
      }
    });
    message.on("error", reject);
    message.on("close", () => reject(new Error("the response broke off")));
  });
}
function decompress(bytes, encoding, maxOutputLength) {
  const limit = { maxOutputLength };
  if (encoding === "gzip" || encoding === "deflate") return unzipSync(bytes, limit).toString();
  if (encoding === "br") return brotliDecompressSync(bytes, limit).toString();
  return bytes.toString();
}

// functions/untrusted.ts
function asObject(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return void 0;
  return value;
}
function asObjectOrJson(value) {
  if (typeof value !== "string") return asObject(value);
  return asObject(parseJson(value));
}
function asArray(value) {
  return Array.isArray(value) ? value : [];
}
function asString(value) {
  return typeof value === "string" && value !== "" ? value : void 0;
}
function asLine(value, max) {
  const line = (asString(value) ?? "").slice(0, 8 * max).replace(/[\s\p{C}]+/gu, " ").trim();
  return Array.from(line).slice(0, max).join("") || void 0;
}
function asCode(value, max) {
  return typeof value === "string" && value.length <= max && /^[\x21-\x7e]+$/.test(value) ? value : void 0;
}
function cut(text, max) {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, "");
}
function asNumber(value) {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : void 0;
}
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// functions/dingtalk/download.ts
import { lookup } from "node:dns";
import { Agent as HttpAgent2 } from "node:http";
import { Agent as HttpsAgent2 } from "node:https";
import { BlockList, isIP } from "node:net";

// functions/deadline.ts
import { transferableAbortController } from "node:util";
var AbortController = transferableAbortController().constructor;
function within(timeoutMs, work2, toError2) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(toError2())), timeoutMs);
    const settle = (how) => {
      return (value) => {
        clearTimeout(timer);
        how(value);
      };
    };
    work2.then(settle(resolve), settle(reject));
  });
}
async function abortAfter(timeoutMs, work2, toError2) {
  const controller = new AbortController();
  return within(timeoutMs, work2(controller.signal), () => {
    setImmediate(() => controller.abort());
    return toError2();
  });
}

// functions/dingtalk/download.ts
var DOWNLOAD_TIMEOUT_MS = 3e4;
var MAX_REDIRECTS = 3;
var TOO_LARGE = "download too large";
var PRIVATE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  // Also the metadata service of Alibaba Cloud.
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3]
]) {
  PRIVATE.addSubnet(network, prefix, "ipv4");
  PRIVATE.addSubnet(`64:ff9b::${network}`, 96 + prefix, "ipv6");
}
for (const [network, prefix] of [
  ["::", 96],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 9],
  ["ff00::", 8]
])
  PRIVATE.addSubnet(network, prefix, "ipv6");
async function download(url, maxBytes, apiUrl) {
  const guard = createGuard(await isPrivateHost(new URL(apiUrl).hostname));
  const { status, data } = await abortAfter(
    DOWNLOAD_TIMEOUT_MS,
    (signal) => loadAxios().get(guard.check(url), {
      httpAgent: new HttpAgent2({ lookup: guard.lookup }),
      httpsAgent: new HttpsAgent2({ lookup: guard.lookup }),
      responseType: "arraybuffer",
      maxContentLength: maxBytes,
      maxRedirects: MAX_REDIRECTS,
      beforeRedirect: ({ href }) => void guard.check(href),
      proxy: false,
      validateStatus: null,
      signal
    }),
    () => new Error("timeout")
  ).catch((error) => {
    if (guard.hasRefused()) throw new DeliveryError("rejected", "download address");
    if (/maxContentLength/.test(String(error?.message))) throw new DeliveryError("rejected", TOO_LARGE);
    throw toDeliveryError(error);
  });
  if (status === 200) return data;
  throw new DeliveryError(status >= 500 ? "busy" : "rejected", `download ${status}`);
}
function createGuard(isPrivateAllowed) {
  let refused2 = false;
  const refuse2 = () => {
    refused2 = true;
    return new Error("download address");
  };
  const guardedLookup = (hostname, options, callback) => {
    lookup(hostname, options, (error, found, family) => {
      const addresses = error ? [] : [found].flat().map((one) => typeof one === "string" ? one : one.address);
      const isRefused = !isPrivateAllowed && addresses.some(isPrivate);
      callback(isRefused ? refuse2() : error, found, family);
    });
  };
  return {
    hasRefused: () => refused2,
    lookup: guardedLookup,
    check(address) {
      const { protocol, hostname, href } = new URL(address);
      const isHttp = protocol === "https:" || protocol === "http:";
      if (!isHttp || !isPrivateAllowed && isPrivate(hostname)) throw refuse2();
      return href;
    }
  };
}
async function isPrivateHost(hostname) {
  return new Promise((resolve) => {
    lookup(withoutBrackets(hostname), (error, address) => resolve(!error && isPrivate(address)));
  });
}
function isPrivate(host) {
  const address = withoutBrackets(host);
  const version = isIP(address);
  return version !== 0 && PRIVATE.check(address, version === 4 ? "ipv4" : "ipv6");
}
function withoutBrackets(hostname) {
  return hostname.replace(/^\[|\]$/g, "");
}
function loadAxios() {
  return require("axios");
}

// functions/dingtalk/failures.ts
var MEANINGS = [
  [
    /^(InvalidAuthentication|AuthenticationFailed\..*|40014|42001|invalidParameter\.token\.invalid)$/,
    "token-refused"
  ],
  [/^(invalidClientIdOrSecret|400?89|40096)$/i, "app-refused"],
  [/AccessTokenPermissionDenied$|^(unauthorized|auth\.error|60011)$/, "permission"],
  [/IpNotInWhiteList$|^60020$/, "ip-list"],
  [/ApiCountLimitForOrg$/, "quota"],
  [/Q[ps][sm]Limit|^(send\.too\.fast|send\.byToken\.tooFast|too\.many\.(people|group))$/i, "throttled"],
  [/^(130101|660026|410100|90018|90002|90020|1111)$/, "throttled"],
  [/^(system\.(error|busy)|send\.ding\.exception|ServiceUnavailable|resource\.unavailable|-1)$/, "busy"],
  // The documentation on `chatbotId.notAllow.sendOTO`: "…检查机器人状态是否已启用".
  [
    /^(bot\.stopped|send\.forbidden|bot\.forbidden\.sendMessage|chatbotId\.notAllow\.sendOTO|400102)$/,
    "robot-stopped"
  ],
  [
    /^(group\.disbanded|(miss|invalid)\.openConversationId|conversation\.org\.notMatch|400013)$/,
    "group-gone"
  ],
  [/^(staffId\.notExisted|illegal\.receivers)$/, "user-not-reached"],
  [/^(contain\.(unsafe|notAllowed)\..*|43010[1-4])$/, "content-refused"],
  [/^(session\.(notExisted|expired)|300001)$/, "webhook-gone"],
  // The robot code is valid; the download code is not.
  [/^invalidParameter\.robotCode\.downloadCode$/, "rejected"],
  [/^(invalidParameter\.robotCode\..*|robot\.oto\.notExist|resource\.not\.found|400106)$/, "robot-unknown"]
];
function accept({ status, body }) {
  const fields = asObject(body);
  const banCode = fields?.punish === void 0 ? void 0 : fields.status;
  const code = asString(fields?.code) ?? numeric(fields?.errcode) ?? numeric(banCode);
  const succeeded = status >= 200 && status < 300 && (code === void 0 || code === "0");
  if (succeeded && fields) return fields;
  throw new DeliveryError(toFailure(status, code), toEvidence(status, code));
}
function toFailure(status, code) {
  const known = MEANINGS.find(([pattern]) => code !== void 0 && pattern.test(code));
  if (known) return known[1];
  if (status === 401) return "token-refused";
  if (status === 429) return "throttled";
  if (status >= 500 || code === void 0) return "busy";
  return "rejected";
}
function numeric(value) {
  return asNumber(value) === void 0 ? void 0 : String(value);
}

// functions/dingtalk/api.ts
var CALL_TIMEOUT_MS = 1e4;
var MAX_KEY_LENGTH = 256;
var MAX_RESPONSE_BYTES = 1024 * 1024;
var UNMETERED = new Set([
  "token-refused",
  "permission",
  "ip-list",
  "quota",
  "throttled",
  "busy"
]);
var HEADERS = {
  accept: "application/json",
  "content-type": "application/json",
  "user-agent": "dingtalk-chatgpt"
};
function createApi(urls, onMetered = () => {
}) {
  const post2 = async (url, data, token) => {
    const { status, text } = await request(url, {
      method: "POST",
      headers: { ...HEADERS, ...token ? { "x-acs-dingtalk-access-token": token } : {} },
      body: JSON.stringify(data),
      timeoutMs: CALL_TIMEOUT_MS,
      maxBytes: MAX_RESPONSE_BYTES
    }).catch((error) => {
      throw toDeliveryError(error);
    });
    return accept({ status, body: parseJson(text) });
  };
  const postMetered = async (url, data, token) => {
    try {
      const response = await post2(url, data, token);
      onMetered();
      return response;
    } catch (error) {
      if (!UNMETERED.has(toDeliveryError(error).failure)) onMetered();
      throw error;
    }
  };
  return {
    async requestToken(appKey, appSecret) {
      const response = await post2(`${urls.apiUrl}/v1.0/oauth2/accessToken`, { appKey, appSecret });
      const token = asString(response.accessToken);
      if (!token) throw new DeliveryError("busy", "no accessToken in the response");
      return { token, expiresInMs: (asNumber(response.expireIn) ?? 0) * 1e3 };
    },
    async readClock() {
      const call = { timeoutMs: CALL_TIMEOUT_MS, maxBytes: MAX_RESPONSE_BYTES };
      const { headers } = await request(urls.apiUrl, call);
      return Date.parse(String(headers.date));
    },
    async sendToUser(token, robotCode, userId, template) {
      const body = { robotCode, userIds: [userId], ...toMessage(template) };
      const response = await postMetered(`${urls.apiUrl}/v1.0/robot/oToMessages/batchSend`, body, token);
      for (const list of ["invalidStaffIdList", "flowControlledStaffIdList", "filteredStaffIdList"]) {
        if (asArray(response[list]).includes(userId))
          throw new DeliveryError("user-not-reached", `200 ${list}`);
      }
      return asCode(response.processQueryKey, MAX_KEY_LENGTH);
    },
    async sendToGroup(token, robotCode, conversationId, template) {
      const body = { robotCode, openConversationId: conversationId, ...toMessage(template) };
      const response = await postMetered(`${urls.apiUrl}/v1.0/robot/groupMessages/send`, body, token);
      return asCode(response.processQueryKey, MAX_KEY_LENGTH);
    },
    async sendToWebhook(url, message) {
      await post2(url, message);
    },
    async requestDownload(token, robotCode, downloadCode) {
      const body = { robotCode, downloadCode };
      const response = await postMetered(`${urls.apiUrl}/v1.0/robot/messageFiles/download`, body, token);
      const url = asString(response.downloadUrl);
      if (!url) throw new DeliveryError("rejected", "no downloadUrl in the response");
      return url;
    },
    download: (url, maxBytes) => download(url, maxBytes, urls.apiUrl)
  };
}
function toMessage({ msgKey, fields }) {
  return { msgKey, msgParam: JSON.stringify(fields) };
}

// functions/dingtalk/media.ts
import { TextDecoder } from "node:util";
var MEGABYTE = 1024 * 1024;
var MAX_BYTES = { picture: 10 * MEGABYTE, file: MEGABYTE };
var CHECK_TIMEOUT_MS = 900;
var PICTURES = [
  [/^89504e470d0a1a0a/, "image/png"],
  [/^ffd8ff/, "image/jpeg"],
  [/^474946383[79]61/, "image/gif"],
  [/^52494646.{8}57454250/, "image/webp"]
];
function createMedia(api, tokens, pacer) {
  const fetchBytes = async (kind, { robotCode, downloadCode, place }) => {
    const attempt = async () => {
      const url = await pacer.run(
        place,
        () => withAccessToken(tokens, (token) => api.requestDownload(token, robotCode, downloadCode))
      );
      return api.download(url, MAX_BYTES[kind]);
    };
    try {
      return await attempt().catch((error) => {
        if (isPassing(toDeliveryError(error).failure)) return attempt();
        throw error;
      });
    } catch (error) {
      const { failure, evidence = "" } = toDeliveryError(error);
      const problem = evidence === TOO_LARGE ? "too-large" : "unreadable";
      throw new AnswerError(`${kind}-${problem}`, `${failure} ${evidence}`.trim());
    }
  };
  return {
    async picture(file) {
      const bytes = await fetchBytes("picture", file);
      const start = bytes.subarray(0, 16).toString("hex");
      const type = PICTURES.find(([pattern]) => pattern.test(start))?.[1];
      if (!type) throw new AnswerError("picture-unreadable", "not a picture");
      return `data:${type};base64,${bytes.toString("base64")}`;
    },
    async text(file) {
      const text = decode(await fetchBytes("file", file));
      if (text.includes("\0")) throw new AnswerError("file-unreadable", "not a text");
      return text;
    }
  };
}
async function tryPermission(api, tokens, pacer, robotCode) {
  const place = { arrivedAt: 0, expiresAt: Date.now() + CHECK_TIMEOUT_MS };
  try {
    await pacer.run(
      place,
      () => withAccessToken(tokens, (token) => api.requestDownload(token, robotCode, "check-up"))
    );
  } catch (error) {
    const { failure, evidence } = toDeliveryError(error);
    if (failure !== "rejected" && !evidence?.endsWith("robotCode.auth")) throw error;
  }
}
function decode(bytes) {
  const mark = bytes.subarray(0, 2).toString("hex");
  if (mark === "fffe") return new TextDecoder("utf-16le").decode(bytes);
  if (mark === "feff") return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

// functions/doctor/checks.ts
var CALL_TIMEOUT_MS2 = 7e3;
var MODEL_TIMEOUT_MS = 15e3;
var MAX_SKEW_MS = 30 * 60 * 1e3;
var MIN_DATABASE_SKEW_MS = 1e3;
function checkAll(probes, texts) {
  return CHECKS.map((check) => check(probes, texts));
}
var CHECKS = [
  checkSettings,
  checkClock,
  checkDatabase,
  checkDingTalk,
  checkModel,
  checkCallback,
  checkDelivery
];
async function checkSettings({ problems, keyless }, texts) {
  const { keyless: text, keylessFix, settingsFix } = texts.doctor;
  const check = "settings";
  const findings = problems.map((one) => bad(check, texts.problem(one), settingsFix));
  if (keyless) findings.push(bad(check, text, keylessFix));
  return findings.length > 0 ? findings : [good(check, texts)];
}
async function checkClock({ clockSkewMs }, texts) {
  const { doctor } = texts;
  const skewMs = await inTime(clockSkewMs()).then(Math.abs, () => Number.NaN);
  if (skewMs < MAX_SKEW_MS) return [good("clock", texts)];
  if (Number.isNaN(skewMs)) return [unknown("clock", texts)];
  return [bad("clock", doctor.bad.clock, doctor.clockFix(Math.round(skewMs / 6e4)))];
}
function checkDatabase({ database: database2, databaseClockMs }, texts) {
  const describeClock = () => {
    const aheadMs = databaseClockMs?.() ?? 0;
    return Math.abs(aheadMs) < MIN_DATABASE_SKEW_MS ? "" : texts.doctor.databaseClock(Math.round(aheadMs / 1e3));
  };
  return database2().then(
    () => [{ ...good("database", texts), text: texts.doctor.good.database + describeClock() }],
    () => [bad("database", texts.doctor.bad.database, texts.doctor.databaseFix)]
  );
}
async function checkDingTalk({ keyless, token, permission }, texts) {
  if (keyless) return [];
  try {
    await inTime(token());
  } catch (error) {
    const refusal = toDeliveryError(error);
    const isMissing = refusal.failure === "app-missing";
    return [
      isMissing ? unknown("token", texts) : refused("token", refusal, texts),
      unknown("permission", texts)
    ];
  }
  const permissionFinding = await inTime(permission()).then(
    () => good("permission", texts),
    (error) => refused("permission", toDeliveryError(error), texts)
  );
  return [good("token", texts), permissionFinding];
}
async function checkModel({ model, modelShutdown }, texts) {
  const { doctor } = texts;
  try {
    const both = Promise.all([modelShutdown(), model()]);
    const [shutdown] = await within(MODEL_TIMEOUT_MS, both, () => new AnswerError("timeout"));
    if (!shutdown) return [good("model", texts)];
    return [bad("model", doctor.modelShutdown(shutdown.name, shutdown.date), doctor.modelShutdownFix)];
  } catch (error) {
    const { failure } = toAnswerError(error);
    if (failure === "key-missing") return [unknown("model", texts)];
    return [bad("model", doctor.bad.model, doctor.modelFix[failure] ?? texts.failure[failure])];
  }
}
async function checkCallback(probes, texts) {
  const { doctor } = texts;
  const check = "callback";
  const last2 = probes.lastRejection();
  const rejected = last2 && bad(
    check,
    doctor.callbackProblem[last2.problem](toChinaTime(last2.at)),
    doctor.callbackProblemFix[last2.problem]
  );
  try {
    const at = await probes.lastCallback();
    if (rejected && last2.at >= (at ?? 0)) return [rejected];
    if (at === void 0) {
      if (await probes.hasAnswered()) return [{ check, state: "unknown", text: doctor.quietDay }];
      return [{ check, state: "unknown", text: doctor.noCallback, fix: doctor.noCallbackFix }];
    }
    return [{ check, state: "good", text: doctor.lastCallback(toChinaTime(at)) }];
  } catch {
    return [rejected ?? unknown(check, texts)];
  }
}
async function checkDelivery({ keyless, lastRefusal }, texts) {
  const { doctor } = texts;
  if (keyless) return [];
  try {
    const refusal = await lastRefusal();
    if (!refusal) return [good("delivery", texts)];
    const fix = Object.entries(texts.fix).find(([failure]) => failure === refusal.failure)?.[1] ?? "";
    const text = doctor.lastRefusal(toChinaTime(refusal.at));
    return [bad("delivery", text, `${fix} ${doctor.refusalPasses}`.trim(), refusal.evidence)];
  } catch {
    return [unknown("delivery", texts)];
  }
}
function good(check, { doctor }) {
  return { check, state: "good", text: doctor.good[check] };
}
function unknown(check, { doctor }) {
  return { check, state: "unknown", text: doctor.unknown[check] };
}
function bad(check, text, fix, evidence = "") {
  const isCode = /^\d{3} [\w.-]{1,80}$/.test(evidence);
  return { check, state: "bad", text, fix, ...isCode ? { code: evidence } : {} };
}
function refused(check, { failure, evidence }, texts) {
  const { doctor } = texts;
  const fix = failure === "busy" ? doctor.busyFix : texts.fix[failure];
  if (check === "permission" && isPassing(failure))
    return { check, state: "unknown", text: doctor.noAnswer, fix };
  return bad(check, doctor.bad[check], fix, evidence);
}
function inTime(call) {
  return within(CALL_TIMEOUT_MS2, call, () => new DeliveryError("busy", "timeout"));
}

// functions/doctor/check-up.ts
var PACE = {
  owner: { everyMs: 2 * 60 * 1e3, maxADay: 30 },
  visitor: { everyMs: 5 * 60 * 1e3, maxADay: 20 }
};
var DAY_MS2 = 24 * 60 * 60 * 1e3;
function createCheckUp(probes, now2) {
  let outside;
  const begun = { owner: [], visitor: [] };
  const running = new Map();
  const nextCheckOf = (viewer) => {
    const { everyMs, maxADay } = PACE[viewer];
    const [first = 0] = begun[viewer].slice(-maxADay);
    const today = begun[viewer].length < maxADay ? 0 : first + DAY_MS2;
    return Math.max(today, outside ? outside.at + everyMs : 0);
  };
  const make = async (viewer, texts) => {
    const at = now2();
    if (!outside || at >= nextCheckOf(viewer)) {
      begun[viewer] = [...begun[viewer], at].slice(-PACE[viewer].maxADay);
      outside = { probes: askOnce(probes), at };
    }
    const [checkedAt, nextCheckAt] = [outside.at, nextCheckOf(viewer)];
    const findings = await Promise.all(checkAll({ ...probes, ...outside.probes }, texts));
    return { findings: findings.flat(), checkedAt, nextCheckAt };
  };
  return {
    report(viewer, texts) {
      const known = running.get(texts);
      if (known) return known;
      const made = make(viewer, texts).finally(() => running.delete(texts));
      running.set(texts, made);
      return made;
    },
    async databaseOnly(texts) {
      const at = now2();
      return { findings: await checkDatabase(probes, texts), checkedAt: at, nextCheckAt: at };
    }
  };
}
function askOnce({ clockSkewMs, token, permission, model, modelShutdown }) {
  return {
    clockSkewMs: once(clockSkewMs),
    token: once(token),
    permission: once(permission),
    model: once(model),
    modelShutdown: once(modelShutdown)
  };
}
function once(ask) {
  let asked;
  return () => {
    asked ??= ask();
    return asked;
  };
}

// functions/doctor/report-access.ts
import { createHash, timingSafeEqual } from "node:crypto";
function createKeyCheck(doctorKey, slowDown) {
  return async (key) => {
    if (typeof key !== "string" || key === "") return "visitor";
    if (doctorKey !== void 0 && isSame(key, doctorKey)) return "owner";
    return await slowDown() ? "visitor" : "refused";
  };
}
async function readView(viewer, hasAnswered, { report, databaseOnly }, texts) {
  if (viewer === "owner") return { report: await report(viewer, texts) };
  const isAtWork = await hasAnswered().catch(() => void 0);
  if (isAtWork) return {};
  if (isAtWork === false) return { report: await report(viewer, texts) };
  return { report: await databaseOnly(texts), partly: true };
}
function isSame(given, key) {
  const digest = (text) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
}

// functions/doctor/wrong-keys.ts
var STEP_MS = 100;
var MAX_DELAY_MS = 5e3;
var FORGET_AFTER_MS = 10 * 60 * 1e3;
var MAX_WAITING = 20;
function createWrongKeys(now2, sleep3) {
  let misses = 0;
  let lastAt = 0;
  let waiting = 0;
  return async function slowDown() {
    const at = now2();
    misses = at - lastAt > FORGET_AFTER_MS ? 1 : misses + 1;
    lastAt = at;
    if (waiting >= MAX_WAITING) return false;
    waiting += 1;
    await sleep3(Math.min(misses * STEP_MS, MAX_DELAY_MS));
    waiting -= 1;
    return true;
  };
}

// functions/openai/event-stream.ts
var MAX_EVENT_CHARACTERS = 1e6;
function isEventStream(text) {
  return /^\s*(data|event|id|retry)?:/.test(text);
}
function joinEventStream(text) {
  const joined = { content: "", refusal: "", model: "", finishReason: "", usage: void 0 };
  let isDone = false;
  for (const event of readEvents(text)) {
    isDone ||= event === "[DONE]";
    const fields = asObject(parseJson(event)) ?? {};
    const error = errorOf(fields);
    if (error) return { error };
    addEvent(joined, fields);
  }
  const { content, refusal, model, usage: usage2 } = joined;
  const finishReason = joined.finishReason || (isDone ? "stop" : "length");
  return { model, usage: usage2, choices: [{ finish_reason: finishReason, message: { content, refusal } }] };
}
function* readEvents(text) {
  let pending = "";
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === "") pending = "";
    const [, data] = /^\uFEFF?\s*data:[ ]?(.*)$/.exec(line) ?? [];
    if (data === void 0) continue;
    const event = pending + data;
    if (event === "[DONE]" || parseJson(event) !== void 0) {
      yield event;
      pending = "";
    } else if (event.length < MAX_EVENT_CHARACTERS) {
      pending = `${event}
`;
    }
  }
}
function errorOf(fields) {
  if (fields.error) return fields.error;
  const isTopLevel = fields.choices === void 0 && fields.code !== void 0 && asString(fields.message);
  return isTopLevel ? fields : void 0;
}
function addEvent(joined, fields) {
  joined.model ||= asString(fields.model) ?? "";
  joined.usage = asObject(fields.usage) ?? joined.usage;
  const choice = asObject(asArray(fields.choices)[0]);
  if (!choice) return;
  const delta = asObject(choice.delta);
  joined.content += toText(delta?.content);
  joined.refusal += asString(delta?.refusal) ?? "";
  joined.finishReason = asString(choice.finish_reason) ?? joined.finishReason;
  joined.content ||= toText(asObject(choice.message)?.content);
}
function toText(content) {
  if (typeof content === "string") return content;
  return asArray(content).map((part) => asString(asObject(part)?.text) ?? "").join("");
}

// functions/openai/completion.ts
var MAX_ANSWER_CHARACTERS = 3e4;
var DECLINED = ["content_filter", "sensitive"];
var TAG = "(?:think|thinking|thought|reasoning)";
var OPENING = new RegExp(`^\\s*(?:<${TAG}>|◁think▷)`, "i");
var CLOSING = new RegExp(`</${TAG}>|◁/think▷`, "i");
var CLOSING_LINE = new RegExp(`^[ \\t]*(?:</${TAG}>|◁/think▷)[ \\t]*$`, "im");
var ANY_OPENING = new RegExp(`<${TAG}>|◁think▷`, "i");
var CHANNELS = /^\s*(?:<\|start\|>assistant)?<\|channel\|>/;
var FINAL_CHANNEL = /<\|channel\|>final(?:\s*<\|constrain\|>\w+)?<\|message\|>/;
var END_OF_MESSAGE = /<\|(?:return|end)\|>\s*$/;
function toCompletion(answer4, model) {
  const fields = asObject(answer4) ?? {};
  const choice = asObject(asArray(fields.choices)[0]);
  if (!choice) throw new AnswerError("model-failed", "no choices in the answer");
  const reason = asString(choice.finish_reason) ?? "";
  const message = asObject(choice.message) ?? {};
  if (DECLINED.includes(reason) || asString(message.refusal)) throw new AnswerError("model-declined");
  const isCutOff = reason === "length";
  const whole = withoutThinking(toText(message.content)).trim();
  if (!whole) throw new AnswerError("model-empty", toEvidence(reason));
  return {
    // Without half an emoji at the end.
    text: whole.slice(0, MAX_ANSWER_CHARACTERS).replace(/[\uD800-\uDBFF]$/, ""),
    model: asString(fields.model)?.slice(0, 120) ?? model,
    cutOff: isCutOff || whole.length > MAX_ANSWER_CHARACTERS,
    ...toUsage(fields.usage)
  };
}
function toUsage(value) {
  const usage2 = asObject(value);
  if (!usage2) return {};
  return { usage: { prompt: toCount(usage2.prompt_tokens), completion: toCount(usage2.completion_tokens) } };
}
function toCount(value) {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}
function withoutThinking(text) {
  if (CHANNELS.test(text)) return finalChannelOf(text);
  const isOpened = OPENING.test(text);
  const closing = (isOpened ? CLOSING : CLOSING_LINE).exec(text);
  if (!closing) return isOpened ? "" : text;
  const hasOwnOpening = !isOpened && ANY_OPENING.test(text.slice(0, closing.index));
  return hasOwnOpening ? text : text.slice(closing.index + closing[0].length);
}
function finalChannelOf(text) {
  const final = FINAL_CHANNEL.exec(text);
  return final ? text.slice(final.index + final[0].length).replace(END_OF_MESSAGE, "") : "";
}

// functions/openai/failures.ts
var PICTURES2 = /image|vision|visual|multi-?modal|picture|图片|图像|视觉|多模态/i;
var NOT_AN_API = "not_an_api";
var ROWS = [
  { failure: "address-wrong", code: new RegExp(`^${NOT_AN_API}$`) },
  // Rate limits whose messages speak of quotas or billing.
  {
    failure: "rate-limited",
    code: /^(Throttling|RequestBurst|limit_requests)|rate_?limit|\b(1302|1303|1305)\b/i
  },
  {
    failure: "model-quota",
    status: [200, 400, 402, 403, 429],
    code: /insufficient_(user_)?quota|insufficient_balance|billing|arrearage|overdue|FreeTierOnly|exceeded_current_quota|\b(1113|30001|30011)\b/i,
    message: /\b(quota|balance|credits?|overdue|arrears?|arrearage|free tier|billing)\b|余额|额度|欠费|欠款/i
  },
  { failure: "model-quota", status: [402] },
  {
    failure: "region-not-served",
    code: /unsupported_country/i,
    message: /country, region|(country|region|location).{0,40}not (supported|available)|not (supported|available) in your (country|region|location)/i
  },
  {
    failure: "model-declined",
    code: /content_?(filter|policy)|data_?inspection|sensitive|\b1301\b/i,
    message: /data_inspection|inappropriate content|content (management )?policy|敏感|违规|不安全/i
  },
  {
    failure: "too-long",
    code: /context_length|string_above_max_length|context_window|\b1261\b/i,
    message: /(maximum|max) (context|model) length|context (length|window|size)|Range of input length|too many (input )?tokens|token limit|exceed.{0,30}tokens|(input|prompt|request|messages?)[^.]{0,40}too (long|large)|reduce the length|超长|(长度|上下文|输入)[^。]{0,10}(超|过长)/i
  },
  { failure: "too-long", status: [413] },
  {
    failure: "picture-unreadable",
    withPictures: true,
    code: /image_parse|invalid_image|image_too/i,
    message: /(corrupt|decode|download|fetch|unsupported|invalid) (the )?(image|picture)|(image|picture)[^.]{0,40}(corrupt|invalid|too (large|big|small)|size|format|download)|图片.{0,10}(格式|损坏|过大|太大|尺寸)/i
  },
  {
    failure: "pictures-unsupported",
    withPictures: true,
    status: [200, 400, 404, 415, 422, 500],
    code: PICTURES2,
    message: PICTURES2
  },
  { failure: "pictures-unsupported", withPictures: true, status: [415] },
  { failure: "key-refused", code: /invalid_api_key|invalid_authentication|InvalidApiKey/i },
  {
    failure: "model-unknown",
    code: /model_?not_?(found|exist)|invalid_model|InvalidEndpointOrModel|\b1211\b/i,
    message: /model.{0,80}(not (exist|found)|does ?n.t exist|decommissioned|shut ?down|has been deprecated)|模型.{0,40}不存在/i
  },
  {
    failure: "rate-limited",
    message: /rate limit|too many requests|限流|请求过于频繁|并发数/i
  },
  { failure: "key-refused", status: [401, 403] },
  { failure: "rate-limited", status: [429] },
  { failure: "model-unknown", status: [404] }
];
function toAnswerFailure(error, hasPictures2) {
  const row = ROWS.find((each) => (hasPictures2 || !each.withPictures) && matches(each, error));
  return row?.failure ?? "model-failed";
}
function matches(row, { status, code, message }) {
  if (row.status && !row.status.includes(status)) return false;
  if (!row.code && !row.message) return true;
  return Boolean(row.code?.test(code) || row.message?.test(message));
}
var FINAL = new Set([
  "model-quota",
  "region-not-served",
  "model-declined",
  "too-long",
  "key-refused",
  "model-unknown",
  "pictures-unsupported",
  "address-wrong"
]);
function isFinal(failure) {
  return FINAL.has(failure);
}

// functions/openai/response.ts
var MAX_MESSAGE_CHARACTERS = 2e3;
var MAX_CODE_CHARACTERS = 200;
var UNKNOWN_ROUTE = /^(404 )?(page )?not found\.?$|^invalid url\b|unknown request url/i;
function readAnswer(status, text) {
  const body = text.replace(/^\uFEFF/, "").trim();
  const isSuccess = status >= 200 && status < 300;
  const notAnApi = toError(status, { code: NOT_AN_API });
  if (status >= 300 && status < 400) return notAnApi;
  if (/^<(!doctype|html|head|body|\?xml)/i.test(body)) {
    return isOfGateway(status) ? toError(status, {}) : notAnApi;
  }
  const parsed = asObject(parseJson(body)) ?? (isEventStream(body) ? joinEventStream(body) : void 0);
  if (!parsed) return isSuccess ? { kind: "broken" } : toError(status, { message: body });
  const error = errorIn(parsed, isSuccess);
  return error ? toError(status, error) : { kind: "completion", body: parsed };
}
function isOfGateway(status) {
  return status >= 500 || [408, 413, 429].includes(status);
}
function errorIn(fields, isSuccess) {
  if (fields.error) return asObject(fields.error) ?? { message: fields.error };
  const hasAnswer = Array.isArray(fields.choices);
  if (isSuccess && (hasAnswer || fields.message === void 0)) return void 0;
  return fields.detail === void 0 ? fields : { ...fields, message: toSentence(fields.detail) };
}
function toSentence(detail) {
  return typeof detail === "string" ? detail : JSON.stringify(detail);
}
function toError(status, { code, type, message, msg, param }) {
  const text = asString(message) ?? asString(msg) ?? "";
  const codes = [code, type].filter((word) => typeof word === "string" || typeof word === "number");
  const isUnknownRoute = status === 404 && UNKNOWN_ROUTE.test(text.trim());
  return {
    kind: "error",
    error: {
      status,
      code: isUnknownRoute ? NOT_AN_API : codes.join(" ").slice(0, MAX_CODE_CHARACTERS),
      message: text.slice(0, MAX_MESSAGE_CHARACTERS),
      ...asString(param) ? { param: String(param).slice(0, MAX_CODE_CHARACTERS) } : {}
    }
  };
}

// functions/openai/fetch.ts
var MAX_RESPONSE_BYTES2 = 8 * 1024 * 1024;
async function modelFetch(address, { method, headers = [], body = "", signal } = {}) {
  const response = await request(String(address), {
    method,
    headers: Object.fromEntries(headers),
    body,
    signal,
    maxBytes: MAX_RESPONSE_BYTES2
  });
  const answer4 = readAnswer(response.status, response.text);
  switch (answer4.kind) {
    case "broken":
      throw new Error("the response is empty or broke off");
    case "completion":
      return toResponse(200, response.headers, answer4.body);
    case "error":
      return toErrorResponse(response.headers, answer4.error);
  }
}
function toErrorResponse(headers, error) {
  const failure = toAnswerFailure(error, false);
  const status = error.status >= 400 ? error.status : statusInside(error, failure);
  const advice = isFinal(failure) ? { "x-should-retry": "false" } : {};
  return toResponse(status, { ...headers, ...advice }, { error });
}
function statusInside({ code, message }, failure) {
  if (failure === "rate-limited") return 429;
  return /upstream|server|overload|internal|time-?out|busy|繁忙|稍后/i.test(`${code} ${message}`) ? 502 : 400;
}
function toResponse(status, headers, body) {
  const fields = { ...headers, "content-type": "application/json" };
  return {
    ok: status < 300,
    status,
    headers: {
      get: (name) => {
        const value = fields[name.toLowerCase()];
        return value === void 0 ? null : String(value);
      },
      entries: () => Object.entries(fields)
    },
    body: null,
    json: async () => body,
    text: async () => JSON.stringify(body)
  };
}

// functions/openai/models.ts
var SHUTDOWNS = [
  [/^(gpt-3\.5-turbo(-16k)?|gpt-4|gpt-4-32k|gpt-4-turbo|o1|o3-mini|o4-mini)$/, "2026-10-23"],
  [/^(gpt-5|gpt-5-mini|gpt-5-nano|o3)$/, "2026-12-11"],
  // The whole families.
  [/^gpt-(4o|4\.1)(-|$)/, "2027-01-14"],
  [/^gpt-5\.1$/, "2027-04-01"]
];
function knownShutdown(model, baseUrl) {
  if (!/^https:\/\/(\w+\.)?api\.openai\.com(\/|$)/.test(baseUrl)) return void 0;
  const name = model.replace(/(-preview|-\d{4}(-\d{2}){0,2})+$/, "");
  return SHUTDOWNS.find(([names]) => names.test(name))?.[1];
}
function shutdownIn(model) {
  const date = model?.shutdown_date;
  return typeof date === "string" && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : void 0;
}

// functions/openai/quirks.ts
var MAX_REMEMBERED2 = 200;
function createQuirkStore() {
  const known = new Map();
  const alternatives = new Set();
  return {
    baseUrl: ({ baseUrl, alternative }) => alternative !== void 0 && alternatives.has(baseUrl) ? alternative : baseUrl,
    rememberBaseUrl({ baseUrl, alternative }, used) {
      if (used === alternative) alternatives.add(baseUrl);
      else alternatives.delete(baseUrl);
    },
    of(baseUrl, model) {
      const key = `${baseUrl} ${model}`;
      const quirks = known.get(key) ?? { refusedParameters: new Set(), renamedParameters: new Map() };
      known.set(key, quirks);
      const [oldest = ""] = known.keys();
      if (known.size > MAX_REMEMBERED2) known.delete(oldest);
      return quirks;
    }
  };
}
var LEARNS_FROM = [200, 400, 404, 422, 500];
var REFUSES = /not (be )?(support|allow|permit|enable|accept)|n.t (support|allow|accept)|unsupported|unrecognized|unknown|invalid|unexpected|extra (fields|inputs)|不支持|未知/i;
var STREAM_ONLY = /only supports? stream|stream mode|non-?streaming|stream.{0,20}must be (true|set|enabled)|must (use|enable|set) stream|只支持流式|仅支持流式/i;
var SYSTEM_ROLE = /system.{0,3} (role|message|prompt)|role.{0,20}system|developer instruction/i;
var TOOLS = /\btools?\b|function.?call/i;
var NO_PICTURES = /support|unknown variant|expected `?text|multi-?modal|vision|不支持/i;
var NAMED_PARAMETER = /(?:parameter|argument|property|field|value for|keyword argument)s?(?: supplied)?:? ['"`]?([a-z][\w.]*)|['"`]([a-z][\w.]*)['"`]/gi;
function learn(quirks, error, request2) {
  const { model: _, messages, stream, ...optional } = request2;
  if (!LEARNS_FROM.includes(error.status)) return false;
  if (!stream && STREAM_ONLY.test(error.message)) {
    quirks.needsStreaming = true;
    return true;
  }
  if (!REFUSES.test(`${error.code} ${error.message}`)) return false;
  const parameter = refusedParameter(error, Object.keys(optional));
  if (parameter) {
    leaveOut(quirks, parameter, error.message);
    return true;
  }
  const hasSystem = messages.some(({ role }) => role === "system");
  if (!hasSystem || !SYSTEM_ROLE.test(error.message)) return false;
  quirks.noSystemRole = true;
  return true;
}
function learnNoPictures(quirks, { code, message }) {
  if (NO_PICTURES.test(`${code} ${message}`)) quirks.noPictures = true;
}
function refusedParameter({ message, param }, sent) {
  const named = [param ?? "", ...namesIn(message), ...TOOLS.test(message) ? ["tools"] : []];
  return named.map((name) => name.split(".")[0] ?? "").find((name) => sent.includes(name));
}
function namesIn(message) {
  return [...message.matchAll(NAMED_PARAMETER)].map(([, bare, quoted]) => bare ?? quoted ?? "");
}
function leaveOut(quirks, parameter, message) {
  const other = { max_tokens: "max_completion_tokens", max_completion_tokens: "max_tokens" }[parameter];
  if (other && message.includes(other)) quirks.renamedParameters.set(parameter, other);
  else quirks.refusedParameters.add(parameter);
}

// functions/openai/request.ts
function toRequest(prompt2, model, extra, quirks) {
  const messages = (quirks.noSystemRole ? withoutSystemRole(prompt2) : prompt2).map(toMessage2);
  const stream = quirks.needsStreaming ? { stream: true, stream_options: { include_usage: true } } : {};
  const optional = Object.entries({ ...extra, ...stream }).map(([name, value]) => [quirks.renamedParameters.get(name) ?? name, value]).filter(([name]) => !quirks.refusedParameters.has(name));
  return { model, messages, ...Object.fromEntries(optional) };
}
function hasPictures(prompt2) {
  return prompt2.some(
    ({ content }) => typeof content !== "string" && content.some((part) => "pictureUrl" in part)
  );
}
function withoutSystemRole(prompt2) {
  const instructions = prompt2.flatMap(({ role, content }) => role === "system" ? [textOf(content)] : []);
  const text = `${instructions.join("\n\n")}

`;
  const messages = prompt2.filter(({ role }) => role !== "system");
  const first = messages.find(({ role }) => role === "user");
  return messages.map((message) => {
    if (message !== first) return message;
    const { role, content } = message;
    return { role, content: typeof content === "string" ? text + content : [{ text }, ...content] };
  });
}
function textOf(content) {
  return typeof content === "string" ? content : content.map((part) => "text" in part ? part.text : "").join("");
}
function toMessage2({ role, content }) {
  if (typeof content === "string") return { role, content };
  const parts = content.map(
    (part) => "text" in part ? { type: "text", text: part.text } : { type: "image_url", image_url: { url: part.pictureUrl } }
  );
  return { role, content: parts };
}

// functions/openai/chat.ts
var MAX_RETRIES = 4;
var MAX_FURTHER_REQUESTS = 4;
function createChat(settings) {
  const { key, endpoint, extra, quirks } = settings;
  const clients = new Map();
  const clientFor = (baseUrl) => {
    const client = clients.get(baseUrl) ?? createClient(settings, baseUrl);
    clients.set(baseUrl, client);
    return client;
  };
  return {
    async ask(prompt2, model, deadlineAt) {
      if (!key) throw new AnswerError("key-missing");
      if (!endpoint) throw new AnswerError("unreachable", "no address");
      let baseUrl = quirks.baseUrl(endpoint);
      let other = baseUrl === endpoint.baseUrl ? endpoint.alternative : endpoint.baseUrl;
      for (let further = MAX_FURTHER_REQUESTS; ; further -= 1) {
        const known = quirks.of(baseUrl, model);
        const request2 = toRequest(prompt2, model, extra, known);
        try {
          const completion = toCompletion(await post(clientFor(baseUrl), request2, deadlineAt), model);
          quirks.rememberBaseUrl(endpoint, baseUrl);
          return completion;
        } catch (thrown) {
          const refusal = refusalIn(thrown);
          const error = toFailure2(thrown, refusal, hasPictures(prompt2));
          if (!refusal) throw error;
          if (error.failure === "pictures-unsupported") learnNoPictures(known, refusal);
          const next = error.failure === "address-wrong" ? other : baseUrl;
          const isDifferent = next !== baseUrl || learn(known, refusal, request2);
          if (next === void 0 || !isDifferent || further === 0) throw error;
          if (next !== baseUrl) other = void 0;
          baseUrl = next;
        }
      }
    },
    takesPictures: (model) => !endpoint || !quirks.of(quirks.baseUrl(endpoint), model).noPictures,
    async shutdownOf(model, deadlineAt) {
      if (!endpoint || !key) return void 0;
      const baseUrl = quirks.baseUrl(endpoint);
      const timeout = Math.max(1, Math.ceil(deadlineAt - now()));
      const path = `/models/${encodeURIComponent(model)}`;
      const described = await clientFor(baseUrl).get(path, { timeout, maxRetries: 0 }).catch(() => void 0);
      return shutdownIn(described) ?? knownShutdown(model, baseUrl);
    }
  };
}
async function post(client, body, deadlineAt) {
  const timeout = Math.ceil(deadlineAt - now());
  if (timeout <= 0) throw new AnswerError("timeout", "no time left");
  return abortAfter(
    timeout,
    (signal) => client.post("/chat/completions", { body, signal, timeout }),
    () => new AnswerError("timeout", "deadline")
  );
}
function createClient(settings, baseURL) {
  const { key: apiKey = "", endpoint, maxRetries = MAX_RETRIES, onTooMany } = settings;
  const { default: OpenAI } = loadPackage();
  return new OpenAI({
    apiKey,
    baseURL,
    maxRetries,
    defaultQuery: endpoint?.query,
    ...endpoint?.usesApiKeyHeader ? { defaultHeaders: { "api-key": apiKey, authorization: null } } : {},
    fetch: reportTooMany(onTooMany),
    // Without these the package reads OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_LOG by itself.
    organization: null,
    project: null,
    logLevel: "off"
  });
}
function reportTooMany(onTooMany) {
  return async (...given) => {
    const response = await modelFetch(...given);
    if (response.status === 429 && response.headers.get("x-should-retry") !== "false") onTooMany?.();
    return response;
  };
}
function loadPackage() {
  try {
    return require("openai");
  } catch (error) {
    throw new AnswerError("package-missing", describe(error));
  }
}
function refusalIn(error) {
  const refusal = error?.error;
  return typeof refusal?.status === "number" ? refusal : void 0;
}
function toFailure2(error, refusal, withPictures) {
  if (hasName(error, "AnswerError")) return error;
  if (refusal) {
    const evidence = toEvidence(refusal.status, ...refusal.code.split(" "));
    return new AnswerError(toAnswerFailure(refusal, withPictures), evidence);
  }
  const className = error?.constructor?.name ?? "";
  if (/Timeout|Abort/.test(className)) return new AnswerError("timeout", describe(error));
  if (/Connection/.test(className)) return new AnswerError("unreachable", describe(error));
  return new AnswerError("model-failed", describe(error));
}

// functions/storage/access-token.ts
function createAccessTokenStore(database2, appKey) {
  const { run } = database2.collection("token");
  return {
    async read() {
      const found = await run((tokens) => tokens.findOne({ _id: appKey }));
      if (typeof found?.token !== "string" || typeof found.expiredAt !== "number") return void 0;
      return { token: found.token, expiresAt: found.expiredAt };
    },
    async write({ token, expiresAt }) {
      const update = { $set: { token, expiredAt: expiresAt, updatedAt: new Date(now()) } };
      await run((tokens) => tokens.updateOne({ _id: appKey }, update, { upsert: true }));
    }
  };
}

// functions/storage/transcript.ts
var FIELDS = [
  "conversationId",
  "person",
  "personName",
  "role",
  "content",
  "messageId",
  "askedAt",
  "model",
  "usage"
];
var BATCH = 200;
var PATIENCE_MS = 15e3;
function createTranscript(database2) {
  const { runEvenPaused } = database2.collection("chats");
  const projection = Object.fromEntries(FIELDS.map((field) => [field, 1]));
  return async function* read2(days) {
    for (const day of days) {
      const find2 = async (chats) => chats.find({ day }, { projection, batchSize: BATCH }).sort({ askedAt: 1 });
      const cursor = await runEvenPaused(find2);
      try {
        yield* inOrder(() => runEvenPaused(() => cursor.next(), PATIENCE_MS));
      } finally {
        await cursor.close().catch(() => void 0);
      }
    }
    return void 0;
  };
}
async function* inOrder(next) {
  let held;
  for (let turn = await next(); turn; turn = await next()) {
    if (held?.role === "assistant" && turn.role === "user" && held.messageId === turn.messageId) {
      yield turn;
      continue;
    }
    if (held) yield held;
    held = turn;
  }
  if (held) yield held;
}

// functions/storage/database.ts
var PATIENCE_MS2 = 1500;
var PAUSE_MS = 1e3;
function createDatabase(connect) {
  let failures = 0;
  let pausedUntil = 0;
  const attempt = async (operation, patienceMs = PATIENCE_MS2) => {
    let running;
    try {
      running = operation(connect());
      const result = await within(patienceMs, running, () => new DatabaseAway("timeout", running));
      failures = 0;
      return result;
    } catch (error) {
      failures = isDuplicate(error) || hasName(error, "MongoServerError") ? 0 : failures + 1;
      if (failures > 1) pausedUntil = now() + PAUSE_MS;
      throw isDuplicate(error) || hasName(error, "DatabaseAway") ? error : new DatabaseAway(describe(error));
    }
  };
  const run = async (operation, patienceMs) => {
    if (now() < pausedUntil) throw new DatabaseAway("paused");
    return attempt(operation, patienceMs);
  };
  return {
    ping: () => run((db) => db.command({ ping: 1 })),
    readTime: async () => Number((await run((db) => db.command({ hello: 1 }))).localTime),
    background: async (operation) => operation(connect()),
    collection: (name) => ({
      run: (operation, patienceMs) => run((db) => operation(db.collection(name)), patienceMs),
      runEvenPaused: (operation, patienceMs) => attempt((db) => operation(db.collection(name)), patienceMs)
    })
  };
}
var DatabaseAway = class extends Error {
  constructor(message, late) {
    super(message);
    this.late = late;
  }
  late;
  name = "DatabaseAway";
};
function lateOutcome(error) {
  return hasName(error, "DatabaseAway") ? error.late : void 0;
}
function isDuplicate(error) {
  return error?.code === 11e3;
}

// functions/storage/turns.ts
var EXTRA_DOCUMENTS = 10;
var GROUP_PROMPT = "group-prompt";
var FIRST = Number.MAX_SAFE_INTEGER;
function createTurnStore(database2) {
  const { run } = database2.collection("chats");
  return {
    async read(session, maxTurns, except, group) {
      const newestFirst = await run(
        (chats) => chats.find({ session: group ? { $in: [session, group] } : session }).sort({ askedAt: -1 }).limit(maxTurns + EXTRA_DOCUMENTS).toArray()
      );
      const turns = newestFirst.filter(({ role }) => role !== GROUP_PROMPT);
      const groupPrompt = newestFirst.find(({ role }) => role === GROUP_PROMPT)?.content;
      return { ...toMemory(turns, maxTurns, except), ...groupPrompt ? { groupPrompt } : {} };
    },
    find: (conversationId, messageId, role) => run((chats) => chats.findOne({ _id: `${messageId}:${role}`, conversationId })),
    async add(documents) {
      try {
        await run((chats) => chats.insertMany(documents, { ordered: false }));
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    },
    async setAnswer(session, messageId, content) {
      await run((chats) => chats.updateOne({ _id: `${messageId}:assistant`, session }, { $set: { content } }));
    },
    async remove(session, messageId) {
      const ids = [`${messageId}:user`, `${messageId}:assistant`];
      await run((chats) => chats.deleteMany({ _id: { $in: ids }, session }));
    },
    async forget(person) {
      const resets = await run(
        (chats) => chats.find({ person, reset: true }).project({ session: 1 }).toArray()
      );
      const shared = resets.filter(({ session }) => session.endsWith("|")).map(({ _id }) => _id);
      if (shared.length > 0) {
        const nameless = { $set: { person: "" }, $unset: { personName: "" } };
        await run((chats) => chats.updateMany({ _id: { $in: shared } }, nameless));
      }
      await run((chats) => chats.deleteMany({ person }));
    },
    async groupPrompt(group) {
      return (await run((chats) => chats.findOne({ _id: group })))?.content;
    },
    async setGroupPrompt(group, conversationId, content) {
      if (content === void 0) return void await run((chats) => chats.deleteOne({ _id: group }));
      const document = {
        session: group,
        conversationId,
        role: GROUP_PROMPT,
        content,
        askedAt: FIRST
      };
      await run((chats) => chats.updateOne({ _id: group }, { $set: document }, { upsert: true }));
    }
  };
}
function toMemory(newestFirst, maxTurns, except) {
  const choice = newestFirst[0]?.choice ?? {};
  const resetAt = newestFirst.find((document) => document.reset)?.askedAt ?? Number.NEGATIVE_INFINITY;
  const kept = newestFirst.filter(({ askedAt, messageId }) => askedAt > resetAt && messageId !== except);
  const last2 = kept.find((document) => document.role === "user");
  const answers = new Map(kept.flatMap((turn) => turn.role === "assistant" ? [[turn.messageId, turn]] : []));
  const turns = [];
  for (const turn of kept) {
    const answer4 = answers.get(turn.messageId);
    if (turn.role !== "user" || !answer4 || turns.length + 2 > maxTurns) continue;
    turns.unshift(toTurn(turn), toTurn(answer4));
  }
  return {
    turns,
    choice,
    ...last2 && { last: { messageId: last2.messageId, content: last2.content, pieces: last2.pieces } }
  };
}
function toTurn(document) {
  const { role, content, askedAt, messageId, person, personName } = document;
  const turn = { content, askedAt, messageId };
  return role === "user" ? { role, ...turn, askedBy: personName ?? person } : { role: "assistant", ...turn };
}

// functions/texts/common.ts
function toList(names, current, mark) {
  return names.map((name) => `- ${name}${name === current ? mark : ""}`).join("\n");
}
function isComplete(kind) {
  return ["ignored", "unsafe-unsigned", "partly-used", "proxy-unused", "too-short"].includes(kind);
}

// functions/texts/en-access.ts
var enAccess = {
  notAllowed: {
    person: "You do not have access yet. If you need it, please send /whoami and pass the result on to the admin.",
    group: "This group does not have access yet. If you need it, please send /whoami and pass the result on to the admin.",
    blocked: "The admin has suspended your access; please ask the admin if you have a question about it."
  },
  overLimit: {
    minute: ({ time }) => `That was too fast: please ask again after ${time} (China time).`,
    day: (back) => `You have used up your questions for today; you can ask again on ${toDate(back)}.`,
    month: (back) => `This month's budget is used up; I am back on ${toDate(back)}. If it is urgent, please ask the admin.`
  },
  nearLimit: (percent, { answers, tokens }) => `To the admin: this month the bot has used ${percent}% of its limit (${answers} answers, ${tokens} tokens). ${percent >= 100 ? "Until the 1st of next month only admins get answers. " : ""}The limit is set by LIMIT_PER_MONTH and LIMIT_TOKENS_PER_MONTH.`,
  notForYou: "This command is for admins only.",
  whoami: (staffId, conversationId) => `Your staff ID: ${staffId ?? "none (you are not a member of this organisation, or the app is not published yet)"}

The ID of this conversation: ${conversationId}`,
  forgotten: "Done: all your conversations with me and your name are deleted; only numbers of use without any content remain.",
  statistics: ({ today, month, top }) => [
    `Today: ${toUse(today)}`,
    `This month: ${toUse(month)}`,
    ...top.length > 0 ? ["Most used this month:"] : [],
    ...top.map(({ name, answers, tokens }, n) => `${n + 1}. ${name}: ${answers} answers, ${tokens} tokens`)
  ].join("\n\n"),
  blocked: (people) => `Blocked: ${people}. Send /unblock to undo it.`,
  unblocked: (people) => `No longer blocked: ${people}.`,
  notBlocked: (people) => `Not blocked: ${people}.`,
  adminNotBlocked: "Admins cannot be blocked.",
  whom: "Please mention the person after the command, or write their staff ID (they see it with /whoami).",
  prompt: {
    onlyInGroups: "This command works in groups: it sets the role for that group.",
    shown: (prompt2) => prompt2 === void 0 ? "This group has no role of its own. Send /prompt TEXT to set one." : `The role for this group:

${prompt2}

Send /prompt - to remove it.`,
    tooLong: (max) => `That role is too long: ${max} characters at most. Nothing was changed.`,
    changed: "Done: the role for this group is in force from the next question on.",
    removed: "Done: this group has no role of its own any more."
  }
};
var MONTHS = "January February March April May June July August September October November December".split(
  " "
);
function toDate({ date, month }) {
  return `${date} ${MONTHS[month - 1]} (China time)`;
}
function toUse({ answers, people, tokens, calls, refused: refused2 }) {
  return `${answers} answers, ${people} people, ${tokens} tokens, ${calls} calls of DingTalk's API, ${refused2} refused`;
}

// functions/texts/en-usage.ts
var enUsage = {
  title: "DingTalk bot usage",
  link: "Add &view=usage to the address to see the usage and to export the conversations.",
  otherMonth: (month) => `For another month, add &month=${month} to the address.`,
  answers: "Answers",
  tokens: "Tokens",
  people: "People",
  cost: "Cost",
  name: "Name",
  none: "None.",
  answersByDay: "Answers by day",
  tokensByDay: "Tokens by day",
  byPerson: "By person (the 50 who used most)",
  byGroup: "By group (the 50 that used most)",
  left: "What is left",
  used: "Used in the month",
  limit: "Limit",
  leftOver: "Left",
  unlimited: "none",
  allowance: {
    answers: "Answers (LIMIT_PER_MONTH)",
    tokens: "Tokens (LIMIT_TOKENS_PER_MONTH)",
    calls: "Calls of DingTalk’s API",
    pushes: "Messages pushed by DingTalk"
  },
  quotaNote: "The two lines about DingTalk count what this bot used. The limits are those of the free plan (5,000 calls and 3,000 pushed messages a month), which other apps of the organisation use as well. The DingTalk admin console has the exact figures.",
  refusals: "Messages that were not answered, by reason",
  refusal: {
    person: "The person is not allowed, or denied",
    group: "The group is not allowed",
    blocked: "Blocked by an admin",
    minute: "More than the limit a minute",
    day: "More than the limit a day",
    month: "The limit of the month was reached"
  },
  kept: "What is stored",
  keeps: (days) => [
    days === 0 ? "Conversations: no words are stored (CHATS_KEEP_DAYS=0), and the bot does not remember earlier messages. What was stored before that setting is removed when its time is over. A message is in the database until it is answered, and is removed then." : `Conversations: questions and answers for ${days} ${days === 1 ? "day" : "days"} (CHATS_KEEP_DAYS), then they are removed.`,
    "Usage: numbers of answers and tokens, and names. Totals, and the figures by month of each person and group, for 400 days; those by day of each person for 40 days. Nothing that was said.",
    "Who can read it: those who know DOCTOR_KEY, and those who have access to the database."
  ],
  exportHelp: "To export the conversations, add &export=csv or &export=jsonl to the address, and the first and last day (UTC+8), for example &from=2026-11-01&to=2026-11-30; without days it is this month."
};

// functions/texts/en-doctor.ts
var CREDENTIALS = "DingTalk open platform → your app → Credentials";
var enDoctor = {
  htmlLanguage: "en",
  title: "DingTalk bot check-up",
  alive: "The bot is running. To see the check-up, set the environment variable DOCTOR_KEY (a password of your own, at least 16 random letters and digits) and open THIS-ADDRESS?key=PASSWORD.",
  partly: "The database cannot be read, so only this is shown. To see everything, set the environment variable DOCTOR_KEY and open THIS-ADDRESS?key=PASSWORD.",
  allGood: "All is well. @ the robot in a group, or write to it alone.",
  someWaiting: (count) => `Nothing is wrong; ${count} ${count === 1 ? "thing is" : "things are"} not known yet.`,
  someBad: (count) => `${count} ${count === 1 ? "thing needs" : "things need"} your attention.`,
  checked: (at, minutes, nextAt) => `Everything here was checked just now, except for what other services have to be asked for (clock, DingTalk credentials, robot permission, model): that is from ${at} UTC+8${minutes > 0 ? `, ${minutes} min ago` : ""}. After a change, reload this page after ${nextAt}; these are checked again then.`,
  footer: "This page shows no secrets and no messages. Once the bot has answered its first message, this page needs DOCTOR_KEY. Names of menus in the consoles may change; their meaning does not.",
  console: "DingTalk open platform",
  fixLabel: "What to do: ",
  codeLabel: "DingTalk's code: ",
  state: { good: "✓ Good", bad: "✗ To do", unknown: "… Not known yet" },
  name: {
    settings: "Environment variables",
    clock: "Clock",
    database: "Database",
    token: "DingTalk credentials",
    permission: "Robot permission",
    model: "Model",
    callback: "Receiving messages",
    delivery: "Sending answers"
  },
  good: {
    settings: "All that is needed is there and well-formed.",
    clock: "The server's time is right.",
    database: "It can be written and read.",
    token: "DingTalk accepts DING_APP_KEY and DING_APP_SECRET.",
    permission: "The app may send messages and fetch pictures and files as the robot.",
    model: "It answers.",
    delivery: "DingTalk has refused no answer lately."
  },
  bad: {
    clock: "The server's time is wrong: messages from DingTalk look out of date and are not taken.",
    database: "It cannot be written and read. The bot still answers, but remembers nothing and may lose messages at a restart.",
    token: "There is no access token from DingTalk. Answers can only take the messages' own reply address, and pictures and files cannot be read.",
    permission: "The app may not make calls as the robot. Answers can only take the messages' own reply address, and pictures and files cannot be read.",
    model: "It does not answer."
  },
  unknown: {
    clock: "DingTalk cannot be reached to compare the time.",
    token: "It can be checked once DING_APP_KEY and DING_APP_SECRET are set.",
    permission: "It can be checked once “DingTalk credentials” is fixed.",
    model: "It can be checked once OPENAI_KEY is set.",
    callback: "The database cannot be read, so it is unknown whether a message has come.",
    delivery: "The database cannot be read, so it is unknown whether an answer was refused."
  },
  settingsFix: "On Laf: Settings → Environment variables, then Update; it takes effect with the next message, without a restart. Elsewhere: change the .env file and restart the process.",
  keyless: "Signatures are not checked (DING_ALLOW_UNSIGNED=true): anyone can pretend to be DingTalk. For trials only.",
  keylessFix: `For real use remove DING_ALLOW_UNSIGNED and set DING_APP_KEY and DING_APP_SECRET. Find them here: ${CREDENTIALS}.`,
  clockFix: (minutes) => `It is off by about ${minutes} minutes. Set the server's time; on Laf, ask Laf's support.`,
  databaseFix: "On Laf: open the app, see whether its database is running, restart the app if need be. Elsewhere: check the environment variable DB_URI and MongoDB.",
  databaseClock: (seconds) => ` Its clock is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the server's; the bot goes by the database's clock.`,
  noAnswer: "DingTalk gave no proper answer, so it was not checked this time.",
  busyFix: "DingTalk gave no proper answer. Reload in a few minutes; if it stays so, check whether the server can reach api.dingtalk.com, and the environment variable DING_API_URL (usually not set).",
  modelFix: {
    "package-missing": "The package openai is not installed. On Laf: NPM dependencies (bottom left of the editor) → add openai (version 6) → save and restart. Elsewhere: run npm install.",
    "key-refused": "The model service does not accept OPENAI_KEY. Make a new one on the API key page of the provider's console and set OPENAI_KEY; if the provider is not OpenAI, OPENAI_BASE_URL has to be the provider's API address.",
    "model-unknown": "The model's name or the API address is wrong. Compare two environment variables with the provider's API documentation: OPENAI_MODEL (to the letter) and OPENAI_BASE_URL (it usually ends in /v1).",
    "model-quota": "The credit is used up. Top it up on the billing page of the model provider's console.",
    "rate-limited": "The model service limits the number of questions. Reload in a few minutes; if it stays so, look at the limits in the provider's console.",
    timeout: "It gave no answer for a while. Reload later; if it stays so, choose a faster model (environment variable OPENAI_MODEL), or check OPENAI_BASE_URL.",
    unreachable: "The model service cannot be reached. Check the environment variable OPENAI_BASE_URL: is it spelt right, is the service running, can the server reach it? (Servers in China usually cannot reach api.openai.com.)",
    "model-failed": "The model service had a problem, or the environment variable OPENAI_BASE_URL is not an API address. That address is in the provider's API documentation and usually ends in /v1; it is not the home page. If it is right, reload in a few minutes.",
    "model-empty": "The answer was empty. Check that the environment variable OPENAI_MODEL names a model for chatting."
  },
  modelShutdown: (name, date) => `The model answers, but its provider has announced that ${name} is shut down on ${date}.`,
  modelShutdownFix: "Before that day, set OPENAI_MODEL to another model.",
  lastCallback: (time) => `The last message from DingTalk came at ${time}.`,
  noCallback: "No message has come from DingTalk yet.",
  quietDay: "No message has come from DingTalk in the last 24 hours.",
  noCallbackFix: "Open the function's address in a browser, copy it from the address bar (without a question mark and what follows it) and put it here: DingTalk open platform → your app → Robot → message receiving mode “HTTP” → message receiving address. Then publish a version of the app and @ the robot in a group.",
  callbackProblem: {
    "no-secret": (time) => `A message came (${time}) but was refused: without DING_APP_SECRET it cannot be verified that DingTalk sent it.`,
    "wrong-signature": (time) => `A message with a wrong signature came (${time}) and was not taken.`,
    "out-of-date": (time) => `A message from DingTalk came (${time}) but was not taken: its time is off by an hour or more.`,
    "over-quota": (time) => `DingTalk says (${time}) that the quota of pushed messages is used up: the robot no longer gets what people write.`
  },
  callbackProblemFix: {
    "no-secret": `Set the environment variable DING_APP_SECRET. Find it here: ${CREDENTIALS} → Client Secret.`,
    "wrong-signature": `If you wrote to the robot at that time, DING_APP_SECRET is not the one DingTalk has: copy it again from ${CREDENTIALS} → Client Secret. If you did not, it was a stranger; ignore it.`,
    "out-of-date": "If “Clock” is not good, set the server's time. If it is, an old callback was sent again; ignore it.",
    "over-quota": "Look at the plan's usage in the DingTalk admin console (oa.dingtalk.com) and upgrade or buy more; otherwise it is back next month."
  },
  lastRefusal: (time) => `DingTalk refused an answer at ${time}.`,
  refusalPasses: "Once it is fixed and the next answer has arrived, this turns good by itself.",
  usage: enUsage
};

// functions/texts/en.ts
var en = {
  systemPrompt: "You are an assistant in DingTalk. Answer in the language of the question, accurately and briefly; say so when you do not know. Your answers are read on a phone: keep paragraphs short; Markdown headings, lists, bold and code blocks are fine.",
  failure: {
    "key-missing": "I am not connected to a model yet: the admin has to set the environment variable OPENAI_KEY.",
    "package-missing": "I am not fully installed: the admin has to add the NPM dependency openai and restart me.",
    "key-refused": "The model service does not accept the key. Admin: please check OPENAI_KEY and OPENAI_BASE_URL.",
    "model-unknown": "The model service does not know the model. Admin: please check OPENAI_MODEL and OPENAI_BASE_URL.",
    "model-quota": "The credit with the model service is used up. Admin: please top it up in the provider's console.",
    "rate-limited": "Too many questions at once: the model service asks us to wait. Please ask again in a minute.",
    timeout: "The model did not finish in time. Please ask again later, or ask for something smaller.",
    unreachable: "The model service cannot be reached. Please ask again later; if it stays so, the admin should check OPENAI_BASE_URL and the network.",
    "address-wrong": "The address of the model service is wrong: OPENAI_BASE_URL leads to something that is not an API. Admin: please use the API address from the provider's documentation; it usually ends in /v1.",
    "region-not-served": "The model service is not available in the region where I run. Admin: please choose another service: OPENAI_BASE_URL, OPENAI_KEY and OPENAI_MODEL.",
    "model-failed": "The model service had a problem and there is no answer this time. Please ask again later.",
    "model-empty": "The model gave an empty answer. Please put the question in other words.",
    "model-declined": "The model's content filter does not allow an answer. Please put the question in other words.",
    "too-long": "This is longer than the model can read at once. Please shorten it, or send /new to start afresh.",
    "pictures-unsupported": "The current model cannot see pictures. Please describe it, or ask the admin for a model that can.",
    "picture-unreadable": "I could not open this picture. Please send it as JPG, PNG, GIF or WebP.",
    "picture-too-large": "This picture is too large (10 MB at most). Please send a smaller one.",
    "file-unreadable": "I found no text in this file. I can read text files: txt, md, csv, json, source code and the like.",
    "file-too-large": "This file is too large (1 MB at most). Please send only the part that matters.",
    interrupted: "Sorry, I was interrupted and could not finish. Please ask again.",
    internal: "Sorry, something went wrong on my side. Please ask again; if it stays so, tell the admin."
  },
  fix: {
    "app-missing": "DING_APP_KEY and DING_APP_SECRET are not set. Put them into the environment variables: DingTalk open platform → your app → Credentials.",
    "app-refused": "DingTalk does not know DING_APP_KEY and DING_APP_SECRET. Compare them: DingTalk open platform → your app → Credentials.",
    "token-refused": "DingTalk does not accept the access token. Check DING_APP_KEY and DING_APP_SECRET: DingTalk open platform → your app → Credentials.",
    permission: "The app lacks the permission 企业内机器人发送消息权限 (qyapi_robot_sendmsg). Grant it: DingTalk open platform → your app → Permissions, then publish a version.",
    "ip-list": "The server's IP is not on the list. Add it: DingTalk open platform → your app → Security → Server egress IP. Without a fixed IP you can set the environment variable REPLY_VIA=webhook; pictures and files cannot be read then.",
    quota: "This month's DingTalk API calls are used up. Upgrade in the DingTalk admin console, or set the environment variable REPLY_VIA=webhook.",
    throttled: "DingTalk throttles us for a moment. It passes by itself.",
    busy: "DingTalk is unavailable for a moment. It passes by itself.",
    "robot-unknown": "DingTalk does not know this robot. Make sure that it is enabled and published and that DING_APP_KEY belongs to the same app: DingTalk open platform → your app → Robot.",
    "robot-stopped": "The robot is stopped or may not send messages. Enable it: DingTalk open platform → your app → Robot.",
    "group-gone": "DingTalk does not find this group: it may be dissolved, or the robot removed from it.",
    "user-not-reached": "DingTalk could not reach this person. Check who may see the app: DingTalk open platform → your app → Versions.",
    "no-staff-id": "The callback names no user id: no version of the app is published, or the person is outside the organisation. Publish one: DingTalk open platform → your app → Versions.",
    "content-refused": "DingTalk's content review did not let this answer pass.",
    "webhook-gone": "This message's reply address has expired.",
    "webhook-untrusted": "This message's reply address is not DingTalk's and was not used. With a dedicated DingTalk, set DING_OAPI_URL.",
    rejected: "DingTalk did not take it. Its code is on the check-up page and in the function's log; DingTalk's documentation of global error codes says what it means."
  },
  adminHint: (fix) => `———

(For the admin: this answer took the backup channel. ${fix})`,
  contentRefused: "DingTalk's content review did not let this answer pass. Please put the question in other words.",
  empty: "Here I am. I answer questions, write and translate, and read pictures, text files and forwarded chats. Just write your question, for example: write an email to ask for a day off. Send /help to see everything I can do.",
  unsupported: "I cannot read this kind of message. I read text, pictures, voice, text files, and quoted messages.",
  voiceWithoutWords: "DingTalk recognised no words in this voice message. Please say it again, or type it.",
  quoteNotSent: "DingTalk did not send me what you quoted (a card or a video, for example), so I cannot see it. Please copy the text to me or send a screenshot; to ask about an earlier answer of mine, quote it again and write your question.",
  unreadableFile: "I cannot read this kind of file. I read text files: txt, md, csv, json, source code and the like; or send me the text itself.",
  cutOff: "(The answer is long and stops here. Send “continue” and I will go on.)",
  pictureMark: "[picture]",
  unread: (kind, name) => ({
    picture: "[picture]",
    file: name ? `[file: ${name}]` : "[file]",
    voice: "[voice message]",
    video: "[video]",
    card: "[card]",
    other: "[a message that cannot be shown]",
    rest: "(too long; the rest is left out)"
  })[kind],
  notSent: "(DingTalk did not send what stands in square brackets; you cannot see it. If the answer needs it, say so and ask me for the text.)",
  circumstances: {
    today: ({ year, month, date, weekday }) => `Today is ${weekday[0]?.toUpperCase()}${weekday.slice(1)}, ${year}-${twoDigits(month)}-${twoDigits(date)}; the time zone is China's (UTC+8).`,
    named: (name) => `You are called "${name}" here.`,
    inDirectChat: "This is a direct chat with one person.",
    inGroup: "This is a group chat; the person who asks has mentioned you.",
    sharedMemory: "The people of the group share this conversation; each question begins with the name of the person who asked it.",
    noWebAccess: "You cannot access the web. When asked for news, weather, prices or other current information, say that you cannot look it up; do not invent it."
  },
  quoted: (fromRobot) => [
    fromRobot ? "I quote your earlier answer:" : "I quote this message:",
    "My question:"
  ],
  file: (name, text, shortened) => `The file "${name}":
${text}${shortened ? "\n(the file is long; the rest is left out)" : ""}`,
  title: "Answer",
  databaseAway: "The chat history cannot be read at the moment. Please try again later.",
  problem: ({ variable, kind, expected }) => {
    const what = {
      missing: "is not set",
      quoted: "has quotes around its value; they were taken off, please remove them",
      "not-a-number": `must be a whole number within ${expected}; the default is used`,
      "not-a-choice": `must be one of ${expected}; the default is used`,
      "not-a-url": "must be a whole address that starts with http:// or https://; its value is not used",
      "not-plain-text": "has spaces, Chinese or full-width characters in it and is not used; please copy it again",
      "not-json": 'must be a JSON object such as {"reasoning_effort":"low"}; its value is not used',
      "not-a-price": "must be a price per million tokens, a number such as 1.25; its value is not used",
      "partly-used": `has a part that is not used: ${expected}; please remove it`,
      "proxy-unused": "sets a proxy, which is not used for the model; please set OPENAI_BASE_URL to an address that can be reached without one",
      "too-short": `is so short that it can be guessed; please use at least ${expected} random letters and digits`,
      "looks-like-key": "looks like the Client ID (AppKey); it must be the Client Secret (AppSecret)",
      "unsafe-unsigned": "has no effect: without signatures everyone could pass for an admin; please set DING_APP_KEY and DING_APP_SECRET",
      ignored: "has no effect: with DING_APP_KEY or DING_APP_SECRET set, signatures are always checked; please remove it"
    }[kind];
    return `The environment variable ${variable} ${what}. ${isComplete(kind) ? "" : where(variable)}`.trim();
  },
  doctor: enDoctor,
  access: enAccess,
  command: {
    helpTitle: "**What I can do**\n\nJust ask: anything in a direct chat, with an @ in a group. Pictures and quoted messages work too. Send voice and text files in a direct chat: DingTalk does not bring me those of a group.",
    helpEnd: "A message that is exactly one of these words is a command; everything else is a question.",
    argument: { name: "[name]", person: "@person", text: "[text]" },
    purpose: {
      help: "show this help",
      new: "start a new topic and forget what was said",
      undo: "forget the last question and answer",
      retry: "answer the last question again",
      model: "see or change the model",
      role: "see or change the role",
      usage: "what I used today and this month",
      whoami: "my staff ID and the ID of this conversation",
      forget: "delete all my conversations and my name",
      stats: "use today and this month, and who used most",
      block: "suspend a person's access",
      unblock: "restore a person's access",
      prompt: "set the role for this group; - removes it"
    },
    unknown: "There is no such command. Send /help to see them all.",
    newDone: "A new topic: I no longer look at what was said before.",
    undoDone: "Done: I forgot the last question and answer.",
    undoNothing: "There is nothing to forget.",
    retryNothing: "There is no question to answer again.",
    model: {
      none: "There is only one model to choose from.",
      list: (names, current) => `Models:

${toList(names, current, " (in use)")}

Send /model NAME to change.`,
      chosen: (name) => `From now on I use ${name}.`,
      unknown: (names) => `There is no such model. Choose one of: ${names.join(", ")}.`
    },
    role: {
      none: "The admin has not set any roles.",
      list: (names, current) => `Roles:

${toList(names, current, " (in use)")}

Send /role NAME to change, /role default to go back.`,
      chosen: (name) => name ? `From now on I am “${name}”.` : "Back to the default.",
      unknown: (names) => `There is no such role. Choose one of: ${names.join(", ")}.`
    },
    usage: ({ today, month }) => `Today: ${today.messages} answers, ${today.tokens} tokens

This month: ${month.messages} answers, ${month.tokens} tokens`
  }
};
function where(variable) {
  if (variable.startsWith("DING_APP")) return "Find it here: DingTalk open platform → your app → Credentials.";
  if (variable === "OPENAI_KEY") return "Find it on the API key page of the model provider's console.";
  if (variable.startsWith("OPENAI")) return "See the model provider's API documentation.";
  return 'See "Settings" in the README.';
}
function twoDigits(number) {
  return String(number).padStart(2, "0");
}

// functions/texts/zh-access.ts
var zhAccess = {
  notAllowed: {
    person: "你还没有使用权限。需要的话，请发“/我是谁”，把结果转给管理员开通。",
    group: "这个群还没有开通。需要的话，请发“/我是谁”，把结果转给管理员开通。",
    blocked: "管理员暂停了你的使用权限，有疑问请联系管理员。"
  },
  overLimit: {
    minute: ({ time }) => `问得太快了，请 ${time} 以后再问。`,
    day: ({ month, date }) => `你今天的次数用完了，${month} 月 ${date} 日 0 点（北京时间）恢复。`,
    month: ({ month, date }) => `本月的用量用完了，${month} 月 ${date} 日 0 点（北京时间）恢复；急用请联系管理员。`
  },
  nearLimit: (percent, { answers, tokens }) => `给管理员：机器人本月的用量已经达到上限的 ${percent}%（${answers} 条回答，${tokens} 个 token）。${percent >= 100 ? "下个月 1 日以前，除管理员外都不再回答。" : ""}上限由环境变量 LIMIT_PER_MONTH 和 LIMIT_TOKENS_PER_MONTH 设置。`,
  notForYou: "这个命令只有管理员能用。",
  whoami: (staffId, conversationId) => `你的员工 ID：${staffId ?? "没有（你不是本组织的成员，或者应用还没有发布）"}

这个会话的 ID：${conversationId}`,
  forgotten: "好的，你在我这里的全部对话和名字都已删除，只留下不含内容的用量数字。",
  statistics: ({ today, month, top }) => [
    `今天：${toUse2(today)}`,
    `本月：${toUse2(month)}`,
    ...top.length > 0 ? ["本月用得最多："] : [],
    ...top.map(
      ({ name, answers, tokens }, n) => `${n + 1}. ${name}：${answers} 条回答，${tokens} 个 token`
    )
  ].join("\n\n"),
  blocked: (people) => `好的，已拉黑：${people}。发“/取消拉黑”可以恢复。`,
  unblocked: (people) => `好的，已恢复：${people}。`,
  notBlocked: (people) => `没有被拉黑：${people}。`,
  adminNotBlocked: "管理员不能被拉黑。",
  whom: "请在命令后面 @ 这个人，或者写上员工 ID（本人发“/我是谁”可以看到）。",
  prompt: {
    onlyInGroups: "这个命令要在群里用：它设置的是那个群的角色。",
    shown: (prompt2) => prompt2 === void 0 ? "这个群没有单独的角色。发“/群角色 内容”来设置。" : `这个群的角色：

${prompt2}

发“/群角色 -”可以取消。`,
    tooLong: (max) => `角色内容太长，最多 ${max} 个字符，这次没有改动。`,
    changed: "好的，这个群的角色已经设置，从下一个问题开始生效。",
    removed: "好的，这个群的角色已经取消。"
  }
};
function toUse2({ answers, people, tokens, calls, refused: refused2 }) {
  return `${answers} 条回答，${people} 人，${tokens} 个 token，${calls} 次钉钉 API 调用，拒绝 ${refused2} 次`;
}

// functions/texts/zh-usage.ts
var zhUsage = {
  title: "钉钉机器人用量",
  link: "在网址后面加上 &view=usage，可以看用量、导出聊天记录。",
  otherMonth: (month) => `看别的月份：在网址后面加上 &month=${month}`,
  answers: "回答",
  tokens: "Token 数",
  people: "人数",
  cost: "费用",
  name: "名称",
  none: "没有。",
  answersByDay: "每天的回答数",
  tokensByDay: "每天的 Token 数",
  byPerson: "按人（用得最多的 50 人）",
  byGroup: "按群（用得最多的 50 个群）",
  left: "剩余额度",
  used: "当月已用",
  limit: "上限",
  leftOver: "剩余",
  unlimited: "不限",
  allowance: {
    answers: "回答（LIMIT_PER_MONTH）",
    tokens: "Token 数（LIMIT_TOKENS_PER_MONTH）",
    calls: "钉钉接口调用",
    pushes: "钉钉消息推送"
  },
  quotaNote: "钉钉的两行只算这个机器人用掉的，上限是免费版的额度（每月 5,000 次接口调用、3,000 次消息推送），同一企业的其他应用也会占用。准确的数字请看钉钉管理后台。",
  refusals: "没有回答的消息，按原因",
  refusal: {
    person: "不在允许名单里，或者在禁止名单里",
    group: "群不在允许名单里",
    blocked: "被管理员拉黑",
    minute: "超过每分钟的次数",
    day: "超过每天的次数",
    month: "本月额度用完"
  },
  kept: "保存了什么",
  keeps: (days) => [
    days === 0 ? "聊天内容：不保存（CHATS_KEEP_DAYS=0），机器人也不记得前面的对话。改成 0 之前已经保存的，到期自动删除。消息处理完之前会暂存在数据库里，处理完就删掉。" : `聊天内容：问题和回答保存 ${days} 天（CHATS_KEEP_DAYS），到期自动删除。`,
    "用量：次数、Token 数和名字。全部合计、每人每月、每群每月的数字保存 400 天，每人每天的保存 40 天。里面没有聊天内容。",
    "能看到这些的人：知道 DOCTOR_KEY 的人，还有能打开数据库的人。"
  ],
  exportHelp: "导出聊天记录：在网址后面写 &export=csv 或 &export=jsonl，再写起止日期（北京时间），例如 &from=2026-11-01&to=2026-11-30；不写日期就是本月。"
};

// functions/texts/zh-doctor.ts
var CREDENTIALS2 = "钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息";
var zhDoctor = {
  htmlLanguage: "zh-CN",
  title: "钉钉机器人自检",
  alive: "机器人在运行。要看自检结果：在环境变量里设置 DOCTOR_KEY（自己起一个口令，随机的字母和数字，至少 16 个），然后打开 这个网址?key=口令。",
  partly: "现在读不到数据库，所以只显示这一项。要看全部结果，请在环境变量里设置 DOCTOR_KEY，然后打开 这个网址?key=口令。",
  allGood: "都没有问题。在群里 @ 机器人，或者单独给它发一句话试试。",
  someWaiting: (count) => `没有发现问题，还有 ${count} 项待确认。`,
  someBad: (count) => `有 ${count} 项需要处理。`,
  checked: (at, minutes, nextAt) => `各项都是刚刚检查的，只有“时钟”“钉钉凭证”“机器人权限”“大模型”要问外面的服务，结果是${minutes > 0 ? ` ${minutes} 分钟前` : "刚才"}（北京时间 ${at}）的。改好之后，请在 ${nextAt} 以后刷新，这几项会重新检查。`,
  footer: "这里不显示密钥，也不显示聊天内容。机器人回答过第一条消息以后，要有 DOCTOR_KEY 才能看到这一页。控制台的菜单名称可能会变，意思不会变。",
  console: "钉钉开放平台",
  fixLabel: "怎么办：",
  codeLabel: "钉钉返回的代码：",
  state: { good: "✓ 正常", bad: "✗ 要处理", unknown: "… 待确认" },
  name: {
    settings: "环境变量",
    clock: "时钟",
    database: "数据库",
    token: "钉钉凭证",
    permission: "机器人权限",
    model: "大模型",
    callback: "接收消息",
    delivery: "发送回答"
  },
  good: {
    settings: "需要的都有，格式也对。",
    clock: "服务器的时间准确。",
    database: "可以读写。",
    token: "钉钉认可 DING_APP_KEY 和 DING_APP_SECRET。",
    permission: "应用可以用机器人的身份发消息、下载图片和文件。",
    model: "能回答。",
    delivery: "最近没有被钉钉拒绝的回答。"
  },
  bad: {
    clock: "服务器的时间不准，钉钉发来的消息会被当作过期，不处理。",
    database: "不能读写。机器人还能回答，但不记得前面的对话，重启时可能漏掉消息。",
    token: "拿不到钉钉的访问凭证。回答只能走消息自带的回复地址，图片和文件也看不了。",
    permission: "应用不能用机器人的身份调用接口。回答只能走消息自带的回复地址，图片和文件也看不了。",
    model: "不能回答。"
  },
  unknown: {
    clock: "连不上钉钉，没法核对时间。",
    token: "先填好 DING_APP_KEY 和 DING_APP_SECRET，才能检查。",
    permission: "先解决“钉钉凭证”的问题，才能检查。",
    model: "先填好 OPENAI_KEY，才能检查。",
    callback: "数据库读不到，不知道有没有收到过消息。",
    delivery: "数据库读不到，不知道有没有被拒绝的回答。"
  },
  settingsFix: "在 Laf：设置 → 环境变量，改好后点“更新”，不用重启，从下一条消息开始生效；自己部署：改 .env 文件，然后重启程序。",
  keyless: "现在不验证签名（DING_ALLOW_UNSIGNED=true），任何人都能冒充钉钉来提问，只能用于试验。",
  keylessFix: `正式使用请删掉 DING_ALLOW_UNSIGNED，填好 DING_APP_KEY 和 DING_APP_SECRET，在这里找到：${CREDENTIALS2}。`,
  clockFix: (minutes) => `相差约 ${minutes} 分钟。请校准服务器的时间；在 Laf 上请联系 Laf 的客服。`,
  databaseFix: "在 Laf：打开应用，看数据库是否正常，必要时重启应用；自己部署：检查环境变量 DB_URI 和 MongoDB。",
  databaseClock: (seconds) => `它的时钟比服务器${seconds > 0 ? "快" : "慢"} ${Math.abs(seconds)} 秒，机器人以数据库的时钟为准。`,
  noAnswer: "钉钉没有正常回应，这次没能检查。",
  busyFix: "钉钉没有正常回应。请过几分钟再刷新；如果一直这样，请检查服务器能不能访问 api.dingtalk.com，还有环境变量 DING_API_URL（一般不用设置）。",
  modelFix: {
    "package-missing": "没有安装依赖 openai。在 Laf：开发页面左下角 NPM 依赖 → 添加 openai（版本 6）→ 保存并重启；自己部署：运行 npm install。",
    "key-refused": "大模型服务不接受 OPENAI_KEY。请到服务商的控制台 → API Key 页面新建一个，填进环境变量 OPENAI_KEY；不用 OpenAI 的话，还要把 OPENAI_BASE_URL 设成这家服务商的接口地址。",
    "model-unknown": "模型名称或者接口地址不对。请对照服务商的接口文档检查两个环境变量：OPENAI_MODEL（模型名称，一个字母也不能错）和 OPENAI_BASE_URL（一般以 /v1 结尾）。",
    "model-quota": "额度用完了。请到大模型服务商的控制台 → 费用（Billing）页面充值。",
    "rate-limited": "大模型服务限制了提问的次数。请过几分钟再刷新；如果一直这样，请到服务商的控制台查看限额（Limits）。",
    timeout: "等了一会儿没有回答。请稍后再刷新；如果一直这样，请换一个快一点的模型（环境变量 OPENAI_MODEL），或者检查 OPENAI_BASE_URL。",
    unreachable: "连不上大模型服务。请检查环境变量 OPENAI_BASE_URL：网址有没有写错，服务有没有在运行，服务器能不能访问它（国内的服务器一般访问不了 api.openai.com）。",
    "model-failed": "大模型服务出错了，或者环境变量 OPENAI_BASE_URL 填的不是接口地址。接口地址在服务商的接口文档里，一般以 /v1 结尾，不是官网首页。如果地址没有错，请过几分钟再刷新。",
    "model-empty": "大模型什么也没有回答。请检查环境变量 OPENAI_MODEL 是不是用来聊天的模型。"
  },
  modelShutdown: (name, date) => `大模型能回答，但服务商宣布 ${name} 的停用日期是 ${date}。`,
  modelShutdownFix: "请在这之前把环境变量 OPENAI_MODEL 换成别的模型。",
  lastCallback: (time) => `最近一次收到钉钉的消息：${time}。`,
  noCallback: "还没有收到过钉钉的消息。",
  quietDay: "最近 24 小时没有收到过钉钉的消息。",
  noCallbackFix: "用浏览器打开云函数的网址，复制地址栏里的网址（有问号的话，问号和后面的不要），填到：钉钉开放平台 → 应用开发 → 你的应用 → 机器人 → 消息接收模式选“HTTP 模式” → 消息接收地址；再到 版本管理与发布 发布新版本，然后在群里 @ 机器人。",
  callbackProblem: {
    "no-secret": (time) => `收到了消息（${time}），但是没有 DING_APP_SECRET，没法确认是钉钉发来的，所以没有处理。`,
    "wrong-signature": (time) => `收到了签名不对的消息（${time}），没有处理。`,
    "out-of-date": (time) => `收到了钉钉的消息（${time}），但是时间差了一小时以上，没有处理。`,
    "over-quota": (time) => `钉钉通知（${time}）：消息推送的额度用完了，机器人收不到消息的内容。`
  },
  callbackProblemFix: {
    "no-secret": `请填好环境变量 DING_APP_SECRET，在这里找到：${CREDENTIALS2} → Client Secret。`,
    "wrong-signature": `如果那时你在钉钉里给机器人发过消息，就是 DING_APP_SECRET 和钉钉里的不一样，请重新复制：${CREDENTIALS2} → Client Secret。如果没有发过，就是别人乱发的，不用管。`,
    "out-of-date": "如果“时钟”那一项不正常，请先校准服务器的时间。如果时钟正常，就是有人重发了以前的消息，不用管。",
    "over-quota": "请在钉钉管理后台（oa.dingtalk.com）查看套餐的用量，升级或者购买；不处理的话，下个月会恢复。"
  },
  lastRefusal: (time) => `钉钉拒绝过一条回答：${time}。`,
  refusalPasses: "处理好之后，等下一条回答送到，这一项会自己恢复正常。",
  usage: zhUsage
};

// functions/texts/zh.ts
var zh = {
  systemPrompt: "你是钉钉里的智能助手。用提问者的语言回答，准确、简明；不知道就直说。回答会显示在手机上：段落要短，可以用 Markdown 的标题、列表、粗体和代码块。",
  failure: {
    "key-missing": "我还没有接上大模型：管理员需要设置环境变量 OPENAI_KEY。",
    "package-missing": "我还没有安装好：管理员需要添加 NPM 依赖 openai，然后重启。",
    "key-refused": "大模型服务不接受现在的密钥，请管理员检查环境变量 OPENAI_KEY 和 OPENAI_BASE_URL。",
    "model-unknown": "大模型服务没有找到所设置的模型，请管理员检查环境变量 OPENAI_MODEL 和 OPENAI_BASE_URL。",
    "model-quota": "大模型服务的额度用完了，请管理员到服务商的控制台充值。",
    "rate-limited": "现在提问的人太多，大模型服务让我们稍等。请过一分钟再问一次。",
    timeout: "大模型没有在规定的时间内答完。请稍后再问一次，或者把问题拆小一点。",
    unreachable: "暂时连不上大模型服务。请稍后再问一次；如果一直这样，请管理员检查 OPENAI_BASE_URL 和网络。",
    "address-wrong": "大模型的地址不对：OPENAI_BASE_URL 打开的不是接口。请管理员改成服务商文档里的接口地址，一般以 /v1 结尾。",
    "region-not-served": "大模型服务不对我所在的地区开放。请管理员换一个可以使用的服务：OPENAI_BASE_URL、OPENAI_KEY 和 OPENAI_MODEL。",
    "model-failed": "大模型服务出了问题，这次没能回答。请稍后再问一次。",
    "model-empty": "大模型这次什么也没有回答。请换个说法再问一次。",
    "model-declined": "大模型的内容审核不允许回答这个问题。请换个说法试试。",
    "too-long": "内容太长，超出了模型一次能读的长度。请缩短一些，或者发“新话题”重新开始。",
    "pictures-unsupported": "现在的模型看不了图片，请用文字描述，或者请管理员换成支持图片的模型。",
    "picture-unreadable": "这张图片我没能打开。请换成 JPG、PNG、GIF 或 WebP 再发一次。",
    "picture-too-large": "这张图片太大了（最大 10 MB），请压缩后再发一次。",
    "file-unreadable": "这个文件我没能读出文字。我能读 txt、md、csv、json 和源代码等文本文件。",
    "file-too-large": "这个文件太大了（最大 1 MB），请只发需要的部分。",
    interrupted: "抱歉，我在回答时被打断了，没能答完。请再问一次。",
    internal: "抱歉，我这边出了问题，没能回答。请再问一次；如果一直这样，请告诉管理员。"
  },
  fix: {
    "app-missing": "没有设置 DING_APP_KEY 和 DING_APP_SECRET。请在云函数的环境变量里填写：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。",
    "app-refused": "钉钉不认 DING_APP_KEY 和 DING_APP_SECRET。请核对：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。",
    "token-refused": "钉钉不接受访问凭证。请核对 DING_APP_KEY 和 DING_APP_SECRET：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。",
    permission: "应用缺少权限“企业内机器人发送消息权限”（qyapi_robot_sendmsg）。请开通：钉钉开放平台 → 应用开发 → 你的应用 → 权限管理，然后发布新版本。",
    "ip-list": "服务器的出口 IP 不在白名单里。请添加：钉钉开放平台 → 应用开发 → 你的应用 → 安全设置 → 服务器出口 IP。没有固定 IP 的话，可以设置环境变量 REPLY_VIA=webhook，只是看不了图片和文件。",
    quota: "本月的钉钉 API 调用量用完了。请在钉钉管理后台升级或购买，或者设置环境变量 REPLY_VIA=webhook。",
    throttled: "调用钉钉过于频繁，被临时限流。稍后会自动恢复。",
    busy: "钉钉的服务暂时不可用。稍后会自动恢复。",
    "robot-unknown": "钉钉没有找到这个机器人。请确认机器人已经启用并发布，DING_APP_KEY 属于同一个应用：钉钉开放平台 → 应用开发 → 你的应用 → 机器人。",
    "robot-stopped": "机器人被停用或者不允许发消息。请启用：钉钉开放平台 → 应用开发 → 你的应用 → 机器人。",
    "group-gone": "钉钉找不到这个群，它可能已经解散，或者机器人已被移出。",
    "user-not-reached": "钉钉没能把消息发给这个人。请检查应用的可见范围：钉钉开放平台 → 应用开发 → 你的应用 → 版本管理与发布。",
    "no-staff-id": "回调里没有员工 ID：应用版本还没有发布，或者提问的人不在本组织。请发布：钉钉开放平台 → 应用开发 → 你的应用 → 版本管理与发布。",
    "content-refused": "钉钉的内容审核没有放行这条回答。",
    "webhook-gone": "这条消息的回复地址已经过期。",
    "webhook-untrusted": "这条消息的回复地址不是钉钉的，没有使用。如果用了专属钉钉，请设置 DING_OAPI_URL。",
    rejected: "钉钉没有接受。代码在自检页和云函数的日志里，意思可以在钉钉开放平台的文档“全局错误码”里查到。"
  },
  adminHint: (fix) => `———

（给管理员：这条回答走了备用通道。${fix}）`,
  contentRefused: "钉钉的内容审核没有放行这条回答，请换个说法再问。",
  empty: "我在。我可以回答问题、写作和翻译，也能看图片、读文本文件和转发的聊天记录。直接写上问题就行，例如：帮我写一封请假邮件。发“帮助”可以看到全部用法。",
  unsupported: "这种消息我还看不懂。我能读文字、图文、图片、语音、文本文件，以及引用的消息。",
  voiceWithoutWords: "这条语音钉钉没有识别出文字。请再说一遍，或者打字发给我。",
  quoteNotSent: "你引用的内容（例如卡片、视频）钉钉没有发给我，我看不到。请把文字复制给我，或者发一张截图；想问我之前的回答，就写上问题再发一次。",
  unreadableFile: "这种文件我还读不了。我能读 txt、md、csv、json 和源代码等文本文件，也可以把文字直接发给我。",
  cutOff: "（回答太长，先说到这里。发“继续”，我接着说。）",
  pictureMark: "[图片]",
  unread: (kind, name) => ({
    picture: "[图片]",
    file: name ? `[文件：${name}]` : "[文件]",
    voice: "[语音]",
    video: "[视频]",
    card: "[卡片]",
    other: "[无法显示的消息]",
    rest: "（内容太长，后面省略）"
  })[kind],
  notSent: "（方括号里的内容钉钉没有发过来，你看不到。如果回答需要它，就直接说明，请我把文字发给你。）",
  circumstances: {
    today: ({ year, month, date, weekday }) => `今天是 ${year} 年 ${month} 月 ${date} 日，${WEEKDAYS2[weekday]}，时区是北京时间（UTC+8）。`,
    named: (name) => `你在这里的名字是“${name}”。`,
    inDirectChat: "这是和一个人的单聊。",
    inGroup: "这是一个群聊，提问的人 @ 了你。",
    sharedMemory: "群里的人共用这段对话，每个问题前面是提问人的名字。",
    noWebAccess: "你不能上网。问到新闻、天气、股价等最新信息时，直接说明你查不到，不要编造。"
  },
  quoted: (fromRobot) => [fromRobot ? "我引用了你之前的回答：" : "我引用了这条消息：", "我的问题："],
  file: (name, text, shortened) => `文件「${name}」的内容：
${text}${shortened ? "\n（文件很长，后面省略）" : ""}`,
  title: "回答",
  databaseAway: "现在读不到聊天记录，请稍后再试。",
  problem: ({ variable, kind, expected }) => {
    const what = {
      missing: "没有设置",
      quoted: "的值两边有引号，已经去掉；请在环境变量里去掉引号",
      "not-a-number": `应该是 ${expected} 之间的整数，现在用的是默认值；请改正`,
      "not-a-choice": `只能是 ${expected}，现在用的是默认值；请改正`,
      "not-a-url": "应该是以 http:// 或 https:// 开头的完整网址，现在的值没有使用；请改正",
      "not-plain-text": "含有空格、中文或全角字符，没有使用；请重新复制",
      "not-json": '应该是一个 JSON 对象，例如 {"reasoning_effort":"low"}，现在的值没有使用；请改正',
      "not-a-price": "应该是每百万 Token 的价格，只写数字，例如 1.25，现在没有使用；请改正",
      "partly-used": `里有一部分没有使用：${expected}；请删掉`,
      "proxy-unused": "设置的代理不会用来连接大模型；请把 OPENAI_BASE_URL 设置成不用代理就能访问的地址",
      "too-short": `太短，容易被人猜中；请换成随机的字母和数字，至少 ${expected} 个`,
      "looks-like-key": "看起来是 Client ID（AppKey），请换成 Client Secret（AppSecret）",
      "unsafe-unsigned": "没有生效：不验证签名时谁都可以冒充管理员；请设置 DING_APP_KEY 和 DING_APP_SECRET",
      ignored: "没有生效：设置了 DING_APP_KEY 或 DING_APP_SECRET 之后一定会验证签名；请删掉这个变量"
    }[kind];
    return `环境变量 ${variable} ${what}。${isComplete(kind) ? "" : where2(variable)}`;
  },
  doctor: zhDoctor,
  access: zhAccess,
  command: {
    helpTitle: "**我能做什么**\n\n直接提问就行：单聊随便说，群里 @ 我。可以发图片，也可以引用一条消息来问。语音和文本文件请单聊发给我，群里的语音和文件钉钉不会转给机器人。",
    helpEnd: "帮助、新话题、重置、清空、撤回、重答也可以不带斜杠。",
    argument: { name: "[名称]", person: "@某人", text: "[内容]" },
    purpose: {
      help: "看这份说明",
      new: "开始新话题，忘掉前面的对话",
      undo: "忘掉上一问一答",
      retry: "把上一个问题重新回答一遍",
      model: "查看或更换模型",
      role: "查看或更换角色",
      usage: "我今天和本月的用量",
      whoami: "我的员工 ID 和这个会话的 ID",
      forget: "删除我的全部对话和名字",
      stats: "今天和本月的用量，谁用得最多",
      block: "暂停一个人的使用权限",
      unblock: "恢复一个人的使用权限",
      prompt: "设置这个群的角色，- 表示取消"
    },
    unknown: "没有这个命令。发“帮助”可以看到全部命令。",
    newDone: "好的，我们开始新话题，前面的对话我不再参考。",
    undoDone: "好的，上一问一答我已经忘掉。",
    undoNothing: "没有可以忘掉的对话。",
    retryNothing: "没有可以重新回答的问题。",
    model: {
      none: "现在只有一个模型，没有别的可选。",
      list: (names, current) => `可选的模型：

${toList(names, current, "（正在用）")}

发 /model 名称 来更换。`,
      chosen: (name) => `好的，接下来用 ${name}。`,
      unknown: (names) => `没有这个模型。可选：${names.join("、")}。`
    },
    role: {
      none: "管理员还没有设置角色。",
      list: (names, current) => `可选的角色：

${toList(names, current, "（正在用）")}

发 /role 名称 来更换，/role 默认 恢复。`,
      chosen: (name) => name ? `好的，接下来我是“${name}”。` : "好的，恢复默认。",
      unknown: (names) => `没有这个角色。可选：${names.join("、")}。`
    },
    usage: ({ today, month }) => `今天：${today.messages} 条回答，${today.tokens} 个 token

本月：${month.messages} 条回答，${month.tokens} 个 token`
  }
};
var WEEKDAYS2 = {
  sunday: "星期日",
  monday: "星期一",
  tuesday: "星期二",
  wednesday: "星期三",
  thursday: "星期四",
  friday: "星期五",
  saturday: "星期六"
};
function where2(variable) {
  if (variable.startsWith("DING_APP"))
    return "在这里找到：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。";
  if (variable === "OPENAI_KEY") return "在这里找到：大模型服务商控制台的 API Key 页面。";
  if (variable.startsWith("OPENAI")) return "请看大模型服务商的接口文档。";
  return "请看 README 的“设置”。";
}

// functions/texts/languages.ts
var TEXTS = { zh, en };

// functions/compose.ts
var PING_TIMEOUT_MS = 15e3;
function composeBot(services2, config, problems) {
  const { botStatus: botStatus2, database: database2, promptLimits, quirks, pacers, modelQueue, usage: usage2 } = services2;
  const { appKey = "", appSecret = "", callsPerSecond } = config.dingtalk;
  const texts = TEXTS[config.language];
  const countCall = () => {
    for (const key of toTotalKeys(now())) usage2.add(key, { calls: 1 });
  };
  const api = createApi(config.dingtalk, countCall);
  const accessTokens = createAccessTokens({
    ...createAccessTokenStore(database2, appKey),
    request: () => api.requestToken(appKey, appSecret),
    now
  });
  const pacer = pacers.ofApp(appKey, callsPerSecond);
  const probes = toProbes(services2, config, problems, api, accessTokens, pacer);
  return {
    config,
    texts,
    turns: createTurnStore(database2),
    chat: createChat({ ...config.model, quirks, onTooMany: modelQueue.refused }),
    media: createMedia(api, accessTokens, pacer),
    promptLimits,
    modelQueue,
    usage: usage2,
    delivery: {
      ...config.dingtalk,
      api,
      accessTokens,
      pacer,
      pacerOf: pacers.ofConversation,
      contentRefused: texts.contentRefused,
      sleep
    },
    doctor: {
      language: config.language,
      texts: TEXTS,
      checkKey: createKeyCheck(config.doctorKey, createWrongKeys(now, sleep)),
      checkUp: createCheckUp(probes, now),
      hasAnswered: botStatus2.hasAnswered,
      usage: usage2,
      transcript: createTranscript(database2),
      limits: config.limits,
      price: config.model.price,
      keepMs: config.memory.keepMs
    }
  };
}
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
function toProbes({ botStatus: botStatus2, rejectedCallbacks: rejectedCallbacks2, quirks }, { dingtalk, model }, problems, api, accessTokens, pacer) {
  const { appKey = "", appSecret = "", keyless } = dingtalk;
  const chat = createChat({ ...model, quirks, maxRetries: 0 });
  const [name] = model.names;
  return {
    problems,
    keyless,
    clockSkewMs: async () => await api.readClock() - Date.now(),
    database: botStatus2.checkDatabase,
    databaseClockMs: clockOffsetMs,
    hasAnswered: botStatus2.hasAnswered,
    async token() {
      if (!appKey || !appSecret) throw new DeliveryError("app-missing");
      await api.requestToken(appKey, appSecret);
    },
    permission: () => tryPermission(api, accessTokens, pacer, appKey),
    async model() {
      await chat.ask([{ role: "user", content: "ping" }], name, now() + PING_TIMEOUT_MS);
    },
    async modelShutdown() {
      const date = await chat.shutdownOf(name, now() + PING_TIMEOUT_MS);
      return date === void 0 ? void 0 : { name, date };
    },
    lastCallback: botStatus2.lastMessageAt,
    lastRejection: rejectedCallbacks2.last,
    lastRefusal: botStatus2.lastRefusal
  };
}

// functions/openai/endpoint.ts
var VERSION_SEGMENT = /\/v\d+[a-z0-9]*(\/|$)/;
var AZURE_HOST = /\.(openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/;
function toModelEndpoint(value) {
  const url = toHttpUrl(value);
  if (!url) return void 0;
  const path = url.pathname.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
  const query = Object.fromEntries(url.searchParams);
  const usesApiKeyHeader = AZURE_HOST.test(url.hostname);
  const dropped = [url.username || url.password ? "user:password@" : "", url.hash ? "#…" : ""];
  return {
    endpoint: { ...toBaseUrls(url.origin, path), query, usesApiKeyHeader },
    dropped: dropped.filter(Boolean)
  };
}
function toBaseUrls(origin, path) {
  if (VERSION_SEGMENT.test(path) || path.includes("/deployments/")) return { baseUrl: origin + path };
  const [versioned, plain] = [`${origin}${path}/v1`, origin + path];
  return path === "" ? { baseUrl: versioned, alternative: plain } : { baseUrl: plain, alternative: versioned };
}
function toHttpUrl(value) {
  const url = URL.canParse(value) ? new URL(value) : void 0;
  return url?.protocol === "http:" || url?.protocol === "https:" ? url : void 0;
}

// functions/config.ts
var DEFAULT_MODEL = "gpt-6-luna";
var OPENAI_URL = "https://api.openai.com/v1";
var RESERVED_FIELDS = ["messages", "model", "stream", "tools"];
var PROXY_VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"];
var MIN_KEY_CHARACTERS = 16;
var MAX_JSON_CHARACTERS = 1e4;
var MINUTE_MS2 = 6e4;
var DAY_MS3 = 24 * 60 * MINUTE_MS2;
function readConfig(env) {
  const problems = [];
  const read2 = createReader(env, problems);
  const appKey = read2.word("DING_APP_KEY");
  const appSecret = read2.word("DING_APP_SECRET");
  const allowUnsigned = read2.choice("DING_ALLOW_UNSIGNED", ["false", "true"]) === "true";
  const keyless = allowUnsigned && read2.isBlank("DING_APP_KEY") && read2.isBlank("DING_APP_SECRET");
  const keyVariable = read2.isBlank("OPENAI_KEY") && !read2.isBlank("OPENAI_API_KEY") ? "OPENAI_API_KEY" : "OPENAI_KEY";
  for (const variable of keyless ? [keyVariable] : ["DING_APP_KEY", "DING_APP_SECRET", keyVariable]) {
    if (read2.isBlank(variable)) problems.push({ variable, kind: "missing" });
  }
  const proxy = PROXY_VARIABLES.find((variable) => !read2.isBlank(variable));
  if (proxy) problems.push({ variable: proxy, kind: "proxy-unused" });
  if (keyless && !read2.isBlank("ADMINS")) problems.push({ variable: "ADMINS", kind: "unsafe-unsigned" });
  if (allowUnsigned && !keyless) problems.push({ variable: "DING_ALLOW_UNSIGNED", kind: "ignored" });
  if (appSecret && (appSecret === appKey || /^ding[a-z0-9]{10,24}$/.test(appSecret))) {
    problems.push({ variable: "DING_APP_SECRET", kind: "looks-like-key" });
  }
  const doctorKey = read2.word("DOCTOR_KEY");
  if (doctorKey && doctorKey.length < MIN_KEY_CHARACTERS) {
    problems.push({ variable: "DOCTOR_KEY", kind: "too-short", expected: String(MIN_KEY_CHARACTERS) });
  }
  const keepMs = read2.number("CHATS_KEEP_DAYS", 180, 0, 3650) * DAY_MS3;
  const maxTurns = read2.number("MEMORY_TURNS", 20, 0, 200);
  const config = {
    dingtalk: {
      appKey,
      appSecret,
      keyless,
      replyVia: read2.choice("REPLY_VIA", ["api", "webhook"]),
      apiUrl: read2.url("DING_API_URL") ?? "https://api.dingtalk.com",
      oapiUrl: read2.url("DING_OAPI_URL") ?? "https://oapi.dingtalk.com",
      callsPerSecond: read2.number("DING_CALLS_PER_SECOND", 20, 1, 1e4)
    },
    model: {
      key: read2.word(keyVariable),
      names: toModels(read2.word("OPENAI_MODEL"), read2.text("OPENAI_MODELS")),
      endpoint: read2.endpoint("OPENAI_BASE_URL", OPENAI_URL),
      extra: read2.json("OPENAI_EXTRA", RESERVED_FIELDS),
      systemPrompt: read2.text("SYSTEM_PROMPT"),
      roles: toRoles(read2.text("ROLES")),
      price: toPrice(read2.price("OPENAI_PRICE_INPUT"), read2.price("OPENAI_PRICE_OUTPUT")),
      timeoutMs: read2.number("ANSWER_TIMEOUT_SECONDS", 120, 1, 1200) * 1e3,
      concurrency: read2.number("MODEL_CONCURRENCY", 64, 1, 1e3)
    },
    memory: {
      scope: read2.choice("GROUP_MEMORY", ["user", "group"]),
      maxTurns: keepMs === 0 ? 0 : maxTurns,
      maxTokens: read2.number("MEMORY_TOKENS", 6e3, 0, 1e6),
      idleMs: read2.number("MEMORY_IDLE_MINUTES", 120, 1, 525600) * MINUTE_MS2,
      keepMs
    },
    access: {
      // Without signatures a message can claim to come from anyone.
      admins: keyless ? [] : read2.ids("ADMINS") ?? [],
      allowUsers: read2.ids("ALLOW_USERS"),
      denyUsers: read2.ids("DENY_USERS") ?? [],
      allowGroups: read2.ids("ALLOW_GROUPS")
    },
    limits: {
      userPerMinute: read2.number("LIMIT_USER_PER_MINUTE", 0, 0, 1e4),
      userPerDay: read2.number("LIMIT_USER_PER_DAY", 0, 0, 1e6),
      perMonth: read2.number("LIMIT_PER_MONTH", 0, 0, 1e9),
      tokensPerMonth: read2.number("LIMIT_TOKENS_PER_MONTH", 0, 0, 1e12)
    },
    language: read2.choice("BOT_LANGUAGE", ["zh", "en"]),
    doctorKey
  };
  return { config, problems };
}
function withoutQuotes(value) {
  return /^["'“‘]([\s\S]*)["'”’]$/.exec(value)?.[1]?.trim() ?? value;
}
function createReader(env, problems) {
  const report = (variable, kind, expected) => {
    problems.push({ variable, kind, expected });
    return void 0;
  };
  const isBlank2 = (variable) => !env[variable]?.trim();
  const text = (variable) => {
    const value = env[variable]?.trim();
    if (!value) return void 0;
    const bare = withoutQuotes(value);
    if (bare !== value) report(variable, "quoted");
    return bare || void 0;
  };
  const word = (variable) => {
    const value = text(variable);
    if (value === void 0 || /^[\x21-\x7e]+$/.test(value)) return value;
    return report(variable, "not-plain-text");
  };
  const number = (variable, fallback, min, max) => {
    const value = text(variable);
    if (value === void 0) return fallback;
    const parsed = Number(value);
    if (Number.isInteger(parsed) && parsed >= min && parsed <= max) return parsed;
    report(variable, "not-a-number", `${min}–${max}`);
    return fallback;
  };
  const price = (variable) => {
    const value = text(variable);
    if (value === void 0) return void 0;
    return /^\d{1,9}(\.\d{1,9})?$/.test(value) ? Number(value) : report(variable, "not-a-price");
  };
  const choice = (variable, choices) => {
    const value = text(variable)?.toLowerCase();
    const found = choices.find((one) => one === value);
    if (value !== void 0 && !found) report(variable, "not-a-choice", choices.join(" / "));
    return found ?? choices[0];
  };
  const url = (variable) => {
    const value = word(variable);
    if (value === void 0) return void 0;
    const found = toHttpUrl(value);
    return found ? found.origin + found.pathname.replace(/\/+$/, "") : report(variable, "not-a-url");
  };
  const endpoint = (variable, fallback) => {
    const value = isBlank2(variable) ? fallback : word(variable);
    if (value === void 0) return void 0;
    const found = toModelEndpoint(value);
    if (!found) return report(variable, "not-a-url");
    if (found.dropped.length > 0) report(variable, "partly-used", found.dropped.join(" "));
    return found.endpoint;
  };
  const ids = (variable) => {
    const parts = text(variable)?.split(/[,，、;；\s]+/).filter(Boolean);
    const strange = parts?.filter((part) => !/^[\x21-\x7e]{1,256}$/.test(part)) ?? [];
    if (strange.length > 0) report(variable, "partly-used", strange.join(" ").slice(0, 200));
    return parts?.length ? [...new Set(parts.filter((part) => !strange.includes(part)))] : void 0;
  };
  const json = (variable, reserved) => {
    const value = env[variable]?.trim();
    if (!value) return {};
    const fields = asObject(parseJson(value.slice(0, MAX_JSON_CHARACTERS)));
    if (!fields) report(variable, "not-json");
    const refused2 = Object.keys(fields ?? {}).filter((field) => reserved.includes(field));
    if (refused2.length > 0) report(variable, "partly-used", refused2.join(" "));
    return Object.fromEntries(Object.entries(fields ?? {}).filter(([field]) => !refused2.includes(field)));
  };
  return { isBlank: isBlank2, text, word, number, price, choice, url, endpoint, ids, json };
}
function toModels(model, list) {
  const listed = (list ?? "").split(/[,，、\s]+/).filter(Boolean);
  const first = model ?? listed[0] ?? DEFAULT_MODEL;
  return [first, ...new Set(listed.filter((name) => name !== first))];
}
function toRoles(list) {
  const pairs = (list ?? "").split(/[|\n]/).map((line) => /^\s*([^=＝]+?)\s*[=＝]\s*([\s\S]+?)\s*$/.exec(line)).flatMap((found) => found?.[1] && found[2] ? [[found[1], found[2]]] : []);
  return Object.fromEntries(pairs);
}
function toPrice(input, output) {
  return input === void 0 && output === void 0 ? void 0 : { input: input ?? 0, output: output ?? 0 };
}

// functions/dingtalk/rate.ts
var MARGIN = 0.975;
var DECREASE = 0.8;
var INCREASE = 2;
var FIRST_PAUSE = 0.2;
var LONGEST_PAUSE_MS = 6e4;
function createRate({ calls, least, windowMs }) {
  const most = calls * MARGIN;
  let perWindow = most;
  let changedAt = 0;
  let accepted = 0;
  let acceptedAt = 0;
  let acceptedEver = 0;
  let refusedAt = Number.NEGATIVE_INFINITY;
  let refusals = 0;
  const fade = (at) => {
    accepted *= Math.exp((acceptedAt - at) / windowMs);
    acceptedAt = at;
  };
  return {
    acceptedEver: () => acceptedEver,
    spacingMs(at) {
      perWindow = Math.min(most, perWindow + INCREASE * (at - changedAt) / windowMs);
      changedAt = at;
      return windowMs / perWindow;
    },
    accepted(at) {
      fade(at);
      accepted += 1;
      acceptedEver += 1;
      refusals = 0;
    },
    refused(at, startedAt) {
      if (startedAt <= refusedAt) return 0;
      refusedAt = at;
      if (refusals === 0) {
        fade(at);
        perWindow = Math.max(least, DECREASE * Math.min(accepted, perWindow));
        changedAt = at;
      }
      const pauseMs = Math.min(FIRST_PAUSE * windowMs * 2 ** refusals, LONGEST_PAUSE_MS);
      refusals += 1;
      return at + pauseMs * (1 + Math.random() / 2);
    }
  };
}

// functions/dingtalk/pacer.ts
var CATCH_UP_MS = 100;
var RETRY_MS = 1e3;
var MANY_TRIES = 3;
var LONGEST_RETRY_MS = 32e3;
function createPacer(limit, now2 = now) {
  const rate = createRate(limit);
  const waiting = [];
  const time = createSteadyTime(now2);
  let isScheduled = false;
  let openAt = 0;
  const occupy = (at) => {
    openAt = Math.max(openAt, at - CATCH_UP_MS) + rate.spacingMs(at);
  };
  const startDue = () => {
    isScheduled = false;
    for (let at = time(); waiting.length > 0 && openAt <= at; ) {
      const { place, start, fail } = waiting.shift();
      if (now2() > place.expiresAt) {
        fail(new DeliveryError("throttled", "expired"));
        continue;
      }
      occupy(at);
      start();
    }
    schedule();
  };
  const schedule = () => {
    if (isScheduled || waiting.length === 0) return;
    isScheduled = true;
    setTimeout(startDue, Math.max(1, Math.ceil(openAt - time())));
  };
  const wait = (place) => {
    const at = time();
    if (waiting.length === 0 && openAt <= at) return void occupy(at);
    return new Promise((start, fail) => {
      const after = waiting.findLastIndex((other) => other.place.arrivedAt <= place.arrivedAt);
      waiting.splice(after + 1, 0, { place, start, fail });
      schedule();
    });
  };
  return {
    async run(place, call) {
      let pauseMs = RETRY_MS;
      let acceptedBefore;
      for (let tries = 1; ; tries += 1) {
        await wait(place);
        const startedAt = time();
        try {
          const result = await call();
          rate.accepted(time());
          return result;
        } catch (error) {
          if (toDeliveryError(error).failure !== "throttled") throw error;
          openAt = Math.max(openAt, rate.refused(time(), startedAt));
          const accepted = rate.acceptedEver();
          if (accepted === acceptedBefore || tries > MANY_TRIES)
            pauseMs = Math.min(2 * pauseMs, LONGEST_RETRY_MS);
          acceptedBefore = accepted;
          if (now2() + pauseMs > place.expiresAt) throw error;
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
      }
    }
  };
}
function createSteadyTime(now2) {
  let last2 = now2();
  let elapsed = 0;
  return () => {
    const at = now2();
    elapsed += Math.max(0, at - last2);
    last2 = at;
    return elapsed;
  };
}
var WEBHOOK_LIMIT = { calls: 1200, least: 5, windowMs: 6e4 };
var MAX_CONVERSATIONS = 1e3;
function createPacers(now2) {
  let app;
  const conversations = new Map();
  return {
    ofApp(appKey, callsPerSecond) {
      const name = `${appKey} ${callsPerSecond}`;
      if (app?.name !== name) {
        app = { name, pacer: createPacer({ calls: callsPerSecond, least: 1, windowMs: 1e3 }, now2) };
      }
      return app.pacer;
    },
    ofConversation(conversationId) {
      const pacer = conversations.get(conversationId) ?? createPacer(WEBHOOK_LIMIT, now2);
      conversations.delete(conversationId);
      conversations.set(conversationId, pacer);
      const [oldest = ""] = conversations.keys();
      if (conversations.size > MAX_CONVERSATIONS) conversations.delete(oldest);
      return pacer;
    }
  };
}

// functions/dingtalk/signature.ts
import { createHmac, timingSafeEqual as timingSafeEqual2 } from "node:crypto";
var FRESH_FOR_MS = 60 * 60 * 1e3;
function sign(timestamp, appSecret) {
  return createHmac("sha256", appSecret).update(`${timestamp}
${appSecret}`).digest("base64");
}
function verify(headers, appSecret, now2) {
  const { timestamp, sign: given } = headers;
  if (!appSecret || typeof timestamp !== "string" || typeof given !== "string") return false;
  if (!/^\d{1,16}$/.test(timestamp) || Math.abs(now2 - Number(timestamp)) >= FRESH_FOR_MS) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(sign(timestamp, appSecret))];
  return a.length === b.length && timingSafeEqual2(a, b);
}

// functions/doctor/rejected-callbacks.ts
var TIMESTAMP = /^\d{13}$/;
var SIGN = /^[A-Za-z0-9+/]{43}=$/;
var PLAUSIBLE_MS = 24 * 60 * 60 * 1e3;
var SHOW_MS = 24 * 60 * 60 * 1e3;
function createRejectedCallbacks(now2) {
  let last2;
  const note = (problem) => {
    last2 = { at: now2(), problem };
  };
  return {
    noteSignature(headers, appSecret) {
      const { timestamp, sign: sign2 } = headers;
      if (typeof timestamp !== "string" || typeof sign2 !== "string") return;
      if (!TIMESTAMP.test(timestamp) || !SIGN.test(sign2)) return;
      const isGenuine = verify(headers, appSecret, Number(timestamp));
      if (!isGenuine && Math.abs(now2() - Number(timestamp)) > PLAUSIBLE_MS) return;
      note(isGenuine ? "out-of-date" : appSecret ? "wrong-signature" : "no-secret");
    },
    noteOverQuota: () => note("over-quota"),
    last: () => last2 && now2() - last2.at <= SHOW_MS ? last2 : void 0
  };
}

// functions/live-settings.ts
function createLive(env, make) {
  let known;
  return () => {
    if (known?.variables.every(([name, value]) => env[name] === value)) return known.value;
    const read2 = new Map();
    const recorder = new Proxy(env, {
      get(_, name) {
        const value = env[String(name)];
        read2.set(String(name), value);
        return value;
      }
    });
    known = { value: make(recorder), variables: [...read2] };
    return known.value;
  };
}

// functions/storage/bot-status.ts
var SHOW_REFUSAL_MS = 7 * 24 * 60 * 60 * 1e3;
var HINT_EVERY_MS = 60 * 60 * 1e3;
function createBotStatus(database2) {
  const { run } = database2.collection("bot_status");
  const chats = database2.collection("chats");
  const inbox = database2.collection("inbox");
  const find2 = (_id) => run((status) => status.findOne({ _id }));
  const upsert = (_id, update) => run((status) => status.updateOne({ _id }, update, { upsert: true }));
  let hasAnswered = false;
  let isFirstAnswerStored = false;
  let isRefusalStored = false;
  const storeFirstAnswer = async () => {
    await upsert("first-answer", { $setOnInsert: { at: now() } });
    isFirstAnswerStored = true;
  };
  const storeRefusal = async ({ failure, evidence = "" }) => {
    isRefusalStored = true;
    await upsert("last-refusal", { $set: { at: now(), failure, evidence } });
  };
  const removeRefusal = async () => {
    await run((status) => status.deleteOne({ _id: "last-refusal", at: { $lte: now() } }));
    isRefusalStored = false;
  };
  return {
    async learn({ result, channel, refusals }) {
      const [refusal] = refusals ?? [];
      const isAnswer = result === "answered" && channel !== void 0;
      hasAnswered = hasAnswered || isAnswer;
      const isFixed = isRefusalStored && channel !== void 0 && !refusal;
      await Promise.allSettled([
        isAnswer && !isFirstAnswerStored ? storeFirstAnswer() : void 0,
        refusal ? storeRefusal(refusal) : void 0,
        isFixed ? removeRefusal() : void 0
      ]);
    },
    async lastRefusal() {
      const found = await find2("last-refusal");
      if (!found || now() - found.at > SHOW_REFUSAL_MS) return void 0;
      isRefusalStored = true;
      return { at: found.at, failure: found.failure ?? "", evidence: found.evidence ?? "" };
    },
    async checkDatabase() {
      await upsert("database-check", { $set: { at: now() } });
      const found = await find2("database-check");
      if (typeof found?.at !== "number") throw new Error("what was written cannot be read");
    },
    async hasAnswered() {
      if (hasAnswered) return true;
      isFirstAnswerStored = await find2("first-answer") !== null;
      const findAnswer = () => chats.run((turns) => turns.findOne({ role: "assistant" }));
      hasAnswered = isFirstAnswerStored || await findAnswer() !== null;
      return hasAnswered;
    },
    async lastMessageAt() {
      const [newest] = await inbox.run(
        (entries) => entries.find({}).sort({ expiresAt: -1 }).limit(1).project({ receivedAt: 1 }).toArray()
      );
      return typeof newest?.receivedAt === "number" ? newest.receivedAt : void 0;
    },
    async mayHint() {
      const at = now();
      const filter = { _id: "last-hint", at: { $lt: at - HINT_EVERY_MS } };
      try {
        await run((status) => status.updateOne(filter, { $set: { at } }, { upsert: true }));
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    }
  };
}

// functions/storage/pending-counts.ts
var MAX_PENDING = 2e4;
function createPendingCounts() {
  const counters = new Map();
  const names = new Map();
  const add2 = (key, counts) => {
    const id = `${key.scope}:${key.subject ?? ""}`;
    const known = counters.get(id);
    if (!known && counters.size >= MAX_PENDING) return;
    const sum = known?.counts ?? {};
    for (const [count, number] of Object.entries(counts))
      sum[count] = (sum[count] ?? 0) + number;
    counters.set(id, { key, counts: sum });
  };
  return {
    add: add2,
    name(subject, name) {
      if (name && names.size < MAX_PENDING) names.set(subject, name);
    },
    forget: (subject) => void names.delete(subject),
    size: () => counters.size + names.size,
    take(limit) {
      const taken = [...counters].slice(0, limit);
      const takenNames = [...names].slice(0, limit - taken.length);
      for (const [id] of taken) counters.delete(id);
      for (const [subject] of takenNames) names.delete(subject);
      return { counts: taken.map(([, one]) => one), names: takenNames };
    },
    restore: (one) => one && add2(one.key, one.counts)
  };
}

// functions/storage/usage-documents.ts
var DAY_MS4 = 24 * 60 * 60 * 1e3;
var KEEP_NAME_MS = 400 * DAY_MS4;
var NEVER = new Date(Date.UTC(9999, 0));
function toId({ scope, subject }) {
  return subject === void 0 ? scope : `${scope}:${subject}`;
}
function toIncrement(key, counts) {
  const { scope, subject, keepMs } = key;
  const expiresAt = new Date(now() + keepMs);
  const $setOnInsert = { scope, ...subject === void 0 ? {} : { subject }, expiresAt };
  const update = { $inc: { answers: 0, tokens: 0, ...counts }, $setOnInsert };
  return { updateOne: { filter: { _id: toId(key) }, update, upsert: true } };
}
function toConditional({ key, below }) {
  const conditions = Object.entries(below).map(([count, limit]) => [count, { $lt: limit }]);
  const { updateOne } = toIncrement(key, { answers: 1 });
  return { updateOne: { ...updateOne, filter: { ...updateOne.filter, ...Object.fromEntries(conditions) } } };
}
function toNameWrite(subject, name) {
  const expiresAt = new Date(Math.ceil(now() / DAY_MS4) * DAY_MS4 + KEEP_NAME_MS);
  const update = { ...name ? { $set: { name } } : {}, $max: { expiresAt } };
  return { updateOne: { filter: { _id: `subject:${subject}` }, update, upsert: true } };
}
function toGate(subject, name) {
  const { updateOne } = toNameWrite(subject, name);
  return { updateOne: { ...updateOne, filter: { ...updateOne.filter, blocked: { $ne: true } } } };
}
function failedWrites(error) {
  const { writeErrors } = error;
  return [writeErrors ?? []].flat().map(({ index }) => index);
}

// functions/storage/usage.ts
var TAKE_PATIENCE_MS = 700;
var FLUSH_PATIENCE_MS = 1e4;
var MAX_WRITES = 50;
var REPORT_PATIENCE_MS = 1e4;
function createUsageStore(database2) {
  const { run } = database2.collection("usage");
  const pending = createPendingCounts();
  const flush2 = async (patienceMs = FLUSH_PATIENCE_MS) => {
    for (let left = pending.size(); left > 0; left -= MAX_WRITES) await flushSome(patienceMs);
  };
  const flushSome = async (patienceMs) => {
    const { counts, names } = pending.take(MAX_WRITES);
    const writes = [
      ...counts.map(({ key, counts: counts2 }) => toIncrement(key, counts2)),
      ...names.map(([subject, name]) => toNameWrite(subject, name))
    ];
    const restore = (error) => {
      if (isDuplicate(error)) for (const index of failedWrites(error)) pending.restore(counts[index]);
      else for (const one of counts) pending.restore(one);
    };
    try {
      await run((usage2) => usage2.bulkWrite(writes, { ordered: false }), patienceMs);
    } catch (error) {
      const late = lateOutcome(error);
      if (late) void late.catch(restore);
      else restore(error);
      if (!isDuplicate(error)) throw error;
    }
  };
  const undo = (steps) => {
    for (const { key } of steps) pending.add(key, { answers: -1 });
    if (steps.length > 0) void flush2().catch(() => void 0);
  };
  return {
    add: pending.add,
    name: pending.name,
    isEmpty: () => pending.size() === 0,
    flush: flush2,
    ...createLimiter(run, undo),
    ...createAdministration(run, pending.forget),
    ...createReports(run)
  };
}
function createLimiter(run, undo) {
  let tellsPlace;
  return {
    async take(steps, person) {
      const gates = person ? [toGate(person.id, person.name)] : [];
      const writes = [...gates, ...steps.map(toConditional)];
      const undoBefore = (index) => undo(steps.slice(0, Math.max(0, index - gates.length)));
      let failedAt = -1;
      for (let from = 0; from < writes.length; ) {
        const chunk = writes.slice(from, tellsPlace ? void 0 : from + 1);
        try {
          await run((usage2) => usage2.bulkWrite(chunk, { ordered: true }), TAKE_PATIENCE_MS);
          from += chunk.length;
        } catch (error) {
          if (!isDuplicate(error)) {
            undoLate(error, from, from + chunk.length, undoBefore);
            throw error;
          }
          from += failedWrites(error)[0] ?? 0;
          if (from === failedAt) {
            undoBefore(from);
            return from < gates.length ? "blocked" : from - gates.length;
          }
          failedAt = from;
        }
      }
      return void 0;
    },
    async probe() {
      if (tellsPlace !== void 0) return;
      const write2 = (n) => ({
        updateOne: {
          filter: { _id: "probe", answers: { $lt: n } },
          update: { $set: { answers: 1 } },
          upsert: true
        }
      });
      const failed = await run((usage2) => usage2.bulkWrite([write2(2), write2(1)], { ordered: true })).catch(
        (error) => isDuplicate(error) ? failedWrites(error)[0] : void 0
      );
      if (typeof failed === "number") tellsPlace = failed === 1;
    }
  };
}
function undoLate(error, from, end, undoBefore) {
  const late = lateOutcome(error);
  if (!late) undoBefore(from);
  else
    void late.then(
      () => undoBefore(end),
      (failure) => undoBefore(from + (failedWrites(failure)[0] ?? 0))
    );
}
function createAdministration(run, forgetPending) {
  const ofSubject = (subject) => ({ _id: `subject:${subject}` });
  const change = (subject, update) => run((usage2) => usage2.updateOne(ofSubject(subject), update, { upsert: true }));
  return {
    async block(person) {
      await change(person, { $set: { blocked: true, expiresAt: NEVER } });
    },
    async unblock(person) {
      const filter = { ...ofSubject(person), blocked: true };
      const expiresAt = new Date(now() + KEEP_NAME_MS);
      const change2 = { $unset: { blocked: "" }, $set: { expiresAt } };
      return (await run((usage2) => usage2.updateOne(filter, change2))).matchedCount === 1;
    },
    async forget(person) {
      forgetPending(person);
      await run((usage2) => usage2.updateOne(ofSubject(person), { $unset: { name: "" } }));
    },
    async isFirstNotice(notice) {
      const expiresAt = new Date(now() + KEEP_NAME_MS);
      try {
        await run((usage2) => usage2.insertOne({ _id: `notice:${notice}`, expiresAt }));
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    }
  };
}
function createReports(run) {
  const report = (operation) => run(operation, REPORT_PATIENCE_MS);
  return {
    async read(keys) {
      const ids = keys.map(toId);
      const found = await Promise.all(ids.map((_id) => report((usage2) => usage2.findOne({ _id }))));
      return ids.map((_id, n) => found[n] ?? { _id });
    },
    async top(scope, limit) {
      const sorted = await report(
        (usage2) => usage2.find({ scope, answers: { $gte: 1 } }).sort({ answers: -1 }).limit(limit).toArray()
      );
      const ids = sorted.map(({ subject }) => `subject:${subject}`);
      const named = await report((usage2) => usage2.find({ _id: { $in: ids } }).toArray());
      const names = new Map(named.map(({ _id, name }) => [_id, name]));
      return sorted.map((one) => ({ ...one, name: names.get(`subject:${one.subject}`) }));
    },
    people: (scope) => report((usage2) => usage2.countDocuments({ scope, answers: { $gte: 1 } }))
  };
}

// functions/storage/indexes.ts
var INDEXES = [
  ["inbox", { sessionLock: 1 }, { unique: true }],
  ["inbox", { state: 1, leaseUntil: 1 }],
  ["inbox", { session: 1, state: 1, receivedAt: 1 }],
  ["inbox", { expiresAt: 1 }, { expireAfterSeconds: 0 }],
  ["chats", { session: 1, askedAt: -1 }],
  ["chats", { person: 1, askedAt: -1 }],
  ["chats", { day: 1, askedAt: 1 }],
  ["chats", { expiresAt: 1 }, { expireAfterSeconds: 0 }],
  ["usage", { scope: 1, answers: -1 }],
  ["usage", { expiresAt: 1 }, { expireAfterSeconds: 0 }]
];
var REMOVE_LIMIT = 500;
async function ensureIndexes(database2) {
  const made = await Promise.all(
    INDEXES.map(
      ([collection, keys, options]) => database2.background((db) => db.collection(collection).createIndex(keys, options ?? {})).then(
        () => true,
        () => options?.expireAfterSeconds !== void 0
      )
    )
  );
  return made.every(Boolean);
}
async function removeExpired(database2) {
  let removed = 0;
  for (const name of ["inbox", "chats", "usage"]) {
    removed += await database2.background(async (db) => {
      const collection = db.collection(name);
      const expired = collection.find({ expiresAt: { $lt: new Date(now()) } }).project({ _id: 1 });
      const ids = (await expired.limit(REMOVE_LIMIT).toArray()).map(({ _id }) => _id);
      return ids.length > 0 ? (await collection.deleteMany({ _id: { $in: ids } })).deletedCount : 0;
    });
  }
  return removed;
}

// functions/worker/maintenance.ts
var RECOVER_EVERY_MS = 3e3;
var REMOVE_EVERY_MS = 60 * 60 * 1e3;
var FIRST_REMOVAL_AFTER_MS = 1e4;
var TIMER = "dingtalk:maintenance";
var WORKERS = "dingtalk:workers";
function startMaintenance(shared, database2, worker2, maintainUsage) {
  const workers = shared.get(WORKERS) ?? new Set();
  shared.set(WORKERS, workers.add(worker2));
  const maintainCollections = createMaintainCollections(database2);
  const recover2 = async () => {
    void maintainCollections();
    void maintainUsage();
    for (const older of workers) {
      if (older === worker2) continue;
      if (older.isIdle()) workers.delete(older);
      else await older.flush().catch(() => void 0);
    }
    await worker2.recover();
  };
  clearInterval(shared.get(TIMER));
  const timer = setInterval(() => void recover2(), RECOVER_EVERY_MS);
  timer.unref?.();
  shared.set(TIMER, timer);
  shared.set("drain", async (timeoutMs) => {
    clearInterval(timer);
    await Promise.all([...workers].map((each) => each.drain(timeoutMs)));
  });
  return recover2;
}
function createMaintainCollections(database2) {
  let isIndexed = false;
  let isRunning = false;
  let removeAt = now() + FIRST_REMOVAL_AFTER_MS;
  return async () => {
    if (isRunning) return;
    isRunning = true;
    isIndexed = isIndexed || await ensureIndexes(database2);
    if (now() >= removeAt) {
      const removed = await removeExpired(database2).catch(() => void 0);
      if (removed === 0) removeAt = now() + REMOVE_EVERY_MS;
    }
    isRunning = false;
  };
}

// functions/worker/model-queue.ts
var LOWER_EVERY_MS = 1e3;
var RAISE_EVERY_MS = 2e3;
function createModelQueue(now2 = now) {
  const waiting = new Map();
  let active = 0;
  let lowered = { to: Number.POSITIVE_INFINITY, at: 0 };
  const room = (limit) => {
    const raised = Math.floor(Math.abs(now2() - lowered.at) / RAISE_EVERY_MS);
    return Math.min(limit, lowered.to + raised) - active;
  };
  const startNext = (limit) => {
    while (room(limit) > 0) {
      const [next] = waiting;
      if (!next) return;
      const [person, [start, ...others]] = next;
      waiting.delete(person);
      if (others.length > 0) waiting.set(person, others);
      active += 1;
      start?.();
    }
  };
  return {
    async run(person, limit, ask) {
      await new Promise((start) => {
        waiting.set(person, [...waiting.get(person) ?? [], start]);
        startNext(limit);
      });
      try {
        return await ask();
      } finally {
        active -= 1;
        startNext(limit);
      }
    },
    refused() {
      const at = now2();
      if (Math.abs(at - lowered.at) < LOWER_EVERY_MS) return;
      lowered = { to: Math.max(1, Math.floor(active / 2)), at };
    }
  };
}

// functions/bot/limits.ts
var TELL_AT = [100, 80];
function toLimitSteps(limits, person, at) {
  const { minute, day } = toPersonKeys(at, person);
  const [, month] = toTotalKeys(at);
  const steps = [
    { name: "minute", key: minute, below: positive({ answers: limits.userPerMinute }) },
    { name: "day", key: day, below: positive({ answers: limits.userPerDay }) },
    {
      name: "month",
      key: month,
      below: positive({ answers: limits.perMonth, tokens: limits.tokensPerMonth })
    }
  ];
  return steps.filter(({ below }) => Object.keys(below).length > 0);
}
function backAt(name, at) {
  return toChinaMoment(startOfNext(name, at));
}
function shareToTell(limits, { answers = 0, tokens = 0 }) {
  const share = (used, limit) => limit > 0 ? 100 * used / limit : 0;
  const percent = Math.max(share(answers, limits.perMonth), share(tokens, limits.tokensPerMonth));
  return TELL_AT.find((one) => percent >= one);
}
function positive(limits) {
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit > 0));
}

// functions/worker/usage-maintenance.ts
var WRITE_EVERY_MS = 1e4;
var NOTICE_PATIENCE_MS = 10 * 60 * 1e3;
function createUsageMaintenance(usage2, currentTools, log2) {
  let nextAt = now() + WRITE_EVERY_MS;
  const told = new Set();
  const tell = async ({ config, texts, delivery }) => {
    const { access, limits, dingtalk } = config;
    const [, month] = toTotalKeys(now());
    if (access.admins.length === 0 || !(limits.perMonth || limits.tokensPerMonth)) return;
    const [used = { _id: "" }] = await usage2.read([month]);
    const percent = shareToTell(limits, used);
    const notice = [month.scope, limits.perMonth, limits.tokensPerMonth, percent].join(":");
    if (percent === void 0 || told.has(notice)) return;
    if (await usage2.isFirstNotice(notice)) {
      const { answers = 0, tokens = 0 } = used;
      const content = texts.access.nearLimit(percent, { answers, tokens });
      for (const admin of access.admins) await sendTo(admin, content, dingtalk.appKey, delivery, log2);
    }
    told.add(notice);
  };
  return async () => {
    const { access, limits } = currentTools().config;
    if (access.admins.length > 0 || Object.values(limits).some(Boolean)) await usage2.probe();
    if (now() < nextAt) return;
    nextAt = now() + WRITE_EVERY_MS;
    await usage2.flush().then(() => tell(currentTools())).catch(() => void 0);
  };
}
async function sendTo(admin, content, robotCode = "", { api, accessTokens, pacer }, log2) {
  const template = { msgKey: "sampleText", fields: { content } };
  try {
    const place = { arrivedAt: now(), expiresAt: now() + NOTICE_PATIENCE_MS };
    await pacer.run(
      place,
      () => withAccessToken(accessTokens, (token) => api.sendToUser(token, robotCode, admin, template))
    );
  } catch (error) {
    log2({ event: "limit-notice", result: "undelivered", evidence: describe(error) });
  }
}

// functions/worker/worker.ts
import { randomUUID } from "node:crypto";

// functions/storage/inbox-collection.ts
var LEASE_MS = 9e3;
var RENEW_EVERY_MS = LEASE_MS / 3;
function createInboxCollection(database2, owner) {
  const { run, runEvenPaused } = database2.collection("inbox");
  const ours = ({ _id }) => ({ _id, owner });
  return {
    owner,
    run,
    runEvenPaused,
    ours,
    oursAndOpen: ({ _id }) => ({ _id, owner, state: { $ne: "done" } }),
    async put(entry, set, options = {}) {
      const { remove = [], patienceMs, filter = ours(entry) } = options;
      const update = toUpsert(entry, set, remove);
      try {
        await runEvenPaused((inbox) => inbox.updateOne(filter, update, { upsert: true }), patienceMs);
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    async change(entry, filter, fields) {
      const leaseUntil = now() + LEASE_MS;
      const update = { $set: { ...fields, leaseUntil } };
      const { matchedCount } = await runEvenPaused((inbox) => inbox.updateOne(filter, update));
      if (matchedCount === 1) entry.leaseUntil = leaseUntil;
      return matchedCount === 1;
    }
  };
}
function toUpsert(entry, set, remove) {
  const excluded = ["_id", "owner", ...Object.keys(set), ...remove];
  const inserted = Object.entries({ ...entry, sessionLock: entry._id }).filter(
    ([field, value]) => value !== void 0 && !excluded.includes(field)
  );
  const unset = Object.fromEntries(remove.map((field) => [field, ""]));
  return {
    $set: set,
    $setOnInsert: Object.fromEntries(inserted),
    ...remove.length > 0 ? { $unset: unset } : {}
  };
}

// functions/storage/inbox.ts
var KEEP_MS2 = 24 * 60 * 60 * 1e3;
var TAKE_OVER_PATIENCE_MS = LEASE_MS / 2;
function createInbox(database2, owner) {
  const collection = createInboxCollection(database2, owner);
  return {
    ...createClaims(collection),
    ...createUpdates(collection),
    ...createLeases(collection)
  };
}
function createClaims({ owner, runEvenPaused, put, oursAndOpen }) {
  return {
    create(fields) {
      return {
        ...fields,
        sessionLock: fields.session,
        state: "asked",
        owner,
        leaseUntil: now() + LEASE_MS,
        attempts: 1,
        sent: 0,
        createdAt: new Date(now()),
        expiresAt: new Date(now() + KEEP_MS2)
      };
    },
    claim: (entry) => runEvenPaused((inbox) => insert(inbox, entry)).catch((error) => {
      return { late: lateOutcome(error) };
    }),
    insertDone({ message: _, ...entry }) {
      const done = { ...entry, sessionLock: entry._id, state: "done", outcome: "in-body" };
      return runEvenPaused((inbox) => insert(inbox, done));
    },
    async adopt(entry, patienceMs) {
      const { _id: sessionLock, state, answer: answer4, deliveries } = entry;
      const known = answer4 === void 0 ? {} : { state, answer: answer4, deliveries };
      const set = { ...known, sessionLock, leaseUntil: now() + LEASE_MS };
      const isOurs = await put(entry, set, { filter: oursAndOpen(entry), patienceMs });
      if (isOurs) entry.sessionLock = sessionLock;
      return isOurs;
    }
  };
}
function createUpdates({ run, runEvenPaused, put, change, ours, oursAndOpen }) {
  return {
    async acquireSessionLock(entry) {
      const { _id, session, receivedAt } = entry;
      const earlier = { session, state: { $ne: "done" }, receivedAt: { $lt: receivedAt } };
      const found = await run((inbox) => inbox.findOne(earlier, { projection: { _id: 1 } }));
      const sessionLock = found ? _id : session;
      try {
        if (entry.sessionLock !== sessionLock) {
          const asked = { ...ours(entry), state: "asked" };
          const moved = await run((inbox) => inbox.updateOne(asked, { $set: { sessionLock } }));
          if (moved.matchedCount !== 1) return "lost";
          entry.sessionLock = sessionLock;
        }
        return found ? "busy" : "acquired";
      } catch (error) {
        if (isDuplicate(error)) return "busy";
        throw error;
      }
    },
    saveAnswer: (entry, answer4) => change(entry, { ...ours(entry), state: "asked" }, { state: "answered", answer: answer4, deliveries: 1 }),
    beginDelivery: (entry, deliveries) => change(entry, oursAndOpen(entry), { deliveries }),
    saveProgress: (entry, sent, channel) => change(entry, ours(entry), { ...toDelivered(entry), sent, channel }),
    isMine: (entry) => change(entry, oursAndOpen(entry), {}),
    async findSent(sessions, sendKey) {
      const ofConversation = { $gte: sessions, $lt: `${sessions}￿` };
      const filter = { session: ofConversation, sendKeys: sendKey };
      return (await run((inbox) => inbox.findOne(filter, { projection: { _id: 1 } })))?._id;
    },
    async close(entry, outcome, { stored, patienceMs }) {
      const { _id: sessionLock, sent } = entry;
      const result = { state: "done", sessionLock, outcome, doneAt: now(), sent };
      const set = { ...result, ...toDelivered(entry) };
      if (!stored) return void await put(entry, set, { remove: ["message", "answer"], patienceMs });
      const update = { $set: set, $unset: { message: "", answer: "" } };
      await runEvenPaused((inbox) => inbox.updateOne(ours(entry), update), patienceMs);
    }
  };
}
function createLeases({ owner, run, runEvenPaused, put }) {
  return {
    async renew(ids, leaseUntil) {
      const filter = { _id: { $in: ids }, owner };
      const renewed = await runEvenPaused(
        (inbox) => inbox.updateMany(filter, { $max: { leaseUntil } }),
        RENEW_EVERY_MS
      );
      if (renewed.matchedCount === ids.length) return new Set(ids);
      const found = await runEvenPaused((inbox) => inbox.find(filter, { projection: { _id: 1 } }).toArray());
      return new Set(found.map(({ _id }) => _id));
    },
    async release(entry, pauseMs) {
      const free = { owner: "", leaseUntil: now() + pauseMs, attempts: entry.attempts - 1, deliveries: 0 };
      await put(entry, { ...free, sent: entry.sent, ...toDelivered(entry) });
    },
    async takeOver(limit, isOurs = (_id) => false) {
      const abandoned = {
        state: { $in: ["asked", "answered"] },
        leaseUntil: { $lt: now() }
      };
      const oldest = await run(
        (inbox) => inbox.find(abandoned).sort({ receivedAt: 1 }).limit(limit).project({ _id: 1 }).toArray()
      );
      const ids = oldest.map(({ _id: _id2 }) => _id2).filter((id) => !isOurs(id));
      if (ids.length === 0) return [];
      const _id = { $in: ids };
      const take = { $set: { owner, leaseUntil: now() + LEASE_MS }, $inc: { attempts: 1 } };
      await runEvenPaused((inbox) => inbox.updateMany({ ...abandoned, _id }, take), TAKE_OVER_PATIENCE_MS);
      const taken = { _id, owner, state: abandoned.state };
      return runEvenPaused((inbox) => inbox.find(taken).toArray(), TAKE_OVER_PATIENCE_MS);
    }
  };
}
function toDelivered({ channel, sendKeys }) {
  return { ...channel ? { channel } : {}, ...sendKeys ? { sendKeys } : {} };
}
async function insert(inbox, entry) {
  try {
    await inbox.insertOne(entry);
    return "claimed";
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    if (entry.sessionLock === entry._id || isDuplicateId(error)) return "seen";
  }
  entry.sessionLock = entry._id;
  return insert(inbox, entry);
}
function isDuplicateId(error) {
  const pattern = error.keyPattern;
  return pattern !== void 0 && "_id" in pattern;
}

// functions/bot/access.ts
function isAdmin({ admins }, { staffId }) {
  return staffId !== void 0 && admins.includes(staffId);
}
function refuse(rules, origin) {
  if (isAdmin(rules, origin)) return void 0;
  const { staffId, conversation } = origin;
  const isOn = (list) => staffId !== void 0 && list.includes(staffId);
  const { allowUsers, denyUsers, allowGroups } = rules;
  if (isOn(denyUsers) || allowUsers && !isOn(allowUsers)) return "person";
  const isGroup = conversation.kind === "group";
  return isGroup && allowGroups && !allowGroups.includes(conversation.id) ? "group" : void 0;
}

// functions/worker/count-use.ts
var WRITE_PATIENCE_MS = 1e3;
async function reserve({ config, usage: usage2 }, { sender, conversation }, at) {
  const { access, limits } = config;
  const origin = { staffId: sender.staffId, conversation };
  const steps = isAdmin(access, origin) ? [] : toLimitSteps(limits, sender.id, at);
  const person = access.admins.length > 0 && !isAdmin(access, origin) ? sender : void 0;
  if (steps.length === 0 && !person) return { reserved: [] };
  const outcome = await usage2.take(steps, person).catch(() => "away");
  if (outcome === "away") return { reserved: [] };
  if (outcome === void 0) return { reserved: steps.map(({ key }) => toId(key)) };
  return { refused: outcome === "blocked" ? "blocked" : steps[outcome]?.name ?? "month" };
}
function countPush({ usage: usage2 }, at) {
  for (const key of toTotalKeys(at)) usage2.add(key, { pushes: 1 });
}
function countRefusal({ usage: usage2 }, refusal, at) {
  for (const key of toTotalKeys(at)) usage2.add(key, { [`refused-${refusal}`]: 1 });
}
async function countOutcome({ config, usage: usage2 }, job, outcome) {
  const { message, receivedAt, reserved = [] } = job;
  const { sender, conversation } = message;
  const isAnswer = outcome?.turnPair?.answer !== void 0;
  if (!isAnswer && reserved.length === 0) return;
  const counts = isAnswer ? toAnswerCounts(outcome.usage) : {};
  const { minute, ...periods } = toPersonKeys(receivedAt, sender.id);
  const groups = conversation.kind === "group" ? [toGroupKey(receivedAt, conversation.id)] : [];
  for (const key of [...toTotalKeys(receivedAt), ...Object.values(periods), ...groups]) {
    add(usage2, key, counts, reserved);
  }
  if (!isAnswer) add(usage2, minute, counts, reserved);
  if (isAnswer) usage2.name(sender.id, sender.name);
  if (isAnswer) usage2.name(conversation.id, conversation.title);
  const isUrgent = isAnswer ? config.limits.tokensPerMonth > 0 : reserved.length > 0;
  if (isUrgent) await usage2.flush(WRITE_PATIENCE_MS).catch(() => void 0);
}
function add(usage2, key, counts, reserved) {
  const answers = (counts.answers ?? 0) - (reserved.includes(toId(key)) ? 1 : 0);
  const isUnchanged = answers === 0 && counts.tokens === void 0;
  if (!isUnchanged) usage2.add(key, { ...counts, answers });
}

// functions/worker/heartbeat.ts
function createHeartbeat(inbox, inFlight) {
  let timer;
  const renewLeases = () => renew(inbox, inFlight.all()).catch(() => void 0);
  const beat = () => {
    if (inFlight.all().length > 0) return void renewLeases();
    clearInterval(timer);
    timer = void 0;
  };
  return {
    renewLeases,
    start() {
      timer ??= setInterval(beat, RENEW_EVERY_MS);
    }
  };
}
async function renew(inbox, messages) {
  if (messages.length === 0) return;
  const leaseUntil = now() + LEASE_MS;
  const ours = await inbox.renew(
    messages.map(({ job }) => job._id),
    leaseUntil
  );
  for (const message of messages) {
    const { job, stored, pendingResult } = message;
    if (ours.has(job._id)) job.leaseUntil = leaseUntil;
    else if (!stored && !pendingResult) await inbox.adopt(job);
    else continue;
    message.stored = true;
  }
}

// functions/worker/in-flight.ts
import { EventEmitter } from "node:events";
var MAX_TRACKED = 1e4;
var POLL_SESSION_MS = 500;
function createInFlight() {
  const tracked = new Map();
  const sessions = createSessions();
  const track = (id, entry) => {
    tracked.set(id, entry);
    if (tracked.size <= MAX_TRACKED) return;
    for (const [oldest, { message }] of tracked) {
      if (message && !message.pendingResult) continue;
      tracked.delete(oldest);
      return;
    }
  };
  const closed = ({ job }) => {
    const entry = tracked.get(job._id);
    if (entry) entry.message = void 0;
  };
  const all = () => [...tracked.values()].flatMap(({ message }) => message ?? []);
  return {
    all,
    working: () => all().filter(({ pendingResult }) => !pendingResult),
    pendingCloses: () => all().filter(({ pendingResult }) => pendingResult),
    isQueued: (session) => sessions.jobs(session).some(({ _id }) => tracked.get(_id)?.message?.isQueued),
    has: (id) => tracked.get(id)?.message !== void 0,
    async isRedelivery(id) {
      const entry = tracked.get(id);
      await entry?.accepted;
      return entry !== void 0;
    },
    accept(id, claim) {
      track(id, { accepted: claim });
      return claim;
    },
    start(message) {
      const { _id } = message.job;
      track(_id, { accepted: tracked.get(_id)?.accepted ?? Promise.resolve(), message });
      sessions.add(message.job);
    },
    end(message) {
      if (!message.pendingResult) closed(message);
      sessions.remove(message.job);
    },
    closed,
    isFirstOfSession: sessions.isFirst,
    sessionChange: sessions.change
  };
}
function createSessions() {
  const jobs = new Map();
  const ends = new EventEmitter().setMaxListeners(0);
  return {
    jobs: (session) => [...jobs.get(session) ?? []],
    add(job) {
      jobs.set(job.session, (jobs.get(job.session) ?? new Set()).add(job));
    },
    remove(job) {
      const ofSession = jobs.get(job.session);
      ofSession?.delete(job);
      if (ofSession?.size === 0) jobs.delete(job.session);
      ends.emit(job.session);
    },
    isFirst: ({ session, receivedAt }) => [...jobs.get(session) ?? []].every((job) => job.receivedAt >= receivedAt),
    change: (session) => new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        ends.off(session, wake);
        resolve();
      };
      const timer = setTimeout(wake, POLL_SESSION_MS);
      ends.on(session, wake);
    })
  };
}

// functions/worker/line.ts
var PATIENCE_MS3 = 3e3;
function createLine() {
  let last2 = Promise.resolve();
  return (step) => {
    const outcome = last2.then(step);
    const ended = () => within(PATIENCE_MS3, outcome, () => new Error("slow"));
    last2 = last2.then(ended).catch(() => void 0);
    return outcome;
  };
}

// functions/worker/log-line.ts
function toLogLine({ _id: id, attempts: attempt, message, sendKeys }, ending, ms) {
  const { id: conversation, kind } = message?.conversation ?? {};
  return { event: "message", id, conversation, kind, type: message?.type, attempt, ...ending, sendKeys, ms };
}

// functions/dingtalk/webhook.ts
var PATH = "/robot/sendBySession";
function checkWebhook(webhook, oapiUrl, now2) {
  if (!webhook || webhook.expiresAt !== void 0 && webhook.expiresAt <= now2) {
    throw new DeliveryError("webhook-gone");
  }
  if (!URL.canParse(webhook.url)) throw new DeliveryError("webhook-untrusted");
  const { protocol, host, pathname, username, password, href } = new URL(webhook.url);
  const expected = new URL(oapiUrl);
  const isTrusted = protocol === expected.protocol && host === expected.host && pathname === PATH && username === "" && password === "";
  if (!isTrusted) throw new DeliveryError("webhook-untrusted");
  return href;
}
function toWebhookMessage({ title, markdown }, text, asker) {
  const withMention = asker ? `@${asker} ${markdown ? "\n\n" : ""}${text}` : text;
  return {
    ...markdown ? { msgtype: "markdown", markdown: { title, text: withMention } } : { msgtype: "text", text: { content: withMention } },
    ...asker ? { at: { atUserIds: [asker], isAtAll: false } } : {}
  };
}

// functions/markdown/addresses.ts
var MAX_CHARACTERS = 2e3;
var MAX_SHOWN_CHARACTERS = 100;
var LINK = /^(?:https?:\/\/|mailto:)[^\s]/i;
var DINGTALK = /^dingtalk:\/\/[^\s]/i;
var USER_INFO = /^(https?:)\/+(?:[^/?#]*@)?/i;
var HOST = /^(?:[\p{L}\p{M}\p{N}-]+\.)+([\p{L}\p{M}\p{N}-]{2,})$/u;
var IP = /^\d{1,3}(?:\.\d{1,3}){3}$/;
var TOP_LEVEL = new Set(
  "com net org edu gov mil info biz pro app dev xyz top vip club shop site online cloud tech wang ltd asia bank example 中国 中國 公司 网络 網絡 在线 网址 中文网 商城 集团 政务 公益 香港 台湾 台灣".split(" ")
);
var FOREIGN = /^xn--|[^\p{Script=Han}!-~]/u;
var NO_HOST = /\.(?:js|ts|md|py|rs|sh)$|^(?:asp|ado|vb)\.net$|^env\.example$/;
var countries;
function toAddress(target, written) {
  const isAllowed = LINK.test(target) || DINGTALK.test(target) && written.has(target);
  const address = encodeAddress(target).replace(USER_INFO, "$1//");
  if (!isAllowed || address.length > MAX_CHARACTERS || !URL.canParse(address)) return void 0;
  const { hostname, href } = new URL(address);
  if (!/^[a-z\d._-]*$/i.test(hostname)) return void 0;
  return address.toLowerCase().includes(`//${hostname}`) || !hostname ? address : href;
}
function encodeAddress(target) {
  return target.replace(/[\s<>()[\]`"\\*^{|}\p{Cf}]/gu, percentEncode).replace(/&(?=#?\w+;)/g, "&amp;");
}
function dingTalkAddresses(text) {
  const found = text.match(/dingtalk:\/\/[!-~]{1,2000}/gi) ?? [];
  return new Set(found.map((address) => address.replace(/[.,;:!?)\]}'"<>`*]{1,9}$/, "")));
}
function showAddress(address) {
  return address.length > MAX_SHOWN_CHARACTERS ? `${address.slice(0, MAX_SHOWN_CHARACTERS)}…` : address;
}
function hostOf(address) {
  const { protocol, hostname, pathname } = new URL(address);
  const host = protocol === "mailto:" ? pathname.split("@").at(-1) ?? "" : hostname;
  return withoutWww(host.toLowerCase());
}
function namesOtherHost(text, address) {
  const host = hostOf(address);
  const isMail = address.startsWith("mailto:");
  return addressesIn(text).some(({ name, user }) => withoutWww(name) !== host || user && !isMail);
}
function addressesIn(text) {
  const shown = text.normalize("NFKC").replace(/[\p{Cf}*`~\\]/gu, "").toLowerCase();
  const words = shown.replace(/(?<=[a-z\d])。(?=[a-z\d])/g, ".").split(/\s+/);
  return words.flatMap(
    (word) => word.split("://").flatMap((piece, index) => {
      const [start = ""] = piece.split(/[/?#]/, 1);
      const divided = start.replace(/(?<=\p{Script=Han})(?=[a-z\d])|(?<=[a-z\d])(?=\p{Script=Han})/gu, " ");
      const tokens = divided.match(/[\p{L}\p{M}\p{N}.@-]+(?:_+[\p{L}\p{M}\p{N}.@-]+)*/gu) ?? [];
      const found = tokens.map(toName);
      return index > 0 ? found.slice(0, 1) : found.filter(({ name }) => isHost(name));
    })
  );
}
function toName(token) {
  const name = token.slice(token.lastIndexOf("@") + 1).replace(/^[.-]{1,9}|[.-]{1,9}$/g, "");
  return { name, user: token.lastIndexOf("@") > 0 };
}
function isHost(name) {
  const ending = HOST.exec(name)?.[1] ?? "";
  if (IP.test(name) || ending && name.startsWith("www.")) return true;
  const isTopLevel = TOP_LEVEL.has(ending) || isCountry(ending) || FOREIGN.test(ending);
  return isTopLevel && !NO_HOST.test(name);
}
function isCountry(ending) {
  countries ??= new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  return /^[a-z]{2}$/.test(ending) && countries.of(ending.toUpperCase()) !== void 0;
}
var withoutWww = (host) => host.replace(/^www\.|\.$/g, "");
var ENCODED = { "(": "%28", ")": "%29", "*": "%2A" };
var percentEncode = (character) => ENCODED[character] ?? encodeURIComponent(character);

// functions/markdown/lines.ts
var INDENT = "　";
var MAX_FENCE_MARKS = 100;
var LIST_MARKER = /^( {0,3})([-+*]|\d{1,9}[.)])([ \t]+|$)/;
var DELIMITER_ROW = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/;
var TAB_COLUMNS = 4;
var isBlank = (line) => /^[ \t]*$/.test(line);
var isRule = (line) => /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/.test(line);
var isDelimiterRow = (line) => /[|:]/.test(line) && DELIMITER_ROW.test(trimSpaces(line));
function underlineLevel(line) {
  if (!/^ {0,3}(?:=+|-+)[ \t]*$/.test(line)) return void 0;
  return line.includes("=") ? 1 : 2;
}
function headingOf(line) {
  const [, marks, rest = ""] = /^ {0,3}(#{1,6})(?:[ \t](.*))?$/s.exec(line) ?? [];
  if (!marks) return void 0;
  return { level: marks.length, text: trimSpaces(trimSpaces(rest).replace(/(?:^|[ \t])#+$/, "")) };
}
var unquote = (line) => /^ {0,3}>[ \t]?(.*)$/s.exec(line)?.[1];
function listMarkerOf(line) {
  const match = LIST_MARKER.exec(line);
  if (!match || isRule(line)) return void 0;
  const [, before = "", marker = "", after = ""] = match;
  const end = before.length + marker.length;
  const gap = columnsOf(after, end);
  const padding = match[0].length === line.length || gap > TAB_COLUMNS ? 1 : gap;
  return {
    ordered: /\d/.test(marker),
    start: Number.parseInt(marker, 10) || 0,
    indent: before.length,
    width: end + padding,
    text: dedent(line.slice(end), padding, end)
  };
}
function startsBlock(line, inParagraph) {
  if (isLeafBlock(line) || unquote(line) !== void 0) return true;
  const marker = listMarkerOf(line);
  if (!marker || !inParagraph) return marker !== void 0;
  return !isBlank(marker.text) && (!marker.ordered || marker.start === 1);
}
var isLeafBlock = (line) => headingOf(line) !== void 0 || isRule(line) || readOpeningFence(line) !== void 0;
function readOpeningFence(line) {
  const match = /^( {0,3})(`{3,}|~{3,})(.*)$/s.exec(line);
  if (!match) return void 0;
  const [, indent = "", marker = "", rest = ""] = match;
  if (marker.startsWith("`") && rest.includes("`")) return void 0;
  return { line, indent, marker, info: rest.trim() };
}
function closesFence(line, fence) {
  const run = /^ {0,3}(`+|~+)[ \t\r]*$/.exec(line)?.[1] ?? "";
  return run.startsWith(fence.marker);
}
function fenceAfter(line, fence) {
  if (!fence) return readOpeningFence(line);
  return closesFence(line, fence) ? void 0 : fence;
}
var indentOf = (line) => columnsOf(/^[ \t]*/.exec(line)?.[0] ?? "", 0);
function dedent(line, columns, from = 0) {
  let column = 0;
  let index = 0;
  for (; column < columns && isSpace(line[index]); index++)
    column += columnsOf(line[index] ?? "", from + column);
  return " ".repeat(Math.max(0, column - columns)) + line.slice(index);
}
var trimSpaces = (text) => text.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, "");
function columnsOf(space, from) {
  let column = from;
  for (const character of space) column += character === "	" ? TAB_COLUMNS - column % TAB_COLUMNS : 1;
  return column - from;
}
var isSpace = (character) => character === " " || character === "	";

// functions/markdown/code-blocks.ts
var INDENTED_CODE_COLUMNS = 4;
var MAX_MATHS_LINES = 100;
var readFence = (reading, current) => {
  const fence = readOpeningFence(current);
  if (!fence) return void 0;
  const lines = [];
  for (let text = reading.lines[++reading.index]; text !== void 0; text = reading.lines[++reading.index]) {
    if (closesFence(text, fence)) break;
    lines.push(dedent(text, fence.indent.length));
  }
  reading.index++;
  return [{ kind: "code", marker: fence.marker, info: fence.info, lines }];
};
var readMaths = (reading, current) => {
  const closer = { "\\[": "\\]", $$: "$$" }[trimSpaces(current)];
  if (!closer) return void 0;
  const following = reading.lines.slice(reading.index + 1, reading.index + 1 + MAX_MATHS_LINES);
  const count = following.findIndex((text) => trimSpaces(text) === closer);
  if (count < 0) return void 0;
  reading.index += count + 2;
  return [{ kind: "code", marker: "", info: "latex", lines: following.slice(0, count) }];
};
var readIndentedCode = (reading) => {
  if (reading.paragraph.length > 0) return void 0;
  const start = reading.index;
  for (let at = start; at < reading.lines.length; at++) {
    const text = reading.lines[at] ?? "";
    if (isBlank(text)) continue;
    if (indentOf(text) < INDENTED_CODE_COLUMNS) break;
    reading.index = at + 1;
  }
  if (reading.index === start) return void 0;
  const lines = reading.lines.slice(start, reading.index).map((text) => dedent(text, INDENTED_CODE_COLUMNS));
  return [{ kind: "code", marker: "", info: "", lines }];
};

// functions/markdown/containers.ts
function takeItemLines(reading, marker) {
  const start = reading.index;
  return takeLines(reading, (text) => {
    if (reading.index === start) return marker.text;
    const indent = indentOf(text);
    const isList = indent >= marker.indent + 2 && listMarkerOf(text) !== void 0;
    const isInside = isBlank(text) || indent >= marker.width || isList;
    return isInside ? dedent(text, marker.width) : void 0;
  });
}
function takeLines(reading, strip) {
  const inner = [];
  let fence;
  let isTable = false;
  for (; reading.index < reading.lines.length; reading.index++) {
    const current = reading.lines[reading.index] ?? "";
    const previous = inner.at(-1) ?? "";
    const stripped = strip(current);
    if (stripped === void 0 && (fence || isTable || !isContinued(previous, current))) break;
    const text = stripped ?? current;
    isTable = !isBlank(text) && !isBlank(previous) && (isTable || isDelimiterRow(text));
    fence = fenceAfter(text, fence);
    inner.push(text);
  }
  return inner;
}
function isContinued(previous, current) {
  if (isBlank(previous) || isBlank(current) || isLeafBlock(previous)) return false;
  return !startsBlock(current, false) && !underlineLevel(current);
}

// functions/markdown/emphasis.ts
var PUNCTUATION = /[\p{P}\p{S}]/u;
var CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
var MAX_RUN = 3;
function joinPieces(pieces) {
  const texts = pieces.map((piece) => typeof piece === "string" ? piece : piece.marks);
  const openers = new Map();
  pieces.forEach((piece, index) => {
    if (piece === "\n") openers.clear();
    if (typeof piece === "string" || piece.marks.length > MAX_RUN) return;
    const opener = canClose(piece) ? openers.get(piece.marks) : void 0;
    if (opener !== void 0) {
      writePair(pieces, texts, opener, index);
      for (const [marks, at] of openers) if (at >= opener) openers.delete(marks);
    } else if (canOpen(piece)) openers.set(piece.marks, index);
  });
  return texts.join("");
}
function writePair(pieces, texts, opener, closer) {
  const first = pieces[opener];
  const last2 = pieces[closer];
  if (isUnderscore(first)) {
    const touchesStar = [first.before, first.after, last2.before, last2.after].includes("*");
    if (touchesStar || isName(pieces.slice(opener + 1, closer), first)) return;
  }
  const stars = "*".repeat(first.marks.length);
  texts[opener] = isMark(first.after) && isCjk(first.before) ? ` ${stars}` : stars;
  texts[closer] = isMark(last2.before) && isCjk(last2.after) ? `${stars} ` : stars;
}
function isName([name, ...others], { marks }) {
  return marks === "__" && others.length === 0 && typeof name === "string" && /^\w+$/.test(name);
}
var canOpen = (run) => !isSpace2(run.after) && !(isUnderscore(run) && isLetter(run.before));
var canClose = (run) => !isSpace2(run.before) && !(isUnderscore(run) && isLetter(run.after));
var isUnderscore = ({ marks }) => marks.startsWith("_");
var isSpace2 = (character) => character === void 0 || /\s/.test(character);
var isMark = (character) => character !== void 0 && PUNCTUATION.test(character);
var isCjk = (character) => character !== void 0 && CJK.test(character);
var isLetter = (character) => !isSpace2(character) && !isMark(character);

// functions/markdown/links.ts
var ANY_SCHEME = /^[a-z][a-z0-9+.-]*:/i;
var DEFINITION = /^\[((?:[^[\]\\]|\\.){1,999})\]:[ \t]*(<[^<>]*>|[^<\s]\S*)[ \t]*("[^"]*"|'[^']*'|\([^()]*\))?$/;
var TARGET = new RegExp(
  [
    /\([ \t]{0,9}/,
    /(<[^<>\n]*>|(?!<)[^\s()\\]*(?:(?:\\[!-~]|\([^\s()\\]*\))[^\s()\\]*){0,99})/,
    /(?:[ \t]{1,9}(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]{0,9}\)/
  ].map(({ source }) => source).join(""),
  "y"
);
var LABEL = /\[([^[\]\n]*)\]/y;
var MAX_TEXT_CHARACTERS = 999;
var OWN_LINK = /\[([^[\]]*)\]\([^()\s]*\)/g;
var PICTURE = "🖼";
function definitionOf(line) {
  const [, name = "", target = ""] = DEFINITION.exec(line) ?? [];
  const label = normalizeLabel(name);
  return label && !label.startsWith("^") ? { label, target: unescapeTarget(target) } : void 0;
}
function openBracket({ brackets, pieces, end }, [mark]) {
  brackets.push({ piece: pieces.length, start: end, isImage: mark === "![" });
  return mark === "![" ? "! [" : mark;
}
function closeBracket(scan) {
  const bracket = scan.brackets.pop();
  const isShort = bracket && scan.index - bracket.start <= MAX_TEXT_CHARACTERS;
  const target = isShort ? readTarget(scan, bracket.start) : void 0;
  if (!bracket || target === void 0) return "]";
  const content = joinPieces(scan.pieces.splice(bracket.piece).slice(1)).replaceAll("\n", " ");
  const address = toAddress(target, scan.links.written);
  if (bracket.isImage) return toPicture(content, address);
  if (!address) return toText2(content, target);
  scan.brackets = [];
  return writeLink(content, address);
}
function readTarget(scan, start) {
  const { text, index, links } = scan;
  TARGET.lastIndex = index + 1;
  const inline = TARGET.exec(text);
  if (inline) {
    scan.end = TARGET.lastIndex;
    return unescapeTarget(inline[1] ?? "");
  }
  if (links.references.size === 0) return void 0;
  LABEL.lastIndex = index + 1;
  const [whole = "", explicit] = LABEL.exec(text) ?? [];
  const target = links.references.get(normalizeLabel(explicit || text.slice(start, index)));
  if (target === void 0 || target.length > links.copies) return void 0;
  links.copies -= target.length;
  scan.end = index + 1 + whole.length;
  return target;
}
function writeLink(content, address) {
  const text = withoutLinks(content);
  const shown = showAddress(address);
  const target = ` (\`${shown}\`)`;
  const isHonest = text.endsWith(target) || text === address || !namesOtherHost(text, address);
  return `[${text || shown}${isHonest ? "" : target}](${address})`;
}
function toPicture(alt, address) {
  const isRemote = address !== void 0 && /^http/i.test(address);
  return isRemote ? writeLink(alt || hostOf(address), address) : withoutLinks(alt) || PICTURE;
}
function toText2(content, target) {
  const isRelative = target !== "" && !target.startsWith("#") && !ANY_SCHEME.test(target);
  const shown = showAddress(encodeAddress(target));
  return isRelative ? `${content} (\`${shown}\`)` : content || shown || "[]";
}
function withoutLinks(text) {
  const words = text.replace(OWN_LINK, "$1");
  return words.replace(/\\?\[/g, "［").replace(/\\?\]/g, "］");
}
function unescapeTarget(target) {
  const bare = target.startsWith("<") ? target.slice(1, -1) : target;
  return bare.replace(/\\([!-/:-@[-`{-~])/g, "$1").replace(/&amp;/g, "&");
}
var normalizeLabel = (label) => label.trim().replace(/\s+/g, " ").toLowerCase();

// functions/markdown/tables.ts
var NARROW_COLUMNS = 2;
var MAX_GROWTH = 8;
var MARK_CHARACTERS = 9;
function tableToBlocks(header, rows) {
  const names = splitRow(header);
  const cells = rows.map(splitRow).filter((row) => row.some(Boolean));
  const repeated = (header.length + MARK_CHARACTERS * names.length) * cells.length;
  const written = rows.reduce((sum, row) => sum + row.length, header.length);
  if (names.length > NARROW_COLUMNS && cells.length > 0 && repeated <= MAX_GROWTH * written) {
    return [toList2(cells.map((row) => wideRow(names, row)))];
  }
  const title = bold(names.map(withoutStars).filter(Boolean).join("："));
  return [{ kind: "paragraph", text: title }, toList2(cells.map(narrowRow), false)];
}
function narrowRow(row) {
  const [name = "", ...values] = row.filter(Boolean);
  return values.length > 0 ? `${bold(name)}：${values.join("；")}` : name;
}
function wideRow(names, row) {
  const pairs = row.map((cell, column) => names[column] && cell ? `${bold(names[column])}：${cell}` : cell);
  return pairs.filter(Boolean).join(`
${INDENT}`);
}
function toList2(texts, loose = true) {
  const items = texts.map((text) => [{ kind: "paragraph", text }]);
  return { kind: "list", ordered: false, start: 0, loose, items };
}
function splitRow(row) {
  const cells = trimSpaces(row).split(/(?<!\\)\|/);
  if (cells.length > 1 && cells[0] === "") cells.shift();
  if (cells.length > 1 && cells.at(-1) === "") cells.pop();
  return cells.map((cell) => trimSpaces(cell.replaceAll("\\|", "|")));
}
function bold(text) {
  const plain = withoutStars(text);
  return plain && !/[*`<[\]\\]|(?<!\w)_|_(?!\w)|&nbsp;/.test(plain) ? `**${plain}**` : text;
}
var withoutStars = (text) => /^\*\*[^*]+\*\*$/.test(text) ? text.slice(2, -2) : text;

// functions/markdown/blocks.ts
var MAX_DEPTH = 8;
var BREAKS_ONLY = /^[ \t]*(?:<br[ \t]*\/?>[ \t]*)+$/i;
var READERS = [
  readUnderline,
  readTable,
  readLine,
  readFence,
  readMaths,
  readQuote,
  readList,
  readIndentedCode
];
function parseBlocks(lines, references, depth = 0) {
  const reading = { lines, index: 0, paragraph: [], references, depth };
  const blocks = [];
  while (reading.index < lines.length) {
    const current = lines[reading.index] ?? "";
    let found;
    for (const read2 of READERS) found ??= read2(reading, current);
    if (found) {
      for (const block2 of [...endParagraph(reading), ...found]) addBlock(blocks, block2);
    } else {
      reading.paragraph.push(current);
      reading.index++;
    }
  }
  return [...blocks, ...endParagraph(reading)];
}
function addBlock(blocks, block2) {
  const last2 = blocks.at(-1);
  if (block2.kind === "list" && last2?.kind === "list" && last2.ordered === block2.ordered) {
    for (const item of block2.items) last2.items.push(item);
    last2.loose = true;
  } else blocks.push(block2);
}
function endParagraph(reading) {
  const { paragraph, references } = reading;
  reading.paragraph = [];
  const start = paragraph.findIndex((text) => {
    const definition = definitionOf(trimSpaces(text));
    if (definition && !references.has(definition.label)) references.set(definition.label, definition.target);
    return !definition;
  });
  if (start < 0) return [];
  const texts = paragraph.slice(start).map((text) => dedent(text, Number.POSITIVE_INFINITY));
  return [{ kind: "paragraph", text: texts.join("\n") }];
}
function readUnderline(reading, current) {
  const level = underlineLevel(current);
  const { paragraph } = reading;
  if (!level || paragraph.length === 0) return void 0;
  reading.index++;
  if (paragraph.length > 1) return [{ kind: "rule" }];
  return [{ kind: "heading", level, text: trimSpaces(paragraph.pop() ?? "") }];
}
function readTable(reading, current) {
  const { lines, paragraph } = reading;
  if (paragraph.length === 0 || !isDelimiterRow(current)) return void 0;
  const rows = [];
  for (let row = lines[++reading.index]; row !== void 0; row = lines[++reading.index]) {
    if (isBlank(row) || startsBlock(row, true)) break;
    rows.push(row);
  }
  return tableToBlocks(paragraph.pop() ?? "", rows);
}
function readLine(reading, current) {
  const isEmpty = isBlank(current) || BREAKS_ONLY.test(current);
  const heading = headingOf(current);
  if (!isEmpty && !heading && !isRule(current)) return void 0;
  reading.index++;
  if (isEmpty) return [];
  return [heading ? { kind: "heading", ...heading } : { kind: "rule" }];
}
function readQuote(reading, current) {
  const { references, depth } = reading;
  if (depth >= MAX_DEPTH || unquote(current) === void 0) return void 0;
  return [{ kind: "quote", blocks: parseBlocks(takeLines(reading, unquote), references, depth + 1) }];
}
function readList(reading, current) {
  const { lines, paragraph, references, depth } = reading;
  if (depth >= MAX_DEPTH || !startsBlock(current, paragraph.length > 0)) return void 0;
  const items = [];
  let loose = false;
  const first = listMarkerOf(current);
  let marker = first;
  while (marker && marker.ordered === first?.ordered) {
    loose ||= items.length > 0 && isBlank(lines[reading.index - 1] ?? "");
    items.push(parseBlocks(takeItemLines(reading, marker), references, depth + 1));
    marker = listMarkerOf(lines[reading.index] ?? "");
  }
  return first && [{ kind: "list", ordered: first.ordered, start: first.start, loose, items }];
}

// functions/markdown/inline.ts
var asWritten = (_scan, [whole]) => whole;
var MAX_CODE_CHARACTERS2 = 1e3;
var LONE_BACKTICK = "ˋ";
var PLAIN_ASCII = /[a-z\d!"%'(),./:;?@]/i;
var isMaths = /\S/;
var isDisplayMaths = /\\[a-z]|[_^=+<>]/i;
var isDollarMaths = /^(?!.*\] ?\().*[\\^_{]/;
var RULES = [
  [/[^\\`$<&![\]*_\nh\u202d\u202e]+/y, asWritten],
  // These would show the text of a link from right to left, so that it looks like another address.
  [/[\u202d\u202e]+/y, () => ""],
  // A bare address: its underscores are no emphasis.
  [/https?:\/\/[^\s<>()[\]*`\\|"!\u202d\u202e]+/y, asWritten],
  [/`+/y, readCode],
  // LaTeX within a line. The 1,000 characters bound the time for openers without a closer.
  [/\\\(([^`\n]{1,1000}?)\\\)/y, readMaths2(isMaths)],
  [/\\\[([^`\n]{1,1000}?)\\\]/y, readMaths2(isDisplayMaths)],
  [/\$\$([^`\n]{1,1000}?)\$\$/y, readMaths2(isMaths)],
  // Like Pandoc's rule, which excludes prices and `$PATH`: no space inside, no letter or digit outside.
  [/(?<![\w$])\$(?![\s$])([^$\n`]*[^\s$\\`])\$(?![\w$])/y, readMaths2(isDollarMaths)],
  [/\\\n/y, () => "\n"],
  [/\\</y, () => "&lt;"],
  [/\\`/y, () => LONE_BACKTICK],
  [/\\[!-/:-@[-`{-~]/y, asWritten],
  [/<br[ \t]*\/?>/iy, () => "\n"],
  [
    /<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{1,255})>/iy,
    readAutolink
  ],
  [/</y, () => "&lt;"],
  [/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]\w{1,31}));/iy, readReference],
  // Some readers take these for a reference without its semicolon.
  [/&(?=#)/y, () => "&amp;"],
  [/\*+|_+/y, readRun],
  // Footnotes: the line of one, and a reference to it.
  [/(?<![^\n])\[\^([^\s[\]<`]{1,50})\]:[ \t]*/y, (_scan, [, label]) => `[${label}] `],
  [/\[\^([\p{L}\p{N}_.-]{1,50})\](?!\()/uy, (_scan, [, label]) => `[${label}]`],
  [/!?\[/y, openBracket],
  [/\]/y, closeBracket],
  [/./sy, asWritten]
];
var NAMED_REFERENCES = new Map(
  `nbsp  ensp  emsp  quot(" apos' copy© reg® trade™ deg° middot· bull• hellip… ndash– mdash— lsquo‘ rsquo’ ldquo“ rdquo” laquo« raquo» times× divide÷ plusmn± minus− le≤ ge≥ ne≠ asymp≈ infin∞ larr← uarr↑ rarr→ darr↓ harr↔ rArr⇒ euro€ pound£ yen¥ sect§ excl! lpar( rpar) comma, period. sol/ colon: quest? commat@ lsqb［ lbrack［ rs" +
  "qb］ rbrack］`.split(") ").map((entry) => [entry.slice(0, -1), entry.slice(-1)])
);
function renderLines(text, links) {
  const scan = { text, index: 0, end: 0, pieces: [], brackets: [], links };
  while (scan.index < text.length) {
    const piece = readNext(scan);
    if (piece !== "") scan.pieces.push(apart(scan.pieces.at(-1), piece));
    scan.index = scan.end;
  }
  return joinPieces(scan.pieces).split("\n").map(trimSpaces).filter(Boolean);
}
function apart(last2, piece) {
  if (typeof last2 !== "string" || typeof piece !== "string") return piece;
  const both = (last2.at(-1) ?? "") + piece[0];
  if (both === "]:") return `：${piece.slice(1)}`;
  return both === "](" || both === "![" || both === "``" ? ` ${piece}` : piece;
}
function readNext(scan) {
  for (const [pattern, read2] of RULES) {
    pattern.lastIndex = scan.index;
    const match = pattern.exec(scan.text);
    if (!match) continue;
    scan.end = scan.index + match[0].length;
    const piece = read2(scan, match);
    if (piece !== void 0) return piece;
  }
  throw new Error("the last rule matches every character");
}
function readCode(scan, [run]) {
  const rest = scan.text.slice(scan.end, scan.end + MAX_CODE_CHARACTERS2 + run.length);
  const length = lengthUntilRun(rest, run);
  if (length === void 0) return LONE_BACKTICK.repeat(run.length);
  scan.end += length;
  return scan.text.slice(scan.index, scan.end).replaceAll("\n", " ");
}
function lengthUntilRun(text, run) {
  let end = 0;
  for (let start = text.indexOf(run); start >= 0; start = text.indexOf(run, end)) {
    for (end = start; text[end] === "`"; ) end++;
    if (end - start === run.length) return end;
  }
  return void 0;
}
function readMaths2(sign2) {
  return ({ text, index, end }, [, maths = ""]) => {
    if (!sign2.test(maths) || text[index - 1] === "`" || text[end] === "`") return void 0;
    return `\`${maths.trim()}\``;
  };
}
function readAutolink({ links }, [, target = ""]) {
  const address = toAddress(target.includes(":") ? target : `mailto:${target}`, links.written);
  return address && writeLink(target.includes(":") ? "" : target, address);
}
function readReference(_scan, [whole, decimal, hexadecimal, name = ""]) {
  if (name) return NAMED_REFERENCES.get(name) ?? whole;
  const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
  if (code === 0 || code >= 55296 && code < 57344 || code > 1114111) return void 0;
  const character = String.fromCodePoint(code);
  if (code < 32) return " ";
  if (code === 8237 || code === 8238) return "";
  if (character === "[" || character === "]") return character === "[" ? "［" : "］";
  return code >= 160 || PLAIN_ASCII.test(character) ? character : whole;
}
function readRun({ text, index, end }, [marks]) {
  const before = Array.from(text.slice(Math.max(0, index - 2), index)).at(-1);
  return { marks, before, after: Array.from(text.slice(end, end + 2))[0] };
}

// functions/markdown/write.ts
var LINE_BREAK = "  \n";
var BLANK_LINE = "\n\n";
var RULE = "———";
var MIN_FENCE = 3;
var INNER_BULLETS = ["◦", "▪", "▫"];
var TASK = /^\[([ xX])\][ \t]+/;
function writeBlocks(blocks, links) {
  return toChunks(blocks, links).join(BLANK_LINE);
}
function toChunks(blocks, links) {
  return blocks.flatMap((block2) => blockChunks(block2, links)).filter(Boolean);
}
function blockChunks(block2, links) {
  switch (block2.kind) {
    case "paragraph": {
      const lines = renderLines(block2.text, links);
      return [lines.map((line, index) => keepAsText(line, index > 0)).join(LINE_BREAK)];
    }
    case "heading": {
      const text = renderLines(block2.text, links).join(" ");
      return [text && `${"#".repeat(block2.level)} ${text}`];
    }
    case "quote":
      return toChunks(block2.blocks, links).map(quote);
    case "list":
      return listChunks(listEntries(block2, links), block2.loose ? BLANK_LINE : "\n", links);
    case "code":
      return [codeText(block2)];
    case "rule":
      return [RULE];
  }
}
function quote(chunk) {
  const lines = chunk.split("\n");
  if (readOpeningFence(lines[0] ?? "")) return chunk;
  return lines.map((line) => line ? `> ${line}` : ">").join("\n");
}
function codeText({ marker, info, lines }) {
  const own = marker.startsWith("`") ? marker.length : MIN_FENCE;
  const longest = lines.reduce((max, line) => Math.max(max, backticksOf(line) + 1), own);
  const length = Math.min(longest, MAX_FENCE_MARKS);
  const fence = "`".repeat(length);
  const short2 = "`".repeat(length - 1);
  const code = lines.map((line) => backticksOf(line) < length ? line : line.replace(/`+/, short2));
  return [fence + info.replace(/[`<|]/g, "").trim(), ...code, fence].join("\n");
}
var backticksOf = (line) => /^ {0,3}(`+)[ \t]*$/.exec(line)?.[1]?.length ?? 0;
function listEntries(list, links, level = 0) {
  return list.items.flatMap((item, index) => {
    const marker = markerOf(list, index, level);
    const entries = item.flatMap((block2) => blockEntries(block2, links, level));
    const [first, ...others] = entries;
    if (!first || "kind" in first) return list.ordered ? [{ marker, text: "" }, ...entries] : entries;
    const text = first.text.replace(TASK, (_, mark) => mark === " " ? "☐ " : "☑ ");
    return [{ marker, text: first.marker.replaceAll(INDENT, "") + text }, ...others];
  });
}
function markerOf({ ordered, start }, index, level) {
  const number = start + index;
  if (level === 0) return ordered ? `${number}. ` : "- ";
  const bullet = ordered ? `${number})` : INNER_BULLETS[Math.min(level, INNER_BULLETS.length) - 1];
  return `${INDENT.repeat(level)}${bullet} `;
}
function blockEntries(block2, links, level) {
  if (block2.kind === "list") return listEntries(block2, links, level + 1);
  if (block2.kind !== "paragraph") return [block2];
  const indent = level > 0 ? INDENT.repeat(level + 1) : "";
  const lines = renderLines(block2.text, links);
  return lines.map((text) => ({ marker: text.startsWith(INDENT) ? "" : indent, text }));
}
function listChunks(entries, gap, links) {
  const chunks = [];
  let text = "";
  let hasItem = false;
  for (const entry of entries) {
    if ("kind" in entry) {
      chunks.push(text, ...toChunks([entry], links));
      text = "";
      hasItem = false;
      continue;
    }
    const { marker } = entry;
    const isIndented = marker.startsWith(INDENT);
    const isItem = marker !== "" && !isIndented;
    const isContinued2 = text !== "" && !isItem;
    const words = isIndented ? entry.text : keepAsText(entry.text, isContinued2);
    const separator = isContinued2 ? LINE_BREAK : hasItem ? gap : BLANK_LINE;
    text += (text && separator) + trimSpaces(marker + words);
    hasItem ||= isItem;
  }
  return [...chunks, text];
}
function keepAsText(line, isContinued2) {
  const endsBlock = isContinued2 && (underlineLevel(line) || isDelimiterRow(line));
  if (!startsBlock(line, isContinued2) && !endsBlock) return line;
  if (line.startsWith(">")) return `&gt;${line.slice(1)}`;
  const marker = /^(?:[-+*]|#{1,6}|\d{1,9}[.)])(?=[ \t]|$)/.exec(line)?.[0];
  return marker ? `${marker} ${line.slice(marker.length + 1)}` : `\\${line}`;
}

// functions/markdown/markdown.ts
var MAX_GROWTH2 = 10;
var ALLOWANCE_CHARACTERS = 2e3;
var MAX_COPIES = 2;
function toDingTalkMarkdown(markdown, written = new Set()) {
  const copies = MAX_COPIES * markdown.length + ALLOWANCE_CHARACTERS;
  const links = { references: new Map(), written, copies };
  const lines = markdown.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  const shown = writeBlocks(parseBlocks(lines, links.references), links);
  if (shown.length <= MAX_GROWTH2 * markdown.length + ALLOWANCE_CHARACTERS) return shown;
  return writeBlocks([{ kind: "code", marker: "", info: "", lines }], links);
}
var MARKS = [
  // Headings, quotes, lists, fences; rules and underlines.
  /^ {0,3}(?:#{1,6}[ \t]+\S|>|[-+*][ \t]+\S|\d{1,9}[.)][ \t]+\S|```|~~~)/m,
  /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)$/m,
  // Bold, struck out, italic. One star is a times sign between numbers and a wildcard in names.
  /\*\*(?![\s*])[^*\n]*[^\s*]\*\*/,
  /(?<!\w)__(?![\s_]|\w+__)[^_\n]*[^\s_]__(?!\w)/,
  /~~(?![\s~])[^~\n]*[^\s~]~~/,
  /(?<![\w*\\])\*(?=[\p{L}\p{N}“"'(（《])[^*\n]*[^\s*\\]\*(?![\w*])/u,
  // Code, links and pictures, line breaks, entities, escapes, LaTeX.
  /`[^`\n]+`/,
  /\[[^[\]\n]*\]\([^\s()]+\)/,
  /<(?:https?:\/\/|mailto:|br[ \t]*\/?>)/i,
  /&(?:nbsp|lt|gt|amp|quot|#\d{1,7});/,
  /\\[*_`]/,
  /\$\$[^$\n]+\$\$/
];
function hasMarkdown(text) {
  const hasBoth = (opener, closer) => text.includes(opener) && text.includes(closer);
  return MARKS.some((mark) => mark.test(text)) || hasBoth("\\(", "\\)") || hasBoth("\\[", "\\]") || text.split("\n").some(isDelimiterRow);
}

// functions/markdown/split.ts
var MAX_PART_CHARACTERS = 3800;
var LIMITS = { characters: MAX_PART_CHARACTERS, bytes: 15e3 - 1500 };
var MAX_OPENING_CHARACTERS = 100;
var CLOSING_ROOM = 5;
var MIN_FILL = 1 / 2;
var LOOKAHEAD_CHARACTERS = 3500;
var SENTENCE_END = /[。！？…；][”’」』）"')]*|[.!?][”’」』）"')]*[^\S\r\n]+/g;
var PHRASE_END = /[^\S\r\n]+|[，、：]/g;
var UNCUT = /(?<!`)(`+)(?!`)[^\n]{1,1000}?(?<!`)\1(?!`)|\[[^[\]\n]{1,1200}\]\([^()\s]{1,2000}\)/g;
var graphemes = new Intl.Segmenter(void 0, { granularity: "grapheme" });
function splitIntoParts(text, limits = LIMITS, minFill = MIN_FILL) {
  const isShort = text.length <= limits.characters && bytesInJson(text) <= limits.bytes;
  if (isShort && !openFenceOf(text)) return text ? [text] : [];
  const closingRoom = closingRoomFor(text);
  const parts = [];
  let opening = "";
  for (let start = 0; start < text.length; ) {
    const characters = limits.characters - closingRoom - opening.length;
    const bytes = limits.bytes - closingRoom - bytesInJson(opening);
    const end = findCut(text, start, furthestEnd(text, start, characters, bytes), opening, minFill);
    const shown = opening + text.slice(start, end);
    const fence = openFenceOf(shown);
    parts.push(fence ? withClosing(shown, fence) : shown);
    opening = fence ? openingOf(fence) : "";
    start = end;
  }
  return parts;
}
function closingRoomFor(text) {
  const runs = text.match(/`{3,}|~{3,}/g) ?? [];
  const longest = runs.reduce((max, run) => Math.max(max, run.length), 0);
  return longest > 0 ? CLOSING_ROOM + Math.min(longest, MAX_FENCE_MARKS) : 0;
}
function openFenceOf(text) {
  let fence;
  for (const line of text.split("\n")) fence = fenceAfter(line, fence);
  return fence && fence.marker.length <= MAX_FENCE_MARKS ? fence : void 0;
}
function withClosing(shown, { indent, marker }) {
  return `${shown}${shown.endsWith("\n") ? "" : "\n"}${indent}${marker}`;
}
function openingOf({ line, indent, marker }) {
  return `${line.length <= MAX_OPENING_CHARACTERS ? line : indent + marker}
`;
}
function bytesInJson(text) {
  return Buffer.byteLength(JSON.stringify(text)) - '""'.length;
}
function furthestEnd(text, start, characters, bytes) {
  let left = bytes;
  let end = start;
  while (end < text.length) {
    const character = String.fromCodePoint(text.codePointAt(end) ?? 0);
    left -= bytesInJson(character);
    if (left < 0 || end + character.length > start + characters) break;
    end += character.length;
  }
  return end;
}
function findCut(text, start, end, opening, minFill) {
  if (end === text.length) return end;
  const window = text.slice(start, end);
  const next = text.slice(end, end + LOOKAHEAD_CHARACTERS);
  const earliest = Math.floor(window.length * minFill);
  const words = (window + next).replace(UNCUT, (all) => "x".repeat(all.length)).slice(0, window.length);
  const cut3 = lineCut(window, next, opening, earliest) ?? lastMatch(SENTENCE_END, words, earliest) ?? lastMatch(PHRASE_END, words, earliest) ?? lineCut(window, next, opening, 1) ?? characterCut(window + next, window.length);
  return start + cut3;
}
function characterCut(text, length) {
  for (const { index, 0: uncut } of text.matchAll(UNCUT)) {
    if (index > 0 && index < length && index + uncut.length > length) return index;
  }
  return graphemes.segment(text).containing(length)?.index || length;
}
function lineCut(window, next, opening, earliest) {
  const lines = (window + next).split("\n");
  let best = { at: 0, rank: 0 };
  let fence = readOpeningFence(opening.trimEnd());
  let at = 0;
  for (const [index, line] of lines.entries()) {
    at += line.length + 1;
    if (at > window.length) break;
    const following = lines[index + 1] ?? "";
    const before = fence;
    fence = fenceAfter(line, fence);
    const isWithoutCode = fence && (!before || closesFence(following, fence));
    const rank = rankOf(line, following, fence);
    if (!isWithoutCode && at >= earliest && rank >= best.rank) best = { at, rank };
  }
  return best.at || void 0;
}
function rankOf(line, following, fence) {
  if (fence) return 2;
  if (line.trim() === "") return 4;
  const continues = following.trim() === "" || following.startsWith(INDENT) || line.endsWith("  ");
  return continues ? 1 : 3;
}
function lastMatch(pattern, words, earliest) {
  const match = Array.from(words.slice(earliest).matchAll(pattern)).at(-1);
  return match && earliest + match.index + match[0].length;
}

// functions/markdown/title.ts
var MAX_SOURCE_CHARACTERS = 2e3;
var MAX_COLUMNS = 40;
var MAX_CHARACTERS2 = 200;
var VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;
var ELLIPSIS = "…";
var ELLIPSIS_COLUMNS = 2;
var FIRST_WIDE_CODE_POINT = 4352;
var CODE_BLOCK = /^(`{3,})[^`\n]*\n(?:[\s\S]*?\n)??\1$/gm;
var LINE_MARKS = new RegExp(`^(?:> ?)*(?:#{1,6} |- )?(?:${INDENT}|[◦▪▫☐☑] )*`);
var INLINE_MARKS = new RegExp(
  [
    /(`+) ?(?<code>.+?) ?\1(?!`)/,
    /!?\[(?<label>[^[\]]*)\]\([^()\s]*\)/,
    /\\(?<escaped>[!-/:-@[-`{-~])/,
    /&(?<entity>lt|gt|amp);/,
    /\*\*|~~/,
    /\*(?=[\p{L}\p{N}“"'(（《])(?<italic>[^*]*[^\s*])\*/u
  ].map(({ source }) => source).join("|"),
  "gu"
);
var MARKS2 = [
  [/(?<![a-z\d])#/gi, "＃"],
  [/\*/g, "＊"],
  [/~/g, "～"],
  [/\|/g, "｜"],
  [/\[/g, "［"],
  [/\]/g, "］"],
  [/`/g, "ˋ"]
];
var HEADING = /^(?:> ?)*#{1,6} /;
var PUNCTUATION_END = /[\p{P}\p{S}]$/u;
var WIDE_END = /[\u1100-\uffff]$/;
var ENTITIES = { lt: "<", gt: ">", amp: "&" };
var graphemes2 = new Intl.Segmenter(void 0, { granularity: "grapheme" });
function toTitle(text, fallback = "…") {
  const source = text.slice(0, MAX_SOURCE_CHARACTERS);
  const words = hasMarkdown(source) ? toPlainText(toDingTalkMarkdown(source)) : source;
  const line = MARKS2.reduce((text2, [mark, other]) => text2.replace(mark, other), words);
  return toOneLine(line) || fallback;
}
function toPlainText(markdown) {
  let text = "";
  let isAfterHeading = false;
  for (const line of markdown.replace(CODE_BLOCK, "").split("\n")) {
    const words = line === RULE ? "" : withoutMarks(line.replace(LINE_MARKS, "")).trim();
    if (!words) continue;
    text += (text && (isAfterHeading ? afterHeading(text) : " ")) + words;
    isAfterHeading = HEADING.test(line);
  }
  return text;
}
function afterHeading(text) {
  if (PUNCTUATION_END.test(text)) return " ";
  return WIDE_END.test(text) ? "：" : ": ";
}
function withoutMarks(text) {
  return text.replace(INLINE_MARKS, (...match) => {
    const { code, label, escaped, entity, italic } = match.at(-1);
    if (label ?? italic) return withoutMarks(label ?? italic ?? "");
    return code ?? escaped ?? ENTITIES[entity ?? ""] ?? "";
  });
}
function toOneLine(words) {
  const line = words.replace(/[\s\p{Cc}]+/gu, " ").trim();
  if (!VISIBLE.test(line)) return "";
  let columns = 0;
  let end = 0;
  for (const { segment, index } of graphemes2.segment(line)) {
    const next = index + segment.length;
    columns += (segment.codePointAt(0) ?? 0) < FIRST_WIDE_CODE_POINT ? 1 : 2;
    if (next > MAX_CHARACTERS2 || columns > MAX_COLUMNS) break;
    if (next === line.length) return line;
    if (columns <= MAX_COLUMNS - ELLIPSIS_COLUMNS) end = next;
  }
  return end > 0 ? line.slice(0, end).trimEnd() + ELLIPSIS : "";
}

// functions/worker/outgoing-message.ts
var MAX_BODY_BYTES = 18e3;
var MAX_PARTS = 10;
var FULL = 0.9;
var MAX_TEXT_CHARACTERS2 = 6e4;
var MAX_SHOWN_CHARACTERS2 = (MAX_PARTS + 2) * MAX_PART_CHARACTERS;
function toOutgoingMessage(text, { title, cutOff }, asked = "") {
  const bounded = text.slice(0, MAX_TEXT_CHARACTERS2);
  const markdown = hasMarkdown(bounded);
  const shown = markdown ? toDingTalkMarkdown(bounded, dingTalkAddresses(asked)) : bounded;
  const split = (minFill) => (
    // DingTalk refuses a message without a visible character.
    splitIntoParts(shown.slice(0, MAX_SHOWN_CHARACTERS2), void 0, minFill).filter(
      (part) => part.trim() !== ""
    )
  );
  let parts = split();
  if (parts.length > MAX_PARTS) parts = split(FULL);
  const isCut = parts.length > MAX_PARTS;
  const last2 = parts[MAX_PARTS - 1] ?? "";
  if (isCut) parts.splice(MAX_PARTS - 1, parts.length, `${last2.trimEnd()}

${cutOff}`);
  return {
    title: markdown ? toTitle(bounded, title) : title,
    markdown,
    parts: parts.length > 0 ? parts : [title],
    isCut
  };
}
function toHttpBody(message, cutOff) {
  return toWebhookMessage(message, fitBody(message, cutOff).parts.join("\n\n"));
}
function fitBody(message, cutOff) {
  const fitting = [];
  let bytes = 0;
  for (const part of message.parts) {
    bytes += Buffer.byteLength(JSON.stringify(part));
    if (bytes > MAX_BODY_BYTES) return { ...message, parts: [...fitting, cutOff], isCut: true };
    fitting.push(part);
  }
  return message;
}

// functions/dingtalk/deliver.ts
var BACK_OFF_MS = [1e3, 2e3, 4e3, 8e3];
async function deliver(context, to, message, progress) {
  const refusals = [];
  const first = progress.channel ?? context.replyVia;
  const sending = { context, channel: first, to, message, progress, sent: progress.sent };
  for (const channel of [first, first === "api" ? "webhook" : "api"]) {
    sending.channel = channel;
    const outcome = await sendParts(sending, refusals[0]?.failure);
    if (outcome === "stopped") return { state: "stopped" };
    if (outcome === "sent") return { state: "delivered", channel, refusals };
    refusals.push({ channel, failure: outcome.failure, evidence: outcome.evidence });
    if (outcome.failure === "throttled") break;
  }
  return { state: "failed", canRetry: refusals.some(({ failure }) => isPassing(failure)), refusals };
}
async function sendParts(sending, refused2) {
  const { progress, message } = sending;
  const { parts } = message;
  while (sending.sent < parts.length) {
    const isLast = sending.sent === parts.length - 1;
    const hint = isLast && refused2 ? await progress.hint(refused2) : void 0;
    const number = parts.length > 1 ? `(${sending.sent + 1}/${parts.length})` : "";
    const text = [parts[sending.sent]?.trimEnd(), number, hint].filter(Boolean).join("\n\n");
    let key;
    try {
      key = await sendPart(number ? withNumber(sending, number) : sending, text);
    } catch (error) {
      return hasName(error, STOPPED.name) ? "stopped" : toDeliveryError(error);
    }
    sending.sent += 1;
    if (!await progress.onSent(sending.sent, sending.channel, key)) return "stopped";
  }
  return "sent";
}
function withNumber(sending, number) {
  const { message } = sending;
  return { ...sending, message: { ...message, title: `${message.title} ${number}` } };
}
async function sendPart(sending, text) {
  try {
    return await sendWithRetries(sending, text);
  } catch (error) {
    if (toDeliveryError(error).failure !== "content-refused") throw error;
    return sendWithRetries(sending, sending.context.contentRefused);
  }
}
var STOPPED = { name: "DeliveryStopped" };
async function sendWithRetries(sending, text) {
  for (const pauseMs of BACK_OFF_MS) {
    try {
      return await sendInTime(sending, text);
    } catch (error) {
      if (hasName(error, STOPPED.name) || toDeliveryError(error).failure !== "busy") throw error;
      await sending.context.sleep(pauseMs * (1 + Math.random() / 4));
    }
  }
  return sendInTime(sending, text);
}
function sendInTime(sending, text) {
  const { context, channel, progress, to } = sending;
  const [pacer, send2] = channel === "api" ? [context.pacer, sendViaApi] : [context.pacerOf(to.conversation.id), sendViaWebhook];
  return pacer.run(progress.place, async () => {
    if (!await progress.onStart()) throw STOPPED;
    return send2(sending, text).catch((error) => {
      progress.onFailed();
      throw error;
    });
  });
}
async function sendViaApi({ context, to, message }, text) {
  const { api, accessTokens, appKey, appSecret } = context;
  if (!appKey || !appSecret) throw new DeliveryError("app-missing");
  const { conversation, sender } = to;
  const { staffId = "" } = sender;
  if (conversation.kind === "direct" && !staffId) throw new DeliveryError("no-staff-id");
  const robotCode = to.robotCode || appKey;
  const template = message.markdown ? { msgKey: "sampleMarkdown", fields: { title: message.title, text } } : { msgKey: "sampleText", fields: { content: text } };
  return withAccessToken(
    accessTokens,
    (token) => conversation.kind === "direct" ? api.sendToUser(token, robotCode, staffId, template) : api.sendToGroup(token, robotCode, conversation.id, template)
  );
}
async function sendViaWebhook({ context, to, message, sent }, text) {
  const url = checkWebhook(to.webhook, context.oapiUrl, Date.now());
  const asker = sent === 0 && to.conversation.kind === "group" ? to.sender.staffId : void 0;
  await context.api.sendToWebhook(url, toWebhookMessage(message, text, asker));
  return void 0;
}

// functions/worker/phase.ts
function createPhase({ inbox, inLine }, message) {
  const { job } = message;
  const { deliveries = 0 } = job;
  let letNext;
  const survived = () => {
    letNext?.();
    letNext = void 0;
  };
  return {
    begin: () => !message.isSuspect || new Promise((resolve) => {
      void inLine(async () => {
        const isOurs = !message.isReleased && await inbox.beginDelivery(job, deliveries + 1).catch(() => true);
        resolve(isOurs);
        if (isOurs) await new Promise((end) => letNext = end);
      });
    }),
    async end() {
      if (letNext) await inbox.beginDelivery(job, deliveries).catch(() => void 0);
      survived();
    },
    survived
  };
}

// functions/worker/deliver-answer.ts
var EXPIRES_AFTER_MS = 30 * 60 * 1e3;
var NO_HINT = new Set([
  "webhook-gone",
  "throttled",
  "busy",
  "content-refused",
  "group-gone"
]);
async function deliverAnswer(context, message, outcome) {
  const phase = createPhase(context, message);
  if (!await phase.begin()) return { result: "taken-over" };
  const { outgoing, result, evidence } = convert(outcome, message);
  await phase.end();
  const { model, usage: usage2 } = outcome;
  const shown = message.replyInBody ? fitBody(outgoing, message.tools.texts.cutOff) : outgoing;
  if (shown.isCut) await rememberShown(message, shown);
  const details = { evidence, model, tokens: usage2, parts: outgoing.parts.length };
  if (message.replyInBody) {
    message.replyInBody(outgoing);
    return { result, ...details, channel: "body" };
  }
  const delivery = await send(context, message, outgoing, phase);
  if (delivery.state === "stopped") return { result: "taken-over", ...details };
  const { refusals } = delivery;
  if (delivery.state === "failed")
    return { result: delivery.canRetry ? "postponed" : "undelivered", ...details, refusals };
  return { result, ...details, channel: delivery.channel, ...refusals.length > 0 ? { refusals } : {} };
}
async function rememberShown({ job, tools }, { parts }) {
  await tools.turns.setAnswer(job.session, job._id, parts.join("\n\n")).catch(() => void 0);
}
function convert({ text, result, evidence }, { job, tools: { texts } }) {
  try {
    return { outgoing: toOutgoingMessage(text, texts, wordsOf(job.message)), result, evidence };
  } catch (error) {
    const outgoing = toOutgoingMessage(texts.failure.internal, texts);
    return { outgoing, result: "internal", evidence: describe(error) };
  }
}
function wordsOf({ content }) {
  const pieces = content.kind === "pieces" ? content.pieces : [];
  return pieces.map((piece) => "text" in piece ? piece.text : "").join("\n");
}
async function send(context, message, outgoing, phase) {
  const { job, tools } = message;
  const progress = toProgress(context, message, outgoing.parts.length, phase);
  const result = await deliver(tools.delivery, job.message, outgoing, progress);
  if (result.state === "failed") {
    job.channel = result.refusals.find(({ failure }) => isPassing(failure))?.channel ?? job.channel;
  }
  return result;
}
async function isLost({ inbox }, { job, stored }) {
  const mayBeLost = stored && (now() > job.leaseUntil || hasClockJumped());
  return mayBeLost && !await inbox.isMine(job).catch(() => true);
}
function toProgress(context, message, partCount, phase) {
  const { botStatus: botStatus2, inbox } = context;
  const { job, tools } = message;
  const { adminHint, fix } = tools.texts;
  return {
    sent: job.sent,
    channel: job.channel,
    place: { arrivedAt: job.receivedAt, expiresAt: job.receivedAt + EXPIRES_AFTER_MS },
    async onStart() {
      if (message.isReleased || await isLost(context, message) || !await phase.begin()) return false;
      message.isSending = true;
      return true;
    },
    onFailed() {
      message.isSending = false;
      void phase.end();
    },
    async onSent(sent, channel, key) {
      phase.survived();
      job.sent = sent;
      job.channel = channel;
      if (key) job.sendKeys = [...job.sendKeys ?? [], key];
      if (!message.stored || sent === partCount) return true;
      const isOurs = await inbox.saveProgress(job, sent, channel).catch(() => true);
      message.isSending = false;
      return isOurs;
    },
    async hint(failure) {
      const mayHint = !NO_HINT.has(failure) && await botStatus2.mayHint().catch(() => false);
      return mayHint ? adminHint(fix[failure]) : void 0;
    }
  };
}

// functions/bot/files.ts
var TEXT_ENDINGS = new Set(
  ("txt md markdown rst csv tsv json jsonl ndjson yaml yml toml ini cfg conf properties env log xml html htm css scss less svg js mjs cjs jsx ts mts cts tsx vue svelte py rb php pl lua r go rs java kt kts scala groovy c h cc cpp cxx hpp cs m mm swift dart sql sh bash zsh bat cmd ps1 dockerfile makefile " +
  "gradle tex srt vtt diff patch").split(" ")
);
function isTextFile(name) {
  return TEXT_ENDINGS.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
}

// functions/bot/estimate-tokens.ts
var CLASSES = /([a-z]+)|(\s+)|(\d+)|([!-/:-@[-`{-~]+)|([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+)|([\p{L}\p{M}]+)|(.)/gisu;
var TOKENS_PER_UNIT = [0.22, 0.1, 0.4, 0.65, 0.8, 0.42, 0.85];
function estimateTokens(text) {
  let tokens = 0;
  for (const [whole, ...groups] of text.matchAll(CLASSES)) {
    const kind = groups.findIndex((group) => group !== void 0);
    tokens += whole.length * (TOKENS_PER_UNIT[kind] ?? 0);
  }
  return Math.ceil(tokens);
}

// functions/bot/conversation.ts
var TOKENS_PER_TURN = 4;
var LEFT_OUT = "[…]";
var QUESTION_SHARE = 1 / 4;
function recall(turns, limits, now2) {
  let tokens = 0;
  let later = now2;
  let from = turns.length;
  while (from >= 2 && turns.length - from + 2 <= limits.maxTurns) {
    const question = turns[from - 2];
    const answer4 = turns[from - 1];
    tokens += estimateTokens(question.content) + estimateTokens(answer4.content) + 2 * TOKENS_PER_TURN;
    if (later - question.askedAt > limits.idleMs) break;
    if (tokens > limits.maxTokens)
      return from < turns.length ? turns.slice(from) : shorten(question, answer4, limits);
    later = question.askedAt;
    from -= 2;
  }
  return turns.slice(from);
}
function shorten(question, answer4, { maxTokens }) {
  const tokens = maxTokens - 2 * (TOKENS_PER_TURN + estimateTokens(LEFT_OUT));
  const asked = keep(question.content, tokens * QUESTION_SHARE, (text, length) => text.slice(0, length));
  const answered = keep(answer4.content, tokens - estimateTokens(asked), (text, length) => text.slice(-length));
  if (!asked || !answered) return [];
  return [
    { ...question, content: asked === question.content ? asked : asked + LEFT_OUT },
    { ...answer4, content: answered === answer4.content ? answered : LEFT_OUT + answered }
  ];
}
function keep(text, tokens, take) {
  let kept = text;
  for (let cost = estimateTokens(kept); cost > tokens; cost = estimateTokens(kept)) {
    const length = Math.floor(kept.length * Math.min(tokens / cost, 0.95));
    if (length < 1) return "";
    kept = take(kept, length).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");
  }
  return kept;
}

// functions/bot/prompt.ts
function toPrompt(instructions, turns, question, content, hasWebAccess, texts) {
  return [
    { role: "system", content: `${instructions}

${toCircumstances(question, hasWebAccess, texts)}` },
    ...turns.map(({ role, content: content2, askedBy }) => ({
      role,
      content: question.askedBy ? withName(askedBy, content2) : content2
    })),
    { role: "user", content: simplify(nameFirst(question.askedBy, content)) }
  ];
}
function toCircumstances({ askedAt, conversation, askedBy, botName }, hasWebAccess, texts) {
  const { today, inGroup, inDirectChat, named, sharedMemory, noWebAccess } = texts.circumstances;
  const sentences = [
    today(toChinaDay(askedAt)),
    botName ? named(botName) : "",
    conversation === "group" ? inGroup : inDirectChat,
    askedBy ? sharedMemory : "",
    hasWebAccess ? "" : noWebAccess
  ];
  return sentences.filter(Boolean).join("\n");
}
function withName(name, text) {
  return name ? `${name}：${text}` : text;
}
function nameFirst(name, content) {
  if (!name) return content;
  const [first, ...rest] = content;
  return first && "text" in first ? [{ text: withName(name, first.text) }, ...rest] : [{ text: withName(name, "") }, ...content];
}
function simplify(content) {
  const [only] = content;
  return content.length === 1 && only && "text" in only ? only.text : content;
}

// functions/bot/question-content.ts
var MAX_PICTURES = 9;
var MAX_PICTURE_CHARACTERS = 16e6;
var MAX_FILE_CHARACTERS = 3e4;
var MAX_QUESTION_CHARACTERS = 6e4;
async function fetchContent(question, model, client, texts) {
  const { quote: quote2, pieces } = question;
  const budget = {
    pictures: MAX_PICTURES,
    pictureCharacters: MAX_PICTURE_CHARACTERS,
    characters: MAX_QUESTION_CHARACTERS
  };
  const isRefused = (piece) => "picture" in piece && !client.takesPictures(model);
  if (pieces.some(isRefused)) throw new AnswerError("pictures-unsupported", "known");
  const own = await fetchPieces(pieces, client, texts, budget);
  if (!quote2) return own;
  const described = [{ text: describePieces(quote2.pieces, texts) }];
  const quoted = quote2.pieces.some(isRefused) ? described : await fetchPieces(quote2.pieces, client, texts, budget).catch(() => described);
  const [before, after] = texts.quoted(quote2.fromRobot);
  const isPartly = quote2.pieces.some((piece) => "unread" in piece && piece.unread !== "rest");
  return join([
    { text: before },
    ...quoted,
    ...isPartly ? [{ text: texts.notSent }] : [],
    { text: after },
    ...own
  ]);
}
async function fetchPieces(pieces, client, texts, budget) {
  const content = [];
  const write2 = (text) => {
    if (budget.characters === 0) return;
    const fitting = cut2(text, budget.characters);
    const isWhole = fitting.length === text.length;
    content.push({ text: isWhole ? text : `${fitting}
${texts.unread("rest")}` });
    budget.characters = isWhole ? budget.characters - text.length : 0;
  };
  for (const piece of pieces) {
    if ("text" in piece || "unread" in piece) {
      write2(describePieces([piece], texts));
    } else if ("file" in piece) {
      const text = isTextFile(piece.name) ? await client.file(piece.file) : "";
      if (text.trim() === "") throw new AnswerError("file-unreadable", "empty, or no text by its name");
      write2(texts.file(piece.name, cut2(text, MAX_FILE_CHARACTERS), text.length > MAX_FILE_CHARACTERS));
    } else if (budget.pictures > 0) {
      budget.pictures -= 1;
      const pictureUrl = await client.picture(piece.picture);
      budget.pictureCharacters -= pictureUrl.length;
      if (budget.pictureCharacters < 0) throw new AnswerError("picture-too-large", "all of them together");
      content.push({ pictureUrl });
    }
  }
  return join(content);
}
function cut2(text, length) {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}
function join(parts) {
  const joined = [];
  for (const part of parts) {
    const last2 = joined.at(-1);
    if ("text" in part && last2 && "text" in last2)
      joined[joined.length - 1] = { text: `${last2.text}
${part.text}` };
    else joined.push(part);
  }
  return joined;
}
function toWords(content, texts) {
  return content.map((part) => "text" in part ? part.text : texts.pictureMark).join("\n");
}
function describePieces(pieces, texts) {
  return pieces.map((piece) => {
    if ("text" in piece) return piece.text;
    if ("unread" in piece) return `${piece.before ?? ""}${texts.unread(piece.unread, piece.name)}`;
    return "file" in piece ? `[${piece.name}]` : texts.pictureMark;
  }).join("\n");
}

// functions/bot/respond.ts
async function respond(question, memory, settings, client, texts) {
  let content = [];
  try {
    const { model, role } = choose(memory.choice, settings);
    content = await fetchContent(question, model, client, texts);
    const toMessages = (turns) => toPrompt(role, turns, question, content, settings.hasWebAccess, texts);
    const completion = await askWithMemory(
      memory.turns,
      model,
      question.askedAt,
      settings,
      client,
      toMessages
    );
    return {
      text: completion.cutOff ? `${closeCode(completion.text)}

${texts.cutOff}` : completion.text,
      question: toWords(content, texts),
      model: completion.model,
      usage: completion.usage
    };
  } catch (error) {
    const { failure, evidence } = toAnswerError(error);
    return {
      text: texts.failure[failure],
      question: toWords(content, texts) || describePieces(question.pieces, texts),
      failure,
      evidence
    };
  }
}
function choose(choice, settings) {
  const { models, roles, systemPrompt } = settings;
  const model = models.find((name) => name === choice.model) ?? models[0];
  const role = choice.role && Object.hasOwn(roles, choice.role) ? roles[choice.role] : void 0;
  return { model, role: role ?? systemPrompt };
}
async function askWithMemory(memory, model, askedAt, { limits, promptLimits }, client, toMessages) {
  const limit = promptLimits.of(model);
  const available = limit === Number.POSITIVE_INFINITY ? limit : Math.max(0, limit - lengthOf(toMessages([])));
  const maxTokens = Math.min(limits.maxTokens, available);
  let turns = recall(memory, { ...limits, maxTokens }, askedAt);
  let refused2 = 0;
  for (; ; ) {
    const messages = toMessages(turns);
    try {
      const completion = await client.ask(messages, model);
      if (refused2 > 0) promptLimits.learn(model, lengthOf(messages), refused2);
      return completion;
    } catch (error) {
      if (toAnswerError(error).failure !== "too-long" || turns.length === 0) throw error;
      turns = refused2 > 0 ? [] : newerHalf(turns);
      refused2 = lengthOf(messages);
    }
  }
}
function newerHalf(turns) {
  return turns.slice(turns.length - 2 * Math.floor(turns.length / 4));
}
function lengthOf(messages) {
  const texts = messages.flatMap(
    ({ content }) => typeof content === "string" ? content : content.map((part) => "text" in part ? part.text : "")
  );
  return texts.reduce((sum, text) => sum + estimateTokens(text), messages.length * TOKENS_PER_TURN);
}
function closeCode(text) {
  const fences = text.match(/^ {0,3}(```|~~~)/gm) ?? [];
  return fences.length % 2 === 0 ? text : `${text}
${fences.at(-1)?.trim()}`;
}

// functions/bot/admin-commands.ts
var MAX_PROMPT = 4e3;
async function runAdminCommand(name, argument, tools, { access }) {
  switch (name) {
    case "stats": {
      const { top, ...use } = await tools.statistics();
      return access.statistics({ ...use, top: top.map((one) => ({ ...one, name: toPlain(one.name) })) });
    }
    case "block":
      return block(argument, tools, access);
    case "unblock":
      return unblock(argument, tools, access);
    case "prompt":
      return prompt(argument, tools, access.prompt);
  }
}
async function block(argument, tools, access) {
  const people = toPeople(argument, tools);
  if (people.length === 0) return access.whom;
  if (people.some((one) => tools.admins.includes(one))) return access.adminNotBlocked;
  for (const person of people) await tools.block(person);
  return access.blocked(toPlain(people.join(" ")));
}
async function unblock(argument, tools, access) {
  const people = toPeople(argument, tools);
  if (people.length === 0) return access.whom;
  const were = [];
  for (const person of people) if (await tools.unblock(person)) were.push(person);
  return were.length > 0 ? access.unblocked(toPlain(were.join(" "))) : access.notBlocked(toPlain(people.join(" ")));
}
async function prompt(argument, tools, texts) {
  if (!tools.isGroup) return texts.onlyInGroups;
  if (!argument) return texts.shown(await tools.groupPrompt());
  if (argument.length > MAX_PROMPT) return texts.tooLong(MAX_PROMPT);
  const isRemoval = /^[-－]$/.test(argument);
  await tools.setGroupPrompt(isRemoval ? void 0 : argument);
  return isRemoval ? texts.removed : texts.changed;
}
function toPeople(argument, { mentioned }) {
  const ids = argument.split(/[,，、;；\s]+/).filter(Boolean);
  const areIds = ids.every((id) => /^[\x21-\x3f\x41-\x7e][\x21-\x7e]*$/.test(id));
  return [...new Set(mentioned.length > 0 ? mentioned : areIds ? ids : [])];
}
function toPlain(name) {
  return name.replace(/[[\]()<>*`~#|!\\]/g, " ");
}

// functions/bot/commands.ts
var COMMANDS = [
  { name: "help", names: { zh: ["帮助"], en: ["help"] }, withoutSlash: ["帮助"], argument: false },
  {
    name: "new",
    names: { zh: ["新话题", "重置", "清空"], en: ["new"] },
    withoutSlash: ["新话题", "重置", "清空"],
    argument: false
  },
  { name: "undo", names: { zh: ["撤回"], en: ["undo"] }, withoutSlash: ["撤回"], argument: false },
  { name: "retry", names: { zh: ["重答"], en: ["retry"] }, withoutSlash: ["重答"], argument: false },
  { name: "model", names: { zh: ["模型"], en: ["model"] }, withoutSlash: [], argument: "name" },
  { name: "role", names: { zh: ["角色"], en: ["role"] }, withoutSlash: [], argument: "name" },
  { name: "usage", names: { zh: ["用量"], en: ["usage"] }, withoutSlash: [], argument: false },
  { name: "whoami", names: { zh: ["我是谁"], en: ["whoami"] }, withoutSlash: [], argument: false },
  { name: "forget", names: { zh: ["忘记我"], en: ["forget"] }, withoutSlash: [], argument: false },
  { name: "stats", names: { zh: ["统计"], en: ["stats"] }, withoutSlash: [], argument: false },
  { name: "block", names: { zh: ["拉黑"], en: ["block"] }, withoutSlash: [], argument: "person" },
  { name: "unblock", names: { zh: ["取消拉黑"], en: ["unblock"] }, withoutSlash: [], argument: "person" },
  { name: "prompt", names: { zh: ["群角色"], en: ["prompt"] }, withoutSlash: [], argument: "text" }
];
var OPEN_COMMANDS = ["whoami", "forget"];
var ADMIN_COMMANDS = ["stats", "block", "unblock", "prompt"];
var MAX_ARGUMENT = { name: 100, person: 1e3, text: Number.POSITIVE_INFINITY };
var MENTION_BEFORE = /^@[^\n/／]{1,60}[^\S\n](?=[/／]\S)/;
function parseCommand(text) {
  const trimmed = text.trim();
  const unmentioned = trimmed.replace(MENTION_BEFORE, "");
  const [, slash, word = "", rest = ""] = /^([/／]?)(\S+)(?:\s+(\S[\s\S]*))?$/.exec(unmentioned) ?? [];
  const lower = word.toLowerCase();
  const row = COMMANDS.find(
    ({ names, withoutSlash }) => slash ? names.zh.includes(word) || names.en.includes(lower) : withoutSlash.includes(word)
  );
  const mention = row?.argument ? /\s+@.*$/ : /^@.*$/;
  const mayEndWithMention = slash && row?.argument !== "text" && rest.length <= 2 * MAX_ARGUMENT.person;
  const argument = mayEndWithMention ? rest.replace(mention, "").trim() : rest;
  if (row && (!argument || slash && row.argument && argument.length <= MAX_ARGUMENT[row.argument]))
    return { name: row.name, argument };
  return unmentioned === trimmed && slash && !argument && /^[a-z]{1,20}$/i.test(word) ? "unknown" : void 0;
}
async function runCommand({ name, argument }, tools, texts) {
  if (isAdminCommand(name)) {
    return tools.admin ? runAdminCommand(name, argument, tools.admin, texts) : texts.access.notForYou;
  }
  switch (name) {
    case "new":
      await tools.reset("/new");
      return texts.command.newDone;
    case "undo":
      return await tools.undo() ? texts.command.undoDone : texts.command.undoNothing;
    case "model":
      return choose2("model", tools.models, argument, tools, texts);
    case "role":
      return choose2("role", tools.roles, argument, tools, texts);
    case "usage":
      return texts.command.usage(await tools.usage());
    case "whoami":
      return texts.access.whoami(tools.staffId, tools.conversationId);
    case "forget":
      await tools.forget();
      return texts.access.forgotten;
    case "help":
      return help(tools, texts);
  }
}
function isAdminCommand(name) {
  return ADMIN_COMMANDS.includes(name);
}
async function choose2(what, names, argument, tools, texts) {
  const { none, list, chosen, unknown: unknown2 } = texts.command[what];
  if (what === "model" ? names.length < 2 : names.length === 0) return none;
  const choice = await tools.choice();
  if (!argument) return list(names, choice[what] ?? (what === "model" ? names[0] : void 0));
  const isReset = what === "role" && /^(默认|default|-)$/i.test(argument);
  const name = names.find((one) => one.toLowerCase() === argument.toLowerCase());
  if (!isReset && !name) return unknown2(names);
  await tools.choose({ ...choice, [what]: name ?? "" }, `/${what} ${argument}`);
  return chosen(name);
}
function help(tools, texts) {
  const shown = COMMANDS.filter(({ name }) => {
    if (isAdminCommand(name)) return tools.admin !== void 0;
    if (name === "model") return tools.models.length > 1;
    return name === "role" ? tools.roles.length > 0 : true;
  });
  const rows = shown.map(({ name, names, argument }) => {
    const typed = [...names.en.map((word) => `/${word}`), ...names.zh.map((word) => `/${word}`)].join(" ");
    return `- ${typed}${argument ? ` ${texts.command.argument[argument]}` : ""} — ${texts.command.purpose[name]}`;
  });
  return [texts.command.helpTitle, rows.join("\n"), texts.command.helpEnd].join("\n\n");
}

// functions/bot/question.ts
function isReadable(pieces) {
  return pieces.some((piece) => !("unread" in piece));
}

// functions/worker/session.ts
var KEEP_CHOICE_MS = 180 * 24 * 60 * 60 * 1e3;
function toSessionKey({ robotCode, conversation, sender }, scope) {
  const shared = scope === "group" && conversation.kind === "group";
  return toSessionKeyStart({ robotCode, conversation }) + (shared ? "" : sender.id);
}
function toSessionKeyStart({
  robotCode,
  conversation
}) {
  return `${robotCode}|${conversation.id}|`;
}
function toGroupSession({ robotCode, conversation }) {
  return conversation.kind === "group" ? ["prompt", robotCode, conversation.id].join("|") : void 0;
}
var last = 0;
var MAX_AHEAD_MS = 1e3;
function nextReceivedAt() {
  const time = now();
  last = last - time > MAX_AHEAD_MS ? time : Math.max(time, last + 1e-3);
  return last;
}
function toTurn2({ id, conversation, sender }, session, { keepMs, ...fields }) {
  return {
    _id: `${id}:${fields.role}`,
    session,
    conversationId: conversation.id,
    person: sender.id,
    ...sender.name ? { personName: sender.name } : {},
    messageId: id,
    day: toChinaTime(fields.askedAt).slice(0, 10),
    createdAt: new Date(now()),
    expiresAt: new Date(now() + (keepMs || KEEP_CHOICE_MS)),
    ...fields,
    ...keepMs ? {} : { content: "" }
  };
}
function toTurns(job, { turnPair, model, usage: usage2 }, keepMs) {
  if (!turnPair || keepMs === 0) return [];
  const { question, pieces, answer: answer4, choice } = turnPair;
  const toDocument2 = (fields) => toTurn2(job.message, job.session, { askedAt: job.receivedAt, keepMs, choice, ...fields });
  const asked = toDocument2({ role: "user", content: question, ...pieces ? { pieces } : {} });
  if (answer4 === void 0) return [asked];
  const details = { ...model ? { model } : {}, ...usage2 ? { usage: usage2 } : {} };
  return [asked, toDocument2({ role: "assistant", content: answer4, ...details })];
}

// functions/worker/admin-tools.ts
var TOP = 5;
function toAdminTools(tools, message) {
  const { config, turns, usage: usage2 } = tools;
  const { conversation, sender, mentioned = [] } = message;
  if (!isAdmin(config.access, { staffId: sender.staffId, conversation })) return void 0;
  const group = toGroupSession(message);
  return {
    admins: config.access.admins,
    mentioned,
    isGroup: group !== void 0,
    statistics: () => readStatistics(usage2, now()),
    block: usage2.block,
    unblock: usage2.unblock,
    groupPrompt: () => turns.groupPrompt(group ?? ""),
    setGroupPrompt: (prompt2) => turns.setGroupPrompt(group ?? "", conversation.id, prompt2)
  };
}
async function readStatistics(usage2, at) {
  await usage2.flush();
  const person = toPersonKeys(at, "");
  const [totals, peopleToday, peopleThisMonth, top] = await Promise.all([
    usage2.read(toTotalKeys(at)),
    usage2.people(person.day.scope),
    usage2.people(person.month.scope),
    usage2.top(person.month.scope, TOP)
  ]);
  const [today = {}, month = {}] = totals;
  return {
    today: toUse3(today, peopleToday),
    month: toUse3(month, peopleThisMonth),
    top: top.map(({ name, subject = "", answers = 0, tokens = 0 }) => ({
      name: name ?? subject,
      answers,
      tokens
    }))
  };
}
function toUse3(counts, people) {
  const { answers = 0, tokens = 0, calls = 0 } = counts;
  const refused2 = REFUSALS.reduce((sum, reason) => sum + (counts[`refused-${reason}`] ?? 0), 0);
  return { answers, people, tokens, calls, refused: refused2 };
}

// functions/worker/inline-reply.ts
function toInlineReply(tools, message) {
  const { content } = message;
  const { texts } = tools;
  const reply = (result, text) => ({ result, say: async () => text });
  switch (content.kind) {
    case "over-quota":
      return reply("over-quota");
    case "empty":
      return reply("empty", texts.empty);
    case "unsupported":
      return reply("unsupported", content.type === "audio" ? texts.voiceWithoutWords : texts.unsupported);
    case "pieces":
      if (content.pieces.length === 0 && content.quote && !isReadable(content.quote.pieces))
        return reply("unsupported", texts.quoteNotSent);
      if (content.pieces.some((piece) => "file" in piece && !isTextFile(piece.name)))
        return reply("unsupported", texts.unreadableFile);
  }
  const command = readCommand(message);
  if (command === "unknown") return reply("unknown-command", texts.command.unknown);
  if (!command) return void 0;
  const { name } = command;
  if (name === "retry") return void 0;
  const run = () => runCommand({ ...command, name }, toCommandTools(tools, message), texts);
  return { result: `/${name}`, say: () => run().catch(() => texts.databaseAway) };
}
function readCommand({ content }) {
  if (content.kind !== "pieces") return void 0;
  if (content.quote && isReadable(content.quote.pieces)) return void 0;
  const [first, ...others] = content.pieces;
  const isAlone = others.every((piece) => "unread" in piece && piece.unread === "rest");
  return isAlone && first && "text" in first ? parseCommand(first.text) : void 0;
}
function toCommandTools(tools, message) {
  const { config, turns, usage: usage2 } = tools;
  const { memory, model } = config;
  const { sender, conversation } = message;
  const session = toSessionKey(message, memory.scope);
  const read2 = () => turns.read(session, memory.maxTurns);
  const note = (choice, content, change = {}) => {
    const fields = { role: "command", content, askedAt: nextReceivedAt(), choice, ...change };
    return turns.add([toTurn2(message, session, { keepMs: memory.keepMs, ...fields })]);
  };
  return {
    models: model.names,
    roles: Object.keys(model.roles),
    choice: async () => (await read2()).choice,
    choose: (choice, content) => note(choice, content),
    reset: async (content) => note((await read2()).choice, content, { reset: true }),
    async undo() {
      const { last: last2 } = await read2();
      if (last2) await turns.remove(session, last2.messageId);
      return last2 !== void 0;
    },
    usage: () => readUsage(usage2, sender.id, now()),
    staffId: sender.staffId,
    conversationId: conversation.id,
    async forget() {
      await turns.forget(sender.id);
      await usage2.forget(sender.id);
    },
    admin: toAdminTools(tools, message)
  };
}
async function readUsage(usage2, person, at) {
  await usage2.flush();
  const { day, month } = toPersonKeys(at, person);
  const toUsage3 = ({ answers = 0, tokens = 0 } = {}) => ({ messages: answers, tokens });
  const [ofDay, ofMonth] = await usage2.read([day, month]);
  return { today: toUsage3(ofDay), month: toUsage3(ofMonth) };
}

// functions/worker/generate-answer.ts
async function generateAnswer(message, memory, deadlineAt) {
  const { texts } = message.tools;
  try {
    return await answer(message, memory, deadlineAt);
  } catch (error) {
    return { text: texts.failure.internal, result: "internal", evidence: describe(error) };
  }
}
async function answer(message, memory, deadlineAt) {
  const { job, tools } = message;
  const { texts } = tools;
  const { choice, last: last2 } = memory;
  const isRetry = readCommand(job.message) !== void 0;
  if (isRetry && !last2) return { text: texts.command.retryNothing, result: "answered" };
  const repeated = isRetry ? last2 : void 0;
  const question = toQuestion(tools, job, repeated);
  const turns = memory.turns.filter(({ messageId }) => messageId !== repeated?.messageId);
  const given = await respond(
    question,
    { turns, choice },
    toBotSettings(tools, memory.groupPrompt),
    toModelClient(message, deadlineAt),
    texts
  );
  const { failure, evidence, model, usage: usage2 } = given;
  return {
    text: given.text,
    // A second answer replaces the first; a second attempt that failed leaves the first as it is.
    ...repeated && failure ? {} : { turnPair: toTurnPair(question, given, choice, texts) },
    ...repeated && !failure ? { replaces: repeated.messageId } : {},
    result: failure ?? "answered",
    ...evidence ? { evidence } : {},
    ...model ? { model } : {},
    ...usage2 ? { usage: usage2 } : {}
  };
}
function toQuestion({ config }, { message, receivedAt }, repeated) {
  const { content, conversation, sender, botName } = message;
  const own = content.kind === "pieces" ? content : { pieces: [] };
  const { pieces, quote: quote2 } = repeated ? { pieces: repeated.pieces ?? [{ text: repeated.content }] } : own;
  const isShared = config.memory.scope === "group" && conversation.kind === "group";
  return {
    pieces,
    quote: quote2,
    askedAt: receivedAt,
    conversation: conversation.kind,
    askedBy: isShared ? sender.name ?? sender.id : void 0,
    botName
  };
}
function toBotSettings({ config, texts, promptLimits }, groupPrompt) {
  const { names, roles, extra } = config.model;
  const systemPrompt = groupPrompt ?? config.model.systemPrompt ?? texts.systemPrompt;
  const hasWebAccess = Object.entries(extra).some(([name, value]) => name.includes("search") && value);
  return { models: names, systemPrompt, roles, limits: config.memory, promptLimits, hasWebAccess };
}
function toModelClient(message, attemptEndsAt) {
  const { config, chat, media, modelQueue } = message.tools;
  const { receivedAt } = message.job;
  const { robotCode, sender } = message.job.message;
  let deadlineAt = attemptEndsAt;
  const place = { arrivedAt: receivedAt, expiresAt: deadlineAt };
  const inTime2 = (download2) => within(deadlineAt - now(), download2, () => new AnswerError("timeout", "download"));
  return {
    ask(prompt2, model) {
      const queuedAt = now();
      message.isQueued = true;
      return modelQueue.run(sender.id, config.model.concurrency, () => {
        message.isQueued = false;
        if (message.isReleased) throw new AnswerError("interrupted");
        deadlineAt = Math.min(deadlineAt + now() - queuedAt, receivedAt + EXPIRES_AFTER_MS);
        return chat.ask(prompt2, model, deadlineAt);
      });
    },
    takesPictures: chat.takesPictures,
    picture: (downloadCode) => inTime2(media.picture({ robotCode, downloadCode, place })),
    file: (downloadCode) => inTime2(media.text({ robotCode, downloadCode, place }))
  };
}
function toTurnPair(question, answer4, choice, texts) {
  const asked = [...question.quote?.pieces ?? [], ...question.pieces];
  const isTextAlone = asked.every((piece) => "text" in piece || "unread" in piece);
  return {
    question: answer4.question,
    ...isTextAlone ? {} : { pieces: toStoredPieces(question, texts) },
    ...answer4.failure ? {} : { answer: answer4.text },
    choice
  };
}
function toStoredPieces({ pieces, quote: quote2 }, texts) {
  if (!quote2) return pieces;
  const [before, after] = texts.quoted(quote2.fromRobot);
  const quoted = quote2.pieces.map(
    (piece) => "file" in piece && !isTextFile(piece.name) ? { text: `[${piece.name}]` } : piece
  );
  return [{ text: before }, ...quoted, { text: after }, ...pieces];
}

// functions/worker/restore-quote.ts
async function restoreQuote(context, { job: { message }, tools }) {
  const quote2 = message.content.kind === "pieces" ? message.content.quote : void 0;
  if (!quote2?.ids || readCommand(message)) return;
  const found = await find(context, tools, message, quote2.ids).catch(() => null);
  if (!found) return;
  quote2.pieces = [{ text: found.content }];
  quote2.fromRobot = found.role === "assistant";
}
async function find({ inbox }, { turns }, message, { msgId, sendKey }) {
  const { conversation, robotCode } = message;
  const answered = sendKey ? await inbox.findSent(toSessionKeyStart(message), sendKey) : void 0;
  if (answered) return turns.find(conversation.id, answered, "assistant");
  return msgId ? turns.find(conversation.id, `${robotCode}:${msgId}`, "user") : null;
}

// functions/worker/session-lock.ts
var ORDER_PATIENCE_MS = 4e3;
var CLAIM_PATIENCE_MS = 4e3;
async function readMemoryInOrder(context, message, isOver) {
  const { job } = message;
  const early = message.stored && job.sessionLock === job.session ? readMemory(message) : void 0;
  if (await isClaimLost(context, message)) return void 0;
  const lock = await waitForLock(context, message, isOver);
  if (lock === "lost") return void 0;
  return early && lock === "immediate" ? early : readMemory(message);
}
function readMemory({ job, tools }) {
  const { turns, config } = tools;
  const group = config.access.admins.length > 0 ? toGroupSession(job.message) : void 0;
  return turns.read(job.session, config.memory.maxTurns, job._id, group).catch(() => ({ turns: [], choice: {} }));
}
async function isClaimLost({ inbox }, message) {
  const { job, lateClaim } = message;
  if (message.stored || !lateClaim) return false;
  const leftMs = Math.max(0, job.receivedAt + CLAIM_PATIENCE_MS - now());
  const claim = await within(leftMs, lateClaim, () => new Error("undecided")).catch(() => void 0);
  const isOurs = claim === "claimed" || claim === "seen" && await inbox.isMine(job).catch(() => true);
  message.stored = message.stored || isOurs;
  return claim === "seen" && !isOurs;
}
async function waitForLock({ inbox, inFlight }, message, isOver) {
  const { job } = message;
  let outcome = "immediate";
  let answeredAt = now();
  while (message.stored && !isOver()) {
    const asks = inFlight.isFirstOfSession(job) || job.sessionLock === job.session;
    const lock = asks ? await inbox.acquireSessionLock(job).catch(() => "unknown") : "busy";
    if (lock === "acquired") return outcome;
    if (lock === "lost") return lock;
    outcome = "waited";
    if (lock === "busy") answeredAt = now();
    else if (now() - answeredAt > ORDER_PATIENCE_MS) return outcome;
    await inFlight.sessionChange(job.session);
  }
  return outcome;
}

// functions/worker/process-message.ts
var MAX_DELIVERIES = 2;
var MAX_ATTEMPTS = 5;
var MIN_WAIT_MS = 3e4;
async function processMessage(context, message) {
  const { job } = message;
  if (now() - job.receivedAt > EXPIRES_AFTER_MS) {
    if (!job.answer) await countOutcome(message.tools, job, void 0);
    return { result: "expired" };
  }
  if (job.state === "answered" && job.answer) return resume(context, message, job.answer);
  if (!await answer2(context, message)) return { result: "taken-over" };
  return timed(message.ms, "send", () => deliverAnswer(context, message, job.answer));
}
async function resume(context, message, outcome) {
  const { job, ms, tools } = message;
  await remember(message, outcome);
  const { sent, deliveries = 0 } = job;
  message.isSuspect = sent === 0 && deliveries < MAX_DELIVERIES;
  const isGivenUp = sent === 0 && deliveries >= MAX_DELIVERIES;
  const answer4 = isGivenUp ? toInterrupted(tools.texts) : outcome;
  return timed(ms, "send", () => deliverAnswer(context, message, answer4));
}
async function answer2(context, message) {
  const { job, tools, ms } = message;
  const { timeoutMs } = tools.config.model;
  const expiresAt = job.receivedAt + EXPIRES_AFTER_MS;
  const endOfWait = () => Math.min(now() + Math.max(timeoutMs, MIN_WAIT_MS), expiresAt);
  let waitUntil = endOfWait();
  const isOver = () => {
    if (context.inFlight.isQueued(job.session)) waitUntil = endOfWait();
    return now() >= waitUntil;
  };
  const memory = await timed(ms, "wait", () => readMemoryInOrder(context, message, isOver));
  const hasTime = timeoutMs < MIN_WAIT_MS && now() < waitUntil;
  const deadlineAt = hasTime ? Math.min(now() + timeoutMs, expiresAt) : waitUntil;
  if (!memory) return false;
  await restoreQuote(context, message);
  const outcome = job.attempts > MAX_ATTEMPTS ? toInterrupted(tools.texts) : await timed(ms, "generate", () => generateAnswer(message, memory, deadlineAt));
  Object.assign(job, { answer: outcome, state: "answered", deliveries: 1 });
  return timed(ms, "store", () => store(context, message, outcome));
}
var toInterrupted = ({ failure }) => ({
  text: failure.interrupted,
  result: "interrupted"
});
async function store({ inbox }, message, outcome) {
  const { job } = message;
  const saving = message.stored ? inbox.saveAnswer(job, outcome) : inbox.adopt(job, CLAIM_PATIENCE_MS);
  const [isOurs] = await Promise.all([saving.catch(() => true), remember(message, outcome)]);
  if (isOurs) await countOutcome(message.tools, job, outcome);
  return isOurs;
}
async function remember({ job, tools }, outcome) {
  const documents = toTurns(job, outcome, tools.config.memory.keepMs);
  if (documents.length === 0) return;
  if (outcome.replaces) await tools.turns.remove(job.session, outcome.replaces).catch(() => void 0);
  await tools.turns.add(documents).catch(() => void 0);
}
async function timed(ms, phase, step) {
  const startedAt = now();
  try {
    return await step();
  } finally {
    ms[phase] = now() - startedAt;
  }
}

// functions/worker/work.ts
var POSTPONE_MS = 3e4;
var CLOSE_PATIENCE_MS = 1e4;
var FLUSH_BATCH = 10;
async function work(context, message) {
  context.inFlight.start(message);
  context.heartbeat.start();
  const startedAt = now();
  const ending = await processMessage(context, message).catch(
    (error) => ({ result: "internal", evidence: describe(error) })
  );
  message.ms.total = now() - startedAt;
  context.log(toLogLine(message.job, ending, message.ms));
  await finish(context, message, ending.result);
  context.inFlight.end(message);
}
async function finish(context, message, result) {
  const { inbox, inFlight } = context;
  const { isReleased, job, stored, tools } = message;
  switch (result) {
    case "taken-over":
      return stored || isReleased ? void 0 : countOutcome(tools, job, void 0);
    case "postponed":
      return inbox.release(job, POSTPONE_MS).catch(() => {
        setTimeout(() => inFlight.has(job._id) || void work(context, message), POSTPONE_MS);
      });
    default:
      return inbox.close(job, result, { stored, patienceMs: CLOSE_PATIENCE_MS }).catch(() => {
        message.pendingResult = result;
      });
  }
}
async function flush({ inbox, inFlight }) {
  for (; ; ) {
    const batch = inFlight.pendingCloses().slice(0, FLUSH_BATCH);
    if (batch.length === 0) return;
    await Promise.all(
      batch.map(async (message) => {
        await inbox.close(message.job, message.pendingResult, { stored: message.stored });
        inFlight.closed(message);
      })
    );
  }
}

// functions/worker/recovery.ts
var RELEASE_MS = 1500;
var FIRST_BATCH = 6;
var MAX_BATCH = 200;
function createRecovery(context) {
  const { currentTools, database: database2, heartbeat, inbox, inFlight, usage: usage2 } = context;
  let isAway = false;
  let isRecovering = false;
  let isDraining = false;
  let takeOverFrom = 0;
  let batch = FIRST_BATCH;
  const reconnect = async () => {
    await database2.ping();
    isAway = false;
    takeOverFrom = now() + LEASE_MS;
    await heartbeat.renewLeases();
  };
  const takeOver = async () => {
    for (const job of await inbox.takeOver(batch, inFlight.has)) {
      if (isDraining) await inbox.release(job, 0).catch(() => void 0);
      else if (!inFlight.has(job._id))
        void work(context, { job, tools: currentTools(), stored: true, ms: {} });
    }
    batch = Math.min(2 * batch, MAX_BATCH);
  };
  const recover2 = async () => {
    if (isRecovering) return;
    isRecovering = true;
    try {
      await syncClock(database2.readTime);
      if (isAway) await reconnect();
      await flush(context);
      if (!isDraining && now() >= takeOverFrom) await takeOver();
    } catch {
      isAway = true;
      batch = FIRST_BATCH;
    } finally {
      isRecovering = false;
    }
  };
  const handOver = async (message) => {
    const { job, tools, stored, replyInBody, ms } = message;
    if (!replyInBody) return inbox.release(job, 0);
    const { texts } = tools;
    replyInBody(toOutgoingMessage(texts.failure.interrupted, texts));
    context.log(toLogLine(job, { result: "interrupted", channel: "body" }, ms));
    if (!job.answer) await countOutcome(tools, job, void 0);
    await inbox.close(job, "interrupted", { stored });
  };
  const drain = async (timeoutMs) => {
    isDraining = true;
    const until = now() + timeoutMs;
    const isLate = (marginMs) => now() > until - marginMs;
    const sending = () => inFlight.working().filter(({ isSending }) => isSending);
    while (inFlight.working().length > 0 && !isLate(RELEASE_MS)) await sleep2(20);
    const unsent = inFlight.working().filter(({ isSending }) => !isSending);
    for (const message of unsent) message.isReleased = true;
    await Promise.all(unsent.map((message) => handOver(message).catch(() => void 0)));
    while (sending().length > 0 && !isLate(0)) await sleep2(20);
    while (inFlight.pendingCloses().length > 0 && !isLate(0)) await flush(context).catch(() => sleep2(100));
    await usage2.flush().catch(() => void 0);
  };
  return { recover: recover2, drain };
}
function sleep2(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// functions/worker/worker.ts
function createWorker(tools) {
  const inbox = createInbox(tools.database, randomUUID());
  const inFlight = createInFlight();
  const heartbeat = createHeartbeat(inbox, inFlight);
  const context = { ...tools, inbox, inFlight, heartbeat, inLine: createLine() };
  const { recover: recover2, drain } = createRecovery(context);
  const toJob = (message, { config }) => {
    const session = toSessionKey(message, config.memory.scope);
    return inbox.create({ _id: message.id, session, receivedAt: nextReceivedAt(), message });
  };
  const claimWithinLimits = async (job, tools2) => {
    const outcome = await reserve(tools2, job.message, job.receivedAt);
    if ("refused" in outcome)
      return await claimAsDone(job) === "seen" ? "seen" : { ...outcome, at: job.receivedAt };
    if (outcome.reserved.length > 0) job.reserved = outcome.reserved;
    const claim = await inbox.claim(job);
    if (claim === "seen") await countOutcome(tools2, job, void 0);
    return claim;
  };
  const claimAsDone = (job) => inbox.insertDone(job).catch(() => "unknown");
  return {
    async accept(message, tools2) {
      const startedAt = now();
      if (await inFlight.isRedelivery(message.id)) return "duplicate";
      const job = toJob(message, tools2);
      const claim = await inFlight.accept(job._id, claimWithinLimits(job, tools2));
      if (claim === "seen") return "duplicate";
      if (typeof claim === "object" && "refused" in claim) return claim;
      const lateClaim = claim === "claimed" ? void 0 : claim.late;
      return { job, tools: tools2, stored: claim === "claimed", lateClaim, ms: { ack: now() - startedAt } };
    },
    async acceptInline(message, tools2) {
      if (await inFlight.isRedelivery(message.id)) return "duplicate";
      const claim = claimAsDone(toJob(message, tools2));
      return await inFlight.accept(message.id, claim) === "seen" ? "duplicate" : "accepted";
    },
    async isNewHere({ id }) {
      return !await inFlight.isRedelivery(id) && await inFlight.accept(id, Promise.resolve(true));
    },
    work: (message) => work(context, message),
    answerInBody: (message) => new Promise((resolve) => {
      void work(context, { ...message, replyInBody: resolve }).then(() => resolve(void 0));
    }),
    isIdle: () => inFlight.all().length === 0 && tools.usage.isEmpty(),
    async flush() {
      await flush(context);
      await tools.usage.flush();
    },
    recover: recover2,
    drain
  };
}

// functions/app.ts
var database = createDatabase(() => cloud.mongo.db);
var botStatus = createBotStatus(database);
var usage = createUsageStore(database);
var rejectedCallbacks = createRejectedCallbacks(now);
var services = {
  database,
  botStatus,
  usage,
  rejectedCallbacks,
  quirks: createQuirkStore(),
  promptLimits: createPromptLimits(),
  pacers: createPacers(),
  modelQueue: createModelQueue()
};
var currentBot = createLive(process.env, (env) => {
  const { config, problems } = readConfig(env);
  const bot = composeBot(services, config, problems);
  for (const problem of problems) console.warn(bot.texts.problem(problem));
  return bot;
});
var worker = createWorker({
  database,
  botStatus,
  usage,
  currentTools: currentBot,
  log: (line) => {
    log(line);
    void botStatus.learn(line);
  }
});
function log(line) {
  console.log(JSON.stringify(line));
}
var recover = startMaintenance(
  cloud.shared,
  database,
  worker,
  createUsageMaintenance(usage, currentBot, log)
);
setImmediate(() => void recover());
setImmediate(() => void botStatus.hasAnswered().catch(() => void 0));
currentBot();

// functions/dingtalk/mentions.ts
var MENTION = /^\s*@[^\s@/]+(\s|$)/;
var ALONE = /^\s*@[^\n，。、？！：；,?!:;]{1,40}$/;
var ONE_WORD = /^\s*@[^\s，。、？！：；,?!:;]+[\s，。、？！：；,?!:;]*/;
var COMMAND_BEHIND = /\s[/／]\S+(\s+\S+)?\s*$/;
var MAX_MENTIONED = 100;
function ownMention(texts, fields) {
  if (asNumber(fields.conversationType) !== 2) return void 0;
  const index = findOwn(texts, fields);
  const text = index === void 0 ? void 0 : texts[index];
  if (index === void 0 || text === void 0) return void 0;
  const isBesideText = [texts[index - 1], texts[index + 1]].some((beside) => beside !== void 0);
  if (isBesideText && ALONE.test(text)) return { index, rest: "" };
  return { index, rest: COMMAND_BEHIND.test(text) ? text : text.replace(ONE_WORD, "") };
}
function findOwn(texts, fields) {
  const indexesOf = (matches2) => texts.flatMap((text, index) => matches2(text) ? [index] : []);
  const mentions = indexesOf((text) => text !== void 0 && MENTION.test(text));
  const mentioned = asArray(fields.atUsers).slice(0, MAX_MENTIONED);
  const robot = mentioned.findIndex((one) => asObject(one)?.dingtalkId === fields.chatbotUserId);
  if (robot >= 0 && mentioned.length === mentions.length) return mentions[robot];
  const filled = indexesOf((text) => text === void 0 || text.trim() !== "");
  const atEnds = [0, -1].flatMap(
    (end) => mentions.at(end) === filled.at(end) ? mentions.at(end) ?? [] : []
  );
  return atEnds.find((index) => texts[index]?.replace(ONE_WORD, "") === "") ?? atEnds[0];
}

// functions/dingtalk/elements.ts
var MAX_ELEMENTS = 100;
var MAX_NAME = 40;
var MAX_CODE_LENGTH = 4096;
var MAX_FILE_NAME = 255;
function toDownload(fields, name) {
  const code = asCode(fields.downloadCode, MAX_CODE_LENGTH) ?? asCode(fields.pictureDownloadCode, MAX_CODE_LENGTH);
  if (!code) return void 0;
  return [name === void 0 ? { picture: code } : { file: code, name }];
}
function toFileName(value) {
  const name = asString(value) ?? "";
  const ending = /\.[^\s./\\]{1,20}$/u.exec(name.slice(-21))?.[0] ?? "";
  const stem = ending ? name.slice(0, -ending.length) : name;
  return (asLine(stem, MAX_FILE_NAME - ending.length) ?? "") + ending;
}
function toRichPieces(richText, fields) {
  const elements = asArray(richText);
  const read2 = elements.slice(0, MAX_ELEMENTS).map((element) => asObject(element) ?? {});
  const own = ownMention(read2.map(toElementText), fields);
  const pieces = read2.flatMap(
    (element, index) => index === own?.index ? [{ text: own.rest }] : toRichPiece(element)
  );
  return elements.length > MAX_ELEMENTS ? [...pieces, { unread: "rest" }] : pieces;
}
function toRichPiece(element) {
  if (toElementType(element) === "picture") return toDownload(element) ?? [{ unread: "picture" }];
  const text = toElementText(element);
  return text ? [{ text }] : [];
}
function toElementType({ type, msgType }) {
  return asString(type) ?? asString(msgType) ?? "text";
}
function toElementText(element) {
  const type = toElementType(element);
  if (type === "picture") return void 0;
  const mentioned = type === "at" ? asLine(element.atName, MAX_NAME) : void 0;
  return mentioned ? `@${mentioned}` : asString(element.text) ?? asString(element.content);
}

// functions/dingtalk/records.ts
var MAX_DEPTH2 = 3;
var MAX_TITLE = 200;
function toRecord(content) {
  const pieces = readRecord(content, 1, { rows: MAX_ELEMENTS });
  return pieces.length > 0 ? pieces : void 0;
}
function readRecord(content, depth, left) {
  const { chatRecord, records, messages, summary } = content;
  const rows = [chatRecord, records, messages].map(toList3).find((list) => list.length > 0) ?? [];
  const title = asLine(content.title, MAX_TITLE);
  const pieces = title ? [{ text: `${title}
` }] : [];
  const summaryLines = toSummaryLines(summary);
  if (rows.length === 0) return [...pieces, ...summaryLines.map((line) => ({ text: `${line}
` }))];
  const names = toNames(rows, summaryLines);
  for (const [index, row] of rows.entries()) {
    if (left.rows === 0) return [...pieces, { unread: "rest" }];
    left.rows -= 1;
    const name = names[index];
    pieces.push(...toRow(asObject(row) ?? { content: row }, name ? `${name}: ` : "", depth, left));
  }
  return pieces;
}
function toList3(value) {
  return asArray(typeof value === "string" ? parseJson(value) : value);
}
function toSummaryLines(summary) {
  const list = toList3(summary);
  const lines = list.length > 0 ? list : (asString(summary) ?? "").split("\n");
  return lines.slice(0, MAX_ELEMENTS).flatMap((line) => asString(line) ?? []);
}
function toNames(rows, summaryLines) {
  const byId = new Map();
  const read2 = rows.slice(0, MAX_ELEMENTS).map((row, index) => {
    const { senderId, senderNick, senderName } = asObject(row) ?? {};
    const ofSummary = /^([^:：]+)[:：]/.exec(summaryLines[index] ?? "")?.[1];
    const name = asLine(senderNick, MAX_NAME) ?? asLine(senderName, MAX_NAME) ?? asLine(ofSummary, MAX_NAME);
    if (name && asString(senderId) && !byId.has(senderId)) byId.set(senderId, name);
    return { senderId: asString(senderId), name };
  });
  let unnamed = 0;
  return read2.map(({ senderId, name }) => {
    if (name || !senderId) return name;
    if (!byId.has(senderId)) byId.set(senderId, `#${++unnamed}`);
    return byId.get(senderId);
  });
}
function toRow(row, before, depth, left) {
  const type = asString(row.msgType) ?? asString(row.msgtype) ?? asString(row.type) ?? "text";
  const content = asObjectOrJson(row.content) ?? {};
  const mark = (unread, name) => [
    { unread, ...name ? { name } : {}, ...before ? { before } : {} }
  ];
  const line = (text, unread) => text ? [{ text: `${before}${text}
` }] : mark(unread);
  switch (type) {
    case "picture":
    case "image":
      return mark("picture");
    case "file":
      return mark("file", toFileName(content.fileName ?? row.fileName));
    case "audio":
    case "voice":
      return line(asString(content.recognition), "voice");
    case "video":
      return mark("video");
    case "richText": {
      const pieces = toRichPieces(content.richText ?? row.richText, {});
      return pieces.length > 0 ? [{ text: before }, ...pieces, { text: "\n" }] : line(toWords2(row), "other");
    }
    case "chatRecord":
      if (depth === MAX_DEPTH2) return mark("rest");
      return [{ text: before }, ...readRecord({ ...row, ...content }, depth + 1, left)];
    case "interactiveCard":
      return line(toWords2(row), "card");
    default:
      return line(toWords2(row), "other");
  }
}
function toWords2({ content, text }) {
  const fields = asObject(content);
  return asString(content) ?? asString(fields?.text) ?? asString(fields?.content) ?? asString(text) ?? asString(asObject(text)?.content);
}

// functions/dingtalk/pieces.ts
function toPieces(type, fields, content) {
  switch (type) {
    case "text":
    case "markdown": {
      const text = asString(asObjectOrJson(fields.text)?.content) ?? asString(content.content);
      const bare = typeof fields.content === "string" && !asObjectOrJson(fields.content) ? fields.content : "";
      return [{ text: text ?? bare }];
    }
    case "richText": {
      const pieces = toRichPieces(content.richText, fields);
      return pieces.length > 0 && pieces.every((piece) => "unread" in piece) ? void 0 : pieces;
    }
    case "picture":
      return toDownload(content);
    case "audio": {
      const words = asString(content.recognition)?.trim();
      return words ? [{ text: words }] : void 0;
    }
    case "file":
      return toDownload(content, toFileName(content.fileName));
    case "chatRecord":
      return toRecord(content);
    default:
      return void 0;
  }
}

// functions/dingtalk/quotes.ts
var MAX_QUOTE_DEPTH = 3;
var MAX_CARD_DEPTH = 8;
var MAX_ID_LENGTH = 256;
var SEPARATOR = { text: "\n———\n" };
var CARD_PLACEHOLDER = /^\[interactive card message\]$/i;
var UNREAD = new Map([
  ["picture", "picture"],
  ["file", "file"],
  ["audio", "voice"],
  ["video", "video"],
  ["interactiveCard", "card"]
]);
function toQuote(fields) {
  const older = asObject(fields.quoteMessage);
  const quoted = toQuotedMessage(fields) ?? (older && { ...older, msgType: "text", content: older.text });
  if (!quoted && !isReply(fields)) return void 0;
  const pieces = quoted ? toQuotedPieces(quoted, 1) : [{ unread: "other" }];
  const fromRobot = quoted !== void 0 && isFromRobot(fields, quoted);
  if (pieces.some((piece) => !("unread" in piece))) return { fromRobot, pieces };
  const msgId = asCode(fields.originalMsgId, MAX_ID_LENGTH) ?? asCode(quoted?.msgId, MAX_ID_LENGTH);
  const sendKey = asCode(fields.originalProcessQueryKey, MAX_ID_LENGTH);
  const ids = { ...msgId ? { msgId } : {}, ...sendKey ? { sendKey } : {} };
  return { fromRobot, pieces, ...msgId || sendKey ? { ids } : {} };
}
function toQuotedMessage({ text, content }) {
  return asObject(asObjectOrJson(text)?.repliedMsg) ?? asObject(asObjectOrJson(content)?.repliedMsg);
}
function isFromRobot({ chatbotUserId }, { senderId }) {
  return asString(senderId) !== void 0 && senderId === chatbotUserId;
}
function isReply({ text, content, originalMsgId, originalProcessQueryKey }) {
  const isMarked = [text, content].some((value) => asObjectOrJson(value)?.isReplyMsg === true);
  return isMarked || [originalMsgId, originalProcessQueryKey].some((id) => asString(id) !== void 0);
}
function toQuotedPieces(message, depth) {
  const content = asObjectOrJson(message.content) ?? {};
  const own = readQuoted(message, content);
  const nested = depth < MAX_QUOTE_DEPTH ? asObject(content.repliedMsg) : void 0;
  return nested ? [...toQuotedPieces(nested, depth + 1), SEPARATOR, ...own] : own;
}
function readQuoted(message, content) {
  const type = asString(message.msgType) ?? asString(message.msgtype) ?? "text";
  const words = asString(content.text) ?? asString(content.content);
  const card = type === "interactiveCard" ? cardText(content.cardContent).trim() : "";
  const read2 = card ? [{ text: card }] : toPieces(type, { ...message, text: { content: words } }, content) ?? [{ text: words ?? "" }];
  const isFilled = (piece) => !("text" in piece) || piece.text.trim() !== "" && !CARD_PLACEHOLDER.test(piece.text.trim());
  if (read2.some(isFilled)) return read2;
  const name = toFileName(content.fileName);
  return [{ unread: UNREAD.get(type) ?? (name ? "file" : "other"), ...name ? { name } : {} }];
}
function cardText(node, depth = 0) {
  if (depth > MAX_CARD_DEPTH) return "";
  if (Array.isArray(node)) {
    const texts = node.slice(0, MAX_ELEMENTS).map((one) => cardText(one, depth + 1));
    return texts.join("");
  }
  const { value, children } = asObject(node) ?? {};
  return (asString(value) ?? "") + cardText(asArray(children), depth + 1);
}

// functions/dingtalk/content.ts
var MAX_CHARACTERS3 = 6e4;
var MAX_DOWNLOADS = 20;
function toContent(type, fields) {
  if (asNumber(fields.errorCode)) return { kind: "over-quota" };
  const pieces = toPieces(type, fields, asObjectOrJson(fields.content) ?? {});
  if (!pieces) return { kind: "unsupported", type: type.slice(0, 40) };
  const left = { characters: MAX_CHARACTERS3, downloads: MAX_DOWNLOADS };
  const own = bound(normalize(pieces), left);
  const quote2 = toQuote(fields);
  if (own.length === 0 && !quote2) return { kind: "empty" };
  return {
    kind: "pieces",
    pieces: own,
    ...quote2 ? { quote: { ...quote2, pieces: bound(normalize(quote2.pieces), left) } } : {}
  };
}
function normalize(pieces) {
  const joined = [];
  for (const piece of pieces) {
    const last2 = joined.at(-1);
    if ("text" in piece && last2 && "text" in last2)
      joined[joined.length - 1] = { text: last2.text + piece.text };
    else joined.push(piece);
  }
  return joined.map((piece) => "text" in piece ? { text: piece.text.trim() } : piece).filter((piece) => !("text" in piece) || piece.text !== "");
}
function bound(pieces, left) {
  const kept = [];
  for (const piece of pieces) {
    const fitting = toFitting(piece, left);
    if (fitting) kept.push(fitting);
    if (fitting !== piece) return [...kept, { unread: "rest" }];
  }
  return kept;
}
function toFitting(piece, left) {
  if ("picture" in piece || "file" in piece) {
    left.downloads -= 1;
    return left.downloads < 0 ? void 0 : piece;
  }
  if ("text" in piece) {
    const text = cut(piece.text, left.characters);
    left.characters -= text.length;
    if (text === piece.text) return piece;
    return text ? { text } : void 0;
  }
  const { before = "", name = "" } = piece;
  left.characters -= before.length + name.length;
  return left.characters < 0 ? void 0 : piece;
}

// functions/dingtalk/message.ts
var MAX_ID_LENGTH2 = 256;
var MAX_WEBHOOK_LENGTH = 2048;
var MAX_MENTIONED2 = 20;
var CONVERSATION_KINDS = {
  1: "direct",
  2: "group"
};
function parse(body, fallbackRobotCode = "") {
  const fields = asObject(body);
  if (!fields) return void 0;
  const msgId = toId2(fields.msgId);
  const conversationId = toId2(fields.conversationId);
  const staffId = toId2(fields.senderStaffId);
  const senderId = toId2(fields.senderId);
  const robotCode = toId2(fields.robotCode);
  const ids = [msgId, conversationId, staffId, senderId, robotCode];
  if (ids.includes("malformed") || !msgId || !conversationId || !(staffId || senderId)) return void 0;
  const type = asString(fields.msgtype) ?? (fields.errorCode === void 0 ? void 0 : "error");
  const kind = CONVERSATION_KINDS[asNumber(fields.conversationType) ?? 0];
  if (!type || !kind) return void 0;
  const code = robotCode || fallbackRobotCode;
  return present({
    id: `${code}:${msgId}`,
    robotCode: code,
    type: type.slice(0, 40),
    conversation: present({
      id: conversationId,
      kind,
      title: kind === "group" ? asLine(fields.conversationTitle, MAX_NAME) : void 0
    }),
    sender: present({
      id: staffId || senderId,
      staffId: staffId || void 0,
      name: asLine(fields.senderNick, MAX_NAME)
    }),
    botName: asLine(toRobotNick(fields), MAX_NAME),
    mentioned: toMentioned(fields),
    webhook: toWebhook(fields),
    content: toContent(type, fields)
  });
}
function toId2(value) {
  if (value === void 0 || value === null) return "";
  return typeof value === "string" && value.length <= MAX_ID_LENGTH2 ? value : "malformed";
}
function toMentioned({ atUsers }) {
  const ids = asArray(atUsers).slice(0, MAX_MENTIONED2).map((one) => toId2(asObject(one)?.staffId)).filter((id) => id !== "" && id !== "malformed");
  return ids.length > 0 ? ids : void 0;
}
function toRobotNick(fields) {
  const quoted = toQuotedMessage(fields);
  return quoted && isFromRobot(fields, quoted) ? quoted.senderNick : void 0;
}
function toWebhook(fields) {
  const url = asCode(fields.sessionWebhook, MAX_WEBHOOK_LENGTH);
  return url ? present({ url, expiresAt: asNumber(fields.sessionWebhookExpiredTime) }) : void 0;
}
function present(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}

// functions/doctor/export.ts
var TYPES = { csv: "text/csv", jsonl: "application/x-ndjson" };
var COLUMNS = ["time", "conversation", "person", "role", "text", "model", "tokens", "name"];
var BYTE_ORDER_MARK = "\uFEFF";
var PIECE_CHARACTERS = 64 * 1024;
var IDLE_MS = 6e4;
async function sendTranscript(response, turns, format, { from, to }) {
  let next = await turns.next();
  response.status(200).set({
    "content-type": `${TYPES[format]}; charset=utf-8`,
    "content-disposition": `attachment; filename="chats-${from}-${to}.${format}"`
  });
  try {
    let piece = format === "csv" ? `${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r
` : "";
    for (; next.value; next = await turns.next()) {
      piece += format === "csv" ? toCsvLine(next.value) : toJsonLine(next.value);
      if (piece.length < PIECE_CHARACTERS) continue;
      if (!await write(response, piece)) return;
      piece = "";
    }
    response.end(piece);
  } catch {
    response.destroy();
  } finally {
    await turns.return(void 0);
  }
}
function toCsvLine(turn) {
  const time = toChinaTime(turn.askedAt);
  const fields = toFields(turn);
  const cells = COLUMNS.map((column) => column === "time" ? `${time}:${secondsOf(turn)}` : fields[column]);
  return `${cells.map(toCell).join(",")}\r
`;
}
function toJsonLine(turn) {
  const time = `${toChinaTime(turn.askedAt).replace(" ", "T")}:${secondsOf(turn)}+08:00`;
  return `${JSON.stringify({ time, ...toFields(turn) })}
`;
}
function toFields({ conversationId, person, personName, role, content, model, usage: usage2 }) {
  const tokens = usage2 && usage2.prompt + usage2.completion;
  return { conversation: conversationId, person, role, text: content, model, tokens, name: personName };
}
function secondsOf({ askedAt }) {
  return String(Math.floor(askedAt / 1e3) % 60).padStart(2, "0");
}
function toCell(value) {
  if (typeof value !== "string") return value === void 0 ? "" : String(value);
  const safe = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n;\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
async function write(response, piece) {
  if (response.destroyed) return false;
  if (response.write(piece)) return new Promise((resolve) => setImmediate(resolve, !response.destroyed));
  return new Promise((resolve) => {
    const settle = (isThere) => () => {
      clearTimeout(timer);
      response.off("drain", onDrain).off("close", onClose);
      if (!isThere) response.destroy();
      resolve(isThere);
    };
    const [onDrain, onClose] = [settle(true), settle(false)];
    const timer = setTimeout(onClose, IDLE_MS);
    response.once("drain", onDrain).once("close", onClose);
  });
}

// functions/doctor/html.ts
var PAGE_HEADERS = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  // The address may contain DOCTOR_KEY, which no link may pass on.
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex",
  "x-content-type-options": "nosniff"
};
var STYLE = `
:root { color-scheme: light dark; --back: #fff; --text: #1b1d21; --line: #0000001f; --soft: #5c6370; --bad: #c62828; --good: #1a7f4b; --unknown: #8a5a00; --link: #0b57d0 }
@media (prefers-color-scheme: dark) {
  :root { --back: #16181d; --text: #e8eaed; --line: #ffffff2b; --soft: #a3abb8; --bad: #ff8f85; --good: #63d297; --unknown: #f0c060; --link: #8ab4f8 }
}
body { background: var(--back); color: var(--text); font: 16px/1.65 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 42rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere }
h1 { font-size: 1.35rem; margin: 0 } h2 { font-size: 1rem; margin: 0; flex: 1 }
p { margin: .35rem 0 0 } a { color: var(--link) } .soft, footer { color: var(--soft); font-size: .875rem }
.sum { font-size: 1.1rem; font-weight: 600; margin: .5rem 0 0 }
ul { list-style: none; padding: 0; margin: 1rem 0 }
li { border: 1px solid var(--line); border-left: .3rem solid var(--state); border-radius: .5rem; padding: .6rem .9rem; margin: .6rem 0 }
.head { display: flex; gap: .75rem; align-items: baseline } .head b { color: var(--state); white-space: nowrap; font-size: .9rem }
section { margin: 1.75rem 0 } section h2 { margin-bottom: .5rem }
.sums { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0 } .sums dt { color: var(--soft); font-size: .875rem } .sums dd { margin: 0; font-size: 1.35rem; font-weight: 600 }
table { border-collapse: collapse; width: 100% } th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: right; vertical-align: top } th, td { white-space: nowrap } th:first-child, td:first-child { text-align: left; padding-left: 0; white-space: normal } th { color: var(--soft); font-size: .875rem; font-weight: 400 } small { color: var(--soft) }
svg { display: block; width: 100% } svg text { fill: var(--soft); font-size: 11px } svg line { stroke: var(--line) } svg rect { fill: var(--link) } @media (max-width: 32rem) { svg text { font-size: 18px } }
.bad { --state: var(--bad) } .good { --state: var(--good) } .unknown { --state: var(--unknown) }`;
function toDocument(title, { htmlLanguage }, body) {
  return `<!doctype html>
<html lang="${htmlLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}
function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

// functions/doctor/language.ts
var MAX_CHARACTERS4 = 200;
function chooseLanguage(lang, acceptLanguage, fallback) {
  if (lang === "zh" || lang === "en") return lang;
  const ranges = String(acceptLanguage ?? "").slice(0, MAX_CHARACTERS4).toLowerCase().split(",").map((range) => {
    const [name = "", quality] = range.split(/;\s*q\s*=/);
    return { name: name.trim().split("-")[0], quality: quality === void 0 ? 1 : Number(quality) || 0 };
  }).sort((one, other) => other.quality - one.quality);
  const found = ranges.find(({ name, quality }) => quality > 0 && (name === "zh" || name === "en"));
  return found?.name ?? fallback;
}

// functions/doctor/page.ts
var CONSOLE_URL = "https://open-dev.dingtalk.com/";
var ORDER = ["bad", "unknown", "good"];
function toPage({ report, partly }, { doctor }, now2, forOwner = false) {
  const more = forOwner ? `<p>${escapeHtml(doctor.usage.link)}</p>` : "";
  const body = report ? `<p class="sum">${escapeHtml(toHeadline(report.findings, doctor))}</p>
<p class="soft">${escapeHtml(toWhen(report, doctor, now2))}</p>
<ul>
${ORDER.flatMap((state) => report.findings.filter((finding) => finding.state === state)).map((finding) => toItem(finding, doctor)).join("\n")}
</ul>
<footer>${more}<p>${escapeHtml(partly ? doctor.partly : doctor.footer)}</p></footer>` : `<p>${escapeHtml(doctor.alive)}</p>`;
  return toDocument(doctor.title, doctor, body);
}
function toHeadline(findings, doctor) {
  const count = (state) => findings.filter((finding) => finding.state === state).length;
  if (count("bad") > 0) return doctor.someBad(count("bad"));
  return count("unknown") > 0 ? doctor.someWaiting(count("unknown")) : doctor.allGood;
}
function toWhen({ checkedAt, nextCheckAt }, doctor, now2) {
  const [at, next] = [toChinaTime(checkedAt), toChinaTime(nextCheckAt + 59999)];
  const minutes = Math.floor((now2 - checkedAt) / 6e4);
  return doctor.checked(at, minutes, next.startsWith(at.slice(0, 10)) ? next.slice(11) : next);
}
function toItem({ check, state, text, fix, code }, doctor) {
  const advice = fix ? `
<p><strong>${escapeHtml(doctor.fixLabel)}</strong>${withLink(fix, doctor)}</p>` : "";
  const answer4 = code ? `
<p class="soft">${escapeHtml(doctor.codeLabel)}<code>${escapeHtml(code)}</code></p>` : "";
  return `<li class="${state}"><div class="head"><h2>${escapeHtml(doctor.name[check])}</h2><b>${escapeHtml(doctor.state[state])}</b></div>
<p>${withLink(text, doctor)}</p>${advice}${answer4}</li>`;
}
function withLink(text, { console: name }) {
  const link = `<a href="${CONSOLE_URL}" target="_blank" rel="noreferrer">${escapeHtml(name)}</a>`;
  return escapeHtml(text).replace(escapeHtml(name), () => link);
}

// functions/doctor/period.ts
var DAY_MS5 = 24 * 60 * 60 * 1e3;
var MAX_DAYS = 3660;
function readPeriod(from, to, now2) {
  const today = toChinaTime(now2).slice(0, 10);
  const period = { from: from ?? `${today.slice(0, 8)}01`, to: to ?? today };
  if (!isDay(period.from) || !isDay(period.to)) return void 0;
  const days = (Date.parse(period.to) - Date.parse(period.from)) / DAY_MS5;
  return days < 0 || days > MAX_DAYS ? void 0 : period;
}
function* daysOf({ from, to }) {
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS5)
    yield new Date(at).toISOString().slice(0, 10);
}
function isDay(value) {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = Date.parse(value);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}

// functions/doctor/chart.ts
var [WIDTH, HEIGHT, LEFT, BOTTOM, TOP2] = [640, 160, 52, 24, 16];
var MAX_LABELS = 16;
function toBarChart(name, bars, format) {
  const highest = niceMaximum(Math.max(...bars.map(({ value }) => value)));
  const step = (WIDTH - LEFT) / bars.length;
  const plot = HEIGHT - BOTTOM - TOP2;
  const every = Math.ceil(bars.length / MAX_LABELS);
  const lines = [0, highest / 2, highest].map((value) => {
    const y = round(TOP2 + plot * (1 - value / highest));
    return `<line x1="${LEFT}" y1="${y}" x2="${WIDTH}" y2="${y}"/><text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${escapeHtml(format(value))}</text>`;
  });
  const columns = bars.map(({ label, title, value }, n) => {
    const height = round(plot * value / highest);
    const x = round(LEFT + step * n);
    const text = n % every === 0 ? `<text x="${round(x + step / 2)}" y="${HEIGHT - 5}" text-anchor="middle">${escapeHtml(label)}</text>` : "";
    const bar = `<rect x="${round(x + step * 0.15)}" y="${round(TOP2 + plot - height)}" width="${round(step * 0.7)}" height="${height}"/>`;
    return `<g><title>${escapeHtml(title)}</title>${bar}${text}</g>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(name)}">${lines.join("")}${columns.join("")}</svg>`;
}
function niceMaximum(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 2)));
  return [1, 2, 4, 10].map((factor) => factor * power).find((one) => one >= value && one >= 2) ?? 10 * power;
}
function round(value) {
  return Math.round(value * 10) / 10;
}

// functions/doctor/usage-report.ts
var FREE = { calls: 5e3, pushes: 3e3 };
var TOP3 = 50;
async function readUsage2(store2, settings, month, now2) {
  const today = toPeriods(now2);
  const chosen = typeof month === "string" && /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : today.month;
  const days = daysOf2(chosen).filter((day) => day <= today.day);
  const toUsed = ({ answers: answers2 = 0, tokens: tokens2 = 0, ...counts }) => {
    return { answers: answers2, tokens: tokens2, ...settings.price ? { cost: toCost(counts, settings.price) } : {} };
  };
  const scopes = [`month:${chosen}`, ...days.map((day) => `day:${day}`)];
  const [[total = {}, ...byDay], byPerson, byGroup, people] = await Promise.all([
    store2.read(scopes.map((scope) => ({ scope }))),
    store2.top(`user:${chosen}`, TOP3),
    store2.top(`group:${chosen}`, TOP3),
    store2.people(`user:${chosen}`)
  ]);
  const toPerson = (one) => {
    return { id: one.subject ?? "", ...one.name ? { name: one.name } : {}, ...toUsed(one) };
  };
  const { answers = 0, tokens = 0, calls = 0, pushes = 0 } = total;
  return {
    month: chosen,
    total: { ...toUsed(total), people },
    days: byDay.map((counts, n) => ({ day: days[n] ?? "", ...toUsed(counts) })),
    people: byPerson.map(toPerson),
    groups: byGroup.map(toPerson),
    refusals: Object.fromEntries(
      REFUSALS.map((refusal) => [refusal, total[`refused-${refusal}`] ?? 0])
    ),
    allowances: {
      answers: { used: answers, limit: settings.limits.perMonth },
      tokens: { used: tokens, limit: settings.limits.tokensPerMonth },
      calls: { used: calls, limit: FREE.calls },
      pushes: { used: pushes, limit: FREE.pushes }
    }
  };
}
function monthBeside(month, step) {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7);
}
function daysOf2(month) {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, n) => `${month}-${String(n + 1).padStart(2, "0")}`);
}
function toCost({ promptTokens = 0, completionTokens = 0 }, { input, output }) {
  return (promptTokens * input + completionTokens * output) / 1e6;
}

// functions/doctor/usage-page.ts
var DAY_MS6 = 24 * 60 * 60 * 1e3;
function toUsagePage(report, { doctor }, keepMs) {
  const { usage: usage2 } = doctor;
  const { month, days, people, groups, total } = report;
  const chart = (what) => toBarChart(
    usage2[what],
    days.map((one) => ({
      label: String(Number(one.day.slice(8))),
      title: `${one.day} · ${usage2.answers} ${one.answers} · ${usage2.tokens} ${grouped(one.tokens)}`,
      value: one[what]
    })),
    short
  );
  const costs = total.cost === void 0 ? [] : [[usage2.cost, money(total.cost)]];
  const sums = [
    [usage2.answers, grouped(total.answers)],
    [usage2.people, grouped(total.people)],
    [usage2.tokens, grouped(total.tokens)],
    ...costs
  ];
  return toDocument(
    usage2.title,
    doctor,
    `<p><b>${month}</b> <span class="soft">${escapeHtml(usage2.otherMonth(monthBeside(month, -1)))}</span></p>
<dl class="sums">${sums.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join("")}</dl>
${section(usage2.answersByDay, chart("answers"))}
${section(usage2.tokensByDay, chart("tokens"))}
${section(usage2.byPerson, toTable(people, usage2))}
${section(usage2.byGroup, toTable(groups, usage2))}
${section(usage2.left, toAllowances(report, usage2))}
${section(usage2.refusals, toRefusals(report, usage2))}
${section(usage2.kept, toKept(usage2, keepMs))}`
  );
}
function section(heading, content) {
  return `<section><h2>${escapeHtml(heading)}</h2>
${content}
</section>`;
}
function toTable(rows, usage2) {
  if (rows.length === 0) return `<p class="soft">${escapeHtml(usage2.none)}</p>`;
  const hasCost = rows.some(({ cost }) => cost !== void 0);
  const head = [usage2.name, usage2.answers, usage2.tokens, ...hasCost ? [usage2.cost] : []];
  const toRow2 = (one) => {
    const id = one.name ? ` <small>${escapeHtml(one.id)}</small>` : "";
    return `<tr><td>${escapeHtml(one.name ?? one.id)}${id}</td>${numbers(one, hasCost)}</tr>`;
  };
  return `<table><thead><tr>${head.map((name) => `<th>${escapeHtml(name)}</th>`).join("")}</tr></thead>
<tbody>${rows.map(toRow2).join("\n")}</tbody></table>`;
}
function numbers({ answers, tokens, cost }, hasCost) {
  const cells = [grouped(answers), grouped(tokens), ...hasCost ? [money(cost ?? 0)] : []];
  return cells.map((cell) => `<td>${cell}</td>`).join("");
}
function toAllowances({ allowances }, usage2) {
  const toRow2 = ([name, { used, limit }]) => {
    const cells = limit > 0 ? [grouped(limit), grouped(Math.max(0, limit - used))] : [usage2.unlimited, "–"];
    const title = usage2.allowance[name];
    return `<tr><td>${escapeHtml(title)}</td><td>${grouped(used)}</td>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`;
  };
  const head = ["", usage2.used, usage2.limit, usage2.leftOver];
  return `<table><thead><tr>${head.map((name) => `<th>${escapeHtml(name)}</th>`).join("")}</tr></thead>
<tbody>${Object.entries(allowances).map(toRow2).join("\n")}</tbody></table>
<p class="soft">${escapeHtml(usage2.quotaNote)}</p>`;
}
function toRefusals({ refusals }, usage2) {
  const rows = Object.entries(refusals).filter(([, count]) => count > 0);
  if (rows.length === 0) return `<p class="soft">${escapeHtml(usage2.none)}</p>`;
  const toRow2 = ([refusal, count]) => `<tr><td>${escapeHtml(usage2.refusal[refusal])}</td><td>${grouped(count)}</td></tr>`;
  return `<table><tbody>${rows.map(toRow2).join("\n")}</tbody></table>`;
}
function toKept(usage2, keepMs) {
  const paragraphs = [...usage2.keeps(Math.round(keepMs / DAY_MS6)), usage2.exportHelp];
  return paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join("\n");
}
function grouped(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}
function short(value) {
  const [unit, divisor] = value >= 1e6 ? ["M", 1e6] : value >= 1e3 ? ["k", 1e3] : ["", 1];
  return `${Math.round(value / divisor * 10) / 10}${unit}`;
}
function money(value) {
  return value > 0 && value < 0.01 ? "< 0.01" : value.toFixed(2);
}

// functions/doctor/visit.ts
var FORMATS = ["csv", "jsonl"];
async function visit(tools, ctx) {
  const { query, headers, response } = ctx;
  const texts = tools.texts[chooseLanguage(query?.lang, headers?.["accept-language"], tools.language)];
  const viewer = await tools.checkKey(query?.key);
  response?.set(PAGE_HEADERS).vary("accept").vary("accept-language");
  if (viewer === "refused") return say(ctx, 429, "Too many wrong keys.");
  const forOwner = query?.export !== void 0 ? toExport : query?.view === "usage" ? toUsage2 : void 0;
  if (forOwner && viewer === "owner")
    return forOwner(tools, ctx, texts).catch(() => say(ctx, 503, texts.doctor.bad.database));
  const view = await readView(viewer, tools.hasAnswered, tools.checkUp, texts);
  response?.status(forOwner ? 403 : 200);
  if (wantsJson(ctx)) return toJson(ctx, { alive: true, ...view.report });
  return toHtml(ctx, toPage(view, texts, now(), viewer === "owner"));
}
async function toUsage2(tools, ctx, texts) {
  await tools.usage.flush();
  const report = await readUsage2(tools.usage, tools, ctx.query?.month, now());
  if (wantsJson(ctx)) return toJson(ctx, report);
  return toHtml(ctx, toUsagePage(report, texts, tools.keepMs));
}
async function toExport({ transcript }, ctx, { doctor }) {
  const { query, response } = ctx;
  const format = FORMATS.find((one) => one === query?.export);
  const period = readPeriod(query?.from, query?.to, now());
  if (!format || !period) return say(ctx, 400, doctor.usage.exportHelp);
  if (response) await sendTranscript(response, transcript(daysOf(period)), format, period);
  return void 0;
}
function say({ response }, status, text) {
  response?.status(status).type("text");
  return text;
}
function toJson({ response }, value) {
  response?.type("json");
  return JSON.stringify(value);
}
function toHtml({ response }, page) {
  response?.type("html");
  return page;
}
function wantsJson({ headers }) {
  const accept2 = String(headers?.accept);
  return accept2.includes("application/json") && !accept2.includes("text/html");
}

// functions/worker/refusal.ts
function refuseBySettings({ config }, message) {
  const { content, sender, conversation } = message;
  if (content.kind === "over-quota") return void 0;
  const command = readCommand(message);
  if (typeof command === "object" && OPEN_COMMANDS.includes(command.name)) return void 0;
  return refuse(config.access, { staffId: sender.staffId, conversation });
}
function toRefusalText({ access }, refusal, at) {
  switch (refusal) {
    case "minute":
    case "day":
    case "month":
      return access.overLimit[refusal](backAt(refusal, at));
    default:
      return access.notAllowed[refusal];
  }
}

// functions/dingtalk.ts
var NO_MESSAGE = { msgtype: "empty" };
var JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };
var INLINE_REPLY_MS = 2200;
function acceptsBody({ headers }) {
  return isVerified(currentBot(), headers, Date.now());
}
async function main(ctx) {
  const startedAt = Date.now();
  const bot = currentBot();
  const reply = (status, body) => {
    const text = JSON.stringify(body);
    const headers = { ...JSON_HEADERS, "content-length": Buffer.byteLength(text) };
    ctx.response?.writeHead(status, headers).end(text);
  };
  if (ctx.method === "GET" || ctx.method === "HEAD") return visit(bot.doctor, ctx);
  const { appKey, appSecret } = bot.config.dingtalk;
  if (!isVerified(bot, ctx.headers, startedAt)) {
    const { timestamp, sign: sign2 } = ctx.headers ?? {};
    rejectedCallbacks.noteSignature({ timestamp, sign: sign2 }, appSecret);
    return reply(401, { error: "The signature is missing, wrong or out of date." });
  }
  const message = parse(ctx.body, appKey);
  if (!message) return reply(400, { error: "This is not a robot message." });
  countPush(bot, now());
  const refused2 = refuseBySettings(bot, message);
  if (refused2) {
    if (!await worker.isNewHere(message)) return reply(200, NO_MESSAGE);
    return replyRefusal(bot, message, { refused: refused2, at: now() }, startedAt, reply);
  }
  const inline = toInlineReply(bot, message);
  return inline ? answerInline(bot, message, inline, startedAt, reply) : answer3(bot, message, startedAt, reply);
}
function isVerified({ config: { dingtalk } }, headers, at) {
  const { timestamp, sign: sign2 } = headers ?? {};
  return dingtalk.keyless || verify({ timestamp, sign: sign2 }, dingtalk.appSecret, at);
}
async function answer3(bot, message, startedAt, reply) {
  const accepted = await worker.accept(message, bot);
  if (accepted === "duplicate") return reply(200, NO_MESSAGE);
  if ("refused" in accepted) return replyRefusal(bot, message, accepted, startedAt, reply);
  if (bot.config.dingtalk.keyless) {
    const answered = await worker.answerInBody(accepted);
    return reply(200, answered ? toHttpBody(answered, bot.texts.cutOff) : NO_MESSAGE);
  }
  reply(200, NO_MESSAGE);
  void worker.work(accepted);
}
function replyRefusal(bot, message, { refused: refused2, at }, startedAt, reply) {
  const { texts } = bot;
  countRefusal(bot, refused2, at);
  const text = toRefusalText(texts, refused2, at);
  reply(200, toHttpBody(toOutgoingMessage(text, texts), texts.cutOff));
  const result = `refused-${refused2}`;
  log(toLogLine({ _id: message.id, message }, { result }, { ack: Date.now() - startedAt }));
}
async function answerInline(bot, message, { result, say: say2 }, startedAt, reply) {
  const { texts } = bot;
  if (await worker.acceptInline(message, bot) === "duplicate") return reply(200, NO_MESSAGE);
  if (result === "over-quota") rejectedCallbacks.noteOverQuota();
  const leftMs = INLINE_REPLY_MS - (Date.now() - startedAt);
  const text = await within(leftMs, say2(), () => new Error("late")).catch(() => texts.databaseAway);
  reply(200, text ? toHttpBody(toOutgoingMessage(text, texts), texts.cutOff) : NO_MESSAGE);
  log(toLogLine({ _id: message.id, message }, { result }, { ack: Date.now() - startedAt }));
}
export {
  acceptsBody,
  main,
  recover
};
