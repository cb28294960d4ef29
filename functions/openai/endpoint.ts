/** The address of a model service, as people paste it. Pure; no I/O. */

export interface ModelEndpoint {
  /** Without a slash at the end; `/chat/completions` follows it. */
  baseUrl: string
  /** What to try when `baseUrl` turns out to be no API: the same address with, or without, `/v1`. */
  alternative?: string
  /** Sent with every request, such as Azure's `api-version`. */
  query: Record<string, string>
  /** The key goes into the header `api-key` (Azure) instead of `Authorization`. */
  usesApiKeyHeader: boolean
}

const VERSION_SEGMENT = /\/v\d+[a-z0-9]*(\/|$)/
const AZURE_HOST = /\.(openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/

/**
 * Reads an address with or without `/v1` and `/chat/completions` at its end, with or without a query.
 * @returns `undefined` for anything but an http(s) URL; `dropped` lists the parts that are not used, without their values
 */
export function toModelEndpoint(value: string): { endpoint: ModelEndpoint; dropped: string[] } | undefined {
  const url = toHttpUrl(value)
  if (!url) return undefined
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  const query = Object.fromEntries(url.searchParams)
  const usesApiKeyHeader = AZURE_HOST.test(url.hostname)
  const dropped = [url.username || url.password ? 'user:password@' : '', url.hash ? '#…' : '']
  return {
    endpoint: { ...toBaseUrls(url.origin, path), query, usesApiKeyHeader },
    dropped: dropped.filter(Boolean),
  }
}

/** Most services want `/v1` after the host alone; behind a path without a version both forms exist. */
function toBaseUrls(origin: string, path: string): Pick<ModelEndpoint, 'baseUrl' | 'alternative'> {
  if (VERSION_SEGMENT.test(path) || path.includes('/deployments/')) return { baseUrl: origin + path }
  const [versioned, plain] = [`${origin}${path}/v1`, origin + path]
  return path === '' ? { baseUrl: versioned, alternative: plain } : { baseUrl: plain, alternative: versioned }
}

/** A URL with one of the protocols that requests are made with. */
export function toHttpUrl(value: string): URL | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined
}
