/**
 * HTTP calls by axios: DingTalk's routes and files. One instance for the process, loaded at the first call, so that
 * the first callback is acknowledged before the package is there.
 */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse, AxiosStatic } from 'axios'
import { abortAfter } from './deadline'

/** Of a request's body, and of a decompressed response's, unless a call says otherwise. DingTalk's are below 100 KB. */
const MAX_BODY_BYTES = 1024 * 1024

let client: AxiosInstance | undefined

/**
 * Makes one call and reads the whole response, whatever its status. Redirects are not followed unless
 * `call.maxRedirects` allows them.
 * @param timeoutMs for the whole call: axios's own `timeout` ends only when the connection falls silent
 * @throws AxiosError where no complete response came, or one of more than `call.maxContentLength` bytes; an error named
 *   `TimeoutError`
 */
export async function request(timeoutMs: number, call: AxiosRequestConfig): Promise<AxiosResponse<unknown>> {
  client ??= createAxios()
  const { request } = client
  return abortAfter(
    timeoutMs,
    (signal) => request({ ...call, signal }),
    () => Object.assign(new Error('timeout'), { name: 'TimeoutError' }),
  )
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
