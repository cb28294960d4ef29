import { describe, expect, it } from 'vitest'
import { parseEnvFile } from '../../playground/dotenv'

describe('a .env file', () => {
  it.each([
    ['A=1', { A: '1' }],
    ['export A = 1 ', { A: '1' }],
    ['# 注释\n\n  # 又一行\nA=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['A=一二三 # 说明\nB=#5\nC=a#b', { A: '一二三', B: '', C: 'a#b' }],
    ['A="两 行\\n文字"', { A: '两 行\n文字' }],
    ["A='不变\\n' # 说明", { A: '不变\\n' }],
    ['  A=1\n \t \n  # B=2\nC=`it\'s "C"`', { A: '1', C: 'it\'s "C"' }],
    ['A="第一行\n第二行"\nB=2', { A: '第一行\n第二行', B: '2' }],
    ['\uFEFFA=1', { A: '1' }],
    ['A=', { A: '' }],
    ['', {}],
  ])('reads %j', (text, values) => {
    expect(parseEnvFile(text)).toEqual({ values })
  })

  it.each([
    ['OPENAI_KEY sk-123', 1, 'no-assignment'],
    ['A=1\nOPENAI-KEY=sk', 2, 'no-assignment'],
    ['A=1\n\nB="没有结束\nC=3', 3, 'open-quote'],
    ['A="1"2', 1, 'after-quote'],
    ['A=`没有结束', 1, 'open-quote'],
    [Buffer.from('A=1', 'utf16le').toString('utf8'), 1, 'not-text'],
  ])('refuses %j and names the line', (text, line, kind) => {
    expect(parseEnvFile(text)).toEqual({ problem: { line, kind } })
  })
})
