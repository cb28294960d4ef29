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
function toDeliveryError(error) {
  return hasName(error, "DeliveryError") ? error : new DeliveryError("busy", describe(error));
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
var DOWNLOAD_TIMEOUT_MS = 3e4;
var MAX_DOWNLOAD_REDIRECTS = 3;
var MAX_RESPONSE_BYTES = 1024 * 1024;
var HEADERS = {
  accept: "application/json",
  "content-type": "application/json",
  "user-agent": "dingtalk-chatgpt"
};
function createApi(urls) {
  const post2 = async (url, data, token) => {
    const { status, text } = await request(url, {
      method: "POST",
      headers: { ...HEADERS, ...token ? { "x-acs-dingtalk-access-token": token } : {} },
      body: JSON.stringify(data),
      timeoutMs: CALL_TIMEOUT_MS,
      maxBytes: MAX_RESPONSE_BYTES
    }).catch((error) => {
      throw new DeliveryError("busy", describe(error));
    });
    return accept({ status, body: parseJson(text) });
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
      const response = await post2(`${urls.apiUrl}/v1.0/robot/oToMessages/batchSend`, body, token);
      for (const list of ["invalidStaffIdList", "flowControlledStaffIdList", "filteredStaffIdList"]) {
        if (asArray(response[list]).includes(userId))
          throw new DeliveryError("user-not-reached", `200 ${list}`);
      }
    },
    async sendToGroup(token, robotCode, conversationId, template) {
      const body = { robotCode, openConversationId: conversationId, ...toMessage(template) };
      await post2(`${urls.apiUrl}/v1.0/robot/groupMessages/send`, body, token);
    },
    async sendToWebhook(url, message) {
      await post2(url, message);
    },
    async requestDownload(token, robotCode, downloadCode) {
      const body = { robotCode, downloadCode };
      const response = await post2(`${urls.apiUrl}/v1.0/robot/messageFiles/download`, body, token);
      const url = asString(response.downloadUrl);
      if (!url) throw new DeliveryError("rejected", "no downloadUrl in the response");
      return url;
    },
    async download(url, maxBytes) {
      const { status, data } = await abortAfter(
        DOWNLOAD_TIMEOUT_MS,
        (signal) => loadAxios().get(url, {
          responseType: "arraybuffer",
          maxContentLength: maxBytes,
          maxRedirects: MAX_DOWNLOAD_REDIRECTS,
          proxy: false,
          validateStatus: null,
          signal
        }),
        () => new Error("timeout")
      ).catch((error) => {
        const tooLarge = /maxContentLength/.test(String(error?.message));
        throw new DeliveryError(tooLarge ? "rejected" : "busy", tooLarge ? TOO_LARGE : describe(error));
      });
      if (status === 200) return data;
      throw new DeliveryError(status >= 500 ? "busy" : "rejected", `download ${status}`);
    }
  };
}
var TOO_LARGE = "download too large";
function toMessage({ msgKey, fields }) {
  return { msgKey, msgParam: JSON.stringify(fields) };
}
function loadAxios() {
  return require("axios");
}

// functions/dingtalk/media.ts
import { TextDecoder } from "node:util";
var MEGABYTE = 1024 * 1024;
var MAX_BYTES = { picture: 10 * MEGABYTE, file: MEGABYTE };
var PICTURES = [
  [/^89504e470d0a1a0a/, "image/png"],
  [/^ffd8ff/, "image/jpeg"],
  [/^474946383[79]61/, "image/gif"],
  [/^52494646.{8}57454250/, "image/webp"]
];
function createMedia(api, tokens) {
  const fetchBytes = async (kind, robotCode, code) => {
    const attempt = async () => {
      const url = await withAccessToken(tokens, (token) => api.requestDownload(token, robotCode, code));
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
    async picture(robotCode, downloadCode) {
      const bytes = await fetchBytes("picture", robotCode, downloadCode);
      const start = bytes.subarray(0, 16).toString("hex");
      const type = PICTURES.find(([pattern]) => pattern.test(start))?.[1];
      if (!type) throw new AnswerError("picture-unreadable", "not a picture");
      return `data:${type};base64,${bytes.toString("base64")}`;
    },
    async text(robotCode, downloadCode) {
      const text = decode(await fetchBytes("file", robotCode, downloadCode));
      if (text.includes("\0")) throw new AnswerError("file-unreadable", "not a text");
      return text;
    }
  };
}
async function tryPermission(api, tokens, robotCode) {
  try {
    await withAccessToken(tokens, (token) => api.requestDownload(token, robotCode, "check-up"));
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

// functions/bot/china-time.ts
var OFFSET_MS = 8 * 60 * 60 * 1e3;
function startOfDayAndMonth(now) {
  const { year, month, date } = toChinaDay(now);
  const startOf = (first) => Date.UTC(year, month - 1, first) - OFFSET_MS;
  return { day: startOf(date), month: startOf(1) };
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

// functions/doctor/checks.ts
var CALL_TIMEOUT_MS2 = 7e3;
var MODEL_TIMEOUT_MS = 15e3;
var MAX_SKEW_MS = 30 * 60 * 1e3;
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
function checkDatabase({ database: database2 }, texts) {
  return database2().then(
    () => [good("database", texts)],
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
async function checkCallback({ lastCallback, lastRejection }, texts) {
  const { doctor } = texts;
  const check = "callback";
  const last2 = lastRejection();
  const rejected = last2 && bad(
    check,
    doctor.callbackProblem[last2.problem](toChinaTime(last2.at)),
    doctor.callbackProblemFix[last2.problem]
  );
  try {
    const at = await lastCallback();
    if (rejected && last2.at >= (at ?? 0)) return [rejected];
    if (at === void 0) {
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
var REPORT_FOR_MS = 2 * 60 * 1e3;
var MAX_A_DAY = 30;
var DAY_MS = 24 * 60 * 60 * 1e3;
function createCheckUp(probes, texts, now) {
  let last2;
  let nextCheckAt = 0;
  const begun = [];
  return () => {
    const at = now();
    if (!last2 || at >= nextCheckAt) {
      begun.push(at);
      if (begun.length > MAX_A_DAY) begun.shift();
      nextCheckAt = at + REPORT_FOR_MS;
      if (begun.length === MAX_A_DAY) nextCheckAt = Math.max(nextCheckAt, begun[0] + DAY_MS);
      last2 = Promise.all(checkAll(probes, texts)).then((findings) => {
        return { findings: findings.flat(), checkedAt: at, nextCheckAt };
      });
    }
    return last2;
  };
}

// functions/doctor/report-access.ts
import { createHash, timingSafeEqual } from "node:crypto";
function createReportAccess(doctorKey, hasAnswered, checkUp) {
  return async (key) => {
    if (doctorKey !== void 0 && isSameKey(key, doctorKey)) return { report: await checkUp() };
    const isAtWork = await hasAnswered().catch(() => void 0);
    if (isAtWork) return {};
    const report = await checkUp();
    if (isAtWork === false) return { report };
    const findings = report.findings.filter(({ check }) => check === "database");
    return { report: { ...report, findings }, partly: true };
  };
}
function isSameKey(given, key) {
  if (typeof given !== "string") return false;
  const digest = (text) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
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
  const { content, refusal, model, usage } = joined;
  const finishReason = joined.finishReason || (isDone ? "stop" : "length");
  return { model, usage, choices: [{ finish_reason: finishReason, message: { content, refusal } }] };
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
var MAX_ANSWER_CHARACTERS = 6e4;
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
  const usage = asObject(value);
  if (!usage) return {};
  return { usage: { prompt: toCount(usage.prompt_tokens), completion: toCount(usage.completion_tokens) } };
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
function toRequest(prompt, model, extra, quirks) {
  const messages = (quirks.noSystemRole ? withoutSystemRole(prompt) : prompt).map(toMessage2);
  const stream = quirks.needsStreaming ? { stream: true, stream_options: { include_usage: true } } : {};
  const optional = Object.entries({ ...extra, ...stream }).map(([name, value]) => [quirks.renamedParameters.get(name) ?? name, value]).filter(([name]) => !quirks.refusedParameters.has(name));
  return { model, messages, ...Object.fromEntries(optional) };
}
function hasPictures(prompt) {
  return prompt.some(
    ({ content }) => typeof content !== "string" && content.some((part) => "pictureUrl" in part)
  );
}
function withoutSystemRole(prompt) {
  const instructions = prompt.flatMap(({ role, content }) => role === "system" ? [textOf(content)] : []);
  const text = `${instructions.join("\n\n")}

`;
  const messages = prompt.filter(({ role }) => role !== "system");
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
    async ask(prompt, model, deadlineAt) {
      if (!key) throw new AnswerError("key-missing");
      if (!endpoint) throw new AnswerError("unreachable", "no address");
      let baseUrl = quirks.baseUrl(endpoint);
      let other = baseUrl === endpoint.baseUrl ? endpoint.alternative : endpoint.baseUrl;
      for (let further = MAX_FURTHER_REQUESTS; ; further -= 1) {
        const known = quirks.of(baseUrl, model);
        const request2 = toRequest(prompt, model, extra, known);
        try {
          const completion = toCompletion(await post(clientFor(baseUrl), request2, deadlineAt), model);
          quirks.rememberBaseUrl(endpoint, baseUrl);
          return completion;
        } catch (thrown) {
          const refusal = refusalIn(thrown);
          const error = toFailure2(thrown, refusal, hasPictures(prompt));
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
      const timeout = Math.max(1, Math.ceil(deadlineAt - Date.now()));
      const path = `/models/${encodeURIComponent(model)}`;
      const described = await clientFor(baseUrl).get(path, { timeout, maxRetries: 0 }).catch(() => void 0);
      return shutdownIn(described) ?? knownShutdown(model, baseUrl);
    }
  };
}
async function post(client, body, deadlineAt) {
  const timeout = Math.ceil(deadlineAt - Date.now());
  if (timeout <= 0) throw new AnswerError("timeout", "no time left");
  return abortAfter(
    timeout,
    (signal) => client.post("/chat/completions", { body, signal, timeout }),
    () => new AnswerError("timeout", "deadline")
  );
}
function createClient(settings, baseURL) {
  const { key: apiKey = "", endpoint, maxRetries = MAX_RETRIES } = settings;
  const { default: OpenAI } = loadPackage();
  return new OpenAI({
    apiKey,
    baseURL,
    maxRetries,
    defaultQuery: endpoint?.query,
    ...endpoint?.usesApiKeyHeader ? { defaultHeaders: { "api-key": apiKey, authorization: null } } : {},
    fetch: modelFetch,
    // Without these the package reads OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_LOG by itself.
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
      const update = { $set: { token, expiredAt: expiresAt, updatedAt: new Date() } };
      await run((tokens) => tokens.updateOne({ _id: appKey }, update, { upsert: true }));
    }
  };
}

// functions/storage/database.ts
var PATIENCE_MS = 1500;
var PAUSE_MS = 1e3;
function createDatabase(connect) {
  let failures = 0;
  let pausedUntil = 0;
  const attempt = async (operation, patienceMs = PATIENCE_MS) => {
    let running;
    try {
      running = operation(connect());
      const result = await within(patienceMs, running, () => new DatabaseAway("timeout", running));
      failures = 0;
      return result;
    } catch (error) {
      failures = isDuplicate(error) || hasName(error, "MongoServerError") ? 0 : failures + 1;
      if (failures > 1) pausedUntil = Date.now() + PAUSE_MS;
      throw isDuplicate(error) || hasName(error, "DatabaseAway") ? error : new DatabaseAway(describe(error));
    }
  };
  const run = async (operation) => {
    if (Date.now() < pausedUntil) throw new DatabaseAway("paused");
    return attempt(operation);
  };
  return {
    ping: () => run((db) => db.command({ ping: 1 })),
    background: async (operation) => operation(connect()),
    collection: (name) => ({
      run: (operation) => run((db) => operation(db.collection(name))),
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
function isDuplicate(error) {
  return error?.code === 11e3;
}

// functions/storage/turns.ts
var EXTRA_DOCUMENTS = 10;
function createTurnStore(database2) {
  const { run } = database2.collection("chats");
  return {
    async read(session, maxTurns, except) {
      const newestFirst = await run(
        (chats) => chats.find({ session }).sort({ askedAt: -1 }).limit(maxTurns + EXTRA_DOCUMENTS).toArray()
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
  return kind === "ignored" || kind === "partly-used" || kind === "proxy-unused";
}

// functions/texts/en-doctor.ts
var CREDENTIALS = "DingTalk open platform → your app → Credentials";
var enDoctor = {
  htmlLanguage: "en",
  title: "DingTalk bot check-up",
  alive: "The bot is running. To see the check-up, set the environment variable DOCTOR_KEY (a password of your own, letters and digits only) and open THIS-ADDRESS?key=PASSWORD.",
  partly: "The database cannot be read, so only this is shown. To see everything, set the environment variable DOCTOR_KEY and open THIS-ADDRESS?key=PASSWORD.",
  allGood: "All is well. @ the robot in a group, or write to it alone.",
  someWaiting: (count) => `Nothing is wrong; ${count} ${count === 1 ? "thing is" : "things are"} not known yet.`,
  someBad: (count) => `${count} ${count === 1 ? "thing needs" : "things need"} your attention.`,
  checked: (at, nextAt) => `Checked at ${at} (UTC+8). After a change, reload this page after ${nextAt}; it is checked again then.`,
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
  refusalPasses: "Once it is fixed and the next answer has arrived, this turns good by itself."
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
  empty: "Here I am. Write your question after the @; send /help to see what I can do.",
  unsupported: "I cannot read this kind of message. I read text, pictures, voice, text files, and quoted messages.",
  unreadableFile: "I cannot read this kind of file. I read text files: txt, md, csv, json, source code and the like; or send me the text itself.",
  cutOff: "(The answer is long and stops here. Send “continue” and I will go on.)",
  pictureMark: "[picture]",
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
      "partly-used": `has a part that is not used: ${expected}; please remove it`,
      "proxy-unused": "sets a proxy, which is not used for the model; please set OPENAI_BASE_URL to an address that can be reached without one",
      "looks-like-key": "looks like the Client ID (AppKey); it must be the Client Secret (AppSecret)",
      ignored: "has no effect: with DING_APP_KEY or DING_APP_SECRET set, signatures are always checked; please remove it"
    }[kind];
    return `The environment variable ${variable} ${what}. ${isComplete(kind) ? "" : where(variable)}`.trim();
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
function twoDigits(number) {
  return String(number).padStart(2, "0");
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
  settingsFix: "在 Laf：设置 → 环境变量，改好后点“更新”，不用重启，从下一条消息开始生效；自己部署：改 .env 文件，然后重启程序。",
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
  modelShutdown: (name, date) => `大模型能回答，但服务商宣布 ${name} 的停用日期是 ${date}。`,
  modelShutdownFix: "请在这之前把环境变量 OPENAI_MODEL 换成别的模型。",
  lastCallback: (time) => `最近一次收到钉钉的消息：${time}。`,
  noCallback: "还没有收到过钉钉的消息。",
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
  empty: "我在。请在 @ 我的后面写上问题，发“帮助”可以看到我会什么。",
  unsupported: "这种消息我还看不懂。我能读文字、图文、图片、语音、文本文件，以及引用的消息。",
  unreadableFile: "这种文件我还读不了。我能读 txt、md、csv、json 和源代码等文本文件，也可以把文字直接发给我。",
  cutOff: "（回答太长，先说到这里。发“继续”，我接着说。）",
  pictureMark: "[图片]",
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
      "partly-used": `里有一部分没有使用：${expected}；请删掉`,
      "proxy-unused": "设置的代理不会用来连接大模型；请把 OPENAI_BASE_URL 设置成不用代理就能访问的地址",
      "looks-like-key": "看起来是 Client ID（AppKey），请换成 Client Secret（AppSecret）",
      ignored: "没有生效：设置了 DING_APP_KEY 或 DING_APP_SECRET 之后一定会验证签名；请删掉这个变量"
    }[kind];
    return `环境变量 ${variable} ${what}。${isComplete(kind) ? "" : where2(variable)}`;
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
  const { botStatus: botStatus2, database: database2, promptLimits, quirks } = services2;
  const { appKey = "", appSecret = "" } = config.dingtalk;
  const texts = TEXTS[config.language];
  const api = createApi(config.dingtalk);
  const accessTokens = createAccessTokens({
    ...createAccessTokenStore(database2, appKey),
    request: () => api.requestToken(appKey, appSecret),
    now: () => Date.now()
  });
  const probes = toProbes(services2, config, problems, api, accessTokens);
  const checkUp = createCheckUp(probes, texts, () => Date.now());
  return {
    config,
    texts,
    turns: createTurnStore(database2),
    chat: createChat({ ...config.model, quirks }),
    media: createMedia(api, accessTokens),
    promptLimits,
    delivery: {
      ...config.dingtalk,
      api,
      accessTokens,
      contentRefused: texts.contentRefused,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms))
    },
    showReport: createReportAccess(config.doctorKey, botStatus2.hasAnswered, checkUp)
  };
}
function toProbes({ botStatus: botStatus2, rejectedCallbacks: rejectedCallbacks2, quirks }, { dingtalk, model }, problems, api, accessTokens) {
  const { appKey = "", appSecret = "", keyless } = dingtalk;
  const chat = createChat({ ...model, quirks, maxRetries: 0 });
  const [name] = model.names;
  return {
    problems,
    keyless,
    clockSkewMs: async () => await api.readClock() - Date.now(),
    database: botStatus2.checkDatabase,
    async token() {
      if (!appKey || !appSecret) throw new DeliveryError("app-missing");
      await api.requestToken(appKey, appSecret);
    },
    permission: () => tryPermission(api, accessTokens, appKey),
    async model() {
      await chat.ask([{ role: "user", content: "ping" }], name, Date.now() + PING_TIMEOUT_MS);
    },
    async modelShutdown() {
      const date = await chat.shutdownOf(name, Date.now() + PING_TIMEOUT_MS);
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
var MAX_JSON_CHARACTERS = 1e4;
var MINUTE_MS = 6e4;
var DAY_MS2 = 24 * 60 * MINUTE_MS;
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
  if (allowUnsigned && !keyless) problems.push({ variable: "DING_ALLOW_UNSIGNED", kind: "ignored" });
  if (appSecret && (appSecret === appKey || /^ding[a-z0-9]{10,24}$/.test(appSecret))) {
    problems.push({ variable: "DING_APP_SECRET", kind: "looks-like-key" });
  }
  const config = {
    dingtalk: {
      appKey,
      appSecret,
      keyless,
      replyVia: read2.choice("REPLY_VIA", ["api", "webhook"]),
      apiUrl: read2.url("DING_API_URL") ?? "https://api.dingtalk.com",
      oapiUrl: read2.url("DING_OAPI_URL") ?? "https://oapi.dingtalk.com"
    },
    model: {
      key: read2.word(keyVariable),
      names: toModels(read2.word("OPENAI_MODEL"), read2.text("OPENAI_MODELS")),
      endpoint: read2.endpoint("OPENAI_BASE_URL", OPENAI_URL),
      extra: read2.json("OPENAI_EXTRA", RESERVED_FIELDS),
      systemPrompt: read2.text("SYSTEM_PROMPT"),
      roles: toRoles(read2.text("ROLES")),
      timeoutMs: read2.number("ANSWER_TIMEOUT_SECONDS", 120, 1, 1200) * 1e3
    },
    memory: {
      scope: read2.choice("GROUP_MEMORY", ["user", "group"]),
      maxTurns: read2.number("MEMORY_TURNS", 20, 0, 200),
      maxTokens: read2.number("MEMORY_TOKENS", 6e3, 0, 1e6),
      idleMs: read2.number("MEMORY_IDLE_MINUTES", 120, 1, 525600) * MINUTE_MS,
      keepMs: read2.number("CHATS_KEEP_DAYS", 180, 1, 3650) * DAY_MS2
    },
    language: read2.choice("BOT_LANGUAGE", ["zh", "en"]),
    doctorKey: read2.word("DOCTOR_KEY")
  };
  return { config, problems };
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
  const json = (variable, reserved) => {
    const value = env[variable]?.trim();
    if (!value) return {};
    const fields = asObject(parseJson(value.slice(0, MAX_JSON_CHARACTERS)));
    if (!fields) report(variable, "not-json");
    const refused2 = Object.keys(fields ?? {}).filter((field) => reserved.includes(field));
    if (refused2.length > 0) report(variable, "partly-used", refused2.join(" "));
    return Object.fromEntries(Object.entries(fields ?? {}).filter(([field]) => !refused2.includes(field)));
  };
  return { isBlank: isBlank2, text, word, number, choice, url, endpoint, json };
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

// functions/dingtalk/signature.ts
import { createHmac, timingSafeEqual as timingSafeEqual2 } from "node:crypto";
var FRESH_FOR_MS = 60 * 60 * 1e3;
function sign(timestamp, appSecret) {
  return createHmac("sha256", appSecret).update(`${timestamp}
${appSecret}`).digest("base64");
}
function verify(headers, appSecret, now) {
  const { timestamp, sign: given } = headers;
  if (!appSecret || typeof timestamp !== "string" || typeof given !== "string") return false;
  if (!/^\d{1,16}$/.test(timestamp) || Math.abs(now - Number(timestamp)) >= FRESH_FOR_MS) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(sign(timestamp, appSecret))];
  return a.length === b.length && timingSafeEqual2(a, b);
}

// functions/doctor/rejected-callbacks.ts
function createRejectedCallbacks(now) {
  let last2;
  const note = (problem) => {
    last2 = { at: now(), problem };
  };
  return {
    noteSignature(headers, appSecret) {
      const { timestamp, sign: sign2 } = headers;
      if (!timestamp || !sign2) return;
      const isGenuine = verify(headers, appSecret, Number(timestamp));
      note(!appSecret ? "no-secret" : isGenuine ? "out-of-date" : "wrong-signature");
    },
    noteOverQuota: () => note("over-quota"),
    last: () => last2
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
  const find = (_id) => run((status) => status.findOne({ _id }));
  const upsert = (_id, update) => run((status) => status.updateOne({ _id }, update, { upsert: true }));
  let hasAnswered = false;
  let isFirstAnswerStored = false;
  let isRefusalStored = false;
  const storeFirstAnswer = async () => {
    await upsert("first-answer", { $setOnInsert: { at: Date.now() } });
    isFirstAnswerStored = true;
  };
  const storeRefusal = async ({ failure, evidence = "" }) => {
    isRefusalStored = true;
    await upsert("last-refusal", { $set: { at: Date.now(), failure, evidence } });
  };
  const removeRefusal = async () => {
    await run((status) => status.deleteOne({ _id: "last-refusal", at: { $lte: Date.now() } }));
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
      const found = await find("last-refusal");
      if (!found || Date.now() - found.at > SHOW_REFUSAL_MS) return void 0;
      isRefusalStored = true;
      return { at: found.at, failure: found.failure ?? "", evidence: found.evidence ?? "" };
    },
    async checkDatabase() {
      await upsert("database-check", { $set: { at: Date.now() } });
      const found = await find("database-check");
      if (typeof found?.at !== "number") throw new Error("what was written cannot be read");
    },
    async hasAnswered() {
      if (hasAnswered) return true;
      isFirstAnswerStored = await find("first-answer") !== null;
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
      const now = Date.now();
      const filter = { _id: "last-hint", at: { $lt: now - HINT_EVERY_MS } };
      try {
        await run((status) => status.updateOne(filter, { $set: { at: now } }, { upsert: true }));
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    }
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
  ["chats", { expiresAt: 1 }, { expireAfterSeconds: 0 }]
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
  for (const name of ["inbox", "chats"]) {
    removed += await database2.background(async (db) => {
      const collection = db.collection(name);
      const expired = collection.find({ expiresAt: { $lt: new Date() } }).project({ _id: 1 });
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
function startMaintenance(shared, database2, worker2) {
  const workers = shared.get(WORKERS) ?? new Set();
  shared.set(WORKERS, workers.add(worker2));
  const maintainCollections = createMaintainCollections(database2);
  const recover2 = async () => {
    void maintainCollections();
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
  let removeAt = Date.now() + FIRST_REMOVAL_AFTER_MS;
  return async () => {
    if (isRunning) return;
    isRunning = true;
    isIndexed = isIndexed || await ensureIndexes(database2);
    if (Date.now() >= removeAt) {
      const removed = await removeExpired(database2).catch(() => void 0);
      if (removed === 0) removeAt = Date.now() + REMOVE_EVERY_MS;
    }
    isRunning = false;
  };
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
      const leaseUntil = Date.now() + LEASE_MS;
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
var KEEP_MS = 24 * 60 * 60 * 1e3;
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
        leaseUntil: Date.now() + LEASE_MS,
        attempts: 1,
        sent: 0,
        createdAt: new Date(),
        expiresAt: new Date(Date.now() + KEEP_MS)
      };
    },
    claim: (entry) => runEvenPaused((inbox) => insert(inbox, entry)).catch((error) => {
      const late = hasName(error, "DatabaseAway") ? error.late : void 0;
      return { late };
    }),
    insertDone({ message: _, ...entry }) {
      const done = { ...entry, sessionLock: entry._id, state: "done", outcome: "in-body" };
      return runEvenPaused((inbox) => insert(inbox, done));
    },
    async adopt(entry, patienceMs) {
      const { _id: sessionLock, state, answer: answer4 } = entry;
      const known = answer4 === void 0 ? {} : { state, answer: answer4 };
      const set = { ...known, sessionLock, leaseUntil: Date.now() + LEASE_MS };
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
    saveAnswer: (entry, answer4) => change(entry, { ...ours(entry), state: "asked" }, { state: "answered", answer: answer4 }),
    saveProgress: (entry, sent, channel) => change(entry, ours(entry), { sent, channel }),
    isMine: (entry) => change(entry, oursAndOpen(entry), {}),
    async close(entry, outcome, { stored, patienceMs }) {
      const { _id: sessionLock, sent } = entry;
      const result = { state: "done", sessionLock, outcome, doneAt: Date.now(), sent };
      const set = { ...result, ...toChannel(entry) };
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
      const free = { owner: "", leaseUntil: Date.now() + pauseMs, attempts: entry.attempts - 1 };
      await put(entry, { ...free, ...toChannel(entry) });
    },
    async takeOver(limit) {
      const abandoned = {
        state: { $in: ["asked", "answered"] },
        leaseUntil: { $lt: Date.now() }
      };
      const oldest = await run(
        (inbox) => inbox.find(abandoned).sort({ receivedAt: 1 }).limit(limit).project({ _id: 1 }).toArray()
      );
      if (oldest.length === 0) return [];
      const _id = { $in: oldest.map(({ _id: _id2 }) => _id2) };
      const take = { $set: { owner, leaseUntil: Date.now() + LEASE_MS }, $inc: { attempts: 1 } };
      await runEvenPaused((inbox) => inbox.updateMany({ ...abandoned, _id }, take), TAKE_OVER_PATIENCE_MS);
      const taken = { _id, owner, state: abandoned.state };
      return runEvenPaused((inbox) => inbox.find(taken).toArray(), TAKE_OVER_PATIENCE_MS);
    }
  };
}
function toChannel({ channel }) {
  return channel ? { channel } : {};
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
  const leaseUntil = Date.now() + LEASE_MS;
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

// functions/worker/log-line.ts
function toLogLine({ _id: id, attempts: attempt, message }, ending, ms) {
  const { id: conversation, kind } = message?.conversation ?? {};
  return { event: "message", id, conversation, kind, type: message?.type, attempt, ...ending, ms };
}

// functions/dingtalk/webhook.ts
function checkWebhook(webhook, oapiUrl, now) {
  if (!webhook || webhook.expiresAt !== void 0 && webhook.expiresAt <= now) {
    throw new DeliveryError("webhook-gone");
  }
  if (originOf(webhook.url) !== originOf(oapiUrl)) throw new DeliveryError("webhook-untrusted");
  return webhook.url;
}
var originOf = (url) => URL.canParse(url) ? new URL(url).origin : void 0;
function toWebhookMessage({ title, markdown }, text, asker) {
  const withMention = asker ? `@${asker} ${markdown ? "\n\n" : ""}${text}` : text;
  return {
    ...markdown ? { msgtype: "markdown", markdown: { title, text: withMention } } : { msgtype: "text", text: { content: withMention } },
    ...asker ? { at: { atUserIds: [asker], isAtAll: false } } : {}
  };
}

// functions/dingtalk/deliver.ts
var BACK_OFF_MS = [1e3, 2e3, 4e3, 8e3];
async function deliver(context, to, message, progress) {
  const refusals = [];
  const first = progress.channel ?? context.replyVia;
  const sending = { context, channel: first, to, message, sent: progress.sent };
  for (const channel of [first, first === "api" ? "webhook" : "api"]) {
    sending.channel = channel;
    const outcome = await sendParts(sending, progress, refusals[0]?.failure);
    if (outcome === "stopped") return { state: "stopped" };
    if (outcome === "sent") return { state: "delivered", channel, refusals };
    refusals.push({ channel, failure: outcome.failure, evidence: outcome.evidence });
  }
  return { state: "failed", canRetry: refusals.some(({ failure }) => isPassing(failure)), refusals };
}
async function sendParts(sending, progress, refused2) {
  const { parts } = sending.message;
  while (sending.sent < parts.length) {
    const isLast = sending.sent === parts.length - 1;
    const hint = isLast && refused2 ? await progress.hint(refused2) : void 0;
    try {
      await sendPart(sending, [parts[sending.sent], hint].filter(Boolean).join("\n\n"));
    } catch (error) {
      return toDeliveryError(error);
    }
    sending.sent += 1;
    if (!await progress.onSent(sending.sent, sending.channel)) return "stopped";
  }
  return "sent";
}
async function sendPart(sending, text) {
  try {
    await sendWithRetries(sending, text);
  } catch (error) {
    if (toDeliveryError(error).failure !== "content-refused") throw error;
    await sendWithRetries(sending, sending.context.contentRefused);
  }
}
async function sendWithRetries(sending, text) {
  const send2 = sending.channel === "api" ? sendViaApi : sendViaWebhook;
  for (const pauseMs of BACK_OFF_MS) {
    try {
      return await send2(sending, text);
    } catch (error) {
      if (!isPassing(toDeliveryError(error).failure)) throw error;
      await sending.context.sleep(pauseMs * (1 + Math.random() / 4));
    }
  }
  return send2(sending, text);
}
async function sendViaApi({ context, to, message }, text) {
  const { api, accessTokens, appKey, appSecret } = context;
  if (!appKey || !appSecret) throw new DeliveryError("app-missing");
  const { conversation, sender } = to;
  const { staffId = "" } = sender;
  if (conversation.kind === "direct" && !staffId) throw new DeliveryError("no-staff-id");
  const robotCode = to.robotCode || appKey;
  const template = message.markdown ? { msgKey: "sampleMarkdown", fields: { title: message.title, text } } : { msgKey: "sampleText", fields: { content: text } };
  await withAccessToken(
    accessTokens,
    (token) => conversation.kind === "direct" ? api.sendToUser(token, robotCode, staffId, template) : api.sendToGroup(token, robotCode, conversation.id, template)
  );
}
async function sendViaWebhook({ context, to, message, sent }, text) {
  const url = checkWebhook(to.webhook, context.oapiUrl, Date.now());
  const asker = sent === 0 && to.conversation.kind === "group" ? to.sender.staffId : void 0;
  await context.api.sendToWebhook(url, toWebhookMessage(message, text, asker));
}

// functions/worker/deliver-answer.ts
var NO_HINT = new Set([
  "webhook-gone",
  "throttled",
  "busy",
  "content-refused",
  "group-gone"
]);
async function deliverAnswer(context, message, { message: outgoing, result, evidence, model, usage }) {
  const details = { evidence, model, tokens: usage, parts: outgoing.parts.length };
  if (message.replyInBody) return { result, ...details, channel: "body" };
  const delivery = await send(context, message, outgoing);
  if (delivery.state === "stopped") return { result: "taken-over", ...details };
  const { refusals } = delivery;
  if (delivery.state === "failed")
    return { result: delivery.canRetry ? "postponed" : "undelivered", ...details, refusals };
  return { result, ...details, channel: delivery.channel, ...refusals.length > 0 ? { refusals } : {} };
}
async function send(context, message, outgoing) {
  const { job, tools } = message;
  if (await isLost(context, message)) return { state: "stopped" };
  message.isSending = true;
  const progress = toProgress(context, message, outgoing.parts.length);
  const result = await deliver(tools.delivery, job.message, outgoing, progress).finally(() => {
    message.isSending = false;
  });
  if (result.state === "failed") {
    job.channel = result.refusals.find(({ failure }) => isPassing(failure))?.channel ?? job.channel;
  }
  return result;
}
async function isLost({ inbox }, { job, stored }) {
  return stored && Date.now() > job.leaseUntil && !await inbox.isMine(job).catch(() => true);
}
function toProgress({ botStatus: botStatus2, inbox }, message, partCount) {
  const { job, tools } = message;
  const { adminHint, fix } = tools.texts;
  return {
    sent: job.sent,
    channel: job.channel,
    async onSent(sent, channel) {
      job.sent = sent;
      job.channel = channel;
      if (!message.stored || sent === partCount) return true;
      return inbox.saveProgress(job, sent, channel).catch(() => true);
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
function recall(turns, limits, now) {
  let tokens = 0;
  let later = now;
  let from = turns.length;
  while (from >= 2 && turns.length - from + 2 <= limits.maxTurns) {
    const question = turns[from - 2];
    const answer4 = turns[from - 1];
    tokens += estimateTokens(question.content) + estimateTokens(answer4.content) + 2 * TOKENS_PER_TURN;
    if (later - question.askedAt > limits.idleMs || tokens > limits.maxTokens) break;
    later = question.askedAt;
    from -= 2;
  }
  return turns.slice(from);
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
  return join([{ text: before }, ...quoted, { text: after }, ...own]);
}
async function fetchPieces(pieces, client, texts, budget) {
  const content = [];
  const write = (text) => {
    content.push({ text: cut(text, budget.characters) });
    budget.characters -= Math.min(budget.characters, text.length);
  };
  for (const piece of pieces) {
    if ("text" in piece) {
      write(piece.text);
    } else if ("file" in piece) {
      const text = isTextFile(piece.name) ? await client.file(piece.file) : "";
      if (text.trim() === "") throw new AnswerError("file-unreadable", "empty, or no text by its name");
      write(texts.file(piece.name, cut(text, MAX_FILE_CHARACTERS), text.length > MAX_FILE_CHARACTERS));
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
function cut(text, length) {
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
  return pieces.map((piece) => "text" in piece ? piece.text : "file" in piece ? `[${piece.name}]` : texts.pictureMark).join("\n");
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
  { name: "model", names: { zh: ["模型"], en: ["model"] }, withoutSlash: [], argument: true },
  { name: "role", names: { zh: ["角色"], en: ["role"] }, withoutSlash: [], argument: true },
  { name: "usage", names: { zh: ["用量"], en: ["usage"] }, withoutSlash: [], argument: false }
];
function parseCommand(text) {
  const trimmed = text.trim().replace(/^／/, "/");
  const [, slash, word = "", argument = ""] = /^(\/?)(\S+)(?:\s+(\S[\s\S]{0,100}))?$/.exec(trimmed) ?? [];
  const lower = word.toLowerCase();
  const row = COMMANDS.find(
    ({ names, withoutSlash }) => slash ? names.zh.includes(word) || names.en.includes(lower) : withoutSlash.includes(word)
  );
  if (row && (!argument || row.argument && slash)) return { name: row.name, argument: argument.trim() };
  return slash && !argument && /^[a-z]{1,20}$/i.test(word) ? "unknown" : void 0;
}
async function runCommand({ name, argument }, tools, texts) {
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
    case "help":
      return help(tools, texts);
  }
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
    if (name === "model") return tools.models.length > 1;
    return name === "role" ? tools.roles.length > 0 : true;
  });
  const rows = shown.map(({ name, names, argument }) => {
    const typed = [...names.en.map((word) => `/${word}`), ...names.zh.map((word) => `/${word}`)].join(" ");
    return `- ${typed}${argument ? ` ${texts.command.argument}` : ""} — ${texts.command.purpose[name]}`;
  });
  return [texts.command.helpTitle, rows.join("\n"), texts.command.helpEnd].join("\n\n");
}

// functions/worker/session.ts
function toSessionKey({ robotCode, conversation, sender }, scope) {
  const shared = scope === "group" && conversation.kind === "group";
  return [robotCode, conversation.id, shared ? "" : sender.id].join("|");
}
var last = 0;
function nextReceivedAt() {
  last = Math.max(Date.now(), last + 1e-3);
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
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + keepMs),
    ...fields
  };
}
function toTurns(job, { turnPair, model, usage }, keepMs) {
  if (!turnPair) return [];
  const { question, pieces, answer: answer4, choice } = turnPair;
  const toDocument = (fields) => toTurn2(job.message, job.session, { askedAt: job.receivedAt, keepMs, choice, ...fields });
  const asked = toDocument({ role: "user", content: question, ...pieces ? { pieces } : {} });
  if (answer4 === void 0) return [asked];
  const details = { ...model ? { model } : {}, ...usage ? { usage } : {} };
  return [asked, toDocument({ role: "assistant", content: answer4, ...details })];
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
      return reply("unsupported", texts.unsupported);
    case "pieces":
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
  if (content.kind !== "pieces" || content.quote || content.pieces.length !== 1) return void 0;
  const [only] = content.pieces;
  return only && "text" in only ? parseCommand(only.text) : void 0;
}
function toCommandTools({ config, turns }, message) {
  const { memory, model } = config;
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
    usage: () => readUsage(turns, message.sender.id, Date.now())
  };
}
async function readUsage(turns, person, now) {
  const { day, month } = startOfDayAndMonth(now);
  const answers = await turns.usage(person, month);
  const sum = (since) => {
    const counted = answers.filter(({ askedAt }) => askedAt >= since);
    return { messages: counted.length, tokens: counted.reduce((all, { tokens }) => all + tokens, 0) };
  };
  return { today: sum(day), month: sum(month) };
}

// functions/markdown/lines.ts
var INDENT = "　";
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
var LINK_TARGET = /^(?:https?:\/\/|dingtalk:\/\/|mailto:)[^\s]/i;
var IMAGE_TARGET = /^https?:\/\/[^\s]/i;
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
var MAX_LABEL_CHARACTERS = 999;
var PICTURE = "🖼";
var isLinkTarget = (target) => LINK_TARGET.test(target);
function definitionOf(line) {
  const [, name = "", target = ""] = DEFINITION.exec(line) ?? [];
  const label = normalizeLabel(name);
  return label && !label.startsWith("^") ? { label, target: unescapeTarget(target) } : void 0;
}
function writeTarget(target) {
  return target.replace(/[\s<>()[\]`"\\*^{|}]/g, percentEncode).replace(/&(?=#?\w+;)/g, "&amp;");
}
function openBracket({ brackets, pieces, end }, [mark]) {
  brackets.push({ piece: pieces.length, start: end, isImage: mark === "![" });
  return mark;
}
function closeBracket(scan) {
  const bracket = scan.brackets.pop();
  const target = bracket && readTarget(scan, bracket.start);
  if (!bracket || target === void 0) return "]";
  const content = joinPieces(scan.pieces.splice(bracket.piece).slice(1)).replaceAll("\n", " ");
  if (bracket.isImage) return toImage(content, target);
  if (isLinkTarget(target)) scan.brackets = [];
  return toLink(content, target);
}
function readTarget(scan, start) {
  const { text, index, references } = scan;
  TARGET.lastIndex = index + 1;
  const inline = TARGET.exec(text);
  if (inline) {
    scan.end = TARGET.lastIndex;
    return unescapeTarget(inline[1] ?? "");
  }
  if (references.size === 0) return void 0;
  LABEL.lastIndex = index + 1;
  const [whole = "", explicit] = LABEL.exec(text) ?? [];
  const own = index - start <= MAX_LABEL_CHARACTERS ? text.slice(start, index) : "";
  const target = references.get(normalizeLabel(explicit || own));
  if (target !== void 0) scan.end = index + 1 + whole.length;
  return target;
}
function toImage(alt, target) {
  const words = alt.replaceAll("[", "［").replaceAll("]", "］");
  return IMAGE_TARGET.test(target) ? `![${words}](${writeTarget(target)})` : words || PICTURE;
}
function toLink(content, target) {
  const written = writeTarget(target);
  if (isLinkTarget(target)) return `[${content || written}](${written})`;
  if (target && !target.startsWith("#") && !ANY_SCHEME.test(target)) return `${content} (\`${written}\`)`;
  return content || written || "[]";
}
function unescapeTarget(target) {
  const bare = target.startsWith("<") ? target.slice(1, -1) : target;
  return bare.replace(/\\([!-/:-@[-`{-~])/g, "$1").replace(/&amp;/g, "&");
}
var normalizeLabel = (label) => label.trim().replace(/\s+/g, " ").toLowerCase();
var ENCODED = { "(": "%28", ")": "%29", "*": "%2A" };
var percentEncode = (character) => ENCODED[character] ?? encodeURIComponent(character);

// functions/markdown/tables.ts
var NARROW_COLUMNS = 2;
function tableToBlocks(header, rows) {
  const names = splitRow(header);
  const cells = rows.map(splitRow).filter((row) => row.some(Boolean));
  if (names.length > NARROW_COLUMNS && cells.length > 0) {
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
      for (const block of [...endParagraph(reading), ...found]) addBlock(blocks, block);
    } else {
      reading.paragraph.push(current);
      reading.index++;
    }
  }
  return [...blocks, ...endParagraph(reading)];
}
function addBlock(blocks, block) {
  const last2 = blocks.at(-1);
  if (block.kind === "list" && last2?.kind === "list" && last2.ordered === block.ordered) {
    last2.items = last2.items.concat(block.items);
    last2.loose = true;
  } else blocks.push(block);
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
var isMaths = /\S/;
var isDisplayMaths = /\\[a-z]|[_^=+<>]/i;
var isDollarMaths = /^(?!.*\] ?\().*[\\^_{]/;
var RULES = [
  [/[^\\`$<&![\]*_\nh]+/y, asWritten],
  // A bare address: its underscores are no emphasis.
  [/https?:\/\/[^\s<>()[\]*`\\|"!]+/y, asWritten],
  [/`+/y, readCode],
  // LaTeX within a line. The 1,000 characters bound the time for openers without a closer.
  [/\\\(([^`\n]{1,1000}?)\\\)/y, readMaths2(isMaths)],
  [/\\\[([^`\n]{1,1000}?)\\\]/y, readMaths2(isDisplayMaths)],
  [/\$\$([^`\n]{1,1000}?)\$\$/y, readMaths2(isMaths)],
  // Like Pandoc's rule, which excludes prices and `$PATH`: no space inside, no letter or digit outside.
  [/(?<![\w$])\$(?![\s$])([^$\n`]*[^\s$\\`])\$(?![\w$])/y, readMaths2(isDollarMaths)],
  [/\\\n/y, () => "\n"],
  [/\\</y, () => "&lt;"],
  [/\\[!-/:-@[-`{-~]/y, asWritten],
  [/<br[ \t]*\/?>/iy, () => "\n"],
  [
    /<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{1,255})>/iy,
    readAutolink
  ],
  [/</y, () => "&lt;"],
  [/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]\w{1,31}));/iy, readReference],
  [/\*+|_+/y, readRun],
  // Footnotes: the line of one, and a reference to it.
  [/(?<![^\n])\[\^([^\s[\]<`]{1,50})\]:[ \t]*/y, (_scan, [, label]) => `[${label}] `],
  [/\[\^([\p{L}\p{N}_.-]{1,50})\](?!\()/uy, (_scan, [, label]) => `[${label}]`],
  [/!?\[/y, openBracket],
  [/\]/y, closeBracket],
  [/./sy, asWritten]
];
var NAMED_REFERENCES = new Map(
  `nbsp  ensp  emsp  quot" apos' copy© reg® trade™ deg° middot· bull• hellip… ndash– mdash— lsquo‘ rsquo’ ldquo“ rdquo” laquo« raquo» times× divide÷ plusmn± minus− le≤ ge≥ ne≠ asymp≈ infin∞ larr← uarr↑ rarr→ darr↓ harr↔ rArr⇒ euro€ pound£ yen¥ sect§`.split(" ").map((entry) => [entry.slice(0, -1), entry.slice(-1)])
);
function renderLines(text, references) {
  const scan = { text, index: 0, end: 0, pieces: [], brackets: [], references, missingRuns: new Set() };
  while (scan.index < text.length) {
    const piece = readNext(scan);
    if (piece === "\n" && text[scan.end - 1] === "\n") scan.brackets = [];
    scan.pieces.push(isLinkLike(scan.pieces.at(-1), piece) ? ` ${piece}` : piece);
    scan.index = scan.end;
  }
  return joinPieces(scan.pieces).split("\n").map(trimSpaces).filter(Boolean);
}
function isLinkLike(last2, piece) {
  return typeof last2 === "string" && last2.endsWith("]") && typeof piece === "string" && piece.startsWith("(");
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
  const end = scan.missingRuns.has(run.length) ? void 0 : endOfRun(scan.text, run, scan.end);
  if (end === void 0) {
    scan.missingRuns.add(run.length);
    return "\\`".repeat(run.length);
  }
  scan.end = end;
  return scan.text.slice(scan.index, end).replaceAll("\n", " ");
}
function endOfRun(text, run, from) {
  let end = from;
  for (let start = text.indexOf(run, from); start >= 0; start = text.indexOf(run, end)) {
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
function readAutolink({ text, index }, [, address = ""]) {
  const target = address.includes(":") ? address : `mailto:${address}`;
  if (!isLinkTarget(target)) return void 0;
  return `${text[index - 1] === "!" ? " " : ""}[${writeTarget(address)}](${writeTarget(target)})`;
}
function readReference(_scan, [whole, decimal, hexadecimal, name = ""]) {
  const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
  const isQuote = code === 34 || code === 39;
  const isLetterOrSign = code >= 160 && code < 55296 || code > 57343 && code <= 1114111;
  if (isQuote || isLetterOrSign) return String.fromCodePoint(code);
  return NAMED_REFERENCES.get(name) ?? whole;
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
function writeBlocks(blocks, references) {
  return toChunks(blocks, references).join(BLANK_LINE);
}
function toChunks(blocks, references) {
  return blocks.flatMap((block) => blockChunks(block, references)).filter(Boolean);
}
function blockChunks(block, references) {
  switch (block.kind) {
    case "paragraph": {
      const lines = renderLines(block.text, references);
      return [lines.map((line, index) => keepAsText(line, index > 0)).join(LINE_BREAK)];
    }
    case "heading": {
      const text = renderLines(block.text, references).join(" ");
      return [text && `${"#".repeat(block.level)} ${text}`];
    }
    case "quote":
      return toChunks(block.blocks, references).map(quote);
    case "list":
      return listChunks(listEntries(block, references), block.loose ? BLANK_LINE : "\n", references);
    case "code":
      return [codeText(block)];
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
  const length = lines.reduce((max, line) => {
    const [, run = ""] = /^ {0,3}(`+)[ \t]*$/.exec(line) ?? [];
    return Math.max(max, run.length + 1);
  }, own);
  const fence = "`".repeat(length);
  return [fence + info.replace(/[`<|]/g, "").trim(), ...lines, fence].join("\n");
}
function listEntries(list, references, level = 0) {
  return list.items.flatMap((item, index) => {
    const marker = markerOf(list, index, level);
    const entries = item.flatMap((block) => blockEntries(block, references, level));
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
function blockEntries(block, references, level) {
  if (block.kind === "list") return listEntries(block, references, level + 1);
  if (block.kind !== "paragraph") return [block];
  const indent = level > 0 ? INDENT.repeat(level + 1) : "";
  const lines = renderLines(block.text, references);
  return lines.map((text) => ({ marker: text.startsWith(INDENT) ? "" : indent, text }));
}
function listChunks(entries, gap, references) {
  const chunks = [];
  let text = "";
  let hasItem = false;
  for (const entry of entries) {
    if ("kind" in entry) {
      chunks.push(text, ...toChunks([entry], references));
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
  if (!isContinued2 && definitionOf(line)) return line.replaceAll("]:", "] :");
  if (!startsBlock(line, isContinued2) && !(isContinued2 && underlineLevel(line))) return line;
  if (line.startsWith(">")) return `&gt;${line.slice(1)}`;
  const marker = /^(?:[-+*]|#{1,6}|\d{1,9}[.)])(?=[ \t]|$)/.exec(line)?.[0];
  return marker ? `${marker} ${line.slice(marker.length + 1)}` : `\\${line}`;
}

// functions/markdown/markdown.ts
function toDingTalkMarkdown(markdown) {
  const references = new Map();
  const lines = markdown.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return writeBlocks(parseBlocks(lines, references), references);
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
var LIMITS = { characters: 3800, bytes: 15e3 - 1500 };
var MAX_OPENING_CHARACTERS = 100;
var MAX_FENCE_MARKS = 20;
var CLOSING_ROOM = 5 + MAX_FENCE_MARKS;
var MIN_FILL = 1 / 2;
var LOOKAHEAD_CHARACTERS = 200;
var SENTENCE_END = /[。！？…；][”’」』）"')]*|[.!?][”’」』）"')]*[^\S\r\n]+/g;
var PHRASE_END = /[^\S\r\n]+|[，、：]/g;
var INLINE_CODE = /`[^`\n]+`/g;
var graphemes = new Intl.Segmenter(void 0, { granularity: "grapheme" });
function splitIntoParts(text, limits = LIMITS) {
  const isShort = text.length <= limits.characters && bytesInJson(text) <= limits.bytes;
  if (isShort && !openFenceOf(text)) return text ? [text] : [];
  const closingRoom = /```|~~~/.test(text) ? CLOSING_ROOM : 0;
  const parts = [];
  let opening = "";
  for (let start = 0; start < text.length; ) {
    const characters = limits.characters - closingRoom - opening.length;
    const bytes = limits.bytes - closingRoom - bytesInJson(opening);
    const end = findCut(text, start, furthestEnd(text, start, characters, bytes), opening);
    const shown = opening + text.slice(start, end);
    const fence = openFenceOf(shown);
    parts.push(fence ? withClosing(shown, fence) : shown);
    opening = fence ? openingOf(fence) : "";
    start = end;
  }
  return parts;
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
function findCut(text, start, end, opening) {
  if (end === text.length) return end;
  const window = text.slice(start, end);
  const next = text.slice(end, end + LOOKAHEAD_CHARACTERS);
  const earliest = Math.floor(window.length * MIN_FILL);
  const words = window.replace(INLINE_CODE, (code) => "x".repeat(code.length));
  const cut2 = lineCut(window, next, opening, earliest) ?? lastMatch(SENTENCE_END, words, earliest) ?? lastMatch(PHRASE_END, words, earliest) ?? lineCut(window, next, opening, 1) ?? // A character may be longer than a message. It is cut between code points then.
  (graphemes.segment(window + next).containing(window.length)?.index || window.length);
  return start + cut2;
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
var MAX_CHARACTERS = 200;
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
var ENTITIES = { lt: "<", gt: ">", amp: "&" };
var graphemes2 = new Intl.Segmenter(void 0, { granularity: "grapheme" });
function toTitle(text, fallback = "…") {
  const source = text.slice(0, MAX_SOURCE_CHARACTERS);
  const words = hasMarkdown(source) ? toPlainText(toDingTalkMarkdown(source)) : source;
  return toOneLine(words) || fallback;
}
function toPlainText(markdown) {
  const lines = markdown.replace(CODE_BLOCK, "").split("\n");
  return lines.map((line) => line === RULE ? "" : withoutMarks(line.replace(LINE_MARKS, ""))).join(" ");
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
    if (next > MAX_CHARACTERS || columns > MAX_COLUMNS) break;
    if (next === line.length) return line;
    if (columns <= MAX_COLUMNS - ELLIPSIS_COLUMNS) end = next;
  }
  return end > 0 ? line.slice(0, end).trimEnd() + ELLIPSIS : "";
}

// functions/worker/outgoing-message.ts
var MAX_BODY_BYTES = 18e3;
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
function toHttpBody(message, cutOff) {
  const fitting = [];
  let bytes = 0;
  for (const part of message.parts) {
    bytes += Buffer.byteLength(JSON.stringify(part));
    if (bytes > MAX_BODY_BYTES) return toWebhookMessage(message, [...fitting, cutOff].join("\n\n"));
    fitting.push(part);
  }
  return toWebhookMessage(message, fitting.join("\n\n"));
}

// functions/worker/generate-answer.ts
async function generateAnswer(tools, job, memory, interrupted) {
  const { texts } = tools;
  if (interrupted) return { ...toSentence2(texts, texts.failure.interrupted), result: "interrupted" };
  try {
    return await answer(tools, job, memory);
  } catch (error) {
    return { ...toSentence2(texts, texts.failure.internal), result: "internal", evidence: describe(error) };
  }
}
async function answer(tools, job, memory) {
  const { texts } = tools;
  const { choice, last: last2 } = memory;
  const isRetry = readCommand(job.message) !== void 0;
  if (isRetry && !last2) return toSentence2(texts, texts.command.retryNothing);
  const repeated = isRetry ? last2 : void 0;
  const question = toQuestion(tools, job, repeated);
  const turns = memory.turns.filter(({ messageId }) => messageId !== repeated?.messageId);
  const given = await respond(
    question,
    { turns, choice },
    toBotSettings(tools),
    toModelClient(tools, job),
    texts
  );
  const { failure, evidence, model, usage } = given;
  return {
    ...toSentence2(texts, given.text),
    // A second answer replaces the first; a second attempt that failed leaves the first as it is.
    ...repeated && failure ? {} : { turnPair: toTurnPair(question, given, choice, texts) },
    ...repeated && !failure ? { replaces: repeated.messageId } : {},
    result: failure ?? "answered",
    ...evidence ? { evidence } : {},
    ...model ? { model } : {},
    ...usage ? { usage } : {}
  };
}
function toSentence2(texts, text) {
  return { message: toOutgoingMessage(text, texts.title), result: "answered" };
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
function toBotSettings({ config, texts, promptLimits }) {
  const { names, systemPrompt = texts.systemPrompt, roles, extra } = config.model;
  const hasWebAccess = Object.entries(extra).some(([name, value]) => name.includes("search") && value);
  return { models: names, systemPrompt, roles, limits: config.memory, promptLimits, hasWebAccess };
}
function toModelClient({ config, chat, media }, { message, receivedAt }) {
  const { robotCode } = message;
  const deadlineAt = receivedAt + config.model.timeoutMs;
  const inTime2 = (download) => within(deadlineAt - Date.now(), download, () => new AnswerError("timeout", "download"));
  return {
    ask: (prompt, model) => chat.ask(prompt, model, deadlineAt),
    takesPictures: chat.takesPictures,
    picture: (code) => inTime2(media.picture(robotCode, code)),
    file: (code) => inTime2(media.text(robotCode, code))
  };
}
function toTurnPair(question, answer4, choice, texts) {
  const isTextAlone = !question.quote && question.pieces.every((piece) => "text" in piece);
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

// functions/worker/session-lock.ts
var ORDER_PATIENCE_MS = 4e3;
var CLAIM_PATIENCE_MS = 4e3;
async function readMemoryInOrder(context, message, deadlineAt) {
  const { job } = message;
  const early = message.stored && job.sessionLock === job.session ? readMemory(message) : void 0;
  if (await isClaimLost(context, message)) return void 0;
  const lock = await waitForLock(context, message, deadlineAt);
  if (lock === "lost") return void 0;
  return early && lock === "immediate" ? early : readMemory(message);
}
function readMemory({ job, tools }) {
  const { turns, config } = tools;
  return turns.read(job.session, config.memory.maxTurns, job._id).catch(() => ({ turns: [], choice: {} }));
}
async function isClaimLost({ inbox }, message) {
  const { job, lateClaim } = message;
  if (message.stored || !lateClaim) return false;
  const leftMs = Math.max(0, job.receivedAt + CLAIM_PATIENCE_MS - Date.now());
  const claim = await within(leftMs, lateClaim, () => new Error("undecided")).catch(() => void 0);
  const isOurs = claim === "claimed" || claim === "seen" && await inbox.isMine(job).catch(() => true);
  message.stored = message.stored || isOurs;
  return claim === "seen" && !isOurs;
}
async function waitForLock({ inbox, inFlight }, message, deadlineAt) {
  const { job } = message;
  let outcome = "immediate";
  let answeredAt = Date.now();
  while (message.stored && Date.now() < deadlineAt) {
    const asks = inFlight.isFirstOfSession(job) || job.sessionLock === job.session;
    const lock = asks ? await inbox.acquireSessionLock(job).catch(() => "unknown") : "busy";
    if (lock === "acquired") return outcome;
    if (lock === "lost") return lock;
    outcome = "waited";
    if (lock === "busy") answeredAt = Date.now();
    else if (Date.now() - answeredAt > ORDER_PATIENCE_MS) return outcome;
    await inFlight.sessionChange(job.session);
  }
  return outcome;
}

// functions/worker/process-message.ts
var MAX_ATTEMPTS = 5;
var EXPIRES_AFTER_MS = 30 * 60 * 1e3;
async function processMessage(context, message) {
  const { job } = message;
  if (Date.now() - job.receivedAt > EXPIRES_AFTER_MS) return { result: "expired" };
  if (job.state === "answered" && job.answer) await remember(message, job.answer);
  else if (!await answer2(context, message)) return { result: "taken-over" };
  return timed(message.ms, "send", () => deliverAnswer(context, message, job.answer));
}
async function answer2(context, message) {
  const { job, tools, ms } = message;
  const deadlineAt = job.receivedAt + tools.config.model.timeoutMs;
  const memory = await timed(ms, "wait", () => readMemoryInOrder(context, message, deadlineAt));
  if (!memory) return false;
  const interrupted = job.attempts > MAX_ATTEMPTS || job.attempts > 1 && Date.now() >= deadlineAt;
  const outcome = await timed(ms, "generate", () => generateAnswer(tools, job, memory, interrupted));
  job.answer = outcome;
  job.state = "answered";
  return timed(ms, "store", () => store(context, message, outcome));
}
async function store({ inbox }, message, outcome) {
  const { job } = message;
  const saving = message.stored ? inbox.saveAnswer(job, outcome) : inbox.adopt(job, CLAIM_PATIENCE_MS);
  const [isOurs] = await Promise.all([saving.catch(() => true), remember(message, outcome)]);
  return isOurs;
}
async function remember({ job, tools }, outcome) {
  const documents = toTurns(job, outcome, tools.config.memory.keepMs);
  if (documents.length === 0) return;
  if (outcome.replaces) await tools.turns.remove(job.session, outcome.replaces).catch(() => void 0);
  await tools.turns.add(documents).catch(() => void 0);
}
async function timed(ms, phase, step) {
  const startedAt = Date.now();
  try {
    return await step();
  } finally {
    ms[phase] = Date.now() - startedAt;
  }
}

// functions/worker/work.ts
var POSTPONE_MS = 3e4;
var CLOSE_PATIENCE_MS = 1e4;
var FLUSH_BATCH = 10;
async function work(context, message) {
  context.inFlight.start(message);
  context.heartbeat.start();
  const startedAt = Date.now();
  const ending = await processMessage(context, message).catch(
    (error) => ({ result: "internal", evidence: describe(error) })
  );
  message.ms.total = Date.now() - startedAt;
  context.log(toLogLine(message.job, ending, message.ms));
  await finish(context, message, ending.result);
  context.inFlight.end(message);
}
async function finish(context, message, result) {
  const { inbox, inFlight } = context;
  const { job, stored } = message;
  switch (result) {
    case "taken-over":
      return;
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
  const { currentTools, database: database2, heartbeat, inbox, inFlight } = context;
  let isAway = false;
  let isRecovering = false;
  let isDraining = false;
  let takeOverFrom = 0;
  let batch = FIRST_BATCH;
  const reconnect = async () => {
    await database2.ping();
    isAway = false;
    takeOverFrom = Date.now() + LEASE_MS;
    await heartbeat.renewLeases();
  };
  const takeOver = async () => {
    for (const job of await inbox.takeOver(batch)) {
      if (isDraining) await inbox.release(job, 0);
      else if (!inFlight.has(job._id))
        void work(context, { job, tools: currentTools(), stored: true, ms: {} });
    }
    batch = Math.min(2 * batch, MAX_BATCH);
  };
  const recover2 = async () => {
    if (isRecovering) return;
    isRecovering = true;
    try {
      if (isAway) await reconnect();
      await flush(context);
      if (!isDraining && Date.now() >= takeOverFrom) await takeOver();
    } catch {
      isAway = true;
      batch = FIRST_BATCH;
    } finally {
      isRecovering = false;
    }
  };
  const drain = async (timeoutMs) => {
    isDraining = true;
    const until = Date.now() + timeoutMs;
    const isLate = (marginMs) => Date.now() > until - marginMs;
    const sending = () => inFlight.working().filter(({ isSending }) => isSending);
    while (inFlight.working().length > 0 && !isLate(RELEASE_MS)) await sleep(20);
    const releasable = inFlight.working().filter(({ isSending }) => !isSending);
    await Promise.all(releasable.map(({ job }) => inbox.release(job, 0).catch(() => void 0)));
    while (sending().length > 0 && !isLate(0)) await sleep(20);
    while (inFlight.pendingCloses().length > 0 && !isLate(0)) await flush(context).catch(() => sleep(100));
  };
  return { recover: recover2, drain };
}
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// functions/worker/worker.ts
function createWorker(tools) {
  const inbox = createInbox(tools.database, randomUUID());
  const inFlight = createInFlight();
  const context = { ...tools, inbox, inFlight, heartbeat: createHeartbeat(inbox, inFlight) };
  const { recover: recover2, drain } = createRecovery(context);
  const toJob = (message, { config }) => {
    const session = toSessionKey(message, config.memory.scope);
    return inbox.create({ _id: message.id, session, receivedAt: nextReceivedAt(), message });
  };
  return {
    async accept(message, tools2) {
      const startedAt = Date.now();
      if (await inFlight.isRedelivery(message.id)) return "duplicate";
      const job = toJob(message, tools2);
      const claim = await inFlight.accept(job._id, inbox.claim(job));
      if (claim === "seen") return "duplicate";
      const lateClaim = claim === "claimed" ? void 0 : claim.late;
      return { job, tools: tools2, stored: claim === "claimed", lateClaim, ms: { ack: Date.now() - startedAt } };
    },
    async acceptInline(message, tools2) {
      if (await inFlight.isRedelivery(message.id)) return "duplicate";
      const claim = inbox.insertDone(toJob(message, tools2)).catch(() => "unknown");
      return await inFlight.accept(message.id, claim) === "seen" ? "duplicate" : "accepted";
    },
    work: (message) => work(context, message),
    async answerInBody(message) {
      await work(context, { ...message, replyInBody: true });
      return message.job.answer?.message;
    },
    isIdle: () => inFlight.all().length === 0,
    flush: () => flush(context),
    recover: recover2,
    drain
  };
}

// functions/app.ts
var database = createDatabase(() => cloud.mongo.db);
var botStatus = createBotStatus(database);
var rejectedCallbacks = createRejectedCallbacks(() => Date.now());
var services = {
  database,
  botStatus,
  rejectedCallbacks,
  quirks: createQuirkStore(),
  promptLimits: createPromptLimits()
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
  currentTools: currentBot,
  log: (line) => {
    log(line);
    void botStatus.learn(line);
  }
});
function log(line) {
  console.log(JSON.stringify(line));
}
var recover = startMaintenance(cloud.shared, database, worker);
setImmediate(() => void recover());
setImmediate(() => void botStatus.hasAnswered().catch(() => void 0));
currentBot();

// functions/dingtalk/content.ts
var MAX_QUOTE_DEPTH = 3;
var MAX_PIECES = 100;
var MAX_TEXT_CHARACTERS = 1e5;
function toContent(type, fields) {
  if (asNumber(fields.errorCode)) return { kind: "over-quota" };
  const content = asObjectOrJson(fields.content) ?? {};
  const pieces = toPieces(type, fields, content);
  if (!pieces) return { kind: "unsupported", type: type.slice(0, 40) };
  const quote2 = toQuote(fields);
  const own = normalize(pieces);
  if (own.length === 0 && !quote2?.pieces.length) return { kind: "empty" };
  return { kind: "pieces", pieces: own, ...quote2?.pieces.length ? { quote: quote2 } : {} };
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
      return toDownload(content);
    case "audio": {
      const words = asString(content.recognition)?.trim();
      return words ? [{ text: words }] : void 0;
    }
    case "file":
      return toDownload(content, asString(content.fileName) ?? "");
    case "chatRecord":
      return toRecord(content);
    default:
      return void 0;
  }
}
function toDownload(fields, name) {
  const code = asString(fields.downloadCode) ?? asString(fields.pictureDownloadCode);
  if (!code) return void 0;
  return [name === void 0 ? { picture: code } : { file: code, name }];
}
function toRichPieces(element) {
  const fields = asObject(element) ?? {};
  const type = asString(fields.type) ?? asString(fields.msgType) ?? "text";
  if (type === "picture") return toDownload(fields) ?? [];
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
    const { senderNick, content: text2 } = asObject(row) ?? {};
    return asString(text2) ? [`${asString(senderNick) ?? ""}: ${text2}`] : [];
  });
  const text = lines.length > 0 ? lines.join("\n") : asString(content.summary);
  if (!text) return void 0;
  return [{ text: [asString(content.title), text].filter(Boolean).join("\n") }];
}
function toQuote(fields) {
  const older = asObject(fields.quoteMessage);
  const quoted = toQuotedMessage(fields) ?? (older && { ...older, msgType: "text", content: older.text });
  return quoted && { fromRobot: isFromRobot(fields, quoted), pieces: normalize(toQuotedPieces(quoted, 1)) };
}
function toQuotedMessage({ text, content }) {
  return asObject(asObjectOrJson(text)?.repliedMsg) ?? asObject(asObjectOrJson(content)?.repliedMsg);
}
function isFromRobot({ chatbotUserId }, { senderId }) {
  return asString(senderId) !== void 0 && senderId === chatbotUserId;
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
  if (Array.isArray(node)) {
    const texts = node.slice(0, MAX_PIECES).map((one) => cardText(one, depth + 1));
    return texts.join("");
  }
  const { value, children } = asObject(node) ?? {};
  return (asString(value) ?? "") + cardText(asArray(children), depth + 1);
}
function normalize(pieces) {
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
var MAX_NAME_CHARACTERS = 40;
var CONVERSATION_KINDS = {
  1: "direct",
  2: "group"
};
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
  const kind = CONVERSATION_KINDS[asNumber(fields.conversationType) ?? 0];
  if (!type || !kind) return void 0;
  const code = robotCode || fallbackRobotCode;
  return present({
    id: `${code}:${msgId}`,
    robotCode: code,
    type: type.slice(0, 40),
    conversation: { id: conversationId, kind },
    sender: present({
      id: staffId || senderId,
      staffId: staffId || void 0,
      name: toName(fields.senderNick)
    }),
    botName: toName(toRobotNick(fields)),
    webhook: toWebhook(fields),
    content: toContent(type, fields)
  });
}
function toId(value) {
  if (value === void 0 || value === null) return "";
  return typeof value === "string" && value.length <= MAX_ID_LENGTH ? value : "malformed";
}
function toName(value) {
  const name = (asString(value) ?? "").slice(0, MAX_ID_LENGTH).replace(/[\s\p{C}]+/gu, " ").trim();
  return Array.from(name).slice(0, MAX_NAME_CHARACTERS).join("") || void 0;
}
function toRobotNick(fields) {
  const quoted = toQuotedMessage(fields);
  return quoted && isFromRobot(fields, quoted) ? quoted.senderNick : void 0;
}
function toWebhook(fields) {
  const url = asString(fields.sessionWebhook);
  return url ? present({ url, expiresAt: asNumber(fields.sessionWebhookExpiredTime) }) : void 0;
}
function present(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}

// functions/doctor/page.ts
var PAGE_HEADERS = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  // The address may contain DOCTOR_KEY, which no link may pass on.
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
  const [at, next] = [toChinaTime(checkedAt), toChinaTime(nextCheckAt + 59999)];
  return doctor.checked(at, next.startsWith(at.slice(0, 10)) ? next.slice(11) : next);
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
function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

// functions/dingtalk.ts
var NO_MESSAGE = { msgtype: "empty" };
var JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };
var INLINE_REPLY_MS = 2200;
async function main(ctx) {
  const startedAt = Date.now();
  const bot = currentBot();
  const reply = (status, body) => {
    const text = JSON.stringify(body);
    const headers = { ...JSON_HEADERS, "content-length": Buffer.byteLength(text) };
    ctx.response?.writeHead(status, headers).end(text);
  };
  if (ctx.method === "GET" || ctx.method === "HEAD") return sendCheckUp(bot, ctx);
  const { timestamp, sign: sign2 } = ctx.headers ?? {};
  const { appKey, appSecret, keyless } = bot.config.dingtalk;
  if (!keyless && !verify({ timestamp, sign: sign2 }, appSecret, startedAt)) {
    rejectedCallbacks.noteSignature({ timestamp, sign: sign2 }, appSecret);
    return reply(401, { error: "The signature is missing, wrong or out of date." });
  }
  const message = parse(ctx.body, appKey);
  if (!message) return reply(400, { error: "This is not a robot message." });
  const inline = toInlineReply(bot, message);
  return inline ? answerInline(bot, message, inline, startedAt, reply) : answer3(bot, message, reply);
}
async function answer3(bot, message, reply) {
  const accepted = await worker.accept(message, bot);
  if (accepted === "duplicate") return reply(200, NO_MESSAGE);
  if (bot.config.dingtalk.keyless) {
    const answered = await worker.answerInBody(accepted);
    return reply(200, answered ? toHttpBody(answered, bot.texts.cutOff) : NO_MESSAGE);
  }
  reply(200, NO_MESSAGE);
  void worker.work(accepted);
}
async function answerInline(bot, message, { result, say }, startedAt, reply) {
  const { texts } = bot;
  if (await worker.acceptInline(message, bot) === "duplicate") return reply(200, NO_MESSAGE);
  if (result === "over-quota") rejectedCallbacks.noteOverQuota();
  const leftMs = INLINE_REPLY_MS - (Date.now() - startedAt);
  const text = await within(leftMs, say(), () => new Error("late")).catch(() => texts.databaseAway);
  reply(200, text ? toHttpBody(toOutgoingMessage(text, texts.title), texts.cutOff) : NO_MESSAGE);
  log(toLogLine({ _id: message.id, message }, { result }, { ack: Date.now() - startedAt }));
}
async function sendCheckUp({ showReport, texts }, { query, headers, response }) {
  const view = await showReport(query?.key);
  const accept2 = String(headers?.accept);
  const wantsJson = accept2.includes("application/json") && !accept2.includes("text/html");
  response?.status(200).set(PAGE_HEADERS);
  if (wantsJson) response?.type("json").send(JSON.stringify({ alive: true, ...view.report }));
  else response?.type("html").send(toPage(view, texts));
}
export {
  main,
  recover
};
