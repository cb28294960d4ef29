import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../functions/doctor/checks'
import { toPage as toPageAt } from '../../../functions/doctor/page'
import type { View } from '../../../functions/doctor/report-access'
import { TEXTS } from '../../../functions/texts/languages'
import type { Texts } from '../../../functions/texts/types'

const { zh, en } = TEXTS
const NOON = Date.parse('2026-03-01T04:00:00Z')
const FINDINGS: Finding[] = [
  { check: 'settings', state: 'good', text: '好' },
  { check: 'callback', state: 'unknown', text: '不知道', fix: '去钉钉开放平台 → 机器人' },
  { check: 'model', state: 'bad', text: '坏', fix: '修 & <b>', code: '400 x' },
]

const toPage = (view: View, texts: Texts, now = NOON) => toPageAt(view, texts, now)
const view = (findings = FINDINGS): View => ({
  report: { findings, checkedAt: NOON, nextCheckAt: NOON + 120_000 },
})

describe('the page', () => {
  it('closes its tags, and has no scripts and no resources', () => {
    for (const page of [toPage(view(), zh), toPage({}, zh), toPage({ ...view(), partly: true }, en)]) {
      const open: string[] = []
      for (const [, slash, name = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
        if (name === 'meta') continue
        if (slash) expect(open.pop()).toBe(name)
        else open.push(name)
      }
      expect(open).toEqual([])
      expect(page).toMatch(/^<!doctype html>\n<html lang="(zh-CN|en)">/)
      expect(page).not.toMatch(/<script|<img|<link|<iframe|\ssrc=|\son\w+=|@import|url\(/)
    }
  })

  it('lists bad findings first', () => {
    const states = [...toPage(view(), zh).matchAll(/<li class="(\w+)">/g)].map(([, state]) => state)
    expect(states).toEqual(['bad', 'unknown', 'good'])
  })

  it('names the state of a finding in words', () => {
    for (const state of ['good', 'bad', 'unknown'] as const)
      expect(toPage(view(), zh)).toContain(zh.doctor.state[state])
  })

  it('escapes its texts', () => {
    expect(toPage(view(), zh)).toContain('修 &#38; &#60;b&#62;')
  })

  it("links to DingTalk's console without its own address, which may contain the key", () => {
    expect(toPage(view(), zh)).toContain(
      '去<a href="https://open-dev.dingtalk.com/" target="_blank" rel="noreferrer">钉钉开放平台</a> → 机器人',
    )
  })
})

describe('the headline', () => {
  const [good, unknown, bad] = FINDINGS as [Finding, Finding, Finding]
  it.each([
    ['says that all is well', [good], zh.doctor.allGood],
    ['counts the unknown findings', [good, unknown], zh.doctor.someWaiting(1)],
    ['counts the bad findings', [bad, unknown, bad], zh.doctor.someBad(2)],
  ])('%s', (_, findings, headline) =>
    expect(toPage(view(findings), zh)).toContain(`<p class="sum">${headline}</p>`),
  )
})

describe('the time of the check', () => {
  const next = (inMs: number) =>
    toPage({ report: { findings: [], checkedAt: NOON, nextCheckAt: NOON + inMs } }, zh)

  it('is in the time of China, and the next one is rounded up to minutes', () => {
    expect(next(120_000)).toContain(zh.doctor.checked('2026-03-01 12:00', 0, '12:02'))
    expect(next(120_001)).toContain(zh.doctor.checked('2026-03-01 12:00', 0, '12:03'))
  })

  it('says how old the answers of outside services are', () => {
    const report = { findings: [], checkedAt: NOON, nextCheckAt: NOON + 300_000 }
    expect(toPage({ report }, zh, NOON + 239_000)).toContain(
      zh.doctor.checked('2026-03-01 12:00', 3, '12:05'),
    )
  })

  it('has a date where the next check is on another day', () => {
    expect(next(13 * 3_600_000)).toContain(zh.doctor.checked('2026-03-01 12:00', 0, '2026-03-02 01:00'))
  })
})

it('without a report the page only says that the bot is alive', () => {
  const page = toPage({}, zh)
  expect(page).toContain(zh.doctor.alive)
  expect(page).not.toContain('<li')
})
