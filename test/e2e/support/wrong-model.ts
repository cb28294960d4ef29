import { TEXTS } from '../../../functions/texts/languages'
import { answered, type Misconfiguration, SECRETS, setting } from './misconfiguration'

const { failure, doctor } = TEXTS.zh

/** Mistakes with the model, its key and its address. */
export const WRONG_MODEL: Misconfiguration[] = [
  {
    what: 'no key for the model',
    env: () => ({ OPENAI_KEY: ' ' }),
    reads: [failure['key-missing'], 'api'],
    finds: [setting('OPENAI_KEY', 'missing'), ['model', 'unknown', doctor.unknown.model]],
  },
  {
    what: 'a key that the model service does not accept',
    fault: ({ openai }) => openai.faults.set('bad-key'),
    reads: [failure['key-refused'], 'api'],
    finds: [
      ['settings', 'good'],
      ['model', 'bad', doctor.bad.model, doctor.modelFix['key-refused']],
    ],
  },
  {
    what: 'a key for the model in full-width characters',
    env: () => ({ OPENAI_KEY: SECRETS.modelKey.replace('-', '－') }),
    reads: [failure['key-missing'], 'api'],
    finds: [setting('OPENAI_KEY', 'not-plain-text'), ['model', 'unknown', doctor.unknown.model]],
  },
  {
    what: 'a key for the model in quotes, which are removed',
    env: () => ({ OPENAI_KEY: `'${SECRETS.modelKey}'` }),
    ...answered,
    finds: [setting('OPENAI_KEY', 'quoted'), ['model', 'good']],
  },
  {
    what: 'the package openai not installed',
    packages: 'without openai',
    reads: [failure['package-missing'], 'api'],
    finds: [['model', 'bad', doctor.bad.model, doctor.modelFix['package-missing']]],
  },
  {
    what: 'a model that the service does not know',
    env: () => ({ OPENAI_MODEL: 'gpt-99-turbo' }),
    reads: [failure['model-unknown'], 'api'],
    finds: [['model', 'bad', doctor.bad.model, doctor.modelFix['model-unknown']]],
  },
  {
    what: 'a base URL without /v1, which is added',
    env: ({ openai }) => ({ OPENAI_BASE_URL: openai.url.replace('/v1', '') }),
    ...answered,
    finds: [
      ['settings', 'good'],
      ['model', 'good'],
    ],
  },
  {
    what: 'a base URL with another version, which the service does not have',
    env: ({ openai }) => ({ OPENAI_BASE_URL: openai.url.replace('/v1', '/v2') }),
    reads: [failure['address-wrong'], 'api'],
    finds: [
      ['settings', 'good'],
      ['model', 'bad', doctor.bad.model, failure['address-wrong']],
    ],
  },
  {
    what: 'a base URL with the route, which is removed',
    env: ({ openai }) => ({ OPENAI_BASE_URL: `${openai.url}/chat/completions/` }),
    ...answered,
    finds: [
      ['settings', 'good'],
      ['model', 'good'],
    ],
  },
  {
    what: 'a base URL that is no URL, for which no request is made',
    env: () => ({ OPENAI_BASE_URL: 'api.deepseek.com/v1' }),
    reads: [failure.unreachable, 'api'],
    finds: [
      setting('OPENAI_BASE_URL', 'not-a-url'),
      ['model', 'bad', doctor.bad.model, doctor.modelFix.unreachable],
    ],
  },
  {
    what: 'a base URL without a server',
    env: () => ({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }),
    reads: [failure.unreachable, 'api'],
    finds: [
      ['settings', 'good'],
      ['model', 'bad', doctor.bad.model, doctor.modelFix.unreachable],
    ],
  },
  {
    what: "a base URL that is the provider's home page",
    fault: ({ openai }) => openai.faults.set('home-page'),
    reads: [failure['address-wrong'], 'api'],
    finds: [['model', 'bad', doctor.bad.model, failure['address-wrong']]],
  },
  {
    what: 'a base URL with a user, a password and a fragment, which are not used',
    env: ({ openai }) => ({
      OPENAI_BASE_URL: `${openai.url.replace('://', `://me:${SECRETS.modelKey}@`)}#${SECRETS.modelKey}`,
    }),
    ...answered,
    finds: [setting('OPENAI_BASE_URL', 'partly-used', 'user:password@ #…'), ['model', 'good']],
  },
  {
    what: 'OPENAI_EXTRA that is no JSON',
    env: () => ({ OPENAI_EXTRA: `{"user": ${SECRETS.modelKey}` }),
    ...answered,
    finds: [setting('OPENAI_EXTRA', 'not-json'), ['model', 'good']],
  },
  {
    what: 'OPENAI_EXTRA with fields that belong to the bot, which are not used',
    env: () => ({ OPENAI_EXTRA: '{"model":"gpt-99","stream":true,"temperature":0.2}' }),
    ...answered,
    finds: [setting('OPENAI_EXTRA', 'partly-used', 'model stream'), ['model', 'good']],
  },
  {
    what: 'a proxy, which is not used',
    env: () => ({ HTTPS_PROXY: `http://me:${SECRETS.modelKey}@127.0.0.1:9` }),
    ...answered,
    finds: [setting('HTTPS_PROXY', 'proxy-unused'), ['model', 'good']],
  },
  {
    what: 'no credit left with the model service',
    fault: ({ openai }) => openai.faults.set('no-quota'),
    reads: [failure['model-quota'], 'api'],
    finds: [['model', 'bad', doctor.bad.model, doctor.modelFix['model-quota']]],
  },
  {
    what: 'a model that never answers',
    takesTime: true,
    env: () => ({ ANSWER_TIMEOUT_SECONDS: '30' }),
    fault: ({ openai }) => openai.faults.set('hang'),
    reads: [failure.timeout, 'api'],
    finds: [['model', 'bad', doctor.bad.model, doctor.modelFix.timeout]],
  },
]
