// @ts-nocheck
/**
 * dingtalk-chatgpt 0.1.0: A ChatGPT bot for DingTalk that is one serverless cloud function
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
 *         大模型服务的 API Key，在服务商的控制台里创建。Ollama 等不需要密钥的服务可以填任意内容
 *         API key of the model service, from its console; any text for services that need none, such as Ollama
 *
 * 可选的环境变量和默认值 / Optional environment variables and their defaults:
 *     OPENAI_MODEL = gpt-5.4-mini
 *         模型名称，与服务商文档一致
 *         Name of the model, as in the provider's documentation
 *     OPENAI_MODELS
 *         可以用 /model 切换的其他模型，用逗号分隔
 *         Other models that /model can select, separated by commas
 *     OPENAI_BASE_URL = https://api.openai.com/v1
 *         任何兼容 OpenAI 的服务：DeepSeek、通义千问、Moonshot、Ollama……
 *         Any service compatible with OpenAI: DeepSeek, Qwen, Moonshot, Ollama …
 *     SYSTEM_PROMPT
 *         系统提示词：机器人的身份和回答要求；不填则使用内置的提示词
 *         System prompt: who the bot is and how it answers; a built-in one by default
 *     ROLES
 *         /role 可选的角色：名称=提示词，用 | 分隔，例如 翻译=把我的话译成英文|周报=把要点写成周报
 *         Roles for /role: name=prompt, separated by |, for example translator=Translate into English|poet=Answer in verse
 *     ANSWER_TIMEOUT_SECONDS = 120
 *         等待大模型回答的最长时间（秒），从收到消息算起
 *         How long to wait for the model, in seconds from the callback
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
 *         聊天记录保留的天数
 *         Days for which conversations are stored
 *     REPLY_VIA = api
 *         优先使用的发送方式：api 机器人接口；webhook 消息自带的回复地址（不占 API 调用量，在群里能 @ 提问的人）
 *         How answers are sent first: api (the robot API) or webhook (the message's own reply address: does not count as an API call, can @ the asker in groups)
 *     BOT_LANGUAGE = zh
 *         机器人自身提示的语言：zh 中文，en 英文
 *         Language of the bot's own messages: zh or en
 *     DOCTOR_KEY
 *         自定义口令（只用字母和数字）：机器人投入使用后，用 网址?key=口令 打开自检页
 *         A password of your choice, letters and digits only: opens the check-up page (ADDRESS?key=…) once the bot is in use
 *     DING_ALLOW_UNSIGNED = false
 *         教程的无密钥模式：设为 true 并且不设置 AppKey 和 AppSecret 时，不验证签名，直接在 HTTP 响应里回答。任何人都能调用，仅用于试验
 *         The tutorial's keyless mode: if true, and without AppKey and AppSecret, callbacks are not verified and the answer is the HTTP body. Anyone can call it: for trials only
 *     DING_API_URL = https://api.dingtalk.com
 *         钉钉新版接口的地址，只有专属钉钉需要修改
 *         Address of DingTalk's API; only a dedicated DingTalk needs another one
 *     DING_OAPI_URL = https://oapi.dingtalk.com
 *         钉钉旧版接口的地址；回复地址必须与它同源
 *         Address of DingTalk's older API; reply addresses must have this origin
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

// functions/config.ts
var DEFAULT_MODEL = "gpt-5.4-mini";
var OPENAI_URL = "https://api.openai.com/v1";
var MINUTE_MS = 6e4;
var DAY_MS = 24 * 60 * MINUTE_MS;
function readConfig(env) {
  const problems2 = [];
  const read2 = createReader(env, problems2);
  const appKey2 = read2.word("DING_APP_KEY");
  const appSecret2 = read2.word("DING_APP_SECRET");
  const allowUnsigned = read2.choice("DING_ALLOW_UNSIGNED", ["false", "true"]) === "true";
  const keyless = allowUnsigned && read2.isBlank("DING_APP_KEY") && read2.isBlank("DING_APP_SECRET");
  for (const variable of keyless ? ["OPENAI_KEY"] : ["DING_APP_KEY", "DING_APP_SECRET", "OPENAI_KEY"]) {
    if (read2.isBlank(variable)) problems2.push({ variable, kind: "missing" });
  }
  if (allowUnsigned && !keyless) problems2.push({ variable: "DING_ALLOW_UNSIGNED", kind: "ignored" });
  if (appSecret2 && (appSecret2 === appKey2 || /^ding[a-z0-9]{10,24}$/.test(appSecret2))) {
    problems2.push({ variable: "DING_APP_SECRET", kind: "looks-like-key" });
  }
  const config2 = {
    dingtalk: {
      appKey: appKey2,
      appSecret: appSecret2,
      keyless,
      replyVia: read2.choice("REPLY_VIA", ["api", "webhook"]),
      apiUrl: read2.url("DING_API_URL") ?? "https://api.dingtalk.com",
      oapiUrl: read2.url("DING_OAPI_URL") ?? "https://oapi.dingtalk.com"
    },
    model: {
      key: read2.word("OPENAI_KEY"),
      names: toModels(read2.word("OPENAI_MODEL"), read2.text("OPENAI_MODELS")),
      baseUrl: toBaseUrl(read2.isBlank("OPENAI_BASE_URL") ? OPENAI_URL : read2.url("OPENAI_BASE_URL")),
      systemPrompt: read2.text("SYSTEM_PROMPT"),
      roles: toRoles(read2.text("ROLES")),
      timeoutMs: read2.number("ANSWER_TIMEOUT_SECONDS", 120, 1, 1200) * 1e3
    },
    memory: {
      scope: read2.choice("GROUP_MEMORY", ["user", "group"]),
      maxTurns: read2.number("MEMORY_TURNS", 20, 0, 200),
      maxTokens: read2.number("MEMORY_TOKENS", 6e3, 0, 1e6),
      idleMs: read2.number("MEMORY_IDLE_MINUTES", 120, 1, 525600) * MINUTE_MS,
      keepMs: read2.number("CHATS_KEEP_DAYS", 180, 1, 3650) * DAY_MS
    },
    language: read2.choice("BOT_LANGUAGE", ["zh", "en"]),
    doctorKey: read2.word("DOCTOR_KEY")
  };
  return { config: config2, problems: problems2 };
}
function createReader(env, problems2) {
  const report = (variable, kind, expected) => {
    problems2.push({ variable, kind, expected });
    return void 0;
  };
  const isBlank2 = (variable) => !env[variable]?.trim();
  const text = (variable) => {
    const value = env[variable]?.trim();
    if (!value) return void 0;
    const quoted = /^(["'“‘])([\s\S]*)(["'”’])$/.exec(value);
    if (!quoted) return value;
    report(variable, "quoted");
    return quoted[2]?.trim() || void 0;
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
  const choice = (variable, choices) => {
    const value = text(variable)?.toLowerCase();
    const found = choices.find((one) => one === value);
    if (value !== void 0 && !found) report(variable, "not-a-choice", choices.join(" / "));
    return found ?? choices[0];
  };
  const url = (variable) => {
    const value = word(variable);
    if (value === void 0) return void 0;
    try {
      const { protocol, origin, pathname } = new URL(value);
      if (protocol === "http:" || protocol === "https:") return origin + pathname.replace(/\/+$/, "");
    } catch {
    }
    return report(variable, "not-a-url");
  };
  return { isBlank: isBlank2, text, word, number, choice, url };
}
function toBaseUrl(url) {
  return url?.replace(/\/chat\/completions$/, "");
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

// functions/dingtalk/access-token.ts
var EXPIRES_EARLY_MS = 10 * 60 * 1e3;
function createAccessTokens(source) {
  let held;
  let underWay;
  const isAlive = (token) => token !== void 0 && token.expiresAt > source.now();
  const obtain = async (refused) => {
    const stored = await source.read().catch(() => void 0);
    if (isAlive(stored) && stored.token !== refused) return stored;
    const { token, expiresInMs } = await source.request();
    const margin = Math.min(EXPIRES_EARLY_MS, expiresInMs / 2);
    const fresh = { token, expiresAt: source.now() + expiresInMs - margin };
    await source.write(fresh).catch(() => void 0);
    return fresh;
  };
  const once = async (refused) => {
    underWay ??= obtain(refused).finally(() => {
      underWay = void 0;
    });
    held = await underWay;
    return held.token;
  };
  return {
    async get() {
      return isAlive(held) ? held.token : once();
    },
    async renew(refused) {
      if (isAlive(held) && held.token !== refused) return held.token;
      held = void 0;
      return once(refused);
    }
  };
}

// functions/deadline.ts
import { transferableAbortController } from "node:util";
var AbortController = transferableAbortController().constructor;
function within(timeoutMs, work, toError) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(toError())), timeoutMs);
    const settle = (how) => {
      return (value) => {
        clearTimeout(timer);
        how(value);
      };
    };
    work.then(settle(resolve), settle(reject));
  });
}
async function abortAfter(timeoutMs, work, toError) {
  const controller = new AbortController();
  return within(timeoutMs, work(controller.signal), () => {
    setImmediate(() => controller.abort());
    return toError();
  });
}

// functions/errors.ts
var PASSING = new Set(["throttled", "busy"]);
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
    this.passing = PASSING.has(failure);
  }
  failure;
  evidence;
  name = "DeliveryError";
  passing;
};
function toAnswerError(error) {
  if (isNamed(error, "AnswerError")) return error;
  return new AnswerError("internal", describe(error));
}
function toDeliveryError(error) {
  if (isNamed(error, "DeliveryError")) return error;
  return new DeliveryError("busy", describe(error));
}
var CODE = /^-?[A-Za-z0-9_.]{1,80}$/;
function describe(error) {
  const { name, code, status } = error ?? {};
  return toEvidence(name, status, code) || typeof error;
}
function toEvidence(...words) {
  const kept = words.filter(
    (word) => typeof word === "number" || typeof word === "string" && CODE.test(word)
  );
  return kept.join(" ");
}
function isNamed(error, name) {
  return typeof error === "object" && error !== null && error.name === name;
}

// functions/http.ts
import {
  Agent as HttpAgent,
  request as requestHttp
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { brotliDecompressSync, unzipSync } from "node:zlib";
var MAX_ANSWER_BYTES = 8 * 1024 * 1024;
function createTransport(maxAnswerBytes = MAX_ANSWER_BYTES) {
  const plain = new HttpAgent({ keepAlive: true });
  const secure = new HttpsAgent({ keepAlive: true });
  return async function call(address, { method, headers, body, timeoutMs, signal }) {
    const url = new URL(address);
    const length = body ? { "content-length": Buffer.byteLength(body) } : {};
    const options = { method, headers: { "accept-encoding": "identity", ...headers, ...length } };
    const message = await new Promise((resolve, reject) => {
      const request = url.protocol === "https:" ? requestHttps(url, { ...options, agent: secure }, resolve) : requestHttp(url, { ...options, agent: plain }, resolve);
      const end = (name) => void request.destroy(Object.assign(new Error(name), { name }));
      const abort = () => end("AbortError");
      signal?.addEventListener("abort", abort);
      const late = () => setImmediate(end, "TimeoutError");
      const timer = timeoutMs === void 0 ? void 0 : setTimeout(late, timeoutMs);
      request.on("error", reject);
      request.on("close", () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      });
      request.end(body);
    });
    const text = read(message, maxAnswerBytes);
    text.catch(() => void 0);
    return { status: message.statusCode ?? 0, headers: message.headers, text };
  };
}
function read(message, maxBytes) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let bytes = 0;
    message.on("data", (chunk) => {
      bytes += chunk.length;
      if (bytes > maxBytes) message.destroy(new Error("too long"));
      else chunks.push(chunk);
    });
    message.on("end", () => {
      try {
        resolve(toText(Buffer.concat(chunks), message.headers["content-encoding"], maxBytes));
      } catch (error) {
        reject(error);
      }
    });
    message.on("error", reject);
    message.on("close", () => reject(new Error("cut off")));
  });
}
function toText(bytes, encoding, maxOutputLength) {
  const limit = { maxOutputLength };
  if (encoding === "gzip" || encoding === "deflate") return unzipSync(bytes, limit).toString();
  if (encoding === "br") return brotliDecompressSync(bytes, limit).toString();
  return bytes.toString();
}

// functions/dingtalk/untrusted.ts
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
  // "…检查机器人状态是否已启用" is what the documentation says of `chatbotId.notAllow.sendOTO`.
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
  // The robot is right, only the download code is not.
  [/^invalidParameter\.robotCode\.downloadCode$/, "rejected"],
  [/^(invalidParameter\.robotCode\..*|robot\.oto\.notExist|resource\.not\.found|400106)$/, "robot-unknown"]
];
function accept({ status, body }) {
  const fields = asObject(body);
  const code = asString(fields?.code) ?? numeric(fields?.errcode) ?? banned(fields);
  const succeeded = status >= 200 && status < 300 && fields !== void 0 && (code === void 0 || code === "0");
  if (succeeded) return fields;
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
function banned(fields) {
  return fields?.punish === void 0 ? void 0 : numeric(fields.status);
}
function numeric(value) {
  return asNumber(value) === void 0 ? void 0 : String(value);
}

// functions/dingtalk/api.ts
var CALL_TIMEOUT_MS = 1e4;
var DOWNLOAD_TIMEOUT_MS = 3e4;
var MAX_ANSWER_BYTES2 = 1024 * 1024;
var ACCEPT = { accept: "application/json", "user-agent": "dingtalk-chatgpt" };
var JSON_CONTENT = { ...ACCEPT, "content-type": "application/json" };
var DOWNLOAD = { responseType: "arraybuffer", maxRedirects: 3, validateStatus: null };
function createApi(urls) {
  const call = createTransport(MAX_ANSWER_BYTES2);
  const post = async (url, content, token) => {
    let answered;
    try {
      const headers = { ...JSON_CONTENT, ...token ? { "x-acs-dingtalk-access-token": token } : {} };
      const body = JSON.stringify(content);
      const { status, text } = await call(url, { method: "POST", headers, body, timeoutMs: CALL_TIMEOUT_MS });
      answered = { status, body: toJson(await text) };
    } catch (error) {
      throw new DeliveryError("busy", describe(error));
    }
    return accept(answered);
  };
  return {
    async requestToken(appKey2, appSecret2) {
      const answer = await post(`${urls.apiUrl}/v1.0/oauth2/accessToken`, { appKey: appKey2, appSecret: appSecret2 });
      const token = asString(answer.accessToken);
      if (!token) throw new DeliveryError("busy", "no accessToken in the answer");
      return { token, expiresInMs: (asNumber(answer.expireIn) ?? 0) * 1e3 };
    },
    async readClock() {
      const request = { method: "GET", headers: ACCEPT, body: "", timeoutMs: CALL_TIMEOUT_MS };
      const { headers } = await call(urls.apiUrl, request);
      return Date.parse(String(headers.date));
    },
    async sendToUser(token, robotCode, userId, template) {
      const body = { robotCode, userIds: [userId], ...toMessage(template) };
      const answer = await post(`${urls.apiUrl}/v1.0/robot/oToMessages/batchSend`, body, token);
      for (const list of ["invalidStaffIdList", "flowControlledStaffIdList", "filteredStaffIdList"]) {
        if (asArray(answer[list]).includes(userId)) throw new DeliveryError("user-not-reached", `200 ${list}`);
      }
    },
    async sendToGroup(token, robotCode, conversationId, template) {
      const body = { robotCode, openConversationId: conversationId, ...toMessage(template) };
      await post(`${urls.apiUrl}/v1.0/robot/groupMessages/send`, body, token);
    },
    async sendToWebhook(url, message) {
      await post(url, message);
    },
    async requestDownload(token, robotCode, downloadCode2) {
      const body = { robotCode, downloadCode: downloadCode2 };
      const answer = await post(`${urls.apiUrl}/v1.0/robot/messageFiles/download`, body, token);
      const url = asString(answer.downloadUrl);
      if (!url) throw new DeliveryError("rejected", "no downloadUrl in the answer");
      return url;
    },
    async download(url, maxBytes) {
      try {
        const how = { ...DOWNLOAD, maxContentLength: maxBytes };
        const { status, data } = await abortAfter(
          DOWNLOAD_TIMEOUT_MS,
          (signal) => loadAxios().get(url, { ...how, signal }),
          () => new DeliveryError("busy", "timeout")
        );
        if (status === 200) return Buffer.from(data);
        throw new DeliveryError(status >= 500 ? "busy" : "rejected", `download ${status}`);
      } catch (error) {
        if (error.name === "DeliveryError") throw error;
        const tooLarge = /maxContentLength/.test(String(error.message));
        throw new DeliveryError(tooLarge ? "rejected" : "busy", tooLarge ? TOO_LARGE : describe(error));
      }
    }
  };
}
var TOO_LARGE = "download too large";
function toJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}
function toMessage({ msgKey, fields }) {
  return { msgKey, msgParam: JSON.stringify(fields) };
}
function loadAxios() {
  return require("axios");
}

// functions/dingtalk/webhook.ts
function checkWebhook(webhook, oapiUrl, now) {
  if (!webhook || webhook.expiresAt !== void 0 && webhook.expiresAt <= now) {
    throw new DeliveryError("webhook-gone");
  }
  if (originOf(webhook.url) !== originOf(oapiUrl)) throw new DeliveryError("webhook-untrusted");
  return webhook.url;
}
function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return void 0;
  }
}

// functions/dingtalk/deliver.ts
var BACK_OFF_MS = [1e3, 2e3, 4e3, 8e3];
var UndeliveredError = class extends Error {
  constructor(refusals) {
    super(refusals.map(({ channel, failure }) => `${channel}: ${failure}`).join(", "));
    this.refusals = refusals;
    this.passing = refusals.some(({ failure }) => new DeliveryError(failure).passing);
  }
  refusals;
  name = "UndeliveredError";
  passing;
};
function createDeliver(api2, tokens2, settings, wait2) {
  const sendViaApi = async (to, letter, text) => {
    if (!settings.appKey || !settings.appSecret) throw new DeliveryError("app-missing");
    const { staffId } = to.sender;
    if (to.conversation.kind === "direct" && !staffId) throw new DeliveryError("no-staff-id");
    const robotCode = to.robotCode || settings.appKey;
    const template = toTemplate(letter, text);
    await withToken(
      tokens2,
      (token) => to.conversation.kind === "direct" ? api2.sendToUser(token, robotCode, staffId, template) : api2.sendToGroup(token, robotCode, to.conversation.id, template)
    );
  };
  const sendViaWebhook = async (to, letter, text, first) => {
    const url = checkWebhook(to.webhook, settings.oapiUrl, Date.now());
    const asker = first && to.conversation.kind === "group" ? to.sender.staffId : void 0;
    await api2.sendToWebhook(url, toWebhookMessage(letter, text, asker));
  };
  const persist = async (attempt) => {
    for (const pauseMs of BACK_OFF_MS) {
      try {
        return await attempt();
      } catch (error) {
        if (!toDeliveryError(error).passing) throw error;
        await wait2(pauseMs * (1 + Math.random() / 4));
      }
    }
    return attempt();
  };
  const sendPart = async (channel, to, letter, text, first) => {
    const send = (words) => persist(
      () => channel === "api" ? sendViaApi(to, letter, words) : sendViaWebhook(to, letter, words, first)
    );
    try {
      await send(text);
    } catch (error) {
      if (toDeliveryError(error).failure !== "content-refused") throw error;
      await send(settings.contentRefused);
    }
  };
  return async function deliver(to, letter, progress) {
    const refusals = [];
    let sent = progress.sent;
    const first = progress.channel ?? settings.replyVia;
    for (const channel of [first, other(first)]) {
      try {
        while (sent < letter.parts.length) {
          const isLast = sent === letter.parts.length - 1;
          const line = isLast && refusals[0] ? await progress.hint(refusals[0].failure) : void 0;
          const text = [letter.parts[sent], line].filter(Boolean).join("\n\n");
          await sendPart(channel, to, letter, text, sent === 0);
          sent += 1;
          await progress.onSent(sent, channel);
        }
        return { channel, refusals };
      } catch (error) {
        if (error.name === "StoppedError") throw error;
        const { failure, evidence } = toDeliveryError(error);
        refusals.push({ channel, failure, evidence });
      }
    }
    throw new UndeliveredError(refusals);
  };
}
var StoppedError = class extends Error {
  name = "StoppedError";
};
async function withToken(tokens2, call) {
  const token = await tokens2.get();
  try {
    return await call(token);
  } catch (error) {
    if (toDeliveryError(error).failure !== "token-refused") throw error;
    return call(await tokens2.renew(token));
  }
}
function toWebhookMessage({ title, markdown }, text, asker) {
  const said = asker && markdown ? `@${asker} 

${text}` : asker ? `@${asker} ${text}` : text;
  return {
    ...markdown ? { msgtype: "markdown", markdown: { title, text: said } } : { msgtype: "text", text: { content: said } },
    ...asker ? { at: { atUserIds: [asker], isAtAll: false } } : {}
  };
}
function toTemplate({ title, markdown }, text) {
  return markdown ? { msgKey: "sampleMarkdown", fields: { title, text } } : { msgKey: "sampleText", fields: { content: text } };
}
function other(channel) {
  return channel === "api" ? "webhook" : "api";
}

// functions/dingtalk/media.ts
import { TextDecoder } from "node:util";
var MAX_PICTURE_BYTES = 10 * 1024 * 1024;
var MAX_FILE_BYTES = 1024 * 1024;
var PICTURES = [
  [/^89504e470d0a1a0a/, "image/png"],
  [/^ffd8ff/, "image/jpeg"],
  [/^474946383[79]61/, "image/gif"],
  [/^52494646.{8}57454250/, "image/webp"]
];
function createMedia(api2, tokens2) {
  const fetchBytes = async (robotCode, downloadCode2, maxBytes) => {
    const attempt = async () => {
      const url = await withToken(tokens2, (token) => api2.requestDownload(token, robotCode, downloadCode2));
      return api2.download(url, maxBytes);
    };
    try {
      return await attempt();
    } catch (error) {
      if (!toDeliveryError(error).passing) throw error;
      return attempt();
    }
  };
  return {
    async picture(robotCode, downloadCode2) {
      const bytes = await fetchBytes(robotCode, downloadCode2, MAX_PICTURE_BYTES).catch((error) => {
        throw toAnswer(error, "picture-too-large", "picture-unreadable");
      });
      const start = bytes.subarray(0, 16).toString("hex");
      const type = PICTURES.find(([pattern]) => pattern.test(start))?.[1];
      if (!type) throw new AnswerError("picture-unreadable", "not a picture");
      return `data:${type};base64,${bytes.toString("base64")}`;
    },
    async text(robotCode, downloadCode2) {
      const bytes = await fetchBytes(robotCode, downloadCode2, MAX_FILE_BYTES).catch((error) => {
        throw toAnswer(error, "file-too-large", "file-unreadable");
      });
      const text = decode(bytes);
      if (text.includes("\0")) throw new AnswerError("file-unreadable", "not a text");
      return text;
    }
  };
}
async function tryPermission(api2, tokens2, robotCode) {
  try {
    await withToken(tokens2, (token) => api2.requestDownload(token, robotCode, "check-up"));
  } catch (error) {
    const { failure, evidence } = toDeliveryError(error);
    if (failure !== "rejected" && !evidence?.endsWith("robotCode.auth")) throw error;
  }
}
function toAnswer(error, tooLarge, unreadable) {
  const { failure, evidence } = toDeliveryError(error);
  return new AnswerError(
    evidence === TOO_LARGE ? tooLarge : unreadable,
    `${failure} ${evidence ?? ""}`.trim()
  );
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

// functions/doctor/finding.ts
function toTime(at) {
  return new Date(at + 8 * 60 * 60 * 1e3).toISOString().slice(0, 16).replace("T", " ");
}

// functions/doctor/checks.ts
var CALL_TIMEOUT_MS2 = 7e3;
var MODEL_TIMEOUT_MS = 15e3;
var MAX_SKEW_MS = 30 * 60 * 1e3;
function checkAll(instruments, texts2) {
  const checks = [
    checkSettings,
    checkClock,
    checkDatabase,
    checkDingTalk,
    checkModel,
    checkCallback,
    checkDelivery
  ];
  return checks.map((check) => check(instruments, texts2));
}
async function checkSettings({ problems: problems2, keyless }, { doctor, problem }) {
  const findings = problems2.map((one) => ({
    check: "settings",
    state: "bad",
    text: problem(one),
    fix: doctor.settingsFix
  }));
  if (keyless)
    findings.push({ check: "settings", state: "bad", text: doctor.keyless, fix: doctor.keylessFix });
  return findings.length > 0 ? findings : [{ check: "settings", state: "good", text: doctor.good.settings }];
}
async function checkClock({ clockSkewMs }, { doctor }) {
  const skewMs = await inTime(clockSkewMs()).then(Math.abs, () => Number.NaN);
  if (skewMs < MAX_SKEW_MS) return [{ check: "clock", state: "good", text: doctor.good.clock }];
  if (skewMs >= MAX_SKEW_MS) {
    const fix = doctor.clockFix(Math.round(skewMs / 6e4));
    return [{ check: "clock", state: "bad", text: doctor.bad.clock, fix }];
  }
  return [{ check: "clock", state: "unknown", text: doctor.unknown.clock }];
}
function checkDatabase({ database: database2 }, { doctor }) {
  return database2().then(
    () => [{ check: "database", state: "good", text: doctor.good.database }],
    () => [{ check: "database", state: "bad", text: doctor.bad.database, fix: doctor.databaseFix }]
  );
}
async function checkDingTalk({ keyless, token, permission }, texts2) {
  const { good, unknown } = texts2.doctor;
  if (keyless) return [];
  const notYet = { check: "permission", state: "unknown", text: unknown.permission };
  try {
    await inTime(token());
  } catch (error) {
    const refusal = toDeliveryError(error);
    if (refusal.failure !== "app-missing") return [toBad("token", refusal, texts2), notYet];
    return [{ check: "token", state: "unknown", text: unknown.token }, notYet];
  }
  const tokenIsGood = { check: "token", state: "good", text: good.token };
  return inTime(permission()).then(
    () => [tokenIsGood, { check: "permission", state: "good", text: good.permission }],
    (error) => [tokenIsGood, toBad("permission", toDeliveryError(error), texts2)]
  );
}
async function checkModel({ model }, texts2) {
  const { good, bad, unknown, modelFix } = texts2.doctor;
  try {
    await within(MODEL_TIMEOUT_MS, model(), () => new AnswerError("timeout"));
    return [{ check: "model", state: "good", text: good.model }];
  } catch (error) {
    const { failure } = toAnswerError(error);
    if (failure === "key-missing") return [{ check: "model", state: "unknown", text: unknown.model }];
    return [
      { check: "model", state: "bad", text: bad.model, fix: modelFix[failure] ?? texts2.failure[failure] }
    ];
  }
}
async function checkCallback(instruments, { doctor }) {
  const check = "callback";
  const last2 = instruments.lastTrouble();
  try {
    const at = await instruments.lastCallback();
    if (last2 && last2.at >= (at ?? 0)) return [toTrouble()];
    if (at === void 0) {
      return [{ check, state: "unknown", text: doctor.noCallback, fix: doctor.noCallbackFix }];
    }
    return [{ check, state: "good", text: doctor.lastCallback(toTime(at)) }];
  } catch {
    return [last2 ? toTrouble() : { check, state: "unknown", text: doctor.unknown.callback }];
  }
  function toTrouble() {
    const { at, trouble } = last2;
    return {
      check,
      state: "bad",
      text: doctor.trouble[trouble](toTime(at)),
      fix: doctor.troubleFix[trouble]
    };
  }
}
async function checkDelivery({ keyless, lastRefusal }, texts2) {
  const { doctor } = texts2;
  const check = "delivery";
  if (keyless) return [];
  try {
    const refusal = await lastRefusal();
    if (!refusal) return [{ check, state: "good", text: doctor.good.delivery }];
    const fix = Object.entries(texts2.fix).find(([failure]) => failure === refusal.failure)?.[1] ?? "";
    return [
      {
        check,
        state: "bad",
        text: doctor.lastRefusal(toTime(refusal.at)),
        fix: `${fix} ${doctor.refusalPasses}`.trim(),
        ...toCode(refusal.evidence)
      }
    ];
  } catch {
    return [{ check, state: "unknown", text: doctor.unknown.delivery }];
  }
}
function toBad(check, { failure, evidence, passing }, texts2) {
  const { doctor } = texts2;
  const fix = failure === "busy" ? doctor.busyFix : texts2.fix[failure];
  if (check === "permission" && passing) return { check, state: "unknown", text: doctor.noAnswer, fix };
  return { check, state: "bad", text: doctor.bad[check], fix, ...toCode(evidence) };
}
function toCode(evidence = "") {
  return /^\d{3} [\w.-]{1,80}$/.test(evidence) ? { code: evidence } : {};
}
function inTime(call) {
  return within(CALL_TIMEOUT_MS2, call, () => new DeliveryError("busy", "timeout"));
}

// functions/doctor/examine.ts
var REPORT_FOR_MS = 2 * 60 * 1e3;
var MAX_A_DAY = 30;
var DAY_MS2 = 24 * 60 * 60 * 1e3;
function createExamine(instruments, texts2, now) {
  let last2;
  let nextCheckAt = 0;
  const begun = [];
  const examine2 = async (checkedAt) => {
    const findings = await Promise.all(checkAll(instruments, texts2));
    return { findings: findings.flat(), checkedAt, nextCheckAt };
  };
  return () => {
    const at = now();
    if (!last2 || at >= nextCheckAt) {
      begun.push(at);
      if (begun.length > MAX_A_DAY) begun.shift();
      nextCheckAt = at + REPORT_FOR_MS;
      if (begun.length === MAX_A_DAY) nextCheckAt = Math.max(nextCheckAt, begun[0] + DAY_MS2);
      last2 = examine2(at);
    }
    return last2;
  };
}

// functions/dingtalk/signature.ts
import { createHmac, timingSafeEqual } from "node:crypto";
var FRESH_FOR_MS = 60 * 60 * 1e3;
function sign(timestamp, appSecret2) {
  return createHmac("sha256", appSecret2).update(`${timestamp}
${appSecret2}`).digest("base64");
}
function verify(headers, appSecret2, now) {
  const { timestamp, sign: given } = headers;
  if (!appSecret2 || typeof timestamp !== "string" || typeof given !== "string") return false;
  if (!/^\d{1,16}$/.test(timestamp) || Math.abs(now - Number(timestamp)) >= FRESH_FOR_MS) return false;
  return isSame(given, sign(timestamp, appSecret2));
}
function isSame(given, expected) {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

// functions/doctor/rejected-callbacks.ts
function createRejectedCallbacks(now) {
  let last2;
  const note = (trouble) => {
    last2 = { at: now(), trouble };
  };
  return {
    turnedAway({ timestamp, sign: sign2 }, appSecret2) {
      if (!timestamp || !sign2) return;
      if (!appSecret2) return note("no-secret");
      const isGenuine = verify({ timestamp, sign: sign2 }, appSecret2, Number(timestamp));
      note(isGenuine ? "out-of-date" : "wrong-signature");
    },
    overQuota: () => note("over-quota"),
    last: () => last2
  };
}

// functions/doctor/report-access.ts
import { createHash, timingSafeEqual as timingSafeEqual2 } from "node:crypto";
function createReportAccess(doctorKey, hasAnswered, examine2) {
  return async (key) => {
    if (doctorKey !== void 0 && isSameKey(key, doctorKey)) return { report: await examine2() };
    const isAtWork = await hasAnswered().catch(() => void 0);
    if (isAtWork) return {};
    const report = await examine2();
    if (isAtWork === false) return { report };
    const findings = report.findings.filter(({ check }) => check === "database");
    return { report: { ...report, findings }, partly: true };
  };
}
function isSameKey(given, key) {
  if (typeof given !== "string") return false;
  const digest = (text) => createHash("sha256").update(text).digest();
  return timingSafeEqual2(digest(given), digest(key));
}

// functions/openai/fetch.ts
function createFetch(isFinal) {
  const call = createTransport();
  return async function fetch(address, { method = "GET", headers = [], body = "", signal } = {}) {
    const url = String(address);
    const answer = await call(url, { method, headers: Object.fromEntries(headers), body, signal });
    if (isSuccess(answer)) return toResponse(url, answer, answer.headers);
    const text = await answer.text.catch(() => "");
    const advice = isFinal(answer.status, text) ? { "x-should-retry": "false" } : {};
    return toResponse(url, answer, { ...answer.headers, ...advice });
  };
}
var isSuccess = ({ status }) => status >= 200 && status < 300;
function toResponse(url, answer, fields) {
  return {
    ok: isSuccess(answer),
    status: answer.status,
    url,
    headers: {
      get(name) {
        const value = fields[name.toLowerCase()];
        return value === void 0 ? null : String(value);
      },
      entries: () => Object.entries(fields).map(([name, value]) => [name, String(value)])
    },
    body: null,
    text: () => answer.text,
    json: async () => JSON.parse(await answer.text)
  };
}

// functions/openai/chat.ts
var MAX_RETRIES = 4;
var MAX_ANSWER_CHARACTERS = 6e4;
function createChat(settings) {
  let client;
  return async function ask2(messages, model, deadlineAt) {
    const { key, baseUrl, maxRetries = MAX_RETRIES } = settings;
    if (!key) throw new AnswerError("key-missing");
    if (!baseUrl) throw new AnswerError("unreachable", "no address");
    const remainingMs = Math.ceil(deadlineAt - Date.now());
    if (remainingMs <= 0) throw new AnswerError("timeout", "no time left");
    client ??= createClient(key, baseUrl, maxRetries);
    const { completions } = client.chat;
    const request = { model, messages: messages.map(toMessage2) };
    try {
      const answer = await abortAfter(
        remainingMs,
        (signal) => completions.create(request, { signal, timeout: remainingMs }),
        () => new AnswerError("timeout", "deadline")
      );
      return toCompletion(answer, model);
    } catch (error) {
      throw toFailure2(error, messages);
    }
  };
}
function createClient(apiKey, baseURL, maxRetries) {
  const { default: OpenAI } = loadPackage();
  return new OpenAI({
    apiKey,
    baseURL,
    maxRetries,
    fetch: createFetch(isSpent),
    organization: null,
    project: null,
    logLevel: "off"
  });
}
function loadPackage() {
  try {
    return require("openai");
  } catch (error) {
    throw new AnswerError("package-missing", describe(error));
  }
}
function toMessage2({ role, content }) {
  if (typeof content === "string") return { role, content };
  const parts = content.map(
    (part) => "text" in part ? { type: "text", text: part.text } : { type: "image_url", image_url: { url: part.pictureUrl } }
  );
  return { role: "user", content: parts };
}
function toCompletion(answer, model) {
  const { choices, usage, model: named } = answer ?? {};
  const choice = Array.isArray(choices) ? choices[0] : void 0;
  if (!choice) throw new AnswerError("model-failed", "no choices in the answer");
  if (choice.finish_reason === "content_filter" || choice.message?.refusal)
    throw new AnswerError("model-declined");
  const whole = withoutThinking(toText2(choice.message?.content)).trim();
  if (!whole) throw new AnswerError("model-empty", String(choice.finish_reason).slice(0, 40));
  return {
    // Half an emoji at the cut would arrive as garbage.
    text: whole.slice(0, MAX_ANSWER_CHARACTERS).replace(/[\uD800-\uDBFF]$/, ""),
    model: typeof named === "string" && named ? named.slice(0, 120) : model,
    cutOff: choice.finish_reason === "length" || whole.length > MAX_ANSWER_CHARACTERS,
    ...usage ? { usage: { prompt: toCount(usage.prompt_tokens), completion: toCount(usage.completion_tokens) } } : {}
  };
}
function toText2(content) {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => typeof part?.text === "string" ? part.text : "").join("");
}
function withoutThinking(text) {
  const opened = /^\s*<think(ing)?>/i.test(text);
  const closed = (opened ? /<\/think(ing)?>/i : /^[ \t]*<\/think(ing)?>[ \t]*$/im).exec(text);
  if (!closed) return opened ? "" : text;
  const hasOwnOpening = !opened && /<think(ing)?>/i.test(text.slice(0, closed.index));
  return hasOwnOpening ? text : text.slice(closed.index + closed[0].length);
}
function toCount(value) {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}
function toFailure2(error, messages) {
  const { name, status, code, type } = error ?? {};
  if (name === "AnswerError") return error;
  const withPictures = messages.some(({ content }) => typeof content !== "string");
  return new AnswerError(
    meaning(String(code ?? type ?? ""), Number(status), error, withPictures),
    describe(error)
  );
}
var QUOTA = /insufficient_quota|billing|insufficient_balance|arrearage/i;
function isSpent(status, text) {
  if (status !== 429) return false;
  try {
    const { code, type } = JSON.parse(text).error;
    return QUOTA.test(String(code ?? type ?? ""));
  } catch {
    return false;
  }
}
function meaning(code, status, error, withPictures) {
  if (QUOTA.test(code) || status === 402) return "model-quota";
  if (/context_length|string_above_max_length/i.test(code) || status === 413) return "too-long";
  if (/content_(filter|policy)|data_inspection/i.test(code)) return "model-declined";
  if (status === 401 || status === 403) return "key-refused";
  if (status === 404) return "model-unknown";
  if (status === 429) return "rate-limited";
  if (withPictures && (status === 400 || status === 415 || status === 422)) return "pictures-unsupported";
  if (status >= 400) return "model-failed";
  const kind = error?.constructor?.name ?? "";
  if (/Timeout|Abort/.test(kind)) return "timeout";
  if (/Connection/.test(kind)) return "unreachable";
  return "model-failed";
}

// functions/storage/access-token.ts
function createAccessTokenStore(database2, appKey2) {
  return {
    async read() {
      const found = await database2.run((db) => db.collection("token").findOne({ _id: appKey2 }));
      if (typeof found?.token !== "string" || typeof found.expiredAt !== "number") return void 0;
      return { token: found.token, expiresAt: found.expiredAt };
    },
    async write({ token, expiresAt }) {
      const set = { token, expiredAt: expiresAt, updatedAt: new Date() };
      await database2.run(
        (db) => db.collection("token").updateOne({ _id: appKey2 }, { $set: set }, { upsert: true })
      );
    }
  };
}

// functions/storage/database.ts
var PATIENCE_MS = 1500;
var REST_MS = 1e3;
function createDatabase(connect) {
  let failures = 0;
  let restUntil = 0;
  const attempt = async (operation, patienceMs = PATIENCE_MS) => {
    let underWay;
    try {
      underWay = operation(connect());
      const result = await within(patienceMs, underWay, () => new DatabaseAway("timeout", underWay));
      failures = 0;
      return result;
    } catch (error) {
      failures = isAnswer(error) ? 0 : failures + 1;
      if (failures > 1) restUntil = Date.now() + REST_MS;
      throw isDuplicate(error) || error instanceof DatabaseAway ? error : new DatabaseAway(describe(error));
    }
  };
  return {
    async run(operation) {
      if (Date.now() < restUntil) throw new DatabaseAway("resting");
      return attempt(operation);
    },
    insist: attempt,
    background: async (operation) => operation(connect())
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
function isDuplicate(error) {
  return error?.code === 11e3;
}
function isAnswer(error) {
  return isDuplicate(error) || error?.name === "MongoServerError";
}

// functions/storage/bot-status.ts
var REFUSAL_FOR_MS = 7 * 24 * 60 * 60 * 1e3;
var TELL_EVERY_MS = 60 * 60 * 1e3;
function createBotStatus(database2) {
  let answered = false;
  let isNoted = false;
  let isRefused = false;
  const noteAnswer = async () => {
    const first = { $setOnInsert: { at: Date.now() } };
    await database2.run(
      (db) => db.collection("bot_status").updateOne({ _id: "first-answer" }, first, { upsert: true })
    );
    isNoted = true;
  };
  const forgetRefusal = async () => {
    const before = { _id: "refusal", at: { $lte: Date.now() } };
    await database2.run((db) => db.collection("bot_status").deleteOne(before));
    isRefused = false;
  };
  const noteRefusal = async ({ failure, evidence = "" }) => {
    isRefused = true;
    const set = { at: Date.now(), failure, evidence };
    await database2.run(
      (db) => db.collection("bot_status").updateOne({ _id: "refusal" }, { $set: set }, { upsert: true })
    );
  };
  return {
    async learn({ result, channel, refusals }) {
      const [refusal] = refusals ?? [];
      const isAnswer2 = result === "answered" && channel !== void 0;
      answered = answered || isAnswer2;
      const isFixed = isRefused && channel !== void 0 && !refusal;
      await Promise.allSettled([
        isAnswer2 && !isNoted ? noteAnswer() : 0,
        refusal ? noteRefusal(refusal) : 0,
        isFixed ? forgetRefusal() : 0
      ]);
    },
    async read() {
      const found = await database2.run(
        (db) => db.collection("bot_status").findOne({ _id: "refusal" })
      );
      if (!found || Date.now() - found.at > REFUSAL_FOR_MS) return void 0;
      isRefused = true;
      return { at: found.at, failure: found.failure ?? "", evidence: found.evidence ?? "" };
    },
    async checkUp() {
      const at = Date.now();
      await database2.run(
        (db) => db.collection("bot_status").updateOne({ _id: "check-up" }, { $set: { at } }, { upsert: true })
      );
      const found = await database2.run(
        (db) => db.collection("bot_status").findOne({ _id: "check-up" })
      );
      if (typeof found?.at !== "number") throw new Error("what was written cannot be read");
    },
    async hasAnswered() {
      if (answered) return true;
      const first = { _id: "first-answer" };
      isNoted = await database2.run((db) => db.collection("bot_status").findOne(first)) !== null;
      const isStored = async () => database2.run((db) => db.collection("chats").findOne({ role: "assistant" }));
      answered = isNoted || await isStored() !== null;
      return answered;
    },
    async lastMessageAt() {
      const [newest] = await database2.run(
        (db) => db.collection("inbox").find({}).sort({ expiresAt: -1 }).limit(1).project({ receivedAt: 1 }).toArray()
      );
      return typeof newest?.receivedAt === "number" ? newest.receivedAt : void 0;
    },
    async mayTell() {
      const now = Date.now();
      const notLately = { _id: "told", at: { $lt: now - TELL_EVERY_MS } };
      try {
        await database2.run(
          (db) => db.collection("bot_status").updateOne(notLately, { $set: { at: now } }, { upsert: true })
        );
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    }
  };
}

// functions/storage/turns.ts
var ROOM_FOR_COMMANDS = 10;
function createTurns(database2) {
  const run = (operation) => database2.run((db) => operation(db.collection("chats")));
  return {
    async read(session, maxTurns, except) {
      const newestFirst = await run(
        (chats) => chats.find({ session }).sort({ askedAt: -1 }).limit(maxTurns + ROOM_FOR_COMMANDS).toArray()
      );
      return toMemory(newestFirst, maxTurns, except);
    },
    async add(documents) {
      try {
        await run((chats) => chats.insertMany(documents, { ordered: false }));
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    },
    async remove(session, messageId) {
      await run((chats) => chats.deleteMany({ session, messageId }));
    },
    async usage(person, since) {
      const answers = await run(
        (chats) => chats.find({ person, askedAt: { $gte: since }, role: "assistant" }).project({ askedAt: 1, usage: 1 }).toArray()
      );
      return answers.map(({ askedAt, usage }) => ({
        askedAt,
        tokens: (usage?.prompt ?? 0) + (usage?.completion ?? 0)
      }));
    }
  };
}
function toMemory(newestFirst, maxTurns, except) {
  const choice = newestFirst[0]?.choice ?? {};
  const resetAt = newestFirst.find((document) => document.reset)?.askedAt ?? Number.NEGATIVE_INFINITY;
  const kept = newestFirst.filter(({ askedAt, messageId }) => askedAt > resetAt && messageId !== except);
  const last2 = kept.find((document) => document.role === "user");
  const answers = new Map(kept.flatMap((turn) => turn.role === "assistant" ? [[turn.messageId, turn]] : []));
  const turns2 = [];
  for (const turn of kept) {
    const answer = answers.get(turn.messageId);
    if (turn.role !== "user" || !answer || turns2.length + 2 > maxTurns) continue;
    turns2.unshift(toTurn(turn), toTurn(answer));
  }
  return {
    turns: turns2,
    choice,
    ...last2 && { last: { messageId: last2.messageId, content: last2.content, pieces: last2.pieces } }
  };
}
function toTurn({ role, content, askedAt, messageId }) {
  return { role, content, askedAt, messageId };
}

// functions/texts/en-doctor.ts
var CREDENTIALS = "DingTalk open platform → your app → Credentials";
var enDoctor = {
  htmlLanguage: "en",
  title: "DingTalk bot check-up",
  alive: ("The bot is running. To see the check-up, set the environment variable DOCTOR_KEY (a password of your own, letters and digits only) and open THIS-ADDRESS?key=PAS" +
  "SWORD."),
  partly: "The database cannot be read, so only this is shown. To see everything, set the environment variable DOCTOR_KEY and open THIS-ADDRESS?key=PASSWORD.",
  allGood: "All is well. @ the robot in a group, or write to it alone.",
  someWaiting: (count) => `Nothing is wrong; ${count} ${count === 1 ? "thing is" : "things are"} not known yet.`,
  someBad: (count) => `${count} ${count === 1 ? "thing needs" : "things need"} your attention.`,
  checked: (at, nextAt) => `Checked at ${at} (UTC+8). After a change, reload this page after ${nextAt}; it is checked again then.`,
  footer: ("No secret and nothing anybody said is shown here. Once the bot has answered its first message, this page needs DOCTOR_KEY. Names of menus in the consoles may ch" +
  "ange; their meaning does not."),
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
    callback: "The database cannot be read: nobody knows whether a message has come.",
    delivery: "The database cannot be read: nobody knows whether an answer was refused."
  },
  settingsFix: "On Laf: Settings → Environment variables, then Update; the app restarts by itself. Elsewhere: change the .env file and restart.",
  keyless: "Signatures are not checked (DING_ALLOW_UNSIGNED=true): anybody can pretend to be DingTalk. For trials only.",
  keylessFix: `For real use remove DING_ALLOW_UNSIGNED and set DING_APP_KEY and DING_APP_SECRET. Find them here: ${CREDENTIALS}.`,
  clockFix: (minutes) => `It is off by about ${minutes} minutes. Set the server's time; on Laf, ask Laf's support.`,
  databaseFix: "On Laf: open the app, see whether its database is running, restart the app if need be. Elsewhere: check the environment variable DB_URI and MongoDB.",
  noAnswer: "DingTalk gave no proper answer, so it was not checked this time.",
  busyFix: ("DingTalk gave no proper answer. Reload in a few minutes; if it stays so, check whether the server can reach api.dingtalk.com, and the environment variable DING_" +
  "API_URL (usually not set)."),
  modelFix: {
    "package-missing": ("The package openai is not installed. On Laf: NPM dependencies (bottom left of the editor) → add openai (version 6) → save and restart. Elsewhere: run npm instal" +
  "l."),
    "key-refused": ("The model service does not accept OPENAI_KEY. Make a new one on the API key page of the provider's console and set OPENAI_KEY; if the provider is not OpenAI, OP" +
  "ENAI_BASE_URL has to be the provider's API address."),
    "model-unknown": ("The model's name or the API address is wrong. Compare two environment variables with the provider's API documentation: OPENAI_MODEL (to the letter) and OPENAI_B" +
  "ASE_URL (it usually ends in /v1)."),
    "model-quota": "The credit is used up. Top it up on the billing page of the model provider's console.",
    "rate-limited": "The model service limits the number of questions. Reload in a few minutes; if it stays so, look at the limits in the provider's console.",
    timeout: "It gave no answer for a while. Reload later; if it stays so, choose a faster model (environment variable OPENAI_MODEL), or check OPENAI_BASE_URL.",
    unreachable: ("The model service cannot be reached. Check the environment variable OPENAI_BASE_URL: is it spelt right, is the service running, can the server reach it? (Server" +
  "s in China usually cannot reach api.openai.com.)"),
    "model-failed": ("The model service had a problem, or the environment variable OPENAI_BASE_URL is not an API address. That address is in the provider's API documentation and usua" +
  "lly ends in /v1; it is not the home page. If it is right, reload in a few minutes."),
    "model-empty": "The answer was empty. Check that the environment variable OPENAI_MODEL names a model for chatting."
  },
  lastCallback: (time) => `The last message from DingTalk came at ${time}.`,
  noCallback: "No message has come from DingTalk yet.",
  noCallbackFix: ("Open the function's address in a browser, copy it from the address bar (without a question mark and what follows it) and put it here: DingTalk open platform → y" +
  "our app → Robot → message receiving mode “HTTP” → message receiving address. Then publish a version of the app and @ the robot in a group."),
  trouble: {
    "no-secret": (time) => `A message came (${time}) but was not taken: without DING_APP_SECRET nobody can tell whether DingTalk sent it.`,
    "wrong-signature": (time) => `A message with a wrong signature came (${time}) and was not taken.`,
    "out-of-date": (time) => `A message from DingTalk came (${time}) but was not taken: its time is off by an hour or more.`,
    "over-quota": (time) => `DingTalk says (${time}) that the quota of pushed messages is used up: the robot no longer gets what people write.`
  },
  troubleFix: {
    "no-secret": `Set the environment variable DING_APP_SECRET. Find it here: ${CREDENTIALS} → Client Secret.`,
    "wrong-signature": `If you wrote to the robot at that time, DING_APP_SECRET is not the one DingTalk has: copy it again from ${CREDENTIALS} → Client Secret. If you did not, it was a stranger; ignore it.`,
    "out-of-date": "If “Clock” is not good, set the server's time. If it is, somebody sent an old message again; ignore it.",
    "over-quota": "Look at the plan's usage in the DingTalk admin console (oa.dingtalk.com) and upgrade or buy more; otherwise it is back next month."
  },
  lastRefusal: (time) => `DingTalk refused an answer at ${time}.`,
  refusalPasses: "Once it is fixed and the next answer has arrived, this turns good by itself."
};

// functions/texts/en.ts
var en = {
  systemPrompt: ("You are an assistant in DingTalk. Answer in the language of the question, accurately and briefly; say so when you do not know. Your answers are read on a phone:" +
  " keep paragraphs short; Markdown headings, lists, bold and code blocks are fine."),
  failure: {
    "key-missing": "I am not connected to a model yet: the admin has to set the environment variable OPENAI_KEY.",
    "package-missing": "I am not fully installed: the admin has to add the NPM dependency openai and restart me.",
    "key-refused": "The model service does not accept the key. Admin: please check OPENAI_KEY and OPENAI_BASE_URL.",
    "model-unknown": "The model service does not know the model. Admin: please check OPENAI_MODEL and OPENAI_BASE_URL.",
    "model-quota": "The credit with the model service is used up. Admin: please top it up in the provider's console.",
    "rate-limited": "Too many questions at once: the model service asks us to wait. Please ask again in a minute.",
    timeout: "The model did not finish in time. Please ask again later, or ask for something smaller.",
    unreachable: "The model service cannot be reached. Please ask again later; if it stays so, the admin should check OPENAI_BASE_URL and the network.",
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
    "ip-list": ("The server's IP is not on the list. Add it: DingTalk open platform → your app → Security → Server egress IP. Without a fixed IP you can set the environment vari" +
  "able REPLY_VIA=webhook; pictures and files cannot be read then."),
    quota: "This month's DingTalk API calls are used up. Upgrade in the DingTalk admin console, or set the environment variable REPLY_VIA=webhook.",
    throttled: "DingTalk throttles us for a moment. It passes by itself.",
    busy: "DingTalk is unavailable for a moment. It passes by itself.",
    "robot-unknown": ("DingTalk does not know this robot. Make sure that it is enabled and published and that DING_APP_KEY belongs to the same app: DingTalk open platform → your app →" +
  " Robot."),
    "robot-stopped": "The robot is stopped or may not send messages. Enable it: DingTalk open platform → your app → Robot.",
    "group-gone": "DingTalk does not find this group: it may be dissolved, or the robot removed from it.",
    "user-not-reached": "DingTalk could not reach this person. Check who may see the app: DingTalk open platform → your app → Versions.",
    "no-staff-id": ("The callback names no user id: no version of the app is published, or the person is outside the organisation. Publish one: DingTalk open platform → your app → V" +
  "ersions."),
    "content-refused": "DingTalk's content review did not let this answer pass.",
    "webhook-gone": "This message's reply address has expired.",
    "webhook-untrusted": "This message's reply address is not DingTalk's and was not used. With a dedicated DingTalk, set DING_OAPI_URL.",
    rejected: "DingTalk did not take it. Its code is on the check-up page and in the function's log; DingTalk's documentation of global error codes says what it means."
  },
  ownerHint: (fix) => `———

(For the admin: this answer took the spare channel. ${fix})`,
  contentRefused: "DingTalk's content review did not let this answer pass. Please put the question in other words.",
  empty: "Here I am. Write your question after the @; send /help to see what I can do.",
  unsupported: "I cannot read this kind of message. I read text, pictures, voice, text files, and quoted messages.",
  unreadableFile: "I cannot read this kind of file. I read text files: txt, md, csv, json, source code and the like; or send me the text itself.",
  cutOff: "(The answer is long and stops here. Send “continue” and I will go on.)",
  pictureMark: "[picture]",
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
      "looks-like-key": "looks like the Client ID (AppKey); it must be the Client Secret (AppSecret)",
      ignored: "has no effect: with DING_APP_KEY or DING_APP_SECRET set, signatures are always checked; please remove it"
    }[kind];
    return `The environment variable ${variable} ${what}. ${kind === "ignored" ? "" : where(variable)}`.trim();
  },
  doctor: enDoctor,
  command: {
    helpTitle: "**What I can do**\n\nJust ask: anything in a direct chat, with an @ in a group. Pictures, voice, text files and quoted messages work too.",
    helpEnd: "A message that is exactly one of these words is a command; everything else is a question.",
    argument: "[name]",
    purpose: {
      help: "show this help",
      new: "start a new topic and forget what was said",
      undo: "forget the last question and answer",
      retry: "answer the last question again",
      model: "see or change the model",
      role: "see or change the role",
      usage: "what I used today and this month"
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
function toList(names, current, mark) {
  return names.map((name) => `- ${name}${name === current ? mark : ""}`).join("\n");
}

// functions/texts/zh-doctor.ts
var CREDENTIALS2 = "钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息";
var zhDoctor = {
  htmlLanguage: "zh-CN",
  title: "钉钉机器人自检",
  alive: "机器人在运行。要看自检结果：在环境变量里设置 DOCTOR_KEY（自己起一个口令，只用字母和数字），然后打开 这个网址?key=口令。",
  partly: "现在读不到数据库，所以只显示这一项。要看全部结果，请在环境变量里设置 DOCTOR_KEY，然后打开 这个网址?key=口令。",
  allGood: "都没有问题。在群里 @ 机器人，或者单独给它发一句话试试。",
  someWaiting: (count) => `没有发现问题，还有 ${count} 项待确认。`,
  someBad: (count) => `有 ${count} 项需要处理。`,
  checked: (at, nextAt) => `检查时间 ${at}（北京时间）。改好之后，请在 ${nextAt} 以后刷新，会重新检查。`,
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
  settingsFix: "在 Laf：设置 → 环境变量，改好后点“更新”，应用会自动重启；自己部署：改 .env 文件，然后重启。",
  keyless: "现在不验证签名（DING_ALLOW_UNSIGNED=true），任何人都能冒充钉钉来提问，只能用于试验。",
  keylessFix: `正式使用请删掉 DING_ALLOW_UNSIGNED，填好 DING_APP_KEY 和 DING_APP_SECRET，在这里找到：${CREDENTIALS2}。`,
  clockFix: (minutes) => `相差约 ${minutes} 分钟。请校准服务器的时间；在 Laf 上请联系 Laf 的客服。`,
  databaseFix: "在 Laf：打开应用，看数据库是否正常，必要时重启应用；自己部署：检查环境变量 DB_URI 和 MongoDB。",
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
  lastCallback: (time) => `最近一次收到钉钉的消息：${time}。`,
  noCallback: "还没有收到过钉钉的消息。",
  noCallbackFix: "用浏览器打开云函数的网址，复制地址栏里的网址（有问号的话，问号和后面的不要），填到：钉钉开放平台 → 应用开发 → 你的应用 → 机器人 → 消息接收模式选“HTTP 模式” → 消息接收地址；再到 版本管理与发布 发布新版本，然后在群里 @ 机器人。",
  trouble: {
    "no-secret": (time) => `收到了消息（${time}），但是没有 DING_APP_SECRET，没法确认是钉钉发来的，所以没有处理。`,
    "wrong-signature": (time) => `收到了签名不对的消息（${time}），没有处理。`,
    "out-of-date": (time) => `收到了钉钉的消息（${time}），但是时间差了一小时以上，没有处理。`,
    "over-quota": (time) => `钉钉通知（${time}）：消息推送的额度用完了，机器人收不到消息的内容。`
  },
  troubleFix: {
    "no-secret": `请填好环境变量 DING_APP_SECRET，在这里找到：${CREDENTIALS2} → Client Secret。`,
    "wrong-signature": `如果那时你在钉钉里给机器人发过消息，就是 DING_APP_SECRET 和钉钉里的不一样，请重新复制：${CREDENTIALS2} → Client Secret。如果没有发过，就是别人乱发的，不用管。`,
    "out-of-date": "如果“时钟”那一项不正常，请先校准服务器的时间。如果时钟正常，就是有人重发了以前的消息，不用管。",
    "over-quota": "请在钉钉管理后台（oa.dingtalk.com）查看套餐的用量，升级或者购买；不处理的话，下个月会恢复。"
  },
  lastRefusal: (time) => `钉钉拒绝过一条回答：${time}。`,
  refusalPasses: "处理好之后，等下一条回答送到，这一项会自己恢复正常。"
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
  ownerHint: (fix) => `———

（给管理员：这条回答走了备用通道。${fix}）`,
  contentRefused: "钉钉的内容审核没有放行这条回答，请换个说法再问。",
  empty: "我在。请在 @ 我的后面写上问题，发“帮助”可以看到我会什么。",
  unsupported: "这种消息我还看不懂。我能读文字、图文、图片、语音、文本文件，以及引用的消息。",
  unreadableFile: "这种文件我还读不了。我能读 txt、md、csv、json 和源代码等文本文件，也可以把文字直接发给我。",
  cutOff: "（回答太长，先说到这里。发“继续”，我接着说。）",
  pictureMark: "[图片]",
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
      "looks-like-key": "看起来是 Client ID（AppKey），请换成 Client Secret（AppSecret）",
      ignored: "没有生效：设置了 DING_APP_KEY 或 DING_APP_SECRET 之后一定会验证签名；请删掉这个变量"
    }[kind];
    return `环境变量 ${variable} ${what}。${kind === "ignored" ? "" : where2(variable)}`;
  },
  doctor: zhDoctor,
  command: {
    helpTitle: "**我能做什么**\n\n直接提问就行：单聊随便说，群里 @ 我。可以发图片、语音、文本文件，也可以引用一条消息来问。",
    helpEnd: "帮助、新话题、重置、清空、撤回、重答也可以不带斜杠。",
    argument: "[名称]",
    purpose: {
      help: "看这份说明",
      new: "开始新话题，忘掉前面的对话",
      undo: "忘掉上一问一答",
      retry: "把上一个问题重新回答一遍",
      model: "查看或更换模型",
      role: "查看或更换角色",
      usage: "我今天和本月的用量"
    },
    unknown: "没有这个命令。发“帮助”可以看到全部命令。",
    newDone: "好的，我们开始新话题，前面的对话我不再参考。",
    undoDone: "好的，上一问一答我已经忘掉。",
    undoNothing: "没有可以忘掉的对话。",
    retryNothing: "没有可以重新回答的问题。",
    model: {
      none: "现在只有一个模型，没有别的可选。",
      list: (names, current) => `可选的模型：

${toList2(names, current, "（正在用）")}

发 /model 名称 来更换。`,
      chosen: (name) => `好的，接下来用 ${name}。`,
      unknown: (names) => `没有这个模型。可选：${names.join("、")}。`
    },
    role: {
      none: "管理员还没有设置角色。",
      list: (names, current) => `可选的角色：

${toList2(names, current, "（正在用）")}

发 /role 名称 来更换，/role 默认 恢复。`,
      chosen: (name) => name ? `好的，接下来我是“${name}”。` : "好的，恢复默认。",
      unknown: (names) => `没有这个角色。可选：${names.join("、")}。`
    },
    usage: ({ today, month }) => `今天：${today.messages} 条回答，${today.tokens} 个 token

本月：${month.messages} 条回答，${month.tokens} 个 token`
  }
};
function where2(variable) {
  if (variable.startsWith("DING_APP"))
    return "在这里找到：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。";
  if (variable === "OPENAI_KEY") return "在这里找到：大模型服务商控制台的 API Key 页面。";
  if (variable.startsWith("OPENAI")) return "请看大模型服务商的接口文档。";
  return "请看 README 的“设置”。";
}
function toList2(names, current, mark) {
  return names.map((name) => `- ${name}${name === current ? mark : ""}`).join("\n");
}

// functions/texts/languages.ts
var TEXTS = { zh, en };

// functions/bot/files.ts
var TEXT_ENDINGS = new Set(
  ("txt md markdown rst csv tsv json jsonl ndjson yaml yml toml ini cfg conf properties env log xml html htm css scss less svg js mjs cjs jsx ts mts cts tsx vue sve" +
  "lte py rb php pl lua r go rs java kt kts scala groovy c h cc cpp cxx hpp cs m mm swift dart sql sh bash zsh bat cmd ps1 dockerfile makefile gradle tex srt vtt d" +
  "iff patch").split(" ")
);
function isTextFile(name) {
  return TEXT_ENDINGS.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
}

// functions/bot/estimate-tokens.ts
function estimateTokens(text) {
  let tokens2 = 0;
  let before = NOTHING;
  for (let at = 0, end = 0; at < text.length; at = end) {
    const kind = kindAt(text, at);
    do
      end += 1;
    while (end < text.length && kindAt(text, end) === kind);
    tokens2 += costOf(kind, text, at, end, before);
    before = kind;
  }
  return Math.ceil(tokens2);
}
function costOf(kind, text, at, end, before) {
  if (kind === WORD) return costOfWord(text, at, end);
  if (kind === DIGITS) return Math.ceil((end - at) / 3);
  if (kind === SPACE) return costOfSpace(text, at, end, before);
  if (kind === MARKS) return costOfMarks(text, at, end, before);
  if (kind === COMMON_HAN) return costOfHan(text, at, end);
  if (kind === ASTRAL) return costOfAstral(text, at, end);
  const [perCharacter = 0, perRun = 0] = SCRIPTS[kind - FIRST_SCRIPT] ?? [];
  return perRun + perCharacter * (end - at);
}
function costOfWord(text, at, end) {
  let cost = 0.9;
  let last2 = 0;
  for (let index = at; index < end; index += 1) {
    const letter = text.charCodeAt(index);
    const isCapital = letter <= 90;
    if (letter > 127) cost += 0.7;
    else if (isCapital && last2 > 90 && last2 <= 127) cost += 0.9;
    else if (index > at && last2 <= 127) {
      if (OFTEN_MEET[pairOf(last2, letter)] === 0) cost += 0.87;
      if (isCapital) cost += 0.11;
    }
    last2 = letter;
  }
  return cost;
}
function costOfMarks(text, at, end, before) {
  if (end - at === 1 && before !== SPACE && end < text.length && kindAt(text, end) === WORD) {
    return "._-([<>=".includes(text.charAt(at)) ? 0.15 : 0.9;
  }
  let cost = 1.05;
  for (let index = at + 1; index < end; index += 1) {
    const isSame2 = text.charCodeAt(index) === text.charCodeAt(index - 1);
    cost += isSame2 ? 0.07 : index - at < USUAL_MARKS ? 0.43 : 0.75;
  }
  return cost;
}
function costOfSpace(text, at, end, before) {
  let cost = 0;
  let lineAt = at;
  for (let index = at; index < end; index += 1) {
    const last2 = text.charCodeAt(index - 1);
    const space = text.charCodeAt(index);
    if (index > at && space !== last2 && last2 !== RETURN) cost += 0.75;
    if (space === RETURN || space === NEWLINE) lineAt = index + 1;
  }
  cost += (lineAt - at) / 16 + (end - lineAt) / 64;
  if (lineAt > at && before !== MARKS && before !== SIGNS && before !== WIDE_MARKS) cost += 1;
  if (lineAt === end) return cost;
  if (lineAt > at) cost -= 0.75;
  if (end - lineAt > 1) cost += 0.8;
  const next = end < text.length ? kindAt(text, end) : DIGITS;
  if (next === DIGITS || next === COMMON_HAN || next === RARE_HAN || next === KANA) return cost + 1;
  return next === WORD && text.charAt(end - 1) !== " " ? cost + 0.9 : cost;
}
function costOfHan(text, at, end) {
  let cost = 0;
  for (let index = at; index < end; index += 1) {
    cost += 0.92;
    if (index + 1 < end && HAN_WORDS.has(wordAt(text, index))) index += 1;
  }
  return cost;
}
function costOfAstral(text, at, end) {
  let cost = 0;
  for (let index = at; index < end; index += 1) {
    const point = text.codePointAt(index) ?? 0;
    if (point > 65535) index += 1;
    const isOld = point >= 127462 && point < 128768 || point >= 129280 && point < 129408;
    if (isOld) cost += 2;
    else cost += point < 126976 || point >= 129792 ? 4 : 3;
  }
  return cost;
}
var [NEWLINE, RETURN] = [10, 13];
var USUAL_MARKS = 4;
var [NOTHING, WORD, DIGITS, SPACE, MARKS, ASTRAL, FIRST_SCRIPT] = [0, 1, 2, 3, 4, 5, 6];
var SCRIPTS = [
  [0.85, 0, 128, 191, 215, 215, 247, 247, 8192, 8303],
  // typographic signs
  [1, 0, 12288, 12305, 65280, 65311],
  // 。，！？：「」
  [],
  // the Han characters listed below, see costOfHan
  [2, 0, 19968, 40959],
  // all other Han characters
  [0.6, 0, 12352, 12543],
  // kana
  [0.67, 0.72, 4096, 4255, 6016, 6143, 44032, 55215],
  // Burmese, Khmer, Korean
  [0.55, 0.2, 880, 1023],
  // Greek
  [0.4, 0.2, 1024, 1327],
  // Cyrillic
  [0.35, 0.75, 1536, 1791],
  // Arabic
  [0.47, 0.42, 1328, 1535, 2304, 2431, 3584, 3711, 4256, 4351],
  // Hebrew, Devanagari, Thai and near them
  [0.55, 0.85, 2432, 3583],
  // the other scripts of India
  [1, 0, 0, 8, 14, 31, 127, 127, 65024, 65039],
  // control characters, variation selectors
  [2, 0, 592, 879, 3712, 4095, 7936, 8191, 8304, 10175, 12306, 12351, 65312, 65535],
  // symbols
  [3, 0, 1792, 2303, 4352, 6015, 6144, 7679, 10176, 12287, 12544, 19967, 40960, 44031],
  // rare
  [3, 0, 55216, 55295, 57344, 65023, 65040, 65279]
  // rare
];
var [SIGNS, WIDE_MARKS, COMMON_HAN, RARE_HAN, KANA] = [6, 7, 8, 9, 10];
var OFTEN_MEET = mapPairs(
  ("abcdgklmnprstvwxy beijlorstuy caehijklortz daegilmosux eabcdfilmnopqrstwxy fafiotu gehinort haeiortuy icdfgjklmnoprstv jes kegt ldefijlouvy maeglops nacdefghikp" +
  "stvy oabcdefgklmnoprstuw padehkloprstuxy qu racdefginoqrstuwyz scehiopqrstuvwy tacdehimoprstuwy uabcdefgilmnprst vaegos waeinorswy xip yalmopst zeuy")
);
function mapPairs(groups) {
  const met = new Uint8Array(26 * 26);
  for (const [first = "", ...others] of groups.split(" ")) {
    for (const other2 of others) met[pairOf(first.charCodeAt(0), other2.charCodeAt(0))] = 1;
  }
  return met;
}
function pairOf(first, second) {
  return ((first | 32) - 97) * 26 + (second | 32) - 97;
}
var HAN = ("一丁七万丈三上下不与专且世丘业东丝两严並丨个中丰串临丶丸丹为主丽举乃久么义之乌乎乐乔乗乘乙九也习乡书买乱乳乾亂了予争事二于亏云互五井亚些亞亡交亦产亩享京亭亮亲人亿什仁仅今介仍从仓仔仕他付仙代令以仪们仲件价任份企伊伍伏休众优伙会伝伟传伤伦伯估伴伸似但位低住佐体何余佛作你佣佩佳使來例供依侠価侣侧侯侵便係促俄俊俗保信修俱俺個" +
  "倍們倒候借倡値倫债值倾假偏做停健側偶偷偿傅備储催傳傷働像僕價億優儿允元兄充兆先光克免児兑兒兔党入內全兩八公六兰共关兴兵其具典养兼兽内円冈冊册再冒写军农冠冬冰冲决况冷冻净准凉凌减凝几凡凤処凭凯凰凸出击函刀分切刊刑划列刘则刚创初删判別利别到制刷券刺刻剂則削前剑剤剧剩剪副割創劇力办功加务动助努励劲劳効势勇勒動務勝募勢勤勿包化" +
  "北匙匹区医區十千升午半华协卒卓協单卖南単博占卡卢卧卫印危即却卷卸厂厅历厉压厕厘厚原厦厨去县参參又叉及友双反収发叔取受变口古句另只叫召可台史右叶号司吃各合吉吊同名后吐向吕吗君吞吟否吧吨含听启吴吸吹吻吾呀呈告员呢周味呵呻呼命咋和咖咨咪品哈响員哥哦哪哭哲唐售唯唱商啊問啥啦啪善喊喘喜喝單営喷嗎嗯嘉嘎嘛嘴嘿噜器四回因团団园困囲図" +
  "围固国图圆圈國園圖團土圣在地圳场圾址坂均坊坏坐坑块坚坛坝坡坦坪垃型埃城埔域培基堂堡報場堵塑塔塘塞填境墓増墙增墨壁壇士壮声売处备変复夏夕外多夜够夢大天太夫央失头夹夺奇奈奉奋奏契奔奖套奥女奴奶奷奸她好如妇妈妓妖妙妞妮妹妻姆始姐姑姓委姚姜姨姿威娃娇娘娛娜娱婆婚婦婷媒媳媽嫁嫂嫌嫩嬉子孔孕字存孙孟季孤学孩學宁它宅宇守安宋完宏宗官" +
  "定宜宝实実宠审客宣室宫宮害宴家容宽宾宿寄密富寒寓寝察實寨寫寶寸对寺寻导対寿封専射将將專尊尋對導小少尔尖尚尝尤就尸尺尼尽尾尿局屁层居届屋屏展属履屯山岁岗岛岡岩岭岳岸峡峰島崎川州巡工左巧巨差己已巴巻币市布帅师希帐帖帝带師席帮帯帰帳帶常帽幅幕干平年并幸幻幼幽广広庄庆床序库应底店府废度座庫庭康廉廣延廷建开异弃弄弊式引弗弘弟张弱" +
  "張強弹强归当录形彦彩彰影役彻彼往征径待很律後徐徒得從御復循微徳徴德徽心必忆忍志忘忙応忠忧快念忽怀态怎怒怕怖思怡急性怪总恋恐恒恢恩息恶悉悟悠患悦您悪悲情惊惑惜惠惨惯想意愛感愿慈態慎慢慧慰懂應戀戏成我戒或战戦截戰戲戴戶户戸戻房所手才扎扑扒打払托扣执扩扫扬扰扱扶批找承技把抓投抗折抜択抢护报披抱抵押抽担拆拉拍拒拓拔拖拘招拜拟拥" +
  "拨择括拳拼拾拿持挂指按挑挡挣挥振挺捕损换据捷掃授掉掌排掛採探接控推措掲揉描提插換握揭援搏搜搞搬搭携摄摆摇摘摩摸撃撑撒撞撤播撮撸擊操據擦攝支收改攻放政故效敌敏救敗教敢散敦敬数整敵數文斗料斤断斯新方於施旁旅旋族旗无既日旦旧旨早旬旭时旺昂昆昌明易昔星映春昨昭是昼显時晋晒晓晚晨普景晰晴晶智暂暇暑暖暗暨暮暴曜曝曰曲更書曹曼曾替最" +
  "會月有朋服朗望朝期木未末本札术朱机杀杂权杆杉李杏材村杜束条来杨杭杯杰東松板极构析林枚果枝枪架柄柏某染柔柜查柱柳柴査标栋栏树栗校株样核根格桂桃框案桌桑档桥桶梁梅條梦梨梯械检棋棒棚森植椒検楚業極楼楽概榜構様槽樂樓標模樣横橋機橹橾權欠次欢欣欧欲欺款歉歌歓歡止正此步武歩歲歳歴歷死殊残殖段殺毁毅母毎每毒比毕毛毫氏民气気氣氧水永汁" +
  "求汇汉汗江池污汤決汽沁沃沈沉沒沖沙沟没沢沪河油治沿況泄泉泊法泛泡波泥注泰泳泽洁洋洗洛洞津洪洲活派流浅浆测济浓浜浦浩浪浮浴海消涉涓涙涛润涨涩涯液涵淘淡淫深混添清済渐減渠渡温測港游湖湘湾湿満源準溪滋滑滚满滤滨滴滿漂漏演漢漫潔潘潜潭潮澡澳激灣火灭灯灰灵灾炉炎炒炮炸点為炼烈烟烦烧热無焦然焼煌煙煤照熊熟熱燃燕營爆爰爱爵父爷爸爽片" +
  "版牌牙牛牡牢牧物牲特犬犯状狂狐狗狠独狸狼猎猛猜猪猫献猴獸玄率玉王玖玛玩环现玲玻珍珠班現球理琪琳琴瑞璃環瓜瓣瓦瓶甘甚甜生產産用田由甲申电男甸町画畅界留略番畫異當疆疑疗疫疯疲疼疾病症痛療癌発登發白百的皆皇皮盆盈益盐监盒盖盗盘盛盟監盤目直相盾省眉看県真眠眼着睛睡督瞬知矩短石矿码砂研砖破础硕硬确碍碎碑碰確碼磁磨示礼社祖祝神祥票" +
  "祭禁福禧离禽禾秀私秋种科秒秘租秦积称移程稍税種稱稳稿穆積穴究空穿突窍窗窝窥立站竞竟章童端競竹笑笔符第筆等筋筑答策筛筹签简算管箭箱節篇築篮簡籍米类粉粒粗粤粮精糕糖系紀約紅納純紙級素索紧紫累細紹終組経結絡給統絲絶經続維網総緒線締編縄縮總績繁續纠红约级纪纬纯纲纳纵纷纸纹纽线练组细织终绍经绑结绕绘给络绝统继绩绪续维综绿缓编缘缩" +
  "缴缺网罗罚罩罪置署羅羊美羞群義羽翁翌習翔翠翻翼耀老考者而耐耗耳聊职联聘聚聞聪聯聲職肃肉肌肖股肤肥肩肯育肺胃胆背胎胖胜胞胡胶胸能脂脑脚脱脸腐腕腰腳腹腾腿膜膽臀臣自臭至致臺與興舍舒舔舗舞舟航般舰船艇良色艳艷艺艾节芝芬芯花芳芸芽苍苏苑苗若苦英范茶茸草荐荒荡荣药荷莉莎莓莞莫莱莲获菌菜華菲萄萌萝营萨萬落葉著葛葡董蒂蒙蒲蓝蔡蕉蕩薄" +
  "薦薪薬藏藝藤虎虐虑處虚號虫虹虽蛇蛋蛛蜂蜜蝶融血行術街衛衡衣补表袋袖袜被袭裁裂装裏裕裙補裝裤裸製襪西要覆見規視覚覧親観覽觀见观规视览觉角解触言訂計訊討記訪設許訳診証評詞詢試話詳誉誌認誘語說説読誰課調談請論講謝證識警議護讀變讓计订认讨让训议讯记讲许论设访诀证评识诈诉诊词译试诗诚话询该详语误诱说请诸诺读课谁调谈谋谓谜谢谨谱谷" +
  "豆豊象豪豹貌負財貨販責買貸費貼賀資賞質購贝负贡财责贤败账货质贫购贯贴贵贷贸费赁资赋赌赏赔赖赚赛赞赠赢赤赫走赴赵赶起超越趋趣足跃跌跑距跟跨路跳践踏踩踪躁身車軍転軽較載輪輯輸轉车轨轩转轮软轴轻载较辅辆辉辑输辖辛辞辣辦辨辰辱農边辺込辽达迁迅过迈迎运近返还这进远违连迟迪迫述迷迹追退送适逃逆选逊透逐递途這通速造連週進逸逻逼遂遇遊" +
  "運遍過道達違遗遠遣遥適遭遮遵選避邀還邑那邦邪邮邻郎郑部郭郵都配酒酷酸醉醒醫采释里重野量金鉄鉴銀錄錯録鍵鏈鐘鑫针钟钢钥钮钱钻铁铃铜铭银铺链销锁锅锋锐错锡锦键镇镜長长門閉開間関閱閲關门闪闭问闲间闻阁阅队阪防阳阴阵阶阻阿附际陆陈陌降限院除险陪陰陵陶陷険陽隆隊階随隐隔際障难雀雄雅集雑雕雙雞離難雨雪零雷電需震霍霞露霸青靖静非靠面" +
  "革鞋韓韩音響頁頂頃項順須預領頭頻頼題額顔願類页顶项顺须顾顿预领频颖颗题颜额風风飛飞食飯飲養餐館饭饮饰馆馈首香馨馬駅験驗马驰驱驶驻驾验骑骗骚骤骨骰體高鬼魂魅魏魔魚鱼鲁鲜鲸鳥鸟鸡鸣鸭鸿鹅鹏鹰鹿麗麟麦麻麼黃黄黎黑黒默點鼎鼓鼠鼻齐齢龄龍龙");
var HAN_WORDS = mapWords(
  ("一下一个一些一天一定一年一样一次一步一点一直一种一致一般一起三个上下上传上午上海下一下午下来下载下面不仅不会不到不可不同不好不得不断不是不用不能不要不足不过不错专业世界世纪东西两个严格个人中国中文中新为了为何为空主体主要之一之前之后之外之间也是了解事情交流交通产品产生人员人工人民人生什么今天今年今日介绍他们代码代表以上" +
  "以下以前以及以后价值价格任何任务企业优势会议传统但是位置体育作为作用作者你好你的使用來源例如保存保护保持保证保险信息修改值得停止健康儿童允许元素先生入力入口內容全国全球全部全面公共公司公式共同关于关注关系关联关键关闭其中其他其它其实其次具体具有内容内部再次农业决定准备准确减少几个出了出去出来出版出现出的函数分享分别分析" +
  "分钟分页列表创建删除利用利益别人制造办法功能加入加载动作动态动物包含包括包装北京区域医生医院匿名十一十分升级单位即可历史原因厨房去年参加参数参考及时发展发现发生发送取得取消受到变化变量另一另外只是只有只能可以可是可能各种合作合同合理同志同时同步名前名字名称名稱后的否则启动告诉响应哪个哪些哪里唯一商业喜欢回复回来回答因为" +
  "因此困难国内国家国际图片土地在线地区地址地方城市基本場合增加增长声明声音处理変更复制复杂多个多少大学大家大小大的大量天下天地天气失败女人女士好了好的如下如何如果妈妈始化姓名字段字符存在学习学校学生学院孩子安全安排安装完全完成完整定义定位实体实例实现实际实验客户家庭容易密码对于对应对此对象导致対応将在小姐小时就是展开展示" +
  "属于属性工业工作工具工程左右已有已经市场希望帮助平均年代年轻年龄幸福广州应用应该建立建议开发开始开心异常引用强调当前当然形式形成影响很多得到循环心理必要必须快乐怎么思想性的性能总结恢复患者您好您的情况想到意义意味意思意见意识感觉感谢成为成功成员成本我们我們我的或者所以所在所有手机才能打印打开执行扩大找到技术投资报告报道" +
  "拥有指出指定按照按钮挑战排序接受接口控制推荐描述提供提出提前提示提高搜索操作支付支持收入收到改变改善政府政策效果教师教程教育数字数学数据数组数量整个整体整数文件文化文字文本文章新增新的新闻方便方向方式方案方法方面旅游无法无需日志日期日本早餐时候时间明显明确星期昨天是不是否是在显示晚上普通智能更加更多更新最低最后最多最大" +
  "最好最後最新最终最近最高月份有关有所有效朋友服务期间未知本文机会机器机场机构权限条件来也来到来的来自查看查询标准标签标题根据格式梦想检查检测植物模块模型模式模板次数欢迎正在正常正确此外步骤比如比赛比较水平水果汽车沒有没有治疗法律注册注意活动测试浏览消息深入深圳添加满意满足漂亮点击然后然而照片爱情爸爸版本特别特殊特点状态" +
  "状態环保环境现在現在理解甚至生产生命生成生活用于用户用途由于电影电脑电视电话男人登录的大的小的新的话目前目录目标目的直到直接相信相关看到看看真的知识知道研究确保确定确认確認社会禁止私人科学科技移动程序空气空间突然窗口立即章节符合第一第三第二第五第四等等答案策略简单算法管理类似类型精神系列系统結果线程组合组成组织终于经历" +
  "经济经验绑定结束结构结果统一统计继续维护缓存编码编辑网站网络美国老人老师考虑考试联合联系股票能力能够能源自动自己自然自由自身至少艺术节点英文英语范围获取获得虽然行为表示表达要求覆盖观察规则规定规范视频觉得解决解析解释設定詳細计划计算认为认识讨论让我记录设备设置设计访问详情详细语言说明请求读取课程调用谢谢資料資訊责任账号" +
  "账户质量购买贸易费用资料资源资金起来足球距离路径身体转换软件输入输出达到过滤过程运动运行返回还是还有这一这个这么这些这是这样这种这里进入进去进行连接连续退出选择通常通知通过速度造成道路避免那个那么那些那里邮件邮箱部分部门都会都是都有配置酒店采用释放里面重复重新重要金融金额针对银行链接销售错误长度開始閱讀问题阅读附近降低" +
  "限制限定除了除此隐藏集合需要霸王青年非常面的音乐页面项目领域颜色飞机食品首先马上高度默认")
);
function mapWords(words) {
  const known = new Set();
  for (let at = 0; at < words.length; at += 2) known.add(wordAt(words, at));
  return known;
}
function wordAt(text, at) {
  return text.charCodeAt(at) * 65536 + text.charCodeAt(at + 1);
}
var KINDS = mapKinds();
var kindAt = (text, at) => KINDS[text.charCodeAt(at)] ?? NOTHING;
function mapKinds() {
  const kinds = new Uint8Array(65536);
  kinds.fill(MARKS, 0, 128).fill(SPACE, 9, 14).fill(SPACE, 32, 33).fill(DIGITS, 48, 58);
  kinds.fill(WORD, 65, 91).fill(WORD, 97, 123).fill(WORD, 192, 592).fill(WORD, 7680, 7936);
  kinds.fill(ASTRAL, 55296, 57344);
  for (const [row, script] of SCRIPTS.entries()) {
    for (let range = 2; range < script.length; range += 2) {
      kinds.fill(FIRST_SCRIPT + row, script[range], (script[range + 1] ?? 0) + 1);
    }
  }
  for (const character of HAN) kinds[character.charCodeAt(0)] = COMMON_HAN;
  return kinds;
}

// functions/bot/conversation.ts
var TOKENS_PER_TURN = 4;
function recall(turns2, limits, now) {
  let tokens2 = 0;
  let later = now;
  let from = turns2.length;
  while (from >= 2 && turns2.length - from + 2 <= limits.maxTurns) {
    const question = turns2[from - 2];
    const answer = turns2[from - 1];
    tokens2 += estimateTokens(question.content) + estimateTokens(answer.content) + 2 * TOKENS_PER_TURN;
    if (later - question.askedAt > limits.idleMs || tokens2 > limits.maxTokens) break;
    later = question.askedAt;
    from -= 2;
  }
  return turns2.slice(from);
}

// functions/bot/respond.ts
var MAX_PICTURES = 9;
var MAX_PICTURE_CHARACTERS = 16e6;
var MAX_FILE_CHARACTERS = 3e4;
var MAX_QUESTION_CHARACTERS = 6e4;
async function respond(question, memory, persona, modelClient, texts2) {
  let content = [];
  try {
    content = await toContent(question, modelClient, texts2);
    const { model, system } = choose(memory.choice, persona);
    const turns2 = recall(memory.turns, persona.limits, question.askedAt);
    const prompt = [
      { role: "system", content: system },
      ...turns2.map(({ role, content: content2 }) => ({ role, content: content2 })),
      { role: "user", content: simplify(content) }
    ];
    const reply = await modelClient.ask(prompt, model);
    return {
      text: reply.cutOff ? `${closeCode(reply.text)}

${texts2.cutOff}` : reply.text,
      question: toWords(content, texts2),
      model: reply.model,
      usage: reply.usage
    };
  } catch (error) {
    const { failure, evidence } = toAnswerError(error);
    return {
      text: texts2.failure[failure],
      question: toWords(content, texts2) || describePieces(question.pieces, texts2),
      failure,
      evidence
    };
  }
}
function choose(choice, persona) {
  const model = persona.models.find((name) => name === choice.model) ?? persona.models[0];
  const role = choice.role && Object.hasOwn(persona.roles, choice.role) ? persona.roles[choice.role] : void 0;
  return { model, system: role ?? persona.systemPrompt };
}
async function toContent(question, modelClient, texts2) {
  const { quote: quote2, pieces } = question;
  const budget = {
    pictures: MAX_PICTURES,
    pictureCharacters: MAX_PICTURE_CHARACTERS,
    characters: MAX_QUESTION_CHARACTERS
  };
  const said = await fetchPieces(pieces, modelClient, texts2, budget);
  if (!quote2) return said;
  const quoted = await fetchPieces(quote2.pieces, modelClient, texts2, budget).catch(() => [
    { text: describePieces(quote2.pieces, texts2) }
  ]);
  const [before, after] = texts2.quoted(quote2.fromRobot);
  return join([{ text: before }, ...quoted, { text: after }, ...said]);
}
async function fetchPieces(pieces, modelClient, texts2, budget) {
  const content = [];
  const write = (text) => {
    content.push({ text: cut(text, budget.characters) });
    budget.characters -= Math.min(budget.characters, text.length);
  };
  for (const piece of pieces) {
    if ("text" in piece) {
      write(piece.text);
    } else if ("file" in piece) {
      const text = isTextFile(piece.name) ? await modelClient.file(piece.file) : "";
      if (text.trim() === "") throw new AnswerError("file-unreadable", "empty, or no text by its name");
      write(texts2.file(piece.name, cut(text, MAX_FILE_CHARACTERS), text.length > MAX_FILE_CHARACTERS));
    } else if (budget.pictures > 0) {
      budget.pictures -= 1;
      const pictureUrl = await modelClient.picture(piece.picture);
      budget.pictureCharacters -= pictureUrl.length;
      if (budget.pictureCharacters < 0) throw new AnswerError("picture-too-large", "all of them together");
      content.push({ pictureUrl });
    }
  }
  return join(content);
}
function cut(text, length) {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}
function closeCode(text) {
  const fences = text.match(/^ {0,3}(```|~~~)/gm) ?? [];
  return fences.length % 2 === 0 ? text : `${text}
${fences.at(-1)?.trim()}`;
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
function simplify(content) {
  const [only] = content;
  return content.length === 1 && only && "text" in only ? only.text : content;
}
function toWords(content, texts2) {
  return content.map((part) => "text" in part ? part.text : texts2.pictureMark).join("\n");
}
function describePieces(pieces, texts2) {
  return pieces.map((piece) => "text" in piece ? piece.text : "file" in piece ? `[${piece.name}]` : texts2.pictureMark).join("\n");
}

// functions/markdown/fences.ts
function openFence(line) {
  const match = /^( {0,3})(`{3,}|~{3,})(.*)$/s.exec(line);
  if (!match) return void 0;
  const [, indent = "", marker = "", rest = ""] = match;
  if (marker.startsWith("`") && rest.includes("`")) return void 0;
  return { indent, marker, info: rest.trim() };
}
function closesFence(line, fence) {
  const run = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1] ?? "";
  return run.startsWith(fence.marker);
}

// functions/markdown/lines.ts
var INDENT = "　";
var PLAIN_TEXT = /^ {0,3}[^\s\d#>*+\-_=`~|:<$\\]/;
var HEADING = /^ {0,3}(#{1,6})(?:[ \t]|$)/;
var RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
var QUOTE = /^ {0,3}>[ \t]?/;
var UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
var LIST_MARKER = /^( {0,3})([-+*]|\d{1,9}[.)])([ \t]+|$)/;
var DELIMITER_ROW = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/;
var MATHS = new Map([
  ["\\[", "\\]"],
  ["$$", "$$"]
]);
var TAB_COLUMNS = 4;
var isPlainText = (line) => PLAIN_TEXT.test(line);
var isBlank = (line) => /^[ \t]*$/.test(line);
var isSpacer = (line) => /^[ \t]*(?:<br[ \t]*\/?>[ \t]*)+$/i.test(line);
var isRule = (line) => RULE.test(line);
var isDelimiterRow = (line) => /[|:]/.test(line) && DELIMITER_ROW.test(trimSpaces(line));
var mathsCloserOf = (line) => MATHS.get(trimSpaces(line));
function underlineLevel(line) {
  const mark = UNDERLINE.exec(line)?.[1];
  if (!mark) return void 0;
  return mark.startsWith("=") ? 1 : 2;
}
function headingOf(line) {
  const match = HEADING.exec(line);
  if (!match) return void 0;
  const text = trimSpaces(line.slice(match[0].length));
  return { level: match[1]?.length ?? 1, text: trimSpaces(text.slice(0, text.length - closingHashes(text))) };
}
function closingHashes(text) {
  let start = text.length;
  while (text[start - 1] === "#") start--;
  return start === 0 || isSpace(text[start - 1]) ? text.length - start : 0;
}
function unquote(line) {
  const match = QUOTE.exec(line);
  return match ? line.slice(match[0].length) : void 0;
}
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
  if (isPlainText(line)) return false;
  if (isLeafBlock(line) || unquote(line) !== void 0) return true;
  const marker = listMarkerOf(line);
  return marker !== void 0 && !(inParagraph && !interruptsText(marker));
}
function interruptsText(marker) {
  return !isBlank(marker.text) && (!marker.ordered || marker.start === 1);
}
function isLeafBlock(line) {
  if (isPlainText(line)) return false;
  return HEADING.test(line) || isRule(line) || openFence(line) !== void 0;
}
function indentOf(line) {
  return columnsOf(/^[ \t]*/.exec(line)?.[0] ?? "", 0);
}
function dedent(line, columns, from = 0) {
  let column = 0;
  let index = 0;
  for (; column < columns && isSpace(line[index]); index++) {
    column += line[index] === "	" ? TAB_COLUMNS - (from + column) % TAB_COLUMNS : 1;
  }
  return " ".repeat(Math.max(0, column - columns)) + line.slice(index);
}
function trimSpaces(text) {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return text.slice(start, end);
}
function columnsOf(space, from) {
  let column = from;
  for (const character of space) column += character === "	" ? TAB_COLUMNS - column % TAB_COLUMNS : 1;
  return column - from;
}
function isSpace(character) {
  return character === " " || character === "	";
}

// functions/markdown/containers.ts
function gatherQuote(lines, index) {
  const inside = createInside();
  let next = index;
  for (; next < lines.length; next++) {
    const current = lines[next] ?? "";
    const text = unquote(current);
    if (text === void 0 && !inside.isContinuedBy(current)) break;
    inside.add(text ?? current);
  }
  return { inner: inside.lines, next };
}
function gatherItem(lines, index, marker) {
  const inside = createInside();
  inside.add(marker.text);
  let next = index + 1;
  for (; next < lines.length; next++) {
    const current = lines[next] ?? "";
    if (isBlank(current)) {
      if (inside.lines.length === 1 && isBlank(marker.text)) break;
    } else if (!isIndentedInto(current, marker) && !inside.isContinuedBy(current)) break;
    inside.add(dedent(current, marker.width));
  }
  const inner = inside.lines;
  let blanks = 0;
  while (inner.length > 1 && isBlank(inner.at(-1) ?? "")) {
    inner.pop();
    blanks++;
  }
  return { inner, next, blanks };
}
function isIndentedInto(current, marker) {
  const indent = indentOf(current);
  if (indent >= marker.width) return true;
  return indent >= marker.indent + 2 && listMarkerOf(current) !== void 0;
}
function createInside() {
  const lines = [];
  let fence;
  let isTable = false;
  return {
    lines,
    add(text) {
      const previous = lines.at(-1) ?? "";
      if (fence) fence = closesFence(text, fence) ? void 0 : fence;
      else fence = openFence(text);
      isTable = !isBlank(previous) && !isBlank(text) && (isTable || isDelimiterRow(text));
      lines.push(text);
    },
    isContinuedBy(current) {
      const previous = lines.at(-1) ?? "";
      if (fence || isTable || isBlank(previous) || isBlank(current) || isLeafBlock(previous))
        return false;
      return !startsBlock(current, false) && underlineLevel(current) === void 0;
    }
  };
}

// functions/markdown/links.ts
var SCHEME = /^(?:https?:\/\/|dingtalk:\/\/|mailto:)[^\s]/i;
var IMAGE_SCHEME = /^https?:\/\/[^\s]/i;
var ANY_SCHEME = /^[a-z][a-z0-9+.-]*:/i;
var DEFINITION = /^\[((?:[^[\]\\]|\\.)+)\]:[ \t]*(<[^<>]*>|[^<\s]\S*)[ \t]*("[^"]*"|'[^']*'|\([^()]*\))?$/;
var TITLE = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|\([^()\\\n]*(?:\\.[^()\\\n]*)*\)/y;
var ANGLED = /<[^<>\n\\]*(?:\\.[^<>\n\\]*)*>/y;
var MAX_BRACKETS = 32;
var MAX_LABEL_CHARACTERS = 999;
function addDefinition(references, line) {
  const definition = definitionOf(line);
  if (definition && !references.has(definition.key)) references.set(definition.key, definition.target);
  return definition !== void 0;
}
var isDefinition = (line) => definitionOf(line) !== void 0;
function findReference(references, label) {
  if (label === "" || label.length > MAX_LABEL_CHARACTERS) return void 0;
  return references.get(labelKey(label));
}
function readTarget(text, index) {
  if (text[index] !== "(") return void 0;
  const start = skipSpace(text, index + 1);
  const end = text[start] === "<" ? endOf(ANGLED, text, start) : endOfBare(text, start);
  if (end === void 0) return void 0;
  const afterSpace = skipSpace(text, end);
  const afterTitle = afterSpace > end ? endOf(TITLE, text, afterSpace) ?? afterSpace : end;
  const close = skipSpace(text, afterTitle);
  return text[close] === ")" ? { target: readableTarget(text.slice(start, end)), end: close + 1 } : void 0;
}
function definitionOf(line) {
  const [, label = "", target = ""] = DEFINITION.exec(line) ?? [];
  const key = labelKey(label);
  return key && !key.startsWith("^") ? { key, target: readableTarget(target) } : void 0;
}
var isLinkTarget = (target) => SCHEME.test(target);
var isImageTarget = (target) => IMAGE_SCHEME.test(target);
var hasScheme = (target) => ANY_SCHEME.test(target);
function writeTarget(target) {
  return target.replace(/[\s<>()[\]`"\\*^{|}]/g, percentEncode).replace(/&(?=#?\w+;)/g, "&amp;");
}
function percentEncode(character) {
  const code = character.charCodeAt(0);
  return code < 128 ? `%${code.toString(16).toUpperCase().padStart(2, "0")}` : encodeURIComponent(character);
}
function skipSpace(text, start) {
  let index = start;
  while (text[index] === " " || text[index] === "	") index++;
  return index;
}
function endOf(pattern, text, start) {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : void 0;
}
function endOfBare(text, start) {
  let open = 0;
  for (let index = start; index < text.length; index++) {
    const character = text[index] ?? "";
    if (character === "\\") index++;
    else if (character === "(" && ++open > MAX_BRACKETS) return void 0;
    else if (character === ")" && open-- === 0) return index;
    else if (character <= " ") return open === 0 ? index : void 0;
  }
  return void 0;
}
function readableTarget(target) {
  const bare = target.startsWith("<") ? target.slice(1, -1) : target;
  return bare.replace(/\\([!-/:-@[-`{-~])/g, "$1").replace(/&amp;/g, "&");
}
function labelKey(label) {
  return label.trim().replace(/\s+/g, " ").toLowerCase();
}

// functions/markdown/tables.ts
var NARROW_COLUMNS = 2;
function tableToBlocks(header, rows) {
  const names = splitRow(header);
  const cells = rows.map(splitRow).filter((row) => row.some(Boolean));
  if (names.length > NARROW_COLUMNS && cells.length > 0) {
    const texts2 = cells.map((row) => wideRow(names, row));
    return [toList3(texts2, true)];
  }
  const title = bold(names.map(withoutStars).filter(Boolean).join("："));
  const list = toList3(cells.map(narrowRow), false);
  return title ? [{ kind: "paragraph", text: title }, list] : [list];
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
function toList3(texts2, loose) {
  const items = texts2.map((text) => [{ kind: "paragraph", text }]);
  return { kind: "list", ordered: false, start: 0, loose, items };
}
function splitRow(row) {
  const cells = [""];
  const text = trimSpaces(row);
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? "";
    if (character === "|") cells.push("");
    else if (character === "\\" && index + 1 < text.length) {
      index++;
      cells.push((cells.pop() ?? "") + (text[index] === "|" ? "|" : `\\${text[index]}`));
    } else cells.push((cells.pop() ?? "") + character);
  }
  if (text.startsWith("|")) cells.shift();
  if (cells.length > 1 && cells.at(-1) === "") cells.pop();
  return cells.map(trimSpaces);
}
function bold(text) {
  const plain = withoutStars(text);
  return plain && !/[*`<[\]\\]/.test(plain) ? `**${plain}**` : text;
}
function withoutStars(text) {
  return /^\*\*[^*]+\*\*$/.test(text) ? text.slice(2, -2) : text;
}

// functions/markdown/blocks.ts
var MAX_DEPTH = 8;
var INDENTED_CODE_COLUMNS = 4;
var FOOTNOTE = /^\[\^([^\s[\]]+)\]:[ \t]*/;
var READERS = [
  readUnderlinedHeading,
  readTable,
  readFence,
  readMaths,
  readHeading,
  readRule,
  readQuote,
  readList,
  readIndentedCode
];
function parseBlocks(lines, references, depth = 0) {
  const reading = { lines, depth, references, missing: new Set() };
  const blocks = [];
  let paragraph = [];
  const endParagraph = () => {
    const text = readParagraph(paragraph, references);
    if (text) blocks.push({ kind: "paragraph", text });
    paragraph = [];
  };
  for (let index = 0; index < lines.length; ) {
    const current = lines[index] ?? "";
    if (isBlank(current) || isSpacer(current)) {
      endParagraph();
      index++;
      continue;
    }
    const found = isPlainText(current) ? void 0 : firstFound(reading, index, paragraph);
    if (found) {
      paragraph.length -= found.takes ?? 0;
      endParagraph();
      for (const block of found.blocks) addBlock(blocks, block);
      index = found.next;
    } else {
      paragraph.push(current);
      index++;
    }
  }
  endParagraph();
  return blocks;
}
function firstFound(reading, index, above) {
  for (const read2 of READERS) {
    const found = read2(reading, index, above);
    if (found) return found;
  }
  return void 0;
}
function addBlock(blocks, block) {
  const last2 = blocks.at(-1);
  if (block.kind === "list" && last2?.kind === "list" && last2.ordered === block.ordered) {
    for (const item of block.items) last2.items.push(item);
    last2.loose = true;
  } else if (block.kind !== "list" || block.items.length > 0) {
    blocks.push(block);
  }
}
function readUnderlinedHeading({ lines }, index, above) {
  const level = underlineLevel(lines[index] ?? "");
  if (!level || above.length === 0) return void 0;
  if (above.length > 1) return { blocks: [{ kind: "rule" }], next: index + 1 };
  return {
    blocks: [{ kind: "heading", level, text: trimSpaces(above[0] ?? "") }],
    next: index + 1,
    takes: 1
  };
}
function readTable({ lines }, index, above) {
  const header = above.at(-1);
  if (header === void 0 || !isDelimiterRow(lines[index] ?? "")) return void 0;
  let next = index + 1;
  while (next < lines.length && !isBlank(lines[next] ?? "") && !startsBlock(lines[next] ?? "", true))
    next++;
  return { blocks: tableToBlocks(header, lines.slice(index + 1, next)), next, takes: 1 };
}
function readFence({ lines }, index) {
  const fence = openFence(lines[index] ?? "");
  if (!fence) return void 0;
  let end = index + 1;
  while (end < lines.length && !closesFence(lines[end] ?? "", fence)) end++;
  const code = lines.slice(index + 1, end).map((text) => dedent(text, fence.indent.length));
  return { blocks: [{ kind: "code", marker: fence.marker, info: fence.info, lines: code }], next: end + 1 };
}
function readMaths({ lines, missing }, index) {
  const closer = mathsCloserOf(lines[index] ?? "");
  if (!closer || missing.has(closer)) return void 0;
  for (let end = index + 1; end < lines.length; end++) {
    if (trimSpaces(lines[end] ?? "") !== closer) continue;
    const code = lines.slice(index + 1, end);
    return { blocks: [{ kind: "code", marker: "", info: "latex", lines: code }], next: end + 1 };
  }
  missing.add(closer);
  return void 0;
}
function readHeading({ lines }, index) {
  const heading = headingOf(lines[index] ?? "");
  return heading && { blocks: heading.text ? [{ kind: "heading", ...heading }] : [], next: index + 1 };
}
function readRule({ lines }, index) {
  return isRule(lines[index] ?? "") ? { blocks: [{ kind: "rule" }], next: index + 1 } : void 0;
}
function readQuote({ lines, references, depth }, index) {
  if (depth >= MAX_DEPTH || unquote(lines[index] ?? "") === void 0) return void 0;
  const { inner, next } = gatherQuote(lines, index);
  const blocks = parseBlocks(inner, references, depth + 1);
  return { blocks: blocks.length > 0 ? [{ kind: "quote", blocks }] : [], next };
}
function readList({ lines, references, depth }, index, above) {
  const first = listMarkerOf(lines[index] ?? "");
  if (!first || depth >= MAX_DEPTH || above.length > 0 && !interruptsText(first)) return void 0;
  const list = { kind: "list", ordered: first.ordered, start: first.start, loose: false, items: [] };
  let next = index;
  for (let blanks = 0; ; ) {
    const marker = listMarkerOf(lines[next] ?? "");
    if (marker?.ordered !== first.ordered) break;
    if (blanks > 0) list.loose = true;
    const item = gatherItem(lines, next, marker);
    const blocks = parseBlocks(item.inner, references, depth + 1);
    if (blocks.length > 0 || first.ordered) list.items.push(blocks);
    blanks = item.blanks;
    next = item.next;
  }
  return { blocks: [list], next };
}
function readIndentedCode({ lines }, index, above) {
  if (above.length > 0 || indentOf(lines[index] ?? "") < INDENTED_CODE_COLUMNS) return void 0;
  let next = index;
  for (let at = index; at < lines.length; at++) {
    const text = lines[at] ?? "";
    if (isBlank(text)) continue;
    if (indentOf(text) < INDENTED_CODE_COLUMNS) break;
    next = at + 1;
  }
  const code = lines.slice(index, next).map((text) => dedent(text, INDENTED_CODE_COLUMNS));
  return { blocks: [{ kind: "code", marker: "", info: "", lines: code }], next };
}
function readParagraph(lines, references) {
  const texts2 = [];
  let isStart = true;
  for (const text of lines) {
    const trimmed = dedent(text, Number.POSITIVE_INFINITY);
    if (isStart && addDefinition(references, trimSpaces(trimmed))) continue;
    isStart &&= FOOTNOTE.test(trimmed);
    texts2.push(trimmed.replace(FOOTNOTE, "[$1] "));
  }
  return texts2.join("\n");
}

// functions/markdown/emphasis.ts
var PUNCTUATION = /[\p{P}\p{S}]/u;
var CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
var MAX_RUN = 3;
function joinPieces(pieces, lone = "_") {
  const settled = withStars(pieces);
  const texts2 = settled.map((piece) => {
    if (typeof piece === "string") return piece;
    return (piece.character === "_" ? lone : "*").repeat(piece.length);
  });
  giveRoom(settled, texts2);
  return texts2.join("");
}
function withStars(pieces) {
  const settled = [...pieces];
  const openers = Array.from({ length: MAX_RUN + 1 }, () => []);
  pieces.forEach((run, index) => {
    if (run === "\n") for (const waiting of openers) waiting.length = 0;
    if (typeof run === "string" || run.character !== "_" || run.length > MAX_RUN) return;
    const opener = canClose(run) ? openers[run.length]?.pop() : void 0;
    if (opener === void 0) {
      if (canOpen(run)) openers[run.length]?.push(index);
      return;
    }
    for (const waiting of openers) while ((waiting.at(-1) ?? -1) > opener) waiting.pop();
    const first = pieces[opener];
    const touchesStar = [first.before, first.after, run.before, run.after].includes("*");
    if (touchesStar || isName(pieces.slice(opener, opener + 3), run)) return;
    settled[opener] = { ...first, character: "*" };
    settled[index] = { ...run, character: "*" };
  });
  return settled;
}
function isName([, name, end], run) {
  return run.length === 2 && end === run && typeof name === "string" && /^\w+$/.test(name);
}
function giveRoom(pieces, texts2) {
  let openers = [];
  pieces.forEach((run, index) => {
    if (run === "\n") openers = [];
    if (typeof run === "string" || run.character !== "*" || run.length > MAX_RUN) return;
    const opener = openers[run.length];
    if (opener !== void 0 && !isSpace2(run.before)) {
      const first = pieces[opener];
      if (isMark(first.after) && isCjk(first.before)) texts2[opener] = ` ${texts2[opener]}`;
      if (isMark(run.before) && isCjk(run.after)) texts2[index] += " ";
      openers = [];
    } else if (!isSpace2(run.after)) openers[run.length] = index;
  });
}
function canOpen(run) {
  return isLeft(run) && (!isRight(run) || isMark(run.before));
}
function canClose(run) {
  return isRight(run) && (!isLeft(run) || isMark(run.after));
}
function isLeft({ before, after }) {
  return !isSpace2(after) && (!isMark(after) || isSpace2(before) || isMark(before));
}
function isRight({ before, after }) {
  return !isSpace2(before) && (!isMark(before) || isSpace2(after) || isMark(after));
}
var isSpace2 = (character) => character === void 0 || /\s/.test(character);
var isMark = (character) => character !== void 0 && PUNCTUATION.test(character);
var isCjk = (character) => character !== void 0 && CJK.test(character);

// functions/markdown/brackets.ts
var PICTURE = "🖼";
var MAX_LABEL_CHARACTERS2 = 999;
var EXPLICIT_LABEL = /\[([^[\]\\\n]*(?:\\.[^[\]\\\n]*)*)\]/y;
function openBracket({ index, pieces, brackets }, mark) {
  const outer = brackets.open.at(-1);
  if (outer) outer.hasInner = true;
  const start = index + mark.length;
  brackets.open.push({ piece: pieces.length, start, isImage: mark === "![", hasInner: false });
  return [mark, mark.length];
}
function forgetBrackets(brackets) {
  brackets.open = [];
  brackets.spent = 0;
}
function closeBracket(scan) {
  const { text, index, pieces } = scan;
  const bracket = popBracket(scan.brackets);
  if (!bracket) return ["]", 1];
  const found = findTarget(scan, bracket);
  const end = text[index + 1] === "(" ? "] " : "]";
  if (!found && !isFootnote(scan, bracket)) return [end, 1];
  const inner = pieces.splice(bracket.piece).slice(1).map((piece) => piece === "\n" ? " " : piece);
  const isShown = found !== void 0 && (bracket.isImage ? isImageTarget : isLinkTarget)(found.target);
  const content = joinPieces(inner, isShown ? "_" : "\\_");
  if (!found) return [`[${content.slice(1)}${end}`, 1];
  if (bracket.isImage) return [toImage(content, found.target), found.end - index];
  if (isLinkTarget(found.target)) scan.brackets.spent = scan.brackets.open.length;
  const shown = toLink(content, found.target);
  const room = shown.startsWith("(") && text[bracket.start - 2] === "]" ? " " : "";
  return [room + shown, found.end - index];
}
function popBracket(brackets) {
  const bracket = brackets.open.pop();
  const isSpent2 = brackets.open.length < brackets.spent;
  brackets.spent = Math.min(brackets.spent, brackets.open.length);
  return isSpent2 && !bracket?.isImage ? void 0 : bracket;
}
function findTarget(scan, { start, hasInner }) {
  const { text, index, references } = scan;
  const inline = readTarget(text, index + 1);
  if (inline || references.size === 0) return inline;
  EXPLICIT_LABEL.lastIndex = index + 1;
  const [whole = "", explicit] = EXPLICIT_LABEL.exec(text) ?? [];
  const isOwn = !explicit && !hasInner && index - start <= MAX_LABEL_CHARACTERS2;
  const target = findReference(references, explicit || (isOwn ? text.slice(start, index) : ""));
  return target === void 0 ? void 0 : { target, end: index + 1 + whole.length };
}
function isFootnote({ text, index }, { start, isImage, hasInner }) {
  return !isImage && !hasInner && text[start] === "^" && /^\^\S+$/.test(text.slice(start, index));
}
function toImage(alt, target) {
  const words = alt.replaceAll("[", "［").replaceAll("]", "］");
  return isImageTarget(target) ? `![${words}](${writeTarget(target)})` : words || PICTURE;
}
function toLink(content, target) {
  const written = writeTarget(target);
  if (isLinkTarget(target)) return `[${content || written}](${written})`;
  if (target && !target.startsWith("#") && !hasScheme(target)) return `${content} (\`${written}\`)`;
  return content || written || "[]";
}

// functions/markdown/code.ts
var MATHS2 = [
  { opener: "\\(", closer: "\\)", sign: /\S/ },
  { opener: "\\[", closer: "\\]", sign: /\\[a-z]|[_^=+<>]/i },
  { opener: "$$", closer: "$$", sign: /\S/ }
];
var DOLLAR_MATHS = /(?<!\w)\$(?![\s$])([^$\n`]*[^\s$\\`])\$(?!\w)/y;
var DOLLAR_SIGN = /^(?!.*\] ?\().*[\\^_{]/;
function createCodeReader(text) {
  let closers;
  return (index) => {
    let length = 1;
    while (text[index + length] === "`") length++;
    closers ??= runsByLength(text);
    const starts = closers.get(length) ?? [];
    while (starts.length > 0 && (starts.at(-1) ?? 0) < index + length) starts.pop();
    const close = starts.at(-1);
    if (close === void 0) return ["\\`".repeat(length), length];
    return [text.slice(index, close + length).replaceAll("\n", " "), close + length - index];
  };
}
function createMathsReader(text) {
  const find = createFinder(text);
  return (index) => {
    const [maths, length] = longMaths(text, index, find) ?? dollarMaths(text, index) ?? [];
    if (maths === void 0 || length === void 0) return void 0;
    const before = text[index - 1] === "`" ? " " : "";
    const after = text[index + length] === "`" ? " " : "";
    return [before + toCode2(maths) + after, length];
  };
}
function longMaths(text, index, find) {
  const kind = MATHS2.find(({ opener }) => text.startsWith(opener, index));
  if (!kind) return void 0;
  const start = index + kind.opener.length;
  const end = find(kind.closer, start);
  if (end > find("\n", start) || end === Number.POSITIVE_INFINITY) return void 0;
  const maths = text.slice(start, end);
  return kind.sign.test(maths) ? [maths, end + kind.closer.length - index] : void 0;
}
function dollarMaths(text, index) {
  DOLLAR_MATHS.lastIndex = index;
  const [whole, maths = ""] = DOLLAR_MATHS.exec(text) ?? [];
  return whole && DOLLAR_SIGN.test(maths) ? [maths, whole.length] : void 0;
}
function createFinder(text) {
  const known = new Map();
  return (needle, from) => {
    let index = known.get(needle) ?? -1;
    if (index < from) {
      index = text.indexOf(needle, from);
      if (index < 0) index = Number.POSITIVE_INFINITY;
      known.set(needle, index);
    }
    return index;
  };
}
function toCode2(text) {
  const line = text.trim();
  const longest = Array.from(line.matchAll(/`+/g)).reduce((max, [run]) => Math.max(max, run.length), 0);
  const marker = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return marker + space + line + space + marker;
}
function runsByLength(text) {
  const runs = new Map();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const starts = runs.get(run.length);
    if (starts) starts.push(index);
    else runs.set(run.length, [index]);
  }
  for (const starts of runs.values()) starts.reverse();
  return runs;
}

// functions/markdown/entities.ts
var NAMED = {
  nbsp: " ",
  ensp: " ",
  emsp: " ",
  quot: '"',
  apos: "'",
  copy: "©",
  reg: "®",
  trade: "™",
  deg: "°",
  middot: "·",
  bull: "•",
  hellip: "…",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  laquo: "«",
  raquo: "»",
  times: "×",
  divide: "÷",
  plusmn: "±",
  minus: "−",
  le: "≤",
  ge: "≥",
  ne: "≠",
  asymp: "≈",
  infin: "∞",
  larr: "←",
  uarr: "↑",
  rarr: "→",
  darr: "↓",
  harr: "↔",
  rArr: "⇒",
  euro: "€",
  pound: "£",
  yen: "¥",
  sect: "§"
};
function decodeEntity(entity) {
  const name = entity.slice(1, -1);
  const character = name.startsWith("#") ? numbered(name.slice(1)) : Object.hasOwn(NAMED, name) ? NAMED[name] : void 0;
  return character ?? entity;
}
function numbered(number) {
  const code = /^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number.parseInt(number, 10);
  const isQuote = code === 34 || code === 39;
  const isLetterOrSign = code >= 160 && code < 55296 || code > 57343 && code <= 1114111;
  return isQuote || isLetterOrSign ? String.fromCodePoint(code) : void 0;
}

// functions/markdown/inline.ts
var PLAIN = /[^\\`$<&![\]*_\nh]+|h/y;
var ADDRESS = /https?:\/\/[^\s<>()[\]*`\\|"!]+/y;
var AUTOLINK = /<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*)>/iy;
var EMAIL = /<([a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{1,255})>/iy;
var LINE_BREAK = /<br[ \t]*\/?>/iy;
var ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,31});/iy;
var ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/;
function renderLines(text, references) {
  return render(text, references, "\n").split("\n").map(trimSpaces).filter(Boolean);
}
function renderLine(text, references) {
  return trimSpaces(render(text, references, " "));
}
function render(text, references, lineBreak) {
  const scan = {
    text,
    index: 0,
    pieces: [],
    brackets: { open: [], spent: 0 },
    references,
    lineBreak,
    readCode: createCodeReader(text),
    readMaths: createMathsReader(text)
  };
  while (scan.index < text.length) {
    const [piece, length] = readNext(scan);
    scan.pieces.push(piece);
    scan.index += length;
    if (piece === "\n" && text[scan.index - 1] === "\n") forgetBrackets(scan.brackets);
  }
  return joinPieces(scan.pieces);
}
function readNext(scan) {
  const { text, index } = scan;
  switch (text[index]) {
    case "\\":
      return scan.readMaths(index) ?? readEscape(scan);
    case "$":
      return scan.readMaths(index) ?? ["$", 1];
    case "`":
      return scan.readCode(index) ?? ["`", 1];
    case "<":
      return readAngle(scan);
    case "&":
      return readAmpersand(scan);
    case "*":
    case "_":
      return readRun(scan);
    case "!":
      return text[index + 1] === "[" ? openBracket(scan, "![") : ["!", 1];
    case "[":
      return openBracket(scan, "[");
    case "]":
      return closeBracket(scan);
    case "\n":
      return ["\n", 1];
    default:
      return readPlain(scan);
  }
}
function readPlain(scan) {
  const plain = matchAt(ADDRESS, scan)?.[0] ?? matchAt(PLAIN, scan)?.[0] ?? scan.text[scan.index] ?? "";
  return [plain, plain.length];
}
function readEscape({ text, index }) {
  const next = text[index + 1] ?? "";
  if (next === "\n") return ["\n", 2];
  if (next === "<") return ["&lt;", 2];
  return ASCII_PUNCTUATION.test(next) ? [`\\${next}`, 2] : ["\\", 1];
}
function readAngle(scan) {
  const lineBreak = matchAt(LINE_BREAK, scan);
  if (lineBreak) return [scan.lineBreak, lineBreak[0].length];
  const [whole, address = ""] = matchAt(AUTOLINK, scan) ?? [];
  if (whole && isLinkTarget(address)) return [autolink(scan, address, address), whole.length];
  const [mail, mailbox = ""] = matchAt(EMAIL, scan) ?? [];
  if (mail) return [autolink(scan, mailbox, `mailto:${mailbox}`), mail.length];
  return ["&lt;", 1];
}
function autolink({ text, index }, words, target) {
  const space = text[index - 1] === "!" ? " " : "";
  return `${space}[${writeTarget(words)}](${writeTarget(target)})`;
}
function readAmpersand(scan) {
  const entity = matchAt(ENTITY, scan)?.[0];
  return entity ? [decodeEntity(entity), entity.length] : ["&", 1];
}
function readRun({ text, index }) {
  const character = text[index] === "_" ? "_" : "*";
  let end = index;
  while (text[end] === character) end++;
  const run = {
    character,
    length: end - index,
    // By code points: half an emoji is neither letter nor mark.
    before: Array.from(text.slice(Math.max(0, index - 2), index)).at(-1),
    after: Array.from(text.slice(end, end + 2))[0]
  };
  return [run, run.length];
}
function matchAt(pattern, { text, index }) {
  pattern.lastIndex = index;
  return pattern.exec(text) ?? void 0;
}

// functions/markdown/lists.ts
var INNER_BULLETS = ["◦", "▪", "▫"];
var TASK = /^\[([ xX])\][ \t]+/;
var MAX_NUMBER = 999999999;
function listEntries(list, references, level = 0) {
  return list.items.flatMap((item, index) => {
    const marker = markerOf(list, index, level);
    const entries = item.flatMap((block) => blockEntries(block, references, level));
    const [first, ...others] = entries;
    if (first && !("kind" in first)) {
      const text = first.marker.replaceAll(INDENT, "") + first.text.replace(TASK, toBox);
      return [{ marker, text, isItem: level === 0 }, ...others];
    }
    return list.ordered ? [{ marker, text: "", isItem: level === 0 }, ...entries] : entries;
  });
}
function blockEntries(block, references, level) {
  if (block.kind === "list") return listEntries(block, references, level + 1);
  if (block.kind !== "paragraph") return [block];
  const indent = level > 0 ? INDENT.repeat(level + 1) : "";
  return renderLines(block.text, references).map((text) => ({
    marker: text.startsWith(INDENT) ? "" : indent,
    text,
    isItem: false
  }));
}
function markerOf({ ordered, start }, index, level) {
  const number = Math.min(start + index, MAX_NUMBER);
  if (level === 0) return ordered ? `${number}. ` : "- ";
  const bullet = ordered ? `${number})` : INNER_BULLETS[Math.min(level, INNER_BULLETS.length) - 1];
  return `${INDENT.repeat(level)}${bullet} `;
}
var toBox = (_, mark) => mark === " " ? "☐ " : "☑ ";

// functions/markdown/writer.ts
var LINE_BREAK2 = "  \n";
var BLANK_LINE = "\n\n";
var RULE2 = "———";
var MIN_FENCE = 3;
function writeBlocks(blocks, references) {
  const chunks = blocks.flatMap((block) => toChunks(block, references));
  return chunks.map(({ text }) => text).join(BLANK_LINE);
}
function toChunks(block, references) {
  switch (block.kind) {
    case "paragraph": {
      const lines = renderLines(block.text, references);
      return textChunk(lines.map((line, index) => keepAsText(line, index > 0)).join(LINE_BREAK2));
    }
    case "heading":
      return textChunk(headingText(block.level, renderLine(block.text, references)));
    case "quote":
      return block.blocks.flatMap((inner) => toChunks(inner, references)).map(quote);
    case "list":
      return listChunks(listEntries(block, references), block.loose ? BLANK_LINE : "\n", references);
    case "code":
      return [{ text: codeText(block), isCode: true }];
    case "rule":
      return textChunk(RULE2);
  }
}
function textChunk(text) {
  return text ? [{ text, isCode: false }] : [];
}
function headingText(level, words) {
  const hashes = closingHashes(words);
  const text = hashes > 0 ? `${words.slice(0, -hashes)}\\${words.slice(-hashes)}` : words;
  return text && `${"#".repeat(level)} ${text}`;
}
function quote(chunk) {
  if (chunk.isCode) return chunk;
  const lines = chunk.text.split("\n").map((line) => line ? `> ${line}` : ">");
  return { text: lines.join("\n"), isCode: false };
}
function codeText({ marker, info, lines }) {
  const longest = lines.reduce(
    (max, line) => Math.max(max, /^ {0,3}(`+)[ \t]*$/.exec(line)?.[1]?.length ?? 0),
    0
  );
  const own = marker.startsWith("`") ? marker.length : MIN_FENCE;
  const fence = "`".repeat(Math.max(own, longest + 1));
  return [fence + info.replace(/[`<|]/g, "").trim(), ...lines, fence].join("\n");
}
function listChunks(entries, gap, references) {
  const chunks = [];
  let items = [];
  const endList = () => {
    chunks.push(...textChunk(items.map((lines) => lines.join(LINE_BREAK2)).join(gap)));
    items = [];
  };
  let isHeadless = false;
  for (const entry of entries) {
    if ("kind" in entry) {
      endList();
      for (const chunk of toChunks(entry, references)) chunks.push(chunk);
      continue;
    }
    if (entry.isItem && isHeadless) endList();
    if (items.length === 0) isHeadless = !entry.isItem;
    if (entry.isItem || items.length === 0) items.push([]);
    items.at(-1)?.push(lineText(entry, (items.at(-1)?.length ?? 0) > 0));
  }
  endList();
  return chunks;
}
function lineText({ marker, text, isItem }, isContinued) {
  if (marker.startsWith(INDENT)) return trimSpaces(marker + text);
  const line = trimSpaces(marker + keepAsText(text, isContinued && !isItem, true));
  return isRule(line) ? `${marker}\\${text}` : line;
}
function keepAsText(line, isContinued, inItem = false) {
  const belongsAbove = isContinued && (underlineLevel(line) !== void 0 || isDelimiterRow(line));
  if (!isContinued && isDefinition(line)) return line.replaceAll("]:", "] :");
  if (!belongsAbove && !mathsCloserOf(line) && !startsBlock(line, isContinued && !inItem)) return line;
  if (line.startsWith(">")) return `&gt;${line.slice(1)}`;
  const marker = /^(?:[-+*]|#{1,6}|\d{1,9}[.)])(?=[ \t]|$)/.exec(line)?.[0];
  return marker ? `${marker} ${line.slice(marker.length + 1)}` : `\\${line}`;
}

// functions/markdown/plain-text.ts
var MAX_CHARACTERS = 200;
var LOOKAHEAD_CHARACTERS = 100;
var VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;
var ELLIPSIS = "…";
var FIRST_WIDE_CODE_POINT = 4352;
var LINE_MARKS = new RegExp(`^(?:> ?)*(?:#{1,6} |- )?(?:${INDENT}|[◦▪▫☐☑] )*`);
var INLINE_MARKS = new RegExp(
  [
    /(`+) ?(?<code>.+?) ?\1(?!`)/,
    /!?\[(?<label>[^[\]]*)\]\([^()\s]*\)/,
    /\\(?<escaped>[!-/:-@[-`{-~])/,
    /&(?<entity>lt|gt|amp);/,
    /\*\*|~~/,
    /\*(?=[p{L}p{N}“"'(（《])(?<italic>[^*]*[^\s*])\*/
  ].map(({ source }) => source).join("|"),
  "gu"
);
var ENTITIES = { lt: "<", gt: ">", amp: "&" };
var graphemes = new Intl.Segmenter(void 0, { granularity: "grapheme" });
function toPlainText(markdown) {
  const words = [];
  let fence;
  for (const line of markdown.split("\n")) {
    const opened = fence ? void 0 : openFence(line);
    if (!fence && !opened && line !== RULE2) words.push(withoutMarks(line.replace(LINE_MARKS, "")));
    fence = fence && closesFence(line, fence) ? void 0 : fence ?? opened;
  }
  return words.join(" ");
}
function toOneLine(words, columns) {
  const line = words.replace(/[\s\p{Cc}]+/gu, " ").trim();
  if (!VISIBLE.test(line)) return "";
  let taken = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(line.slice(0, MAX_CHARACTERS + LOOKAHEAD_CHARACTERS))) {
    const next = index + segment.length;
    taken += columnsOf2(segment);
    if (next > MAX_CHARACTERS || taken > columns) break;
    if (next === line.length) return line;
    if (taken <= columns - columnsOf2(ELLIPSIS)) end = next;
  }
  return end > 0 ? line.slice(0, end).trimEnd() + ELLIPSIS : "";
}
function withoutMarks(text) {
  return text.replace(INLINE_MARKS, (...match) => {
    const { code, label, escaped, entity, italic } = match.at(-1);
    if (label ?? italic) return withoutMarks(label ?? italic ?? "");
    return code ?? escaped ?? ENTITIES[entity ?? ""] ?? "";
  });
}
function columnsOf2(segment) {
  return (segment.codePointAt(0) ?? 0) < FIRST_WIDE_CODE_POINT ? 1 : 2;
}

// functions/markdown/markdown.ts
function toDingTalkMarkdown(markdown) {
  const references = new Map();
  const lines = markdown.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  const blocks = parseBlocks(lines, references);
  return writeBlocks(blocks, references);
}
var MARKS2 = [
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
var MATHS3 = [
  ["\\(", "\\)"],
  ["\\[", "\\]"]
];
function hasMarkdown(text) {
  return MARKS2.some((mark) => mark.test(text)) || MATHS3.some((ends) => ends.every((end) => text.includes(end))) || text.split("\n").some(isDelimiterRow);
}
var TITLE_SOURCE_CHARACTERS = 2e3;
var TITLE_COLUMNS = 40;
function toTitle(text, fallback = "…") {
  const source = text.slice(0, TITLE_SOURCE_CHARACTERS);
  const words = hasMarkdown(source) ? toPlainText(toDingTalkMarkdown(source)) : source;
  return toOneLine(words, TITLE_COLUMNS) || fallback;
}

// functions/markdown/cuts.ts
var MIN_FILL = 1 / 2;
var LOOKAHEAD_CHARACTERS2 = 200;
var LINE_BREAK3 = /\r\n|\n|\r/g;
var SENTENCE_END = /[。！？…；][”’」』）"')]*|[.!?][”’」』）"')]*[^\S\r\n]+/g;
var PHRASE_END = /[^\S\r\n]+|[，、：]/g;
var INLINE_CODE = /`[^`\n]+`/g;
var graphemes2 = new Intl.Segmenter(void 0, { granularity: "grapheme" });
function endOfCut({ text, start, opening, limits, atMost = text.length }) {
  const end = reach({ text, start, opening, limits, atMost });
  if (end >= text.length) return text.length;
  const window = text.slice(start, end);
  const next = text.slice(end, end + LOOKAHEAD_CHARACTERS2);
  const earliest = Math.floor(window.length * MIN_FILL);
  const lines = lineCuts(window, next, opening);
  const words = window.replace(INLINE_CODE, (code) => "x".repeat(code.length));
  const cut2 = bestLine(lines.filter(({ at }) => at >= earliest)) ?? lastMatch(SENTENCE_END, words, earliest) ?? lastMatch(PHRASE_END, words, earliest) ?? bestLine(lines) ?? characterCut(window, next, earliest);
  return start + cut2;
}
function overrun(part, { characters, bytes }) {
  const inJson = Buffer.byteLength(JSON.stringify(part)) - '""'.length;
  return Math.max(0, part.length - characters, inJson - bytes);
}
function reach({ text, start, opening, limits, atMost }) {
  const last2 = Math.min(atMost, start + limits.characters - opening.length);
  let bytes = limits.bytes - Buffer.byteLength(JSON.stringify(opening));
  for (let index = start; index < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
    bytes -= bytesInJson(character);
    if (index > start && (bytes < 0 || index + character.length > last2)) return index;
    index += character.length;
  }
  return text.length;
}
function bytesInJson(character) {
  if (character >= " " && character <= "~") return character === '"' || character === "\\" ? 2 : 1;
  return Buffer.byteLength(JSON.stringify(character)) - '""'.length;
}
var RANK = { withinParagraph: 1, withinCode: 2, lineEnd: 3, paragraphEnd: 4 };
function lineCuts(window, next, opening) {
  const cuts = [];
  const text = window + next;
  let fence = openFence(opening.trimEnd());
  let start = 0;
  for (const { 0: lineBreak, index } of text.matchAll(LINE_BREAK3)) {
    const at = index + lineBreak.length;
    if (at > window.length) break;
    const line = text.slice(start, index);
    const following = text.slice(at).split(LINE_BREAK3, 1)[0] ?? "";
    const opened = fence ? void 0 : openFence(line);
    fence = fence && closesFence(line, fence) ? void 0 : fence ?? opened;
    const isAlone = fence && (opened || closesFence(following, fence));
    if (!isAlone) cuts.push({ at, rank: rankOf(line, following, fence) });
    start = at;
  }
  return cuts;
}
function rankOf(line, following, fence) {
  if (fence) return RANK.withinCode;
  if (isBlank(line)) return RANK.paragraphEnd;
  const goesOn = isBlank(following) || following.startsWith(INDENT) || line.endsWith("  ");
  return goesOn ? RANK.withinParagraph : RANK.lineEnd;
}
function bestLine(cuts) {
  return cuts.reduce(
    (best, cut2) => best && best.rank > cut2.rank ? best : cut2,
    void 0
  )?.at;
}
function lastMatch(pattern, words, earliest) {
  let end;
  for (const { 0: match, index } of words.slice(earliest).matchAll(pattern))
    end = earliest + index + match.length;
  return end;
}
function characterCut(window, next, earliest) {
  const text = window + next;
  let cut2 = window.length;
  while (cut2 > earliest && /[`~]/.test(text[cut2] ?? "")) cut2--;
  if (cut2 === earliest) cut2 = window.length;
  return graphemes2.segment(text).containing(cut2)?.index || window.length;
}

// functions/markdown/parts.ts
var MAX_CHARACTERS2 = 3800;
var MAX_MESSAGE_BYTES = 15e3;
var ENVELOPE_BYTES = 1500;
var MAX_REOPENED_CHARACTERS = 100;
var MOST_BYTES_A_UNIT = 6;
var MIN_CHARACTERS = 300;
var MIN_BYTES = 2e3;
function splitIntoParts(text, limits = {}) {
  const { maxCharacters = MAX_CHARACTERS2, maxBytes = MAX_MESSAGE_BYTES - ENVELOPE_BYTES } = limits;
  if (maxCharacters < MIN_CHARACTERS || maxBytes < MIN_BYTES) {
    throw new RangeError(`A part takes at least ${MIN_CHARACTERS} characters and ${MIN_BYTES} bytes`);
  }
  if (text !== "" && isShort(text, maxCharacters, maxBytes)) return [text];
  const parts = [];
  let opening = "";
  for (let start = 0; start < text.length; ) {
    const end = endOfPart(text, start, opening, { characters: maxCharacters, bytes: maxBytes });
    const shown = opening + text.slice(start, end);
    const ending = readEnding(shown);
    parts.push(shown + closingOf(ending));
    opening = openingOf(ending);
    start = end;
  }
  return parts;
}
function isShort(text, maxCharacters, maxBytes) {
  const fits = text.length <= maxCharacters && text.length * MOST_BYTES_A_UNIT + 2 <= maxBytes;
  return fits && !text.includes("```") && !text.includes("~~~");
}
function endOfPart(text, start, opening, limits) {
  let end = endOfCut({ text, start, opening, limits });
  for (; ; ) {
    const shown = opening + text.slice(start, end);
    const over = overrun(shown + closingOf(readEnding(shown)), limits);
    if (over === 0) return end;
    end = endOfCut({ text, start, opening, limits, atMost: end - Math.ceil(over / 2) });
  }
}
function readEnding(shown) {
  let open;
  let closes = false;
  const lines = shown.split(/\r\n|\n|\r/);
  for (const line of lines) {
    closes = open !== void 0 && closesFence(line, open.fence);
    const fence = open ? void 0 : openFence(line);
    if (closes) open = void 0;
    else if (fence) open = { fence, line };
  }
  return { open, lastLine: lines.at(-1) ?? "", closes };
}
function closingOf({ open, lastLine, closes }) {
  if (!open) return closes && /[ \t]$/.test(lastLine) ? " " : "";
  const line = open.fence.indent + open.fence.marker;
  return lastLine === "" ? `${line} ` : `
${line}	`;
}
function openingOf({ open }) {
  return open && open.line.length <= MAX_REOPENED_CHARACTERS ? `${open.line}
` : "";
}

// functions/worker/outgoing-message.ts
function toOutgoingMessage(text, fallbackTitle) {
  const markdown = hasMarkdown(text);
  const parts = splitIntoParts(markdown ? toDingTalkMarkdown(text) : text).filter(
    (part) => part.trim() !== ""
  );
  return {
    title: markdown ? toTitle(text, fallbackTitle) : fallbackTitle,
    markdown,
    parts: parts.length > 0 ? parts : [fallbackTitle]
  };
}
var MAX_BODY_BYTES = 18e3;
function toHttpBody(letter, cutOff) {
  const fitting = [];
  let bytes = 0;
  for (const part of letter.parts) {
    bytes += Buffer.byteLength(JSON.stringify(part));
    if (bytes > MAX_BODY_BYTES) return toWebhookMessage(letter, [...fitting, cutOff].join("\n\n"));
    fitting.push(part);
  }
  return toWebhookMessage(letter, fitting.join("\n\n"));
}

// functions/bot/commands.ts
var COMMANDS = [
  { name: "help", words: { zh: ["帮助"], en: ["help"] }, bare: ["帮助"], argument: false },
  {
    name: "new",
    words: { zh: ["新话题", "重置", "清空"], en: ["new"] },
    bare: ["新话题", "重置", "清空"],
    argument: false
  },
  { name: "undo", words: { zh: ["撤回"], en: ["undo"] }, bare: ["撤回"], argument: false },
  { name: "retry", words: { zh: ["重答"], en: ["retry"] }, bare: ["重答"], argument: false },
  { name: "model", words: { zh: ["模型"], en: ["model"] }, bare: [], argument: true },
  { name: "role", words: { zh: ["角色"], en: ["role"] }, bare: [], argument: true },
  { name: "usage", words: { zh: ["用量"], en: ["usage"] }, bare: [], argument: false }
];
function parseCommand(text) {
  const said = text.trim().replace(/^／/, "/");
  const [, slash, word = "", argument = ""] = /^(\/?)(\S+)(?:\s+(\S[\s\S]{0,100}))?$/.exec(said) ?? [];
  const lower = word.toLowerCase();
  const row = COMMANDS.find(
    ({ words, bare }) => slash ? words.zh.includes(word) || words.en.includes(lower) : bare.includes(word)
  );
  if (row && (!argument || row.argument && slash)) return { name: row.name, argument: argument.trim() };
  return slash && !argument && /^[a-z]{1,20}$/i.test(word) ? "unknown" : void 0;
}
async function runCommand({ name, argument }, tools, texts2) {
  switch (name) {
    case "new":
      await tools.reset("/new");
      return texts2.command.newDone;
    case "undo":
      return await tools.undo() ? texts2.command.undoDone : texts2.command.undoNothing;
    case "model":
      return choose2("model", tools.models, argument, tools, texts2);
    case "role":
      return choose2("role", tools.roles, argument, tools, texts2);
    case "usage":
      return texts2.command.usage(await tools.usage());
    default:
      return help(tools, texts2);
  }
}
async function choose2(what, names, argument, tools, texts2) {
  const { none, list, chosen, unknown } = texts2.command[what];
  if (what === "model" ? names.length < 2 : names.length === 0) return none;
  const choice = await tools.choice();
  if (!argument) return list(names, choice[what] ?? (what === "model" ? names[0] : void 0));
  const back = what === "role" && /^(默认|default|-)$/i.test(argument);
  const name = names.find((one) => one.toLowerCase() === argument.toLowerCase());
  if (!back && !name) return unknown(names);
  await tools.choose({ ...choice, [what]: name ?? "" }, `/${what} ${argument}`);
  return chosen(name);
}
function help(tools, texts2) {
  const shown = COMMANDS.filter(({ name }) => {
    if (name === "model") return tools.models.length > 1;
    return name === "role" ? tools.roles.length > 0 : true;
  });
  const rows = shown.map(({ name, words, argument }) => {
    const typed = [...words.en.map((word) => `/${word}`), ...words.zh.map((word) => `/${word}`)].join(" ");
    return `- ${typed}${argument ? ` ${texts2.command.argument}` : ""} — ${texts2.command.purpose[name]}`;
  });
  return [texts2.command.helpTitle, rows.join("\n"), texts2.command.helpEnd].join("\n\n");
}

// functions/worker/session.ts
function toSessionKey({ robotCode, conversation, sender }, scope) {
  const shared = scope === "group" && conversation.kind === "group";
  return [robotCode, conversation.id, shared ? "" : sender.id].join("|");
}
function readCommand({ content }) {
  if (content.kind !== "pieces" || content.quote || content.pieces.length !== 1) return void 0;
  const [only] = content.pieces;
  return only && "text" in only ? parseCommand(only.text) : void 0;
}
function toTurn2(message, session, fields) {
  const { keepMs, ...rest } = fields;
  return {
    _id: `${message.id}:${fields.role}`,
    session,
    conversationId: message.conversation.id,
    person: message.sender.id,
    messageId: message.id,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + keepMs),
    ...rest
  };
}
var last = 0;
function nextReceivedAt() {
  last = Math.max(Date.now(), last + 1e-3);
  return last;
}

// functions/worker/generate-answer.ts
function createGenerateAnswer({ config: config2, texts: texts2, ask: ask2, media: media2 }) {
  const persona = {
    models: config2.model.names,
    systemPrompt: config2.model.systemPrompt ?? texts2.systemPrompt,
    roles: config2.model.roles,
    limits: config2.memory
  };
  const modelClientFor = (job, { robotCode }) => {
    const deadlineAt = job.receivedAt + config2.model.timeoutMs;
    const inTime2 = (download) => within(deadlineAt - Date.now(), download, () => new AnswerError("timeout", "download"));
    return {
      ask: (prompt, model) => ask2(prompt, model, deadlineAt),
      picture: (code) => inTime2(media2.picture(robotCode, code)),
      file: (code) => inTime2(media2.text(robotCode, code))
    };
  };
  const toPieces2 = ({ pieces, quote: quote2 }) => {
    if (!quote2) return pieces;
    const [before, after] = texts2.quoted(quote2.fromRobot);
    const quoted = quote2.pieces.map(
      (piece) => "file" in piece && !isTextFile(piece.name) ? { text: `[${piece.name}]` } : piece
    );
    return [{ text: before }, ...quoted, { text: after }, ...pieces];
  };
  const toSaid = (question, answer, choice) => ({
    question: answer.question,
    ...isTextAlone(question) ? {} : { pieces: toPieces2(question) },
    ...answer.failure ? {} : { answer: answer.text },
    choice
  });
  const say = (text) => ({
    message: toOutgoingMessage(text, texts2.title),
    result: "answered"
  });
  const answerTo = async (job, memory) => {
    const message = job.message;
    const again = readCommand(message) ? memory.last : void 0;
    if (readCommand(message) && !again) return say(texts2.command.retryNothing);
    const question = again ? toAgain(again, job.receivedAt) : toQuestion(message, job.receivedAt);
    const earlier = memory.turns.filter(({ messageId }) => messageId !== again?.messageId);
    const { choice } = memory;
    const answer = await respond(
      question,
      { turns: earlier, choice },
      persona,
      modelClientFor(job, message),
      texts2
    );
    return {
      ...say(answer.text),
      // A second answer takes the place of the first; a second try that failed leaves the first alone.
      ...again && answer.failure ? {} : { turnPair: toSaid(question, answer, choice) },
      ...again && !answer.failure ? { replaces: again.messageId } : {},
      result: answer.failure ?? "answered",
      ...answer.evidence ? { evidence: answer.evidence } : {},
      ...answer.model ? { model: answer.model } : {},
      ...answer.usage ? { usage: answer.usage } : {}
    };
  };
  return async function think(job, memory, interrupted) {
    if (interrupted) return { ...say(texts2.failure.interrupted), result: "interrupted" };
    try {
      return await answerTo(job, memory);
    } catch (error) {
      return { ...say(texts2.failure.internal), result: "internal", evidence: describe(error) };
    }
  };
}
function isTextAlone({ pieces, quote: quote2 }) {
  return !quote2 && pieces.every((piece) => "text" in piece);
}
function toQuestion({ content }, askedAt) {
  if (content.kind !== "pieces") return { pieces: [], askedAt };
  return { pieces: content.pieces, ...content.quote ? { quote: content.quote } : {}, askedAt };
}
function toAgain(last2, askedAt) {
  return { pieces: last2.pieces ?? [{ text: last2.content }], askedAt };
}

// functions/worker/inline-reply.ts
function createInlineReply({ config: config2, texts: texts2, turns: turns2 }) {
  const toTools = (message) => {
    const session = toSessionKey(message, config2.memory.scope);
    const read2 = () => turns2.read(session, config2.memory.maxTurns);
    const note = (content, choice, change = {}) => {
      const fields = {
        role: "command",
        content,
        askedAt: nextReceivedAt(),
        keepMs: config2.memory.keepMs,
        choice
      };
      return turns2.add([{ ...toTurn2(message, session, fields), ...change }]);
    };
    return {
      models: config2.model.names,
      roles: Object.keys(config2.model.roles),
      choice: async () => (await read2()).choice,
      choose: (choice, content) => note(content, choice),
      reset: async (content) => note(content, (await read2()).choice, { reset: true }),
      async undo() {
        const { last: last2 } = await read2();
        if (last2) await turns2.remove(session, last2.messageId);
        return last2 !== void 0;
      },
      usage: () => readUsage(turns2, message.sender.id, Date.now())
    };
  };
  const run = (message, command) => runCommand(command, toTools(message), texts2).catch(() => texts2.databaseAway);
  return function atOnce(message) {
    const { content } = message;
    if (content.kind === "over-quota") return { result: "over-quota", say: async () => void 0 };
    if (content.kind === "empty") return { result: "empty", say: async () => texts2.empty };
    if (content.kind === "unsupported") return { result: "unsupported", say: async () => texts2.unsupported };
    if (content.pieces.some((piece) => "file" in piece && !isTextFile(piece.name))) {
      return { result: "unsupported", say: async () => texts2.unreadableFile };
    }
    const command = readCommand(message);
    if (command === "unknown") return { result: "command", say: async () => texts2.command.unknown };
    if (!command || command.name === "retry") return void 0;
    return { result: `/${command.name}`, say: () => run(message, command) };
  };
}
async function readUsage(turns2, person, now) {
  const { day, month } = startOfDayAndMonth(now);
  const answers = await turns2.usage(person, month);
  const sum = (since) => {
    const counted = answers.filter(({ askedAt }) => askedAt >= since);
    return { messages: counted.length, tokens: counted.reduce((all, { tokens: tokens2 }) => all + tokens2, 0) };
  };
  return { today: sum(day), month: sum(month) };
}
function startOfDayAndMonth(now) {
  const offsetMs = 8 * 60 * 60 * 1e3;
  const local = new Date(now + offsetMs);
  const [year, month, date] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  return { day: Date.UTC(year, month, date) - offsetMs, month: Date.UTC(year, month, 1) - offsetMs };
}

// functions/storage/indexes.ts
var INDEXES = [
  ["inbox", { sessionLock: 1 }, { unique: true }],
  ["inbox", { state: 1, leaseUntil: 1 }],
  ["inbox", { session: 1, state: 1, receivedAt: 1 }],
  ["inbox", { expiresAt: 1 }, { expireAfterSeconds: 0 }],
  ["chats", { session: 1, askedAt: -1 }],
  ["chats", { person: 1, askedAt: -1 }],
  ["chats", { expiresAt: 1 }, { expireAfterSeconds: 0 }]
];
var SWEEP_LIMIT = 500;
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
async function sweep(database2) {
  let removed = 0;
  for (const name of ["inbox", "chats"]) {
    const expired = await database2.background(
      (db) => db.collection(name).find({ expiresAt: { $lt: new Date() } }).project({ _id: 1 }).limit(SWEEP_LIMIT).toArray()
    );
    if (expired.length === 0) continue;
    const ids = expired.map(({ _id }) => _id);
    removed += (await database2.background((db) => db.collection(name).deleteMany({ _id: { $in: ids } }))).deletedCount;
  }
  return removed;
}

// functions/worker/maintenance.ts
var LOOK_EVERY_MS = 3e3;
var SWEEP_EVERY_MS = 60 * 60 * 1e3;
var FIRST_SWEEP_AFTER_MS = 1e4;
var TIMER = "dingtalk:upkeep";
var COPIES = "dingtalk:copies";
function startMaintenance(shared, database2, worker2) {
  let indexed = false;
  let tidying = false;
  let sweepAt = Date.now() + FIRST_SWEEP_AFTER_MS;
  const copies = shared.get(COPIES) ?? new Set();
  shared.set(COPIES, copies.add(worker2));
  const look = async () => {
    void tidy2();
    for (const copy of copies) {
      if (copy === worker2) continue;
      if (copy.isIdle()) copies.delete(copy);
      else await copy.tellEnds().catch(() => void 0);
    }
    await worker2.resume();
  };
  const tidy2 = async () => {
    if (tidying) return;
    tidying = true;
    indexed = indexed || await ensureIndexes(database2);
    if (Date.now() >= sweepAt) {
      const removed = await sweep(database2).catch(() => void 0);
      if (removed === 0) sweepAt = Date.now() + SWEEP_EVERY_MS;
    }
    tidying = false;
  };
  clearInterval(shared.get(TIMER));
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref?.();
  shared.set(TIMER, timer);
  shared.set("drain", async (timeoutMs) => {
    clearInterval(timer);
    await Promise.all([...copies].map((copy) => copy.drain(timeoutMs)));
  });
  return look;
}

// functions/worker/worker.ts
import { randomUUID } from "node:crypto";

// functions/storage/inbox-entry.ts
var LEASE_MS = 9e3;
var RENEW_EVERY_MS = LEASE_MS / 3;
var KEEP_MS = 24 * 60 * 60 * 1e3;

// functions/storage/inbox.ts
var TAKE_OVER_PATIENCE_MS = LEASE_MS / 2;
var FORGOTTEN = ["message", "answer"];
function createInbox(database2, owner) {
  const run = (operation) => database2.run((db) => operation(db.collection("inbox")));
  const insist = (operation, patienceMs) => database2.insist((db) => operation(db.collection("inbox")), patienceMs);
  const mine = (entry) => ({ _id: entry._id, owner });
  const mineAndOpen = (entry) => ({ ...mine(entry), state: { $ne: "done" } });
  const put = async (entry, set, {
    forget = [],
    patienceMs,
    expected = mine(entry)
  } = {}) => {
    const elsewhere = ["_id", "owner", ...Object.keys(set), ...forget];
    const rest = { ...entry, sessionLock: entry._id };
    const first = Object.entries(rest).filter(
      ([field, value]) => value !== void 0 && !elsewhere.includes(field)
    );
    const change2 = {
      $set: set,
      $setOnInsert: Object.fromEntries(first),
      ...forget.length > 0 ? { $unset: Object.fromEntries(forget.map((field) => [field, ""])) } : {}
    };
    try {
      await insist((inbox) => inbox.updateOne(expected, change2, { upsert: true }), patienceMs);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  };
  const change = async (entry, expected, fields) => {
    const leaseUntil = Date.now() + LEASE_MS;
    const set = { ...fields, leaseUntil };
    const { matchedCount } = await insist((inbox) => inbox.updateOne(expected, { $set: set }));
    if (matchedCount === 1) entry.leaseUntil = leaseUntil;
    return matchedCount === 1;
  };
  return {
    create(fields) {
      return {
        ...fields,
        sessionLock: fields.session,
        state: "asked",
        owner,
        leaseUntil: Date.now() + LEASE_MS,
        attempts: 1,
        sent: 0,
        createdAt: new Date(),
        expiresAt: new Date(Date.now() + KEEP_MS)
      };
    },
    claim: (entry) => insist(async (inbox) => {
      try {
        await inbox.insertOne(entry);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        if (isDuplicateId(error)) return "seen";
        entry.sessionLock = entry._id;
        return insertAgain(inbox, entry);
      }
      return "claimed";
    }).catch((error) => ({
      late: error instanceof DatabaseAway ? error.late : void 0
    })),
    async note(entry) {
      const { message: _, ...done } = entry;
      try {
        const noted = { ...done, sessionLock: entry._id, state: "done", outcome: "in-body" };
        await insist((inbox) => inbox.insertOne(noted));
        return "noted";
      } catch (error) {
        if (isDuplicate(error)) return "seen";
        throw error;
      }
    },
    async acquireSessionLock(entry) {
      const earlier = {
        session: entry.session,
        state: { $ne: "done" },
        receivedAt: { $lt: entry.receivedAt }
      };
      const found = await run((inbox) => inbox.findOne(earlier, { projection: { _id: 1 } }));
      const sessionLock = found ? entry._id : entry.session;
      try {
        if (entry.sessionLock !== sessionLock) {
          const asked = { ...mine(entry), state: "asked" };
          const moved = await run((inbox) => inbox.updateOne(asked, { $set: { sessionLock } }));
          if (moved.matchedCount !== 1) return "lost";
          entry.sessionLock = sessionLock;
        }
        return found ? "busy" : "taken";
      } catch (error) {
        if (isDuplicate(error)) return "busy";
        throw error;
      }
    },
    async renew(ids, leaseUntil) {
      const ours = { _id: { $in: ids }, owner };
      const renewed = await insist(
        (inbox) => inbox.updateMany(ours, { $max: { leaseUntil } }),
        RENEW_EVERY_MS
      );
      if (renewed.matchedCount === ids.length) return new Set(ids);
      const found = await insist((inbox) => inbox.find(ours, { projection: { _id: 1 } }).toArray());
      return new Set(found.map(({ _id }) => _id));
    },
    async adopt(entry, patienceMs) {
      const { _id: sessionLock, state, answer } = entry;
      const known = answer === void 0 ? {} : { state, answer };
      const set = { ...known, sessionLock, leaseUntil: Date.now() + LEASE_MS };
      const kept = await put(entry, set, { expected: mineAndOpen(entry), patienceMs });
      if (kept) entry.sessionLock = sessionLock;
      return kept;
    },
    async saveAnswer(entry, answer) {
      const asked = { ...mine(entry), state: "asked" };
      return change(entry, asked, { state: "answered", answer });
    },
    saveProgress: (entry, sent, channel) => change(entry, mine(entry), { sent, channel }),
    isMine: (entry) => change(entry, mineAndOpen(entry), {}),
    async close(entry, outcome, { stored, patienceMs }) {
      const { _id: sessionLock, sent, channel } = entry;
      const set = {
        state: "done",
        sessionLock,
        outcome,
        doneAt: Date.now(),
        sent,
        ...channel ? { channel } : {}
      };
      if (!stored) return void await put(entry, set, { forget: FORGOTTEN, patienceMs });
      const change2 = { $set: set, $unset: { message: "", answer: "" } };
      await insist((inbox) => inbox.updateOne(mine(entry), change2), patienceMs);
    },
    async release(entry, pauseMs) {
      const leaseUntil = Date.now() + pauseMs;
      const { attempts, channel } = entry;
      const given = { owner: "", leaseUntil, attempts: attempts - 1, ...channel ? { channel } : {} };
      await put(entry, given);
    },
    async takeOver(limit) {
      const abandoned = { state: { $in: ["asked", "answered"] }, leaseUntil: { $lt: Date.now() } };
      const oldest = await run(
        (inbox) => inbox.find(abandoned).sort({ receivedAt: 1 }).limit(limit).project({ _id: 1 }).toArray()
      );
      if (oldest.length === 0) return [];
      const some = { _id: { $in: oldest.map(({ _id }) => _id) } };
      const take = { $set: { owner, leaseUntil: Date.now() + LEASE_MS }, $inc: { attempts: 1 } };
      const filter = { ...some, ...abandoned };
      await insist((inbox) => inbox.updateMany(filter, take), TAKE_OVER_PATIENCE_MS);
      const ours = { ...some, owner, state: abandoned.state };
      return insist((inbox) => inbox.find(ours).toArray(), TAKE_OVER_PATIENCE_MS);
    }
  };
}
async function insertAgain(inbox, entry) {
  try {
    await inbox.insertOne(entry);
    return "claimed";
  } catch (error) {
    if (isDuplicate(error)) return "seen";
    throw error;
  }
}
function isDuplicateId(error) {
  const pattern = error.keyPattern;
  return pattern !== void 0 && "_id" in pattern;
}

// functions/worker/in-flight.ts
var LOOK_MS = 500;
function createInFlight(inbox, others) {
  const held = new Map();
  const sessions = new Map();
  const waiting = new Map();
  let heartbeat;
  const prolong = async () => {
    const all = [...held.values()];
    const leaseUntil = Date.now() + LEASE_MS;
    const ids = [...held.keys(), ...others()];
    if (ids.length === 0) return;
    const ours = await inbox.renew(ids, leaseUntil);
    for (const one of all) {
      if (ours.has(one.job._id)) Object.assign(one, { stored: true }).job.leaseUntil = leaseUntil;
      else if (!one.stored) one.stored = await inbox.adopt(one.job).then(() => true);
    }
  };
  const renewLeases = () => prolong().catch(() => void 0);
  const beat = () => {
    if (held.size === 0 && others().length === 0) {
      clearInterval(heartbeat);
      heartbeat = void 0;
    } else void renewLeases();
  };
  return {
    renewLeases,
    all: () => [...held.values()],
    has: (id) => held.has(id),
    isFirst: ({ session, receivedAt }) => [...sessions.get(session) ?? []].every(({ job }) => job.receivedAt >= receivedAt),
    isEmpty: () => held.size === 0,
    hold(one) {
      const { _id, session } = one.job;
      held.set(_id, one);
      sessions.set(session, (sessions.get(session) ?? new Set()).add(one));
      heartbeat ??= setInterval(beat, RENEW_EVERY_MS);
    },
    letGo(one) {
      const { _id, session } = one.job;
      held.delete(_id);
      sessions.get(session)?.delete(one);
      if (sessions.get(session)?.size === 0) sessions.delete(session);
      for (const look of waiting.get(session) ?? []) look();
    },
    nextChange: (session) => new Promise((resolve) => {
      const looks = waiting.get(session) ?? new Set();
      waiting.set(session, looks);
      const look = () => {
        clearTimeout(timer);
        looks.delete(look);
        if (looks.size === 0) waiting.delete(session);
        resolve();
      };
      const timer = setTimeout(look, LOOK_MS);
      looks.add(look);
    })
  };
}

// functions/worker/pending-closes.ts
var MAX_UNTOLD = 1e4;
var AT_ONCE = 10;
var UNHURRIED_MS = 1e4;
function createPendingCloses(inbox) {
  const untold = new Map();
  const keep = (one, result) => {
    untold.set(one.job._id, { one, result });
    const [oldest] = untold.keys();
    if (untold.size > MAX_UNTOLD && oldest) untold.delete(oldest);
  };
  return {
    ids: () => [...untold.keys()],
    isEmpty: () => untold.size === 0,
    tell: (one, result) => inbox.close(one.job, result, { stored: one.stored, patienceMs: UNHURRIED_MS }).catch(() => keep(one, result)),
    async flush() {
      while (untold.size > 0) {
        const some = [...untold.values()].slice(0, AT_ONCE);
        await Promise.all(
          some.map(async ({ one, result }) => {
            await inbox.close(one.job, result, { stored: one.stored });
            untold.delete(one.job._id);
          })
        );
      }
    }
  };
}

// functions/worker/turn-pair.ts
function toTurnPair(job, { turnPair: said, model, usage }, keepMs) {
  if (!said) return [];
  const message = job.message;
  const { question, pieces, answer, choice } = said;
  const shared = { askedAt: job.receivedAt, keepMs, choice };
  const asked = {
    ...toTurn2(message, job.session, { role: "user", content: question, ...shared }),
    ...pieces ? { pieces } : {}
  };
  if (answer === void 0) return [asked];
  const answered = {
    ...toTurn2(message, job.session, { role: "assistant", content: answer, ...shared }),
    ...model ? { model } : {},
    ...usage ? { usage } : {}
  };
  return [asked, answered];
}

// functions/worker/process-message.ts
var MAX_ATTEMPTS = 5;
var ORDER_PATIENCE_MS = 4e3;
var CLAIM_PATIENCE_MS = 4e3;
var GIVE_UP_MS = 30 * 60 * 1e3;
function createProcessMessage(inbox, inFlight, tools) {
  const isClaimLost = async (one) => {
    const { job, late } = one;
    if (one.stored || !late) return false;
    const leftMs = Math.max(0, job.receivedAt + CLAIM_PATIENCE_MS - Date.now());
    const claim = await within(leftMs, late, () => new Error("undecided")).catch(() => void 0);
    const isOurs = claim === "claimed" || claim === "seen" && await inbox.isMine(job).catch(() => true);
    one.stored = one.stored || isOurs;
    return claim === "seen" && !isOurs;
  };
  const waitForTurn = async (one, deadlineAt) => {
    const { job } = one;
    if (await isClaimLost(one)) return "lost";
    let ending = "at-once";
    let answeredAt = Date.now();
    while (one.stored && Date.now() < deadlineAt) {
      const asks = inFlight.isFirst(job) || job.sessionLock === job.session;
      const turn = asks ? await inbox.acquireSessionLock(job).catch(() => "unknown") : "busy";
      if (turn === "taken") return ending;
      if (turn === "lost") return turn;
      ending = "waited";
      if (turn === "busy") answeredAt = Date.now();
      else if (Date.now() - answeredAt > ORDER_PATIENCE_MS) return ending;
      await inFlight.nextChange(job.session);
    }
    return ending;
  };
  const recallInTurn = async (one, deadlineAt) => {
    const { job } = one;
    const early = one.stored && job.sessionLock === job.session ? tools.recall(job) : void 0;
    const turn = await waitForTurn(one, deadlineAt);
    if (turn === "lost") return void 0;
    return early && turn === "at-once" ? early : tools.recall(job);
  };
  const remember = async (job, outcome) => {
    const exchange = toTurnPair(job, outcome, tools.rememberForMs);
    if (exchange.length === 0) return;
    const { replaces } = outcome;
    if (replaces) await tools.turns.remove(job.session, replaces).catch(() => void 0);
    await tools.turns.add(exchange).catch(() => void 0);
  };
  const store = async (one, outcome) => {
    const saving = one.stored ? inbox.saveAnswer(one.job, outcome) : inbox.adopt(one.job, CLAIM_PATIENCE_MS);
    const [kept] = await Promise.all([saving.catch(() => true), remember(one.job, outcome)]);
    return kept;
  };
  const hint = async (failure) => {
    const line = tools.ownerHint(failure);
    return line && await tools.botStatus.mayTell().catch(() => false) ? line : void 0;
  };
  const deliver = async (one, letter) => {
    const { job } = one;
    if (one.inBody) return { channel: "body", refusals: [] };
    const isLost = one.stored && Date.now() > job.leaseUntil && !await inbox.isMine(job).catch(() => true);
    if (isLost) return { refusals: [], result: "taken-over" };
    one.sending = true;
    const onSent = async (sent, channel) => {
      job.sent = sent;
      job.channel = channel;
      if (!one.stored || sent === letter.parts.length) return;
      if (!await inbox.saveProgress(job, sent, channel).catch(() => true)) throw new StoppedError();
    };
    try {
      const progress = { sent: job.sent, channel: job.channel, onSent, hint };
      return await tools.deliver(job.message, letter, progress);
    } catch (error) {
      if (error instanceof StoppedError) return { refusals: [], result: "taken-over" };
      const { refusals = [], passing } = error;
      job.channel = refusals.find(({ failure }) => new DeliveryError(failure).passing)?.channel ?? job.channel;
      return { refusals, result: passing ? "postponed" : "undelivered" };
    } finally {
      one.sending = false;
    }
  };
  return async function live(one) {
    const { job, ms } = one;
    if (Date.now() - job.receivedAt > GIVE_UP_MS) return { result: "expired" };
    if (job.state === "asked" || !job.answer) {
      const deadlineAt = job.receivedAt + tools.answerWithinMs;
      const memory = await timed(ms, "wait", () => recallInTurn(one, deadlineAt));
      if (!memory) return { result: "taken-over" };
      const interrupted = job.attempts > MAX_ATTEMPTS || job.attempts > 1 && Date.now() >= deadlineAt;
      const outcome = await timed(ms, "think", () => tools.think(job, memory, interrupted));
      Object.assign(job, { answer: outcome, state: "answered" });
      const kept = await timed(ms, "store", () => store(one, outcome));
      if (!kept) return { result: "taken-over" };
    } else {
      await remember(job, job.answer);
    }
    const { message: letter, result, evidence, model, usage } = job.answer;
    const delivery = await timed(ms, "send", () => deliver(one, letter));
    const { channel, refusals } = delivery;
    const [refusal] = refusals;
    return {
      result: delivery.result ?? result,
      evidence,
      model,
      tokens: usage,
      channel,
      parts: letter.parts.length,
      refusals: refusal ? refusals : void 0
    };
  };
}
async function timed(ms, phase, step) {
  const startedAt = Date.now();
  try {
    return await step();
  } finally {
    ms[phase] = Date.now() - startedAt;
  }
}

// functions/worker/worker.ts
var POSTPONE_MS = 3e4;
var HAND_OVER_MS = 1500;
var FIRST_TAKEN_OVER = 6;
var MAX_TAKEN_OVER = 200;
function createWorker(tools) {
  const inbox = createInbox(tools.database, randomUUID());
  const ends = createPendingCloses(inbox);
  const inFlight = createInFlight(inbox, ends.ids);
  const live = createProcessMessage(inbox, inFlight, tools);
  let isAway = false;
  let isLooking = false;
  let isDraining = false;
  let takeOverFrom = 0;
  let room = FIRST_TAKEN_OVER;
  const work = async (one) => {
    inFlight.hold(one);
    const startedAt = Date.now();
    const ending = await live(one).catch((error) => ({ result: "internal", evidence: describe(error) }));
    one.ms.total = Date.now() - startedAt;
    tools.log(toLine(one, ending));
    await finish(one, ending.result);
    inFlight.letGo(one);
  };
  const finish = async (one, result) => {
    if (result === "taken-over") return;
    if (result === "postponed") return postpone(one);
    return ends.tell(one, result);
  };
  const postpone = (one) => inbox.release(one.job, POSTPONE_MS).catch(() => {
    setTimeout(() => inFlight.has(one.job._id) || void work(one), POSTPONE_MS);
  });
  const comeBack = async () => {
    await tools.database.run((db) => db.command({ ping: 1 }));
    isAway = false;
    takeOverFrom = Date.now() + LEASE_MS;
    await inFlight.renewLeases();
  };
  return {
    inbox,
    work: (job, claim) => work({ job, ...claim }),
    async answer(job, claim) {
      await work({ job, ...claim, inBody: true });
      return job.answer?.message;
    },
    isIdle: () => inFlight.isEmpty() && ends.isEmpty(),
    tellEnds: ends.flush,
    async resume() {
      if (isLooking) return;
      isLooking = true;
      try {
        if (isAway) await comeBack();
        await ends.flush();
        if (isDraining || Date.now() < takeOverFrom) return;
        for (const job of await inbox.takeOver(room)) {
          if (isDraining) await inbox.release(job, 0);
          else if (!inFlight.has(job._id)) void work({ job, stored: true, ms: {} });
        }
        room = Math.min(2 * room, MAX_TAKEN_OVER);
      } catch {
        isAway = true;
        room = FIRST_TAKEN_OVER;
      } finally {
        isLooking = false;
      }
    },
    async drain(timeoutMs) {
      isDraining = true;
      const until = Date.now() + timeoutMs;
      const isLate = (marginMs) => Date.now() > until - marginMs;
      while (!inFlight.isEmpty() && !isLate(HAND_OVER_MS)) await sleep(20);
      const idle = inFlight.all().filter(({ sending }) => !sending);
      await Promise.all(idle.map(({ job }) => inbox.release(job, 0).catch(() => void 0)));
      while (inFlight.all().some(({ sending }) => sending) && !isLate(0)) await sleep(20);
      while (!ends.isEmpty() && !isLate(0)) await ends.flush().catch(() => sleep(100));
    }
  };
}
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
function toLine({ job, ms }, ending) {
  const { conversation, type } = job.message ?? {};
  const { _id: id, attempts: attempt } = job;
  return {
    event: "message",
    id,
    conversation: conversation?.id,
    kind: conversation?.kind,
    type,
    attempt,
    ...ending,
    ms
  };
}

// functions/app.ts
var PASSES_BY_ITSELF = new Set([
  "webhook-gone",
  "throttled",
  "busy",
  "content-refused",
  "group-gone"
]);
var { config, problems } = readConfig(process.env);
var texts = TEXTS[config.language];
var database = createDatabase(() => cloud.mongo.db);
var turns = createTurns(database);
var botStatus = createBotStatus(database);
var { appKey = "", appSecret = "" } = config.dingtalk;
var api = createApi(config.dingtalk);
var tokens = createAccessTokens({
  ...createAccessTokenStore(database, appKey),
  request: () => api.requestToken(appKey, appSecret),
  now: () => Date.now()
});
var ask = createChat(config.model);
var media = createMedia(api, tokens);
var inlineReply = createInlineReply({ config, texts, turns });
var worker = createWorker({
  database,
  turns,
  botStatus,
  recall: (job) => turns.read(job.session, config.memory.maxTurns, job._id).catch(() => ({ turns: [], choice: {} })),
  think: createGenerateAnswer({ config, texts, ask, media }),
  deliver: createDeliver(api, tokens, { ...config.dingtalk, contentRefused: texts.contentRefused }, wait),
  ownerHint: (failure) => PASSES_BY_ITSELF.has(failure) ? void 0 : texts.ownerHint(texts.fix[failure]),
  log: (line) => {
    log(line);
    void botStatus.learn(line);
  },
  answerWithinMs: config.model.timeoutMs,
  rememberForMs: config.memory.keepMs
});
var rejectedCallbacks = createRejectedCallbacks(() => Date.now());
var askOnce = createChat({ ...config.model, maxRetries: 0 });
var PING_TIMEOUT_MS = 15e3;
var examine = createExamine(
  {
    problems,
    keyless: config.dingtalk.keyless,
    clockSkewMs: async () => await api.readClock() - Date.now(),
    database: botStatus.checkUp,
    async token() {
      if (!appKey || !appSecret) throw new DeliveryError("app-missing");
      await api.requestToken(appKey, appSecret);
    },
    permission: () => tryPermission(api, tokens, appKey),
    async model() {
      const prompt = [{ role: "user", content: "ping" }];
      await askOnce(prompt, config.model.names[0], Date.now() + PING_TIMEOUT_MS);
    },
    lastCallback: botStatus.lastMessageAt,
    lastTrouble: rejectedCallbacks.last,
    lastRefusal: botStatus.read
  },
  texts,
  () => Date.now()
);
var openReport = createReportAccess(config.doctorKey, botStatus.hasAnswered, examine);
function log(line) {
  console.log(JSON.stringify(line));
}
for (const problem of problems) console.warn(texts.problem(problem));
var recover = startMaintenance(cloud.shared, database, worker);
setImmediate(() => void recover());
setImmediate(() => void botStatus.hasAnswered().catch(() => void 0));
function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// functions/dingtalk/content.ts
var MAX_QUOTE_DEPTH = 3;
var MAX_PIECES = 100;
var MAX_TEXT_CHARACTERS = 1e5;
function toContent2(type, fields) {
  if (asNumber(fields.errorCode)) return { kind: "over-quota" };
  const content = asObjectOrJson(fields.content) ?? {};
  const pieces = toPieces(type, fields, content);
  if (!pieces) return { kind: "unsupported", type: type.slice(0, 40) };
  const quote2 = toQuote(fields, content);
  const said = tidy(pieces);
  if (said.length === 0 && !quote2?.pieces.length) return { kind: "empty" };
  return { kind: "pieces", pieces: said, ...quote2?.pieces.length ? { quote: quote2 } : {} };
}
function toPieces(type, fields, content) {
  switch (type) {
    case "text":
    case "markdown": {
      const text = asString(asObjectOrJson(fields.text)?.content) ?? asString(content.content);
      const bare = typeof fields.content === "string" && !asObjectOrJson(fields.content) ? fields.content : "";
      return [{ text: text ?? bare }];
    }
    case "richText":
      return withoutMention(asArray(content.richText).slice(0, MAX_PIECES).flatMap(toRichPieces), fields);
    case "picture":
      return toDownload(content, (code) => ({ picture: code }));
    case "audio": {
      const words = asString(content.recognition)?.trim();
      return words ? [{ text: words }] : void 0;
    }
    case "file":
      return toDownload(content, (code) => ({ file: code, name: asString(content.fileName) ?? "" }));
    case "chatRecord":
      return toRecord(content);
    default:
      return void 0;
  }
}
function toDownload(content, toPiece) {
  const code = downloadCode(content);
  return code ? [toPiece(code)] : void 0;
}
function downloadCode(fields) {
  return asString(fields.downloadCode) ?? asString(fields.pictureDownloadCode);
}
function toRichPieces(element) {
  const fields = asObject(element) ?? {};
  const type = asString(fields.type) ?? asString(fields.msgType) ?? "text";
  if (type === "picture") return toDownload(fields, (code) => ({ picture: code })) ?? [];
  const mentioned = type === "at" ? asString(fields.atName) : void 0;
  const text = mentioned ? `@${mentioned}` : asString(fields.text) ?? asString(fields.content);
  return text ? [{ text }] : [];
}
function withoutMention(pieces, fields) {
  const [first, ...rest] = pieces;
  if (asNumber(fields.conversationType) !== 2 || !first || !("text" in first) || !/^\s*@/.test(first.text))
    return pieces;
  const text = first.text.replace(/^\s*@\S+\s*/, "");
  return text ? [{ text }, ...rest] : rest;
}
function toRecord(content) {
  const rows = asArray(
    typeof content.chatRecord === "string" ? parseJson(content.chatRecord) : content.chatRecord
  );
  const lines = rows.slice(0, MAX_PIECES).flatMap((row) => {
    const { senderNick, content: said } = asObject(row) ?? {};
    return asString(said) ? [`${asString(senderNick) ?? ""}: ${said}`] : [];
  });
  const text = lines.length > 0 ? lines.join("\n") : asString(content.summary);
  if (!text) return void 0;
  return [{ text: [asString(content.title), text].filter(Boolean).join("\n") }];
}
function toQuote(fields, content) {
  const isRobot = (id) => asString(id) !== void 0 && id === fields.chatbotUserId;
  const replied = asObject(asObjectOrJson(fields.text)?.repliedMsg) ?? asObject(content.repliedMsg);
  if (replied) return { fromRobot: isRobot(replied.senderId), pieces: tidy(toQuotedPieces(replied, 1)) };
  const legacy = asObject(fields.quoteMessage);
  if (!legacy) return void 0;
  const text = asString(asObject(legacy.text)?.content) ?? "";
  return { fromRobot: isRobot(legacy.senderId), pieces: tidy([{ text }]) };
}
function toQuotedPieces(message, depth) {
  const content = asObjectOrJson(message.content) ?? {};
  const type = asString(message.msgType) ?? asString(message.msgtype) ?? "text";
  const words = asString(content.text) ?? asString(content.content);
  const nested = depth < MAX_QUOTE_DEPTH ? asObject(content.repliedMsg) : void 0;
  const own = type === "interactiveCard" ? [{ text: cardText(content.cardContent) }] : toPieces(type, { ...message, text: { content: words } }, content) ?? [{ text: words ?? "" }];
  return nested ? [...toQuotedPieces(nested, depth + 1), ...own] : own;
}
function cardText(node, depth = 0) {
  if (depth > 8) return "";
  if (Array.isArray(node))
    return node.slice(0, MAX_PIECES).map((one) => cardText(one, depth + 1)).join("");
  const { value, children } = asObject(node) ?? {};
  return (asString(value) ?? "") + cardText(asArray(children).length > 0 ? children : void 0, depth + 1);
}
function tidy(pieces) {
  const joined = [];
  for (const piece of pieces) {
    const last2 = joined.at(-1);
    if ("text" in piece && last2 && "text" in last2)
      joined[joined.length - 1] = { text: last2.text + piece.text };
    else joined.push(piece);
  }
  return joined.map((piece) => "text" in piece ? { text: piece.text.trim().slice(0, MAX_TEXT_CHARACTERS) } : piece).filter((piece) => !("text" in piece) || piece.text !== "");
}

// functions/dingtalk/message.ts
var MAX_ID_LENGTH = 256;
function parse(body, fallbackRobotCode = "") {
  const fields = asObject(body);
  if (!fields) return void 0;
  const msgId = toId(fields.msgId);
  const conversationId = toId(fields.conversationId);
  const staffId = toId(fields.senderStaffId);
  const senderId = toId(fields.senderId);
  const robotCode = toId(fields.robotCode);
  const ids = [msgId, conversationId, staffId, senderId, robotCode];
  if (ids.includes("malformed") || !msgId || !conversationId || !(staffId || senderId)) return void 0;
  const type = asString(fields.msgtype) ?? (fields.errorCode === void 0 ? void 0 : "error");
  const kind = toKind(fields.conversationType);
  if (!type || !kind) return void 0;
  const code = robotCode || fallbackRobotCode;
  return {
    id: `${code}:${msgId}`,
    robotCode: code,
    type: type.slice(0, 40),
    conversation: { id: conversationId, kind },
    sender: { id: staffId || senderId, ...staffId ? { staffId } : {} },
    ...toWebhook(fields),
    content: toContent2(type, fields)
  };
}
function toId(value) {
  if (value === void 0 || value === null) return "";
  return typeof value === "string" && value.length <= MAX_ID_LENGTH ? value : "malformed";
}
function toKind(value) {
  const type = asNumber(value);
  return type === 1 ? "direct" : type === 2 ? "group" : void 0;
}
function toWebhook(fields) {
  const url = asString(fields.sessionWebhook);
  if (!url) return {};
  const expiresAt = asNumber(fields.sessionWebhookExpiredTime);
  return { webhook: { url, ...expiresAt === void 0 ? {} : { expiresAt } } };
}

// functions/doctor/page.ts
var PAGE_HEADERS = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  // The address may hold DOCTOR_KEY: no link tells it to anybody.
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex",
  "x-content-type-options": "nosniff",
  vary: "accept"
};
var CONSOLE_URL = "https://open-dev.dingtalk.com/";
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
.bad { --state: var(--bad) } .good { --state: var(--good) } .unknown { --state: var(--unknown) }`;
var ORDER = ["bad", "unknown", "good"];
function toPage({ report, partly }, { doctor }) {
  const body = report ? `<p class="sum">${escapeHtml(toHeadline(report.findings, doctor))}</p>
<p class="soft">${escapeHtml(toWhen(report, doctor))}</p>
<ul>
${ORDER.flatMap((state) => report.findings.filter((finding) => finding.state === state)).map((finding) => toItem(finding, doctor)).join("\n")}
</ul>
<footer><p>${escapeHtml(partly ? doctor.partly : doctor.footer)}</p></footer>` : `<p>${escapeHtml(doctor.alive)}</p>`;
  return `<!doctype html>
<html lang="${doctor.htmlLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(doctor.title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(doctor.title)}</h1>
${body}
</main>
</body>
</html>
`;
}
function toHeadline(findings, doctor) {
  const count = (state) => findings.filter((finding) => finding.state === state).length;
  if (count("bad") > 0) return doctor.someBad(count("bad"));
  return count("unknown") > 0 ? doctor.someWaiting(count("unknown")) : doctor.allGood;
}
function toWhen({ checkedAt, nextCheckAt }, doctor) {
  const [at, next] = [toTime(checkedAt), toTime(nextCheckAt + 59999)];
  return doctor.checked(at, next.startsWith(at.slice(0, 10)) ? next.slice(11) : next);
}
function toItem({ check, state, text, fix, code }, doctor) {
  const advice = fix ? `
<p><strong>${escapeHtml(doctor.fixLabel)}</strong>${withLink(fix, doctor)}</p>` : "";
  const answer = code ? `
<p class="soft">${escapeHtml(doctor.codeLabel)}<code>${escapeHtml(code)}</code></p>` : "";
  return `<li class="${state}"><div class="head"><h2>${escapeHtml(doctor.name[check])}</h2><b>${escapeHtml(doctor.state[state])}</b></div>
<p>${withLink(text, doctor)}</p>${advice}${answer}</li>`;
}
function withLink(text, { console: name }) {
  const link = `<a href="${CONSOLE_URL}" target="_blank" rel="noreferrer">${escapeHtml(name)}</a>`;
  return escapeHtml(text).replace(escapeHtml(name), () => link);
}
function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

// functions/dingtalk.ts
var SILENCE = { msgtype: "empty" };
var JSON_CONTENT2 = { "content-type": "application/json; charset=utf-8" };
var AT_ONCE_MS = 2200;
var MAX_REMEMBERED = 1e4;
var accepted = new Map();
async function main(ctx) {
  const startedAt = Date.now();
  const reply = (status, body) => {
    const text = JSON.stringify(body);
    const headers = { ...JSON_CONTENT2, "content-length": Buffer.byteLength(text) };
    ctx.response?.writeHead(status, headers).end(text);
  };
  if (ctx.method === "GET" || ctx.method === "HEAD") return showDoctor(ctx);
  const { timestamp, sign: sign2 } = ctx.headers ?? {};
  if (!config.dingtalk.keyless && !verify({ timestamp, sign: sign2 }, config.dingtalk.appSecret, startedAt)) {
    rejectedCallbacks.turnedAway({ timestamp, sign: sign2 }, config.dingtalk.appSecret);
    return reply(401, { error: "The signature is missing, wrong or out of date." });
  }
  const message = parse(ctx.body, config.dingtalk.appKey);
  if (!message) return reply(400, { error: "This is not a robot message." });
  const earlier = accepted.get(message.id);
  if (earlier) {
    await earlier;
    return reply(200, SILENCE);
  }
  const simple = inlineReply(message);
  return simple ? answerAtOnce(message, simple, startedAt, reply) : answerLater(message, startedAt, reply);
}
async function answerLater(message, startedAt, reply) {
  const job = toJob(message);
  const claimed = await accept2(message, worker.inbox.claim(job));
  if (claimed === "seen") return reply(200, SILENCE);
  const ms = { ack: Date.now() - startedAt };
  const held = claimed === "claimed" ? { stored: true, ms } : { stored: false, late: claimed.late, ms };
  if (config.dingtalk.keyless) {
    const letter = await worker.answer(job, held);
    return reply(200, letter ? toHttpBody(letter, texts.cutOff) : SILENCE);
  }
  reply(200, SILENCE);
  void worker.work(job, held);
}
async function answerAtOnce(message, simple, startedAt, reply) {
  const noted = await accept2(
    message,
    worker.inbox.note(toJob(message)).catch(() => "away")
  );
  if (noted === "seen") return reply(200, SILENCE);
  if (simple.result === "over-quota") rejectedCallbacks.overQuota();
  const leftMs = AT_ONCE_MS - (Date.now() - startedAt);
  const said = await within(leftMs, simple.say(), () => new Error("late")).catch(() => texts.databaseAway);
  reply(200, said ? toHttpBody(toOutgoingMessage(said, texts.title), texts.cutOff) : SILENCE);
  const { id, type, conversation } = message;
  const ms = { ack: Date.now() - startedAt };
  log({
    event: "message",
    id,
    conversation: conversation.id,
    kind: conversation.kind,
    type,
    result: simple.result,
    ms
  });
}
async function showDoctor({ query, headers, response }) {
  const view = await openReport(query?.key);
  const accept3 = String(headers?.accept);
  const wantsJson = accept3.includes("application/json") && !accept3.includes("text/html");
  response?.status(200).set(PAGE_HEADERS);
  if (wantsJson) response?.type("json").send(JSON.stringify({ alive: true, ...view.report }));
  else response?.type("html").send(toPage(view, texts));
}
function toJob(message) {
  const session = toSessionKey(message, config.memory.scope);
  return worker.inbox.create({ _id: message.id, session, receivedAt: nextReceivedAt(), message });
}
function accept2({ id }, claim) {
  accepted.set(id, claim);
  const [oldest] = accepted.keys();
  if (accepted.size > MAX_REMEMBERED && oldest) accepted.delete(oldest);
  return claim;
}
export {
  main,
  recover
};
