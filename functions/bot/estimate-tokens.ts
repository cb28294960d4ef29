/**
 * How many tokens a text costs, estimated: pure, linear, and without the vocabulary of 200,000 entries.
 *
 * The encoding is o200k_base, that of OpenAI's models since gpt-4o. It cuts a text into words (with the space or mark
 * before them), groups of three digits, runs of marks and of spaces, and then each into parts that its vocabulary
 * knows. The first step is done here in the same way; the second is replaced by weights, fitted to the real counts
 * of 5 million characters: prose in 50 languages, source code, JSON, HTML, CSV, and random letters, base64, Unicode.
 */

/**
 * The part of the real count by which an estimate may be too low, beyond the slack; on average it is 10 % too high.
 * Left out: what is in no language, such as all Korean syllables in a row, or random letters with accents.
 */
export const MAX_UNDERESTIMATE = 0.1

/** Tokens by which it may be too low besides, however short the text: a few odd characters have no average. */
export const SLACK_TOKENS = 10

/** Estimates what a text costs; a whole number of tokens, 0 only for the empty text. */
export function estimateTokens(text: string): number {
  let tokens = 0
  let before = NOTHING
  for (let at = 0, end = 0; at < text.length; at = end) {
    const kind = kindAt(text, at)
    do end += 1
    while (end < text.length && kindAt(text, end) === kind)
    tokens += costOf(kind, text, at, end, before)
    before = kind
  }
  return Math.ceil(tokens)
}

function costOf(kind: number, text: string, at: number, end: number, before: number): number {
  if (kind === WORD) return costOfWord(text, at, end)
  if (kind === DIGITS) return Math.ceil((end - at) / 3)
  if (kind === SPACE) return costOfSpace(text, at, end, before)
  if (kind === MARKS) return costOfMarks(text, at, end, before)
  if (kind === COMMON_HAN) return costOfHan(text, at, end)
  if (kind === ASTRAL) return costOfAstral(text, at, end)
  const [perCharacter = 0, perRun = 0] = SCRIPTS[kind - FIRST_SCRIPT] ?? []
  return perRun + perCharacter * (end - at)
}

/** A word is a token, and one more wherever two letters meet that seldom do; `fooBar` is two words. */
function costOfWord(text: string, at: number, end: number): number {
  let cost = 0.9
  let last = 0
  for (let index = at; index < end; index += 1) {
    const letter = text.charCodeAt(index)
    const isCapital = letter <= 90
    if (letter > 127) cost += 0.7
    else if (isCapital && last > 90 && last <= 127) cost += 0.9
    else if (index > at && last <= 127) {
      if (OFTEN_MEET[pairOf(last, letter)] === 0) cost += 0.87
      if (isCapital) cost += 0.11
    }
    last = letter
  }
  return cost
}

/** A single mark goes with the word behind it, some of them almost for nothing; the same mark again costs little. */
function costOfMarks(text: string, at: number, end: number, before: number): number {
  if (end - at === 1 && before !== SPACE && end < text.length && kindAt(text, end) === WORD) {
    return '._-([<>='.includes(text.charAt(at)) ? 0.15 : 0.9
  }
  let cost = 1.05
  for (let index = at + 1; index < end; index += 1) {
    const isSame = text.charCodeAt(index) === text.charCodeAt(index - 1)
    cost += isSame ? 0.07 : index - at < USUAL_MARKS ? 0.43 : 0.75
  }
  return cost
}

/** A space goes with the word behind it, a line break with the marks before it; indentation and mixtures cost. */
function costOfSpace(text: string, at: number, end: number, before: number): number {
  let cost = 0
  let lineAt = at
  for (let index = at; index < end; index += 1) {
    const last = text.charCodeAt(index - 1)
    const space = text.charCodeAt(index)
    if (index > at && space !== last && last !== RETURN) cost += 0.75
    if (space === RETURN || space === NEWLINE) lineAt = index + 1
  }
  cost += (lineAt - at) / 16 + (end - lineAt) / 64
  if (lineAt > at && before !== MARKS && before !== SIGNS && before !== WIDE_MARKS) cost += 1
  if (lineAt === end) return cost
  if (lineAt > at) cost -= 0.75 // one change from line break to indentation is usual
  if (end - lineAt > 1) cost += 0.8
  const next = end < text.length ? kindAt(text, end) : DIGITS
  if (next === DIGITS || next === COMMON_HAN || next === RARE_HAN || next === KANA) return cost + 1
  return next === WORD && text.charAt(end - 1) !== ' ' ? cost + 0.9 : cost
}

/** A Han character of the vocabulary is a token, and so are two that are a usual word. */
function costOfHan(text: string, at: number, end: number): number {
  let cost = 0
  for (let index = at; index < end; index += 1) {
    cost += 0.92
    if (index + 1 < end && HAN_WORDS.has(wordAt(text, index))) index += 1
  }
  return cost
}

/** Emoji of the older blocks and the letters of flags are two tokens, newer emoji three, all else out there four. */
function costOfAstral(text: string, at: number, end: number): number {
  let cost = 0
  for (let index = at; index < end; index += 1) {
    const point = text.codePointAt(index) ?? 0
    if (point > 0xffff) index += 1
    const isOld = (point >= 0x1f1e6 && point < 0x1f700) || (point >= 0x1f900 && point < 0x1f980)
    if (isOld) cost += 2
    else cost += point < 0x1f000 || point >= 0x1fb00 ? 4 : 3
  }
  return cost
}

const [NEWLINE, RETURN] = [10, 13]
/** Longer runs of different marks are no code that anybody wrote before. */
const USUAL_MARKS = 4

/** What a UTF-16 unit is; from FIRST_SCRIPT on, a row of the table. */
const [NOTHING, WORD, DIGITS, SPACE, MARKS, ASTRAL, FIRST_SCRIPT] = [0, 1, 2, 3, 4, 5, 6]

/** Every script: tokens per character, tokens per run, and the first and last character of each of its ranges. */
const SCRIPTS = [
  [0.85, 0, 0x80, 0xbf, 0xd7, 0xd7, 0xf7, 0xf7, 0x2000, 0x206f], // typographic signs
  [1, 0, 0x3000, 0x3011, 0xff00, 0xff1f], // 。，！？：「」
  [], // the Han characters listed below, see costOfHan
  [2, 0, 0x4e00, 0x9fff], // all other Han characters
  [0.6, 0, 0x3040, 0x30ff], // kana
  [0.67, 0.72, 0x1000, 0x109f, 0x1780, 0x17ff, 0xac00, 0xd7af], // Burmese, Khmer, Korean
  [0.55, 0.2, 0x370, 0x3ff], // Greek
  [0.4, 0.2, 0x400, 0x52f], // Cyrillic
  [0.35, 0.75, 0x600, 0x6ff], // Arabic
  [0.47, 0.42, 0x530, 0x5ff, 0x900, 0x97f, 0xe00, 0xe7f, 0x10a0, 0x10ff], // Hebrew, Devanagari, Thai and near them
  [0.55, 0.85, 0x980, 0xdff], // the other scripts of India
  [1, 0, 0, 8, 14, 31, 127, 127, 0xfe00, 0xfe0f], // control characters, variation selectors
  [2, 0, 0x250, 0x36f, 0xe80, 0xfff, 0x1f00, 0x1fff, 0x2070, 0x27bf, 0x3012, 0x303f, 0xff20, 0xffff], // symbols
  [3, 0, 0x700, 0x8ff, 0x1100, 0x177f, 0x1800, 0x1dff, 0x27c0, 0x2fff, 0x3100, 0x4dff, 0xa000, 0xabff], // rare
  [3, 0, 0xd7b0, 0xd7ff, 0xe000, 0xfdff, 0xfe10, 0xfeff], // rare
]
const [SIGNS, WIDE_MARKS, COMMON_HAN, RARE_HAN, KANA] = [6, 7, 8, 9, 10]

/** A letter, and the letters that often follow it in the vocabulary's words: their meeting ends no token. */
const OFTEN_MEET = mapPairs(
  'abcdgklmnprstvwxy beijlorstuy caehijklortz daegilmosux eabcdfilmnopqrstwxy fafiotu gehinort haeiortuy icdfgjklmnoprstv jes kegt ldefijlouvy maeglops ' +
    'nacdefghikpstvy oabcdefgklmnoprstuw padehkloprstuxy qu racdefginoqrstuwyz scehiopqrstuvwy tacdehimoprstuwy uabcdefgilmnprst vaegos waeinorswy xip yalmopst zeuy',
)

function mapPairs(groups: string): Uint8Array {
  const met = new Uint8Array(26 * 26)
  for (const [first = '', ...others] of groups.split(' ')) {
    for (const other of others) met[pairOf(first.charCodeAt(0), other.charCodeAt(0))] = 1
  }
  return met
}

/** The place of two ASCII letters in a table of all pairs, whatever their case. */
function pairOf(first: number, second: number): number {
  return ((first | 32) - 97) * 26 + (second | 32) - 97
}

/** The Han characters of the vocabulary; every other one is cut into two or three parts. */
const HAN =
  '一丁七万丈三上下不与专且世丘业东丝两严並丨个中丰串临丶丸丹为主丽举乃久么义之乌乎乐乔乗乘乙九也习乡书买乱乳乾亂了予争事二于亏云互五井亚些亞亡交亦产亩享京亭亮亲人亿什仁仅今介仍从仓仔仕他付仙代令以仪们仲件价任份企伊伍伏休众优伙会伝伟传伤伦伯估伴伸似但位低住佐体何余佛作你佣佩佳使來例供依侠価侣侧侯侵便係促俄俊俗保信修俱俺個倍們倒候借倡値倫债值倾假偏做停健側偶偷偿傅備储催傳傷働像僕價億優儿允元兄充兆先光克免児兑兒兔党入內全兩八公六兰共关兴兵其具典养兼兽内円冈冊册再冒写军农冠冬冰冲决况冷冻净准凉凌减凝几凡凤処凭凯凰凸出击函刀分切刊刑划列刘则刚创初删判別利别到制刷券刺刻剂則削前剑剤剧剩剪副割創劇力办功加务动助努励劲劳効势勇勒動務勝募勢勤勿包化北匙匹区医區十千升午半华协卒卓協单卖南単博占卡卢卧卫印危即却卷卸厂厅历厉压厕厘厚原厦厨去县参參又叉及友双反収发叔取受变口古句另只叫召可台史右叶号司吃各合吉吊同名后吐向吕吗君吞吟否吧吨含听启吴吸吹吻吾呀呈告员呢周味呵呻呼命咋和咖咨咪品哈响員哥哦哪哭哲唐售唯唱商啊問啥啦啪善喊喘喜喝單営喷嗎嗯嘉嘎嘛嘴嘿噜器四回因团団园困囲図围固国图圆圈國園圖團土圣在地圳场圾址坂均坊坏坐坑块坚坛坝坡坦坪垃型埃城埔域培基堂堡報場堵塑塔塘塞填境墓増墙增墨壁壇士壮声売处备変复夏夕外多夜够夢大天太夫央失头夹夺奇奈奉奋奏契奔奖套奥女奴奶奷奸她好如妇妈妓妖妙妞妮妹妻姆始姐姑姓委姚姜姨姿威娃娇娘娛娜娱婆婚婦婷媒媳媽嫁嫂嫌嫩嬉子孔孕字存孙孟季孤学孩學宁它宅宇守安宋完宏宗官定宜宝实実宠审客宣室宫宮害宴家容宽宾宿寄密富寒寓寝察實寨寫寶寸对寺寻导対寿封専射将將專尊尋對導小少尔尖尚尝尤就尸尺尼尽尾尿局屁层居届屋屏展属履屯山岁岗岛岡岩岭岳岸峡峰島崎川州巡工左巧巨差己已巴巻币市布帅师希帐帖帝带師席帮帯帰帳帶常帽幅幕干平年并幸幻幼幽广広庄庆床序库应底店府废度座庫庭康廉廣延廷建开异弃弄弊式引弗弘弟张弱張強弹强归当录形彦彩彰影役彻彼往征径待很律後徐徒得從御復循微徳徴德徽心必忆忍志忘忙応忠忧快念忽怀态怎怒怕怖思怡急性怪总恋恐恒恢恩息恶悉悟悠患悦您悪悲情惊惑惜惠惨惯想意愛感愿慈態慎慢慧慰懂應戀戏成我戒或战戦截戰戲戴戶户戸戻房所手才扎扑扒打払托扣执扩扫扬扰扱扶批找承技把抓投抗折抜択抢护报披抱抵押抽担拆拉拍拒拓拔拖拘招拜拟拥拨择括拳拼拾拿持挂指按挑挡挣挥振挺捕损换据捷掃授掉掌排掛採探接控推措掲揉描提插換握揭援搏搜搞搬搭携摄摆摇摘摩摸撃撑撒撞撤播撮撸擊操據擦攝支收改攻放政故效敌敏救敗教敢散敦敬数整敵數文斗料斤断斯新方於施旁旅旋族旗无既日旦旧旨早旬旭时旺昂昆昌明易昔星映春昨昭是昼显時晋晒晓晚晨普景晰晴晶智暂暇暑暖暗暨暮暴曜曝曰曲更書曹曼曾替最會月有朋服朗望朝期木未末本札术朱机杀杂权杆杉李杏材村杜束条来杨杭杯杰東松板极构析林枚果枝枪架柄柏某染柔柜查柱柳柴査标栋栏树栗校株样核根格桂桃框案桌桑档桥桶梁梅條梦梨梯械检棋棒棚森植椒検楚業極楼楽概榜構様槽樂樓標模樣横橋機橹橾權欠次欢欣欧欲欺款歉歌歓歡止正此步武歩歲歳歴歷死殊残殖段殺毁毅母毎每毒比毕毛毫氏民气気氣氧水永汁求汇汉汗江池污汤決汽沁沃沈沉沒沖沙沟没沢沪河油治沿況泄泉泊法泛泡波泥注泰泳泽洁洋洗洛洞津洪洲活派流浅浆测济浓浜浦浩浪浮浴海消涉涓涙涛润涨涩涯液涵淘淡淫深混添清済渐減渠渡温測港游湖湘湾湿満源準溪滋滑滚满滤滨滴滿漂漏演漢漫潔潘潜潭潮澡澳激灣火灭灯灰灵灾炉炎炒炮炸点為炼烈烟烦烧热無焦然焼煌煙煤照熊熟熱燃燕營爆爰爱爵父爷爸爽片版牌牙牛牡牢牧物牲特犬犯状狂狐狗狠独狸狼猎猛猜猪猫献猴獸玄率玉王玖玛玩环现玲玻珍珠班現球理琪琳琴瑞璃環瓜瓣瓦瓶甘甚甜生產産用田由甲申电男甸町画畅界留略番畫異當疆疑疗疫疯疲疼疾病症痛療癌発登發白百的皆皇皮盆盈益盐监盒盖盗盘盛盟監盤目直相盾省眉看県真眠眼着睛睡督瞬知矩短石矿码砂研砖破础硕硬确碍碎碑碰確碼磁磨示礼社祖祝神祥票祭禁福禧离禽禾秀私秋种科秒秘租秦积称移程稍税種稱稳稿穆積穴究空穿突窍窗窝窥立站竞竟章童端競竹笑笔符第筆等筋筑答策筛筹签简算管箭箱節篇築篮簡籍米类粉粒粗粤粮精糕糖系紀約紅納純紙級素索紧紫累細紹終組経結絡給統絲絶經続維網総緒線締編縄縮總績繁續纠红约级纪纬纯纲纳纵纷纸纹纽线练组细织终绍经绑结绕绘给络绝统继绩绪续维综绿缓编缘缩缴缺网罗罚罩罪置署羅羊美羞群義羽翁翌習翔翠翻翼耀老考者而耐耗耳聊职联聘聚聞聪聯聲職肃肉肌肖股肤肥肩肯育肺胃胆背胎胖胜胞胡胶胸能脂脑脚脱脸腐腕腰腳腹腾腿膜膽臀臣自臭至致臺與興舍舒舔舗舞舟航般舰船艇良色艳艷艺艾节芝芬芯花芳芸芽苍苏苑苗若苦英范茶茸草荐荒荡荣药荷莉莎莓莞莫莱莲获菌菜華菲萄萌萝营萨萬落葉著葛葡董蒂蒙蒲蓝蔡蕉蕩薄薦薪薬藏藝藤虎虐虑處虚號虫虹虽蛇蛋蛛蜂蜜蝶融血行術街衛衡衣补表袋袖袜被袭裁裂装裏裕裙補裝裤裸製襪西要覆見規視覚覧親観覽觀见观规视览觉角解触言訂計訊討記訪設許訳診証評詞詢試話詳誉誌認誘語說説読誰課調談請論講謝證識警議護讀變讓计订认讨让训议讯记讲许论设访诀证评识诈诉诊词译试诗诚话询该详语误诱说请诸诺读课谁调谈谋谓谜谢谨谱谷豆豊象豪豹貌負財貨販責買貸費貼賀資賞質購贝负贡财责贤败账货质贫购贯贴贵贷贸费赁资赋赌赏赔赖赚赛赞赠赢赤赫走赴赵赶起超越趋趣足跃跌跑距跟跨路跳践踏踩踪躁身車軍転軽較載輪輯輸轉车轨轩转轮软轴轻载较辅辆辉辑输辖辛辞辣辦辨辰辱農边辺込辽达迁迅过迈迎运近返还这进远违连迟迪迫述迷迹追退送适逃逆选逊透逐递途這通速造連週進逸逻逼遂遇遊運遍過道達違遗遠遣遥適遭遮遵選避邀還邑那邦邪邮邻郎郑部郭郵都配酒酷酸醉醒醫采释里重野量金鉄鉴銀錄錯録鍵鏈鐘鑫针钟钢钥钮钱钻铁铃铜铭银铺链销锁锅锋锐错锡锦键镇镜長长門閉開間関閱閲關门闪闭问闲间闻阁阅队阪防阳阴阵阶阻阿附际陆陈陌降限院除险陪陰陵陶陷険陽隆隊階随隐隔際障难雀雄雅集雑雕雙雞離難雨雪零雷電需震霍霞露霸青靖静非靠面革鞋韓韩音響頁頂頃項順須預領頭頻頼題額顔願類页顶项顺须顾顿预领频颖颗题颜额風风飛飞食飯飲養餐館饭饮饰馆馈首香馨馬駅験驗马驰驱驶驻驾验骑骗骚骤骨骰體高鬼魂魅魏魔魚鱼鲁鲜鲸鳥鸟鸡鸣鸭鸿鹅鹏鹰鹿麗麟麦麻麼黃黄黎黑黒默點鼎鼓鼠鼻齐齢龄龍龙'

/** The words of two of them that people use most, of those that the vocabulary has: one token each. */
const HAN_WORDS = mapWords(
  '一下一个一些一天一定一年一样一次一步一点一直一种一致一般一起三个上下上传上午上海下一下午下来下载下面不仅不会不到不可不同不好不得不断不是不用不能不要不足不过不错专业世界世纪东西两个严格个人中国中文中新为了为何为空主体主要之一之前之后之外之间也是了解事情交流交通产品产生人员人工人民人生什么今天今年今日介绍他们代码代表以上以下以前以及以后价值价格任何任务企业优势会议传统但是位置体育作为作用作者你好你的使用來源例如保存保护保持保证保险信息修改值得停止健康儿童允许元素先生入力入口內容全国全球全部全面公共公司公式共同关于关注关系关联关键关闭其中其他其它其实其次具体具有内容内部再次农业决定准备准确减少几个出了出去出来出版出现出的函数分享分别分析分钟分页列表创建删除利用利益别人制造办法功能加入加载动作动态动物包含包括包装北京区域医生医院匿名十一十分升级单位即可历史原因厨房去年参加参数参考及时发展发现发生发送取得取消受到变化变量另一另外只是只有只能可以可是可能各种合作合同合理同志同时同步名前名字名称名稱后的否则启动告诉响应哪个哪些哪里唯一商业喜欢回复回来回答因为因此困难国内国家国际图片土地在线地区地址地方城市基本場合增加增长声明声音处理変更复制复杂多个多少大学大家大小大的大量天下天地天气失败女人女士好了好的如下如何如果妈妈始化姓名字段字符存在学习学校学生学院孩子安全安排安装完全完成完整定义定位实体实例实现实际实验客户家庭容易密码对于对应对此对象导致対応将在小姐小时就是展开展示属于属性工业工作工具工程左右已有已经市场希望帮助平均年代年轻年龄幸福广州应用应该建立建议开发开始开心异常引用强调当前当然形式形成影响很多得到循环心理必要必须快乐怎么思想性的性能总结恢复患者您好您的情况想到意义意味意思意见意识感觉感谢成为成功成员成本我们我們我的或者所以所在所有手机才能打印打开执行扩大找到技术投资报告报道拥有指出指定按照按钮挑战排序接受接口控制推荐描述提供提出提前提示提高搜索操作支付支持收入收到改变改善政府政策效果教师教程教育数字数学数据数组数量整个整体整数文件文化文字文本文章新增新的新闻方便方向方式方案方法方面旅游无法无需日志日期日本早餐时候时间明显明确星期昨天是不是否是在显示晚上普通智能更加更多更新最低最后最多最大最好最後最新最终最近最高月份有关有所有效朋友服务期间未知本文机会机器机场机构权限条件来也来到来的来自查看查询标准标签标题根据格式梦想检查检测植物模块模型模式模板次数欢迎正在正常正确此外步骤比如比赛比较水平水果汽车沒有没有治疗法律注册注意活动测试浏览消息深入深圳添加满意满足漂亮点击然后然而照片爱情爸爸版本特别特殊特点状态状態环保环境现在現在理解甚至生产生命生成生活用于用户用途由于电影电脑电视电话男人登录的大的小的新的话目前目录目标目的直到直接相信相关看到看看真的知识知道研究确保确定确认確認社会禁止私人科学科技移动程序空气空间突然窗口立即章节符合第一第三第二第五第四等等答案策略简单算法管理类似类型精神系列系统結果线程组合组成组织终于经历经济经验绑定结束结构结果统一统计继续维护缓存编码编辑网站网络美国老人老师考虑考试联合联系股票能力能够能源自动自己自然自由自身至少艺术节点英文英语范围获取获得虽然行为表示表达要求覆盖观察规则规定规范视频觉得解决解析解释設定詳細计划计算认为认识讨论让我记录设备设置设计访问详情详细语言说明请求读取课程调用谢谢資料資訊责任账号账户质量购买贸易费用资料资源资金起来足球距离路径身体转换软件输入输出达到过滤过程运动运行返回还是还有这一这个这么这些这是这样这种这里进入进去进行连接连续退出选择通常通知通过速度造成道路避免那个那么那些那里邮件邮箱部分部门都会都是都有配置酒店采用释放里面重复重新重要金融金额针对银行链接销售错误长度開始閱讀问题阅读附近降低限制限定除了除此隐藏集合需要霸王青年非常面的音乐页面项目领域颜色飞机食品首先马上高度默认',
)

function mapWords(words: string): Set<number> {
  const known = new Set<number>()
  for (let at = 0; at < words.length; at += 2) known.add(wordAt(words, at))
  return known
}

/** Two characters as one number, which takes no memory to look up. */
function wordAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1)
}

const KINDS = mapKinds()

const kindAt = (text: string, at: number): number => KINDS[text.charCodeAt(at)] ?? NOTHING

function mapKinds(): Uint8Array {
  const kinds = new Uint8Array(0x10000)
  kinds.fill(MARKS, 0, 0x80).fill(SPACE, 9, 14).fill(SPACE, 32, 33).fill(DIGITS, 48, 58)
  kinds.fill(WORD, 65, 91).fill(WORD, 97, 123).fill(WORD, 0xc0, 0x250).fill(WORD, 0x1e00, 0x1f00)
  kinds.fill(ASTRAL, 0xd800, 0xe000)
  for (const [row, script] of SCRIPTS.entries()) {
    for (let range = 2; range < script.length; range += 2) {
      kinds.fill(FIRST_SCRIPT + row, script[range], (script[range + 1] ?? 0) + 1)
    }
  }
  for (const character of HAN) kinds[character.charCodeAt(0)] = COMMON_HAN
  return kinds
}
