/** Texts of the kinds that people send to a bot, written for this test; the classical ones are centuries old. */
export const SAMPLES = {
  'Chinese prose':
    '早上七点，地铁站里已经挤满了人。小林一手抓着扶手，一手翻着手机里的日程：九点开会，十点半见客户，下午还要把上周的报告改完。他叹了口气，心想要是有个助手就好了。到了公司，同事告诉他，群里新来了一个机器人，不管问什么都能马上回答。小林半信半疑地发了一句“你好”，没想到不到三秒就收到了回复。从那天起，他写邮件、查资料、做表格，都先问一问它；偶尔聊两句闲天，它也接得住。',
  'Chinese about technology':
    '云函数收到回调之后，先用密钥校验签名，再把消息写入数据库，然后立即返回成功状态，避免平台重复推送。真正的回答在后台生成：读取最近的对话记录，估算令牌数量，超出上限的部分直接丢弃，最后调用大模型接口。如果接口超时或者返回限流错误，就按照响应头里的时间等待后重试；重试仍然失败，则给用户发送一句说明，而不是沉默。部署时请确认环境变量已经填写完整，否则服务无法启动。',
  'Chinese chat':
    '在吗？帮我看下这个，急！！！老板说今天下班前一定要给客户发过去，我都快疯了😭😭 表格里那列金额怎么加总都不对，是不是公式写错了呀？？算了算了，你直接告诉我怎么弄吧，我照着点就行～谢谢啦，回头请你喝奶茶hhh',
  'Chinese, traditional':
    '臺北的冬天總是下著細雨，街角的咖啡館卻坐滿了人。她把筆記型電腦打開，檢查昨天寫的程式：資料庫連線逾時的問題還沒有解決，伺服器的記錄檔裡滿是警告訊息。隔壁桌的學生正在討論期末報告，聲音忽大忽小。她戴上耳機，點了一杯熱拿鐵，決定今天無論如何都要把這個錯誤找出來。',
  'classical Chinese':
    '晋太元中，武陵人捕鱼为业。缘溪行，忘路之远近。忽逢桃花林，夹岸数百步，中无杂树，芳草鲜美，落英缤纷。渔人甚异之。复前行，欲穷其林。林尽水源，便得一山，山有小口，仿佛若有光。便舍船，从口入。初极狭，才通人。复行数十步，豁然开朗。土地平旷，屋舍俨然，有良田美池桑竹之属。阡陌交通，鸡犬相闻。其中往来种作，男女衣着，悉如外人。黄发垂髫，并怡然自乐。',
  'classical Chinese with rare characters':
    '南昌故郡，洪都新府。星分翼轸，地接衡庐。襟三江而带五湖，控蛮荆而引瓯越。物华天宝，龙光射牛斗之墟；人杰地灵，徐孺下陈蕃之榻。雄州雾列，俊采星驰。台隍枕夷夏之交，宾主尽东南之美。都督阎公之雅望，棨戟遥临；宇文新州之懿范，襜帷暂驻。十旬休假，胜友如云；千里逢迎，高朋满座。腾蛟起凤，孟学士之词宗；紫电青霜，王将军之武库。',
  'a thousand characters, none twice':
    '天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。寒来暑往，秋收冬藏。闰余成岁，律吕调阳。云腾致雨，露结为霜。金生丽水，玉出昆冈。剑号巨阙，珠称夜光。果珍李柰，菜重芥姜。海咸河淡，鳞潜羽翔。龙师火帝，鸟官人皇。始制文字，乃服衣裳。推位让国，有虞陶唐。吊民伐罪，周发殷汤。坐朝问道，垂拱平章。',
  'English prose':
    "The harbour was quiet that morning, apart from the gulls and a single boat whose engine refused to start. Margaret stood at the end of the pier with her hands in her pockets and watched the fog roll slowly towards the shore. She hadn't slept well; nobody in the village had, not since the letter arrived. It was, on the face of it, an ordinary letter: two paragraphs, a signature, a stamp that had been put on crooked. But it promised something that everyone had long given up hoping for, and hope, as her grandmother used to say, is a poor companion for a good night's rest.",
  'English about technology':
    'Set the environment variables, restart the application and watch the log. If the webhook responds with a 401, the secret is wrong or the timestamp is more than one hour old; check the clock of the server first. Rate limiting (HTTP 429) is retried automatically with exponential back-off, honouring the Retry-After header. Authentication errors are never retried, because they do not get better by themselves.',
  'invented names':
    'Dr. Quetzalthwaite of Brxnmoor met Zyxophel Kvjarrik near Tsqwantle; their xylographs, wqorbles and phlmzuns were shipped via Gdzikowt to Uxbrfeld. Nobody at Fjmckon Pvt. understood the jrqx-valued zbwtk.',
  TypeScript: `export async function readTurns(db: Db, session: string, limit = MAX_TURNS): Promise<Turn[]> {
  const cursor = db.collection<Turn>('chats').find({ session, createdAt: { $gt: new Date(0) } })
  const turns = await cursor.sort({ createdAt: -1 }).limit(limit).toArray()
  return turns.reverse().map(({ role, content }) => ({ role, content: content ?? '' }))
}

const isRetryable = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && RETRYABLE.has(Number(error.status))
`,
  Python: `class Counter(dict):
    """Counts things; a missing key is zero."""

    def __missing__(self, key):
        return 0

    def most_common(self, n=None):
        items = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
        return items if n is None else items[:n]


if __name__ == "__main__":
    with open("输入.txt", encoding="utf-8") as handle:
        print(Counter(word for line in handle for word in line.split()).most_common(10))
`,
  Go: `func (s *Server) handleCallback(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2500*time.Millisecond)
	defer cancel()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "request too large", http.StatusRequestEntityTooLarge)
		return
	}
	if !hmac.Equal(sign(s.secret, r.Header.Get("timestamp")), []byte(r.Header.Get("sign"))) {
		w.WriteHeader(http.StatusUnauthorized)
	}
	_, _ = s.store.InsertOne(ctx, body)
}
`,
  Rust: `impl<'a, T: Ord + Clone> Iterator for Merge<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<Self::Item> {
        match (self.left.peek(), self.right.peek()) {
            (Some(a), Some(b)) if a <= b => self.left.next().cloned(),
            (Some(_), Some(_)) | (None, Some(_)) => self.right.next().cloned(),
            (Some(_), None) => self.left.next().cloned(),
            (None, None) => None,
        }
    }
}
`,
  Java: `public final class OrderService {
    private final OrderRepository orderRepository;
    private static final Logger LOGGER = LoggerFactory.getLogger(OrderService.class);

    @Transactional(readOnly = true)
    public List<OrderDto> findByCustomer(@NonNull Long customerId) {
        return orderRepository.findAllByCustomerId(customerId).stream()
            .filter(order -> order.getStatus() != OrderStatus.CANCELLED)
            .map(OrderDto::fromEntity)
            .collect(Collectors.toList());
    }
}
`,
  C: `#include <stdio.h>
#define MAX_LEN 4096

static int utf8_len(const unsigned char *s, size_t n) {
    int count = 0;
    for (size_t i = 0; i < n && s[i] != '\\0'; ++i)
        if ((s[i] & 0xC0) != 0x80) count++;   /* 只数首字节 */
    return count;
}

int main(int argc, char **argv) {
    char buf[MAX_LEN] = {0};
    while (fgets(buf, sizeof buf, stdin)) printf("%d\\n", utf8_len((unsigned char *)buf, MAX_LEN));
    return argc > 1 ? atoi(argv[1]) : 0;
}
`,
  SQL: `SELECT c.id, c.name, COUNT(o.id) AS orders, COALESCE(SUM(o.amount), 0) AS total
FROM customers c
LEFT JOIN orders o ON o.customer_id = c.id AND o.created_at >= '2026-01-01'
WHERE c.deleted_at IS NULL AND c.region IN ('华东', '华南')
GROUP BY c.id, c.name
HAVING COUNT(o.id) > 3
ORDER BY total DESC
LIMIT 20 OFFSET 40;
`,
  shell: `#!/bin/sh
set -eu
for file in "$@"; do
  [ -f "$file" ] || { echo "no such file: $file" >&2; exit 1; }
  gzip -9 < "$file" > "\${file%.log}.gz" && rm -- "$file"
done
find . -name '*.tmp' -mtime +7 -print0 | xargs -0 -r rm -f
curl -fsSL -H "Authorization: Bearer $TOKEN" https://example.com/api/v2/items?page=1 | jq -r '.data[].id'
`,
  HTML: `<!DOCTYPE html>
<html lang="zh-CN">
  <head><meta charset="utf-8"><title>登录</title><link rel="stylesheet" href="/style.css"></head>
  <body>
    <form action="/login" method="post" class="card card--narrow">
      <label for="user">用户名</label><input id="user" name="user" autocomplete="username" required>
      <button type="submit" disabled>确定</button>
    </form>
    <script>document.querySelector('#user').focus()</script>
  </body>
</html>
`,
  CSS: `.card--narrow { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .5rem 1rem }
.card--narrow > label::after { content: "："; color: rgba(0, 0, 0, .45) }
@media (prefers-color-scheme: dark) { :root { --bg: #1f2329; --fg: #e8eaed } }
`,
  'minified JavaScript':
    '!function(e,t){"object"==typeof exports?module.exports=t():e.Foo=t()}(this,(function(){"use strict";var e=Object.create,t=function(n){return n&&n.__esModule?n:{default:n}};for(var r=0,o=[];r<16;r++)o[r]=Math.random()*256|0;return{v:"1.0.2",id:o.map((function(e){return("0"+e.toString(16)).slice(-2)})).join(""),t:t,c:e}}));',
  JSON: `{"conversationId":"cidRk3Zq8f0aVJw==","msgId":"msgHs7d0Q2x9Lw4p","conversationType":"2","senderNick":"张三","isInAtList":true,"createAt":1767225600123,"text":{"content":" 今天天气怎么样？"},"msgtype":"text","atUsers":[{"dingtalkId":"$:LWCP_v1:$4f2a9","staffId":"manager4321"}]}`,
  'JSON, indented': JSON.stringify(
    {
      name: 'demo',
      version: '1.0.0',
      scripts: { start: 'node index.js', test: 'vitest run' },
      tags: ['a', 'b', null, 1.5],
    },
    null,
    2,
  ),
  YAML: `name: check
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix: { node: [20, 22, 24] }
    steps:
      - uses: actions/checkout@v4
      - run: npm ci && npm test   # 全部测试
`,
  CSV: '日期,姓名,金额,备注\n2026-01-05,张三,1280.50,差旅\n2026-01-06,李四,99.00,"打车, 机场"\n2026-01-07,王五,15432.75,采购\n2026-01-08,Alice,0.99,\n',
  log: `2026-03-14T09:26:53.589Z INFO  [worker-3] request id=7f3a9c1e-52bd-4a6e-9d0b-1c2e3f4a5b6c status=200 ms=137 bytes=5120
2026-03-14T09:26:54.012Z ERROR [worker-1] connect ECONNREFUSED 127.0.0.1:27017 at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)
`,
  'markdown table':
    '| 城市 | 人口（万） | GDP（亿元） |\n| :--- | ---: | ---: |\n| 上海 | 2,487 | 47,218 |\n| 北京 | 2,186 | 43,761 |\n| 深圳 | 1,779 | 34,606 |\n\n**说明**：数字只是例子，见 [这里](https://example.com/a?b=1#c)。\n',
  emoji: '😀😂🤣😊😍🥰😘🤔🙄😭😡👍👎👏🙏💪🎉🔥✨💯🚀🐢🐼🍎🍜⚽🏀🎸💻📱💡🔒✅❌💔🫠🫡🪿🫨🥹🛜',
  'emoji, joined and coloured': '👨‍👩‍👧‍👦👩🏽‍💻🏳️‍🌈🏴‍☠️❤️‍🔥👍🏿🧑🏻‍🚀👩🏼‍🤝‍👨🏾🤷‍♀️1️⃣#️⃣☕️⚠️🐻‍❄️👁️‍🗨️',
  flags: '🇨🇳🇯🇵🇰🇷🇩🇪🇫🇷🇬🇧🇺🇸🇧🇷🇮🇳🇿🇦🇺🇳🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  Japanese:
    '朝の電車はいつも混んでいるので、私は一本早い列車に乗ることにしている。窓の外には田んぼが広がり、遠くに山が見える。隣の席の学生はヘッドホンで音楽を聴きながら、スマートフォンでゲームをしていた。会社に着いたら、まずコーヒーを入れて、メールをチェックする。今日の会議では、新しいプロジェクトのスケジュールについて話し合う予定だ。',
  Korean:
    '아침마다 지하철은 사람들로 가득 차 있어서 저는 조금 일찍 집을 나섭니다. 창밖으로 강이 보이고 멀리 산이 흐릿하게 서 있습니다. 회사에 도착하면 먼저 커피를 한 잔 마시고 이메일을 확인합니다. 오늘 회의에서는 새로운 프로젝트의 일정에 대해 이야기할 예정입니다.',
  Arabic:
    'في الصباح الباكر كانت المدينة هادئة، ولم يكن في الشوارع سوى بائع الخبز وبعض الطيور. جلست سلمى قرب النافذة تكتب رسالة طويلة إلى أختها التي تعيش بعيدا، وتحكي لها عن العمل الجديد وعن المطر الذي لم يتوقف منذ أسبوع.',
  Hindi:
    'सुबह का समय था और बाज़ार धीरे-धीरे खुल रहा था। चाय की दुकान पर कुछ लोग अख़बार पढ़ रहे थे और बच्चे स्कूल जाने की तैयारी में थे। राम ने अपने दोस्त से कहा कि आज शाम को हम नदी के किनारे टहलने चलेंगे।',
  Russian:
    'Утром в городе было тихо, только дворник подметал улицу да где-то лаяла собака. Анна стояла у окна и думала о письме, которое получила накануне. Она перечитала его несколько раз, но так и не решила, что ответить. Завтра ей предстояла долгая дорога, и времени на раздумья почти не оставалось.',
  Thai: 'ตอนเช้าตลาดเริ่มคึกคัก แม่ค้าจัดผลไม้และผักสดไว้เต็มแผง เด็กนักเรียนเดินไปโรงเรียนพร้อมกับเพื่อน ๆ ส่วนคุณตานั่งดื่มกาแฟและอ่านหนังสือพิมพ์อยู่หน้าบ้านเหมือนทุกวัน',
  Vietnamese:
    'Buổi sáng, con phố nhỏ bắt đầu đông người qua lại. Bà cụ bán phở ở góc đường đã dọn hàng từ lúc năm giờ, khói bốc lên nghi ngút. Tôi gọi một bát phở bò, ngồi xuống chiếc ghế nhựa và nghe mọi người nói chuyện về thời tiết.',
  German:
    'Am frühen Morgen war die Straßenbahn schon überfüllt, und niemand sprach ein Wort. Die Aufenthaltsgenehmigung lag seit Wochen auf dem Schreibtisch der Sachbearbeiterin, doch die Bearbeitungszeit verlängerte sich ständig. Er beschloss, am Donnerstagnachmittag noch einmal persönlich vorbeizugehen.',
  French:
    "Ce matin-là, le marché s'éveillait à peine : les étals se couvraient de légumes, de fromages et de fleurs. Élodie, qui n'avait pas fermé l'œil de la nuit, s'arrêta devant la boulangerie et commanda un café crème. Qu'allait-elle bien pouvoir répondre à cette étrange proposition ?",
  Turkish:
    'Sabahın erken saatlerinde çarşı henüz sessizdi. Ayşe, pencereden dışarı bakarken dün aldığı mektubu düşünüyordu; ne cevap vereceğini bilemiyordu. Arkadaşlarıyla görüşüp görüşemeyeceğini, taşınıp taşınmayacağını kararlaştırması gerekiyordu.',
  Polish:
    'Wczesnym rankiem na rynku było jeszcze pusto, tylko piekarz rozkładał świeże bułki. Małgorzata przeszła przez ulicę i zatrzymała się przed księgarnią, zastanawiając się, czy właściciel pamięta o zamówieniu sprzed dwóch tygodni.',
  Hebrew:
    'בבוקר מוקדם השוק עדיין היה ריק, ורק מוכר הלחם סידר את הדוכן שלו. נועה עמדה ליד החלון וחשבה על המכתב שקיבלה אתמול, אבל לא ידעה מה לענות.',
  Greek:
    'Νωρίς το πρωί η πλατεία ήταν ακόμα άδεια, μόνο ο φούρναρης έβγαζε τα ψωμιά από τον φούρνο. Η Ελένη καθόταν δίπλα στο παράθυρο και σκεφτόταν το γράμμα που είχε λάβει.',
  base64:
    'iVBORw0KGgoAAAANSUhEUgAAAoAAAAHgCAYAAAA10dzkAAAABHNCSVQICAgIfAhkiAAAIABJREFUeJzs3Xd8VFX+//HXTHpPSCMJCQkl9N6LgAiCiL2urmXVta1rW8uurrt+d3XVde2+6rr2XhARpEnvvYcESEJ6723m/v6IJRPCEJKZTMK8n48HD8ncc8/5DCbhnXvPPddkGAYiIiIi4jnMnV2AiIiIiLiXAqCIiIiIh1EAFBEREfEwCoAiIiIiHkYBUERERMTDKACKiIiIeBgFQBEREREP',
  'hexadecimal and ids':
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 550e8400-e29b-41d4-a716-446655440000 0xDEADBEEFCAFE 7C:10:C9:5E:0A:FF sha512-Kx9q/7Zt3bWfLpQeYhR8mVnJd0sUa5+GcTiXo2EwBk4=',
  URLs: `https://open.dingtalk.com/document/orgapp/robot-message-types-and-data-format?spm=ding_open_doc.document.0.0.2a5f3c#h2-3q
https://cn.bing.com/search?q=%E9%92%89%E9%92%89+%E6%9C%BA%E5%99%A8%E4%BA%BA&form=QBLH&sp=-1&ghc=1&pq=dingding+robot
git@github.com:someone/some-repo.git   ftp://192.168.1.254:2121/pub/%7Euser/file%20name.tar.gz   mailto:a.b+c@example.co.uk
`,
  'long numbers':
    '3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651328230664709384460955 6222021234567890123 13800138000 400-820-8820 1,234,567.89 ６２２２０２１２３４',
  'whitespace runs': `a${' '.repeat(200)}b${'\n'.repeat(40)}c${'\t'.repeat(30)}d\r\n\r\n\r\ne${' \n'.repeat(30)}f${'\u3000'.repeat(20)}g`,
  'repeated marks': `${'='.repeat(120)}\n${'-'.repeat(77)}\n${'*'.repeat(33)} 注意 ${'!'.repeat(21)}……～～～哈哈哈哈哈哈哈哈哈${'。'.repeat(30)}`,
  mathematics:
    'Für alle x ∈ ℝ gilt ∑_{i=1}^{n} x_i² ≥ 0 ⇔ ‖x‖ = √⟨x, x⟩; außerdem ∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−f(a)|<ε. ∂u/∂t = α∇²u, π ≈ 3.14159, ½ + ⅓ = ⅚ ∞',
  'box drawing':
    '┌──────┬──────┐\n│ 名称 │ 数量 │\n├──────┼──────┤\n│ 苹果 │  12  │\n└──────┴──────┘\n⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ▁▂▃▄▅▆▇█ ①②③ ★☆✓✗→⇒\n',
  'Chinese and English mixed':
    '我在 MacBook 上用 npm install 装依赖的时候报了 EACCES: permission denied，网上说要 sudo chown -R $(whoami) ~/.npm，可是 CI 里用的是 node:20-alpine 镜像，根本没有 sudo。后来把 Dockerfile 里的 USER node 挪到 RUN npm ci 前面就 OK 了，不过 build 时间从 40s 变成了 2min，有没有更好的 best practice？',
}
