/** What the doctor says in English. */

import { enUsage } from './en-usage'
import type { DoctorTexts } from './types'

const CREDENTIALS = 'DingTalk open platform → your app → Credentials'

export const enDoctor: DoctorTexts = {
  htmlLanguage: 'en',
  title: 'DingTalk bot check-up',
  alive:
    'The bot is running. To see the check-up, set the environment variable DOCTOR_KEY (a password of your own, at least 16 random letters and digits) and open THIS-ADDRESS?key=PASSWORD.',
  partly:
    'The database cannot be read, so only this item is shown. To see everything, set the environment variable DOCTOR_KEY and open THIS-ADDRESS?key=PASSWORD.',
  wrongKeys: 'Too many wrong keys. Please try again later.',
  allGood: 'Everything works. Mention the bot in a group, or send it a direct message.',
  someWaiting: (count) =>
    `No problems found; ${count} ${count === 1 ? 'item is' : 'items are'} not confirmed yet.`,
  someBad: (count) => `${count} ${count === 1 ? 'item needs' : 'items need'} your attention.`,
  checked: (at, minutes, nextAt) =>
    `Clock, DingTalk credentials, robot permission, model and web search need calls to outside services and were checked at ${at} UTC+8${minutes > 0 ? `, ${minutes} min ago` : ''}. Everything else was checked just now. After a change, reload this page after ${nextAt} to check them again.`,
  footer:
    'This page shows no secrets and no messages. Once the bot has answered its first message, you need DOCTOR_KEY to see the results. Menu names in the consoles may differ slightly.',
  console: 'DingTalk open platform',
  fixLabel: 'What to do: ',
  codeLabel: "DingTalk's error code: ",
  state: { good: '✓ OK', bad: '✗ Needs fixing', unknown: '… Not confirmed yet' },
  name: {
    settings: 'Environment variables',
    clock: 'Clock',
    database: 'Database',
    token: 'DingTalk credentials',
    permission: 'Robot permission',
    card: 'AI cards',
    model: 'Model',
    search: 'Web search',
    callback: 'Receiving messages',
    delivery: 'Sending answers',
  },
  good: {
    settings: 'All required variables are set and valid.',
    clock: "The server's clock is right.",
    database: 'Reading and writing work.',
    token: 'DingTalk accepts DING_APP_KEY and DING_APP_SECRET.',
    permission: 'The app can send messages and download pictures and files as the robot.',
    card: 'Cards can be created and updated.',
    model: 'It answers.',
    search: 'The search service works.',
    delivery: 'DingTalk has not refused any answer recently.',
  },
  bad: {
    clock: "The server's clock is wrong: messages from DingTalk look expired and are rejected.",
    database:
      'Reading or writing failed. The bot still answers, but it cannot remember the conversation and may lose messages when it restarts.',
    token:
      "The bot cannot get an access token from DingTalk. Answers can only be sent through each message's own reply address, and pictures and files cannot be read.",
    permission:
      "The app is not allowed to make calls as the robot. Answers can only be sent through each message's own reply address, and pictures and files cannot be read.",
    card: 'Cards do not work: answers are sent as ordinary messages.',
    model: 'It does not answer.',
    search: 'Nothing can be looked up on the web. The bot answers without it.',
  },
  unknown: {
    clock: 'DingTalk cannot be reached to compare the time.',
    token: 'It can be checked once DING_APP_KEY and DING_APP_SECRET are set.',
    permission: 'It can be checked once “DingTalk credentials” is fixed.',
    card: 'It could not be checked. See “DingTalk credentials” and “Robot permission” first.',
    model: 'It can be checked once OPENAI_KEY is set.',
    callback: 'The database cannot be read, so it is unknown whether a message has arrived.',
    delivery: 'The database cannot be read, so it is unknown whether an answer was refused.',
  },
  settingsFix:
    'On Laf: Settings → Environment variables, then Update. Changes apply from the next message, without a restart. Elsewhere: change the .env file and restart the process.',
  keyless:
    'Signatures are not checked (DING_ALLOW_UNSIGNED=true): anyone can pretend to be DingTalk. For testing only.',
  keylessFix: `Before real use, remove DING_ALLOW_UNSIGNED and set DING_APP_KEY and DING_APP_SECRET. Find them here: ${CREDENTIALS}.`,
  clockFix: (minutes) =>
    `It is off by about ${minutes} minutes. Correct the server's clock; on Laf, contact Laf's support.`,
  databaseFix:
    'On Laf: open the app, check that its database is running, and restart the app if necessary. Elsewhere: check the environment variable DB_URI and MongoDB.',
  databaseClock: (seconds) =>
    ` Its clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the server's; the bot uses the database's clock.`,
  noAnswer: 'DingTalk did not respond properly, so this was not checked.',
  busyFix:
    'DingTalk did not respond properly. Reload in a few minutes. If this keeps happening, check whether the server can reach api.dingtalk.com, and the environment variable DING_API_URL (usually not set).',
  modelFix: {
    'package-missing':
      'The package openai is not installed. On Laf: NPM dependencies (bottom left of the editor) → add openai (version 6) → save and restart. Elsewhere: run npm install.',
    'document-package-missing':
      'The package that reads PDF is not installed. On Laf: NPM dependencies (bottom left of the editor) → add @hyzyla/pdfium → save and restart. Elsewhere: run npm install @hyzyla/pdfium.',
    'key-refused':
      "The model service does not accept OPENAI_KEY. Create a new key on the API key page of the provider's console and set OPENAI_KEY; if the provider is not OpenAI, also set OPENAI_BASE_URL to the provider's API address.",
    'model-unknown':
      "The model name or the API address is wrong. Check two environment variables against the provider's API documentation: OPENAI_MODEL (it must match exactly) and OPENAI_BASE_URL (it usually ends in /v1).",
    'model-quota':
      "The account is out of credit. Top it up on the billing page of the model provider's console.",
    'rate-limited':
      "The model service is limiting requests. Reload in a few minutes. If this keeps happening, check the limits in the provider's console.",
    timeout:
      'The model did not respond in time. Reload later. If this keeps happening, choose a faster model (environment variable OPENAI_MODEL), or check OPENAI_BASE_URL.',
    unreachable:
      'The model service cannot be reached. Check the environment variable OPENAI_BASE_URL: is it spelled correctly, is the service running, can the server reach it? (Servers in China usually cannot reach api.openai.com.)',
    'model-failed':
      "The model service had a problem, or the environment variable OPENAI_BASE_URL is not an API address. That address is in the provider's API documentation and usually ends in /v1; it is not the home page. If it is right, reload in a few minutes.",
    'model-empty': 'The answer was empty. Check that the environment variable OPENAI_MODEL is a chat model.',
  },
  modelShutdown: (name, date) =>
    `The model answers, but its provider has announced that ${name} will be shut down on ${date}.`,
  modelShutdownFix: 'Set OPENAI_MODEL to another model before that date.',
  searchFix: {
    'key-refused':
      "The search service refused the request. Check SEARCH_KEY against the key in the provider's console, and whether there is credit left. With a SearXNG of your own: allow json under search.formats in its settings.yml.",
    quota:
      "The limit or the credit of the search service is used up. Check your plan in the provider's console.",
    unreachable:
      'The search service cannot be reached, or answers too slowly. Check SEARCH_URL: is it spelled correctly, is the service running, can the server reach it?',
    failed:
      'What answers at SEARCH_URL is not a search service. Use https://api.tavily.com, https://api.bochaai.com or the address of a SearXNG, and check SEARCH_KEY.',
  },
  lastCallback: (time) => `The last message from DingTalk arrived at ${time}.`,
  noCallback: 'No message has arrived from DingTalk yet.',
  quietDay: 'No message has arrived from DingTalk in the last 24 hours.',
  noCallbackFix:
    "Open the function's address in a browser, copy it from the address bar (without the question mark and anything after it) and enter it here: DingTalk open platform → your app → Robot → message receiving mode “HTTP” → message receiving address. Then publish a version of the app and mention the bot in a group.",
  callbackProblem: {
    'no-secret': (time) =>
      `A message arrived (${time}) but was rejected: without DING_APP_SECRET, there is no way to verify that DingTalk sent it.`,
    'wrong-signature': (time) => `A message with a wrong signature arrived (${time}) and was rejected.`,
    'out-of-date': (time) =>
      `A message from DingTalk arrived (${time}) but was rejected: its time is off by an hour or more.`,
    'over-quota': (time) =>
      `DingTalk reported (${time}) that the quota of pushed messages is used up: the bot no longer receives what people write.`,
  },
  callbackProblemFix: {
    'no-secret': `Set the environment variable DING_APP_SECRET. Find it here: ${CREDENTIALS} → Client Secret.`,
    'wrong-signature': `If you wrote to the bot at that time, DING_APP_SECRET does not match the one in DingTalk: copy it again from ${CREDENTIALS} → Client Secret. If you did not, someone else sent it, and you can ignore it.`,
    'out-of-date':
      "If “Clock” needs fixing, correct the server's clock. If it is OK, someone sent an old message again, and you can ignore it.",
    'over-quota':
      "Check your plan's usage in the DingTalk admin console (oa.dingtalk.com), and upgrade or buy more. Otherwise it resets next month.",
  },
  lastRefusal: (time) => `DingTalk refused an answer at ${time}.`,
  refusalPasses: 'Once this is fixed and the next answer is delivered, this item becomes OK by itself.',
  usage: enUsage,
}
