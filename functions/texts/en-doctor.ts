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
    'The database cannot be read, so only this is shown. To see everything, set the environment variable DOCTOR_KEY and open THIS-ADDRESS?key=PASSWORD.',
  allGood: 'All is well. @ the robot in a group, or write to it alone.',
  someWaiting: (count) =>
    `Nothing is wrong; ${count} ${count === 1 ? 'thing is' : 'things are'} not known yet.`,
  someBad: (count) => `${count} ${count === 1 ? 'thing needs' : 'things need'} your attention.`,
  checked: (at, minutes, nextAt) =>
    `Everything here was checked just now, except for what other services have to be asked for (clock, DingTalk credentials, robot permission, model, web search): that is from ${at} UTC+8${minutes > 0 ? `, ${minutes} min ago` : ''}. After a change, reload this page after ${nextAt}; these are checked again then.`,
  footer:
    'This page shows no secrets and no messages. Once the bot has answered its first message, this page needs DOCTOR_KEY. Names of menus in the consoles may change; their meaning does not.',
  console: 'DingTalk open platform',
  fixLabel: 'What to do: ',
  codeLabel: "DingTalk's code: ",
  state: { good: '✓ Good', bad: '✗ To do', unknown: '… Not known yet' },
  name: {
    settings: 'Environment variables',
    clock: 'Clock',
    database: 'Database',
    token: 'DingTalk credentials',
    permission: 'Robot permission',
    model: 'Model',
    search: 'Web search',
    callback: 'Receiving messages',
    delivery: 'Sending answers',
  },
  good: {
    settings: 'All that is needed is there and well-formed.',
    clock: "The server's time is right.",
    database: 'It can be written and read.',
    token: 'DingTalk accepts DING_APP_KEY and DING_APP_SECRET.',
    permission: 'The app may send messages and fetch pictures and files as the robot.',
    model: 'It answers.',
    search: 'The search service answers.',
    delivery: 'DingTalk has refused no answer lately.',
  },
  bad: {
    clock: "The server's time is wrong: messages from DingTalk look out of date and are not taken.",
    database:
      'It cannot be written and read. The bot still answers, but remembers nothing and may lose messages at a restart.',
    token:
      "There is no access token from DingTalk. Answers can only take the messages' own reply address, and pictures and files cannot be read.",
    permission:
      "The app may not make calls as the robot. Answers can only take the messages' own reply address, and pictures and files cannot be read.",
    model: 'It does not answer.',
    search: 'Nothing can be looked up on the web. The bot answers without it.',
  },
  unknown: {
    clock: 'DingTalk cannot be reached to compare the time.',
    token: 'It can be checked once DING_APP_KEY and DING_APP_SECRET are set.',
    permission: 'It can be checked once “DingTalk credentials” is fixed.',
    model: 'It can be checked once OPENAI_KEY is set.',
    callback: 'The database cannot be read, so it is unknown whether a message has come.',
    delivery: 'The database cannot be read, so it is unknown whether an answer was refused.',
  },
  settingsFix:
    'On Laf: Settings → Environment variables, then Update; it takes effect with the next message, without a restart. Elsewhere: change the .env file and restart the process.',
  keyless:
    'Signatures are not checked (DING_ALLOW_UNSIGNED=true): anyone can pretend to be DingTalk. For trials only.',
  keylessFix: `For real use remove DING_ALLOW_UNSIGNED and set DING_APP_KEY and DING_APP_SECRET. Find them here: ${CREDENTIALS}.`,
  clockFix: (minutes) =>
    `It is off by about ${minutes} minutes. Set the server's time; on Laf, ask Laf's support.`,
  databaseFix:
    'On Laf: open the app, see whether its database is running, restart the app if need be. Elsewhere: check the environment variable DB_URI and MongoDB.',
  databaseClock: (seconds) =>
    ` Its clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the server's; the bot goes by the database's clock.`,
  noAnswer: 'DingTalk gave no proper answer, so it was not checked this time.',
  busyFix:
    'DingTalk gave no proper answer. Reload in a few minutes; if it stays so, check whether the server can reach api.dingtalk.com, and the environment variable DING_API_URL (usually not set).',
  modelFix: {
    'package-missing':
      'The package openai is not installed. On Laf: NPM dependencies (bottom left of the editor) → add openai (version 6) → save and restart. Elsewhere: run npm install.',
    'key-refused':
      "The model service does not accept OPENAI_KEY. Make a new one on the API key page of the provider's console and set OPENAI_KEY; if the provider is not OpenAI, OPENAI_BASE_URL has to be the provider's API address.",
    'model-unknown':
      "The model's name or the API address is wrong. Compare two environment variables with the provider's API documentation: OPENAI_MODEL (to the letter) and OPENAI_BASE_URL (it usually ends in /v1).",
    'model-quota': "The credit is used up. Top it up on the billing page of the model provider's console.",
    'rate-limited':
      "The model service limits the number of questions. Reload in a few minutes; if it stays so, look at the limits in the provider's console.",
    timeout:
      'It gave no answer for a while. Reload later; if it stays so, choose a faster model (environment variable OPENAI_MODEL), or check OPENAI_BASE_URL.',
    unreachable:
      'The model service cannot be reached. Check the environment variable OPENAI_BASE_URL: is it spelt right, is the service running, can the server reach it? (Servers in China usually cannot reach api.openai.com.)',
    'model-failed':
      "The model service had a problem, or the environment variable OPENAI_BASE_URL is not an API address. That address is in the provider's API documentation and usually ends in /v1; it is not the home page. If it is right, reload in a few minutes.",
    'model-empty':
      'The answer was empty. Check that the environment variable OPENAI_MODEL names a model for chatting.',
  },
  modelShutdown: (name, date) =>
    `The model answers, but its provider has announced that ${name} is shut down on ${date}.`,
  modelShutdownFix: 'Before that day, set OPENAI_MODEL to another model.',
  searchFix: {
    'key-refused':
      "The search service refused the request. Check SEARCH_KEY against the key in the provider's console, and whether there is credit left. With a SearXNG of your own: allow json under search.formats in its settings.yml.",
    quota:
      "The limit or the credit of the search service is used up. Look at the plan in the provider's console.",
    unreachable:
      'The search service cannot be reached, or answers too slowly. Check SEARCH_URL: is it spelt right, is the service running, can the server reach it?',
    failed:
      'What answers at SEARCH_URL is not a search service. Use https://api.tavily.com, https://api.bochaai.com or the address of a SearXNG, and check SEARCH_KEY.',
  },
  lastCallback: (time) => `The last message from DingTalk came at ${time}.`,
  noCallback: 'No message has come from DingTalk yet.',
  quietDay: 'No message has come from DingTalk in the last 24 hours.',
  noCallbackFix:
    "Open the function's address in a browser, copy it from the address bar (without a question mark and what follows it) and put it here: DingTalk open platform → your app → Robot → message receiving mode “HTTP” → message receiving address. Then publish a version of the app and @ the robot in a group.",
  callbackProblem: {
    'no-secret': (time) =>
      `A message came (${time}) but was refused: without DING_APP_SECRET it cannot be verified that DingTalk sent it.`,
    'wrong-signature': (time) => `A message with a wrong signature came (${time}) and was not taken.`,
    'out-of-date': (time) =>
      `A message from DingTalk came (${time}) but was not taken: its time is off by an hour or more.`,
    'over-quota': (time) =>
      `DingTalk says (${time}) that the quota of pushed messages is used up: the robot no longer gets what people write.`,
  },
  callbackProblemFix: {
    'no-secret': `Set the environment variable DING_APP_SECRET. Find it here: ${CREDENTIALS} → Client Secret.`,
    'wrong-signature': `If you wrote to the robot at that time, DING_APP_SECRET is not the one DingTalk has: copy it again from ${CREDENTIALS} → Client Secret. If you did not, it was a stranger; ignore it.`,
    'out-of-date':
      "If “Clock” is not good, set the server's time. If it is, an old callback was sent again; ignore it.",
    'over-quota':
      "Look at the plan's usage in the DingTalk admin console (oa.dingtalk.com) and upgrade or buy more; otherwise it is back next month.",
  },
  lastRefusal: (time) => `DingTalk refused an answer at ${time}.`,
  refusalPasses: 'Once it is fixed and the next answer has arrived, this turns good by itself.',
  usage: enUsage,
}
