/** Random text that could become links: their marks, in all the forms that parsers know, and almost-links. */
import fc from 'fast-check'

/** Where no answer may lead to. */
const TARGETS = [
  'dtmd://dingtalkclient/sendMessage?content=1',
  'dingtalk://a/b',
  'javascript:alert(1)',
  'data:text/html,x',
]
/** Pieces between `¦`. */
const PIECES = [
  ...TARGETS,
  ...TARGETS.flatMap((target) => [
    `](${target})`,
    `(${target})`,
    `]: ${target}`,
    `:\n${target}`,
    `<${target}>`,
  ]),
  ...TARGETS.map((target) => `[点此\n领取](${target})`),
  ...TARGETS.map((target) => `![a\nb](${target} "t")`),
  ...[
    '[¦]¦![¦](¦)¦!¦]:¦:¦[a]¦[a][¦][b]¦[]¦[[¦]]¦]]¦][¦\\[¦\\]¦\\(¦\\)¦\\!¦\\¦\\\\¦\\`¦[a]: ¦[a\nb]: ¦"t"¦[^1]¦[^1]: ¦[x] ',
    '&#x5b;¦&#91¦&#93;¦&#x5d;¦&#40;¦&#x28;¦&#33;¦&#58;¦&lsqb;¦&rsqb;¦&lpar;¦&colon;¦&lt;¦&amp;¦&#0;¦&#96;¦&grave;¦&',
    '\n¦\n\n¦\r\n¦\r¦  \n¦\\\n¦ ¦\t¦    ¦\u000b¦\u000c¦\u00a0¦\u200b¦\u3000¦\u2028¦\0¦a¦中¦🙂',
    '`¦``¦```¦~~~¦```\n¦`a`¦`` ` ``¦$x_1$¦\\(x_1\\)¦$$¦\\[x_1\\]¦*¦**¦_¦__¦~~',
    '<¦>¦<b>¦</b>¦<!--¦-->¦<a href="¦">¦<br>¦<![CDATA[¦]]>¦<?¦?>',
    '# ¦> ¦- ¦1. ¦| ¦|¦\n|-|-|\n¦\n---\n¦\n===\n¦| a | b |\n|---|---|\n| `x | y` |',
  ].flatMap((group) => group.split('¦')),
]

export const linkText = fc
  .array(fc.constantFrom(...PIECES), { minLength: 2, maxLength: 14 })
  .map((pieces) => pieces.join(''))
