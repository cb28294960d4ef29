/**
 * HTTP calls by axios. The process has one instance. It is loaded at the first call, so that the first callback is
 * acknowledged before the package is loaded.
 */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse, AxiosStatic } from 'axios'
import { abortAfter } from './deadline'

/** Limit of a request's body, and of a response's after decompression. DingTalk's API needs less than 100 KB. */
const MAX_BODY_BYTES = 1024 * 1024

let instance: AxiosInstance | undefined

/**
 * Makes one call and reads its response, of any status, to the end. Follows no redirects unless `call.maxRedirects` is
 * set. `call.maxContentLength` replaces the limit of 1 MB.
 * @param timeoutMs for the whole call; axios's own `timeout` does not end a slow response
 * @throws AxiosError without a complete response, or when a body is over its limit; an error named `TimeoutError`
 */
export async function request(timeoutMs: number, call: AxiosRequestConfig): Promise<AxiosResponse<unknown>> {
  const { request } = getAxios()
  return abortAfter(
    timeoutMs,
    (signal) => request({ ...call, signal }),
    () => Object.assign(new Error('timeout'), { name: 'TimeoutError' }),
  )
}

/** The instance: connections are kept alive, redirects are not followed, every status resolves. */
export function getAxios(): AxiosInstance {
  instance ??= createAxios()
  return instance
}

function createAxios(): AxiosInstance {
  const axios: AxiosStatic = require('axios')
  return axios.create({
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    proxy: false,
    maxRedirects: 0,
    maxBodyLength: MAX_BODY_BYTES,
    maxContentLength: MAX_BODY_BYTES,
    validateStatus: null,
    headers: { 'User-Agent': 'dingtalk-chatgpt' },
  })
}
