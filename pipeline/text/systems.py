"""The table of numbering systems: in, nothing; out, one row each, with its pattern, examples and counter-examples."""

from dataclasses import dataclass

from pipeline.text.characters import COUNTING, HAN, NUMERALS


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """One way of numbering. `kin`: systems whose sequence it may carry on (a lost comma, converted numerals).

    `rank` is its usual place in documents (1 above 2; None: anywhere), asked only where the sequence leaves a doubt.
    `weak`: a single one proves nothing, a run of two does. `inline`: may begin a sentence inside a line.
    `begins`: False when it never begins a sequence, only carries one on. `level`: that of headings which the container marks.
    """

    name: str
    numbering: str
    pattern: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    kin: tuple[str, ...] = ()
    rank: int | None = None
    weak: bool = False
    inline: bool = True
    begins: bool = True
    level: int = 0


CHINESE = rf"[{COUNTING}]{{1,4}}+"  # possessive: 第十四届 is not 第十 and a word
ARABIC = r"[0-9]{1,3}+"
COUNT = rf"(?:{CHINESE}|{ARABIC})"
GAP = r"[ \u3000]{0,3}"
# 第一 before these counts things (第一次, 第二产业, 第三季度) and opens nothing.
COUNTED = "产季次书届名位个条章节项批期线年天代步阶任时大台轮场版号类份方点层把手责目防屏底世春部间副家人种卷集课讲组艘架辆"
COUNTED += "站套支等句段例师军党医中高职实故"

LAST = "(?:最后(?:一[个点条])?[，,])?"  # 最后，第六， is one marker
NAMED = (
    "问题|要求|任务|措施|举措|建议|希望|目标|原因|体会|感悟|启示|故事|案例|重点|优势|理由|话题|关键词|叮嘱|叮咛|忠告|愿望|心愿|期望|寄语|难题|"
    "变化|收获|感受|经验|做法|亮点|观点|对策|思考|想法|转变|目的|秘诀|礼物|误区|挑战|机遇|困难|场景|镜头|画面|情景"
)
LETTERS = "ABCDEFGH"
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
WISHING = "[，,]?(?:再次|衷心|请允许我|借此机会|我){0,2}(?:祝|预祝|谢谢|感谢)"  # ends a speech and counts nothing

SYSTEMS = (
    System("chapter", "chapter", rf"第{GAP}(?:{CHINESE}|{ARABIC}){GAP}章[、，,:：]?",
        ("第一章 总则", "第2章"), ("第一，", "一章"), rank=0, inline=False),
    System("part", "chapter", rf"第{GAP}(?:{CHINESE}|{ARABIC}){GAP}(?:部分|编)[、，,:：]?",
        ("第一部分 回顾", "第二编"), ("一部分",), rank=0, inline=False),
    System("named", "other", rf"(?:{NAMED})之?{COUNT}[：:，,、]",
        ("问题之一：", "要求二：", "关键词3："), ("问题一大堆：", "要求一律"), rank=3, weak=True),
    System("named_bare", "other", rf"(?:{NAMED})之{CHINESE}(?=[^\W\d_]{{2}})(?![是就在的来出当便完还更自切般律话元])",
        ("感悟之一学会",), ("问题之一是", "困难之一来自", "期望之一切"), kin=("named",), rank=3, weak=True, inline=False),
    System("section", "chapter", rf"第{GAP}(?:{CHINESE}|{ARABIC}){GAP}节[、，,:：]?(?![课约日能省])",
        ("第一节 目标",), ("第一节课",), rank=1, inline=False),
    System("stage", "other", rf"第{COUNT}(?:阶段|步)[，,、：:]",
        ("第一阶段，", "第二步："), ("第一阶段的", "第一步棋"), rank=1, weak=True),
    System("point", "di",
        rf"{LAST}(?:第{GAP}{COUNT}|头一){GAP}(?:[个条笔杯份种类道层组支把面座块本扇股]“?[^\W\d_{NUMERALS}百的]{{0,4}}?”?|方面|点(?:希望|要求|说明(?=[：:])|意见|建议|体会|感受|认识|启示|想法|承诺|倡议|收获|思考)?|"
        r"句话?|关|篇(?=[，,])|大[^\W\d_]{1,16}?(?=[：:])|件[大小要好实难]?(?:事情?)?|项[^\W\d_]{1,4}?(?<!议程)(?=是))(?:[，,、：:]|(?<=句话)。|(?:就?是|要)(?![非否素])[，,：:]?)",
        ("第一点，", "第一件大事：", "第一个方面：", "第一个问题是", "第二点希望：", "第一个希望，", "第一个目标是", "第八点：",
         "第三点是", "最后一点，第八点：", "头一件，", "第四个问题是，", "第二项任务是", "第一关，",
         "第一条经验，", "第一大关口：", "第一笔账是", "第一杯酒，", "第一个“热”是",
         "第一篇，", "第一点体会，", "第一句话。", "第一支笔是", "第一组对比：", "第一大事件和第一大里程碑："),
        ("第一个百年", "第一项:", "第一项议程是", "第一条规定", "第一个五年计划，", "第二大城市"), kin=("di", "first"), rank=3),
    System("di", "di",
        rf"{LAST}第{GAP}{COUNT}(?:{GAP}[，,、：:．.]|就?是|要(?![务素义位件])|[ \u3000\t]+(?=\S)|(?=[ \u3000]*$))",
        ("第一，", "第二、", "第一是", "第二", "最后，第六，"), ("第一产业", "第二季度", "第一次", "第一书记", "第一要务"),
        kin=("point", "first", "yi_shi"), rank=3),
    System("di_lost", "di", rf"第{CHINESE}(?=[^\W\d_])(?![{COUNTED}]|要[务素义位件])",
        ("第三纪律要求",), ("第三产业", "第一书记", "第二季度", "第十四届"), kin=("di",), inline=False, begins=False),
    System("yi_shi", "yi", rf"(?:{CHINESE}|[0-9]{{1,2}})(?:(?:[个条]|则)?是(?![非否])|句话?是)[，,：:]?",
        ("一是", "二是，", "一个是", "1是", "一句是", "二句话是"), ("一时", "一方面", "是一"), kin=("yi_yao", "di"), weak=True),
    System("yi_yue", "yi", rf"{CHINESE}曰(?=[^\W\d_]{{2}})",
        ("一曰立志",), ("子曰", "一曰："), weak=True, inline=False),
    System("yi_ze", "yi", rf"{CHINESE}则[，,]?(?![新消寓故笑启通公告短日以])",
        ("一则", "二则，"), ("一则新闻", "一则以喜"), kin=("yi_shi",), weak=True),
    System("yi_yao", "yi",
        rf"(?:{CHINESE}|[0-9]{{1,2}})(?:个)?要(?![素件闻塞害员]|点(?!面)|务(?![实必])|人(?![人民]))",
        ("一要", "十要", "四要务实"), ("一要素", "一手抓", "一要务"), kin=("yi_shi",), weak=True),
    System("yi_verb", "other", rf"[{NUMERALS}][抓拼靠看讲查保促比](?=[{HAN}])(?![一二三四五]|到底|就|得|下|起来|出|过|上|了|着)",
        ("一拼环境", "二查工作"), ("一看就懂", "一抓到底", "三讲一评"), weak=True),
    System("other_one", "other", rf"其{CHINESE}(?:[，,、：:]|是)",
        ("其一，", "其二是"), ("其一生",), weak=True),
    System("first", "first", rf"(?:首先|其次|再次|再者|最后(?!{WISHING}|一[课次天排站年刻程]))(?:[，,、：:]|(?:是|要)(?=\S))?",
        ("首先，", "其次", "最后，"), ("首要", "其它", "最后，祝", "最后谢谢", "最后一课"), kin=("di",), weak=True, inline=False),
    System("formal", "comma", r"[壹贰叁参肆伍陆柒捌玖拾]{1,3}[、，,．.：: \u3000]",
        ("壹、", "贰、", "参、"), ("叁佰", "参考、"), rank=0, inline=False),
    System("comma", "comma", rf"(?:{CHINESE}|－){GAP}[、．.^]",
        ("一、", "十二、", "三．", "－、"), ("一年", "一手抓", "二〇二〇年"),
        kin=("comma_comma", "comma_space", "comma_colon", "formal"),
        rank=1),
    System("comma_colon", "comma", rf"{CHINESE}[：:](?=\S)",
        ("一：总", "二:分"), ("一：",), kin=("comma",), rank=1, weak=True, inline=False),
    System("comma_comma", "comma", rf"{CHINESE}[，,]",
        ("一，", "二,"), ("一二",), kin=("comma", "comma_colon"), rank=1, weak=True),
    System("numeral", "chapter", rf"{CHINESE}(?={GAP}$)",
        ("一",), ("一、", "一 国"), rank=1, weak=True, inline=False),
    System("comma_space", "comma", rf"{CHINESE}[ \u3000\t]+(?=\S)",
        ("一　国", "二 国", "一\t国"), ("一国",), kin=("comma",), rank=1, weak=True, inline=False),
    System("paren", "paren", rf"[（(]{GAP}(?:{CHINESE}|[－—]){GAP}、?[)）][、，,]?|[㈠-㈩]",
        ("（一）", "(一、)", "(二)", "( 三 )", "（－）", "㈠"), ("（一", "（一般）"), rank=2),
    System("bracket", "paren", rf"[〔【\[［]{GAP}{CHINESE}{GAP}[〕】\]］]",
        ("〔一〕", "【二】", "[三]"), ("〔1〕", "【一级】"), kin=("paren",), rank=2),
    System("paren_half", "paren", rf"{CHINESE}[)）]",
        ("一）", "二)"), ("一(",), kin=("paren", "paren_open"), rank=2, weak=True, inline=False),
    System("paren_open", "paren", rf"[（(]{CHINESE}(?=[^\W\d_])(?![{COUNTED}是些]|[^\n]*[)）])",
        ("（一多种树",), ("（一九五七年三月）", "（一些"), kin=("paren", "paren_half"), rank=2, weak=True, inline=False),
    System("arabic_paren", "arabic_paren", rf"[（(]{GAP}{ARABIC}{GAP}[)）][、，,]?|[⑴-⒇]",
        ("（1）", "(10)", "⑴"), ("（2020）", "（1月）"), kin=("paren",), rank=4, weak=True),
    System("latin_paren", "other", rf"[（(][a-h{LETTERS}][)）]",
        ("（a）", "(B)"), ("（ab）", "（A级）"), rank=4, weak=True),
    System("roman_paren", "other", rf"[（(](?:{'|'.join(ROMAN)})[)）]",
        ("(i)", "（iv）"), ("(is)", "(vi 章)"), rank=5, weak=True),
    System("stem_paren", "other", r"[（(][甲乙丙丁戊己庚辛壬癸][)）]",
        ("（甲）", "(乙)"), ("（甲方）", "（乙种）")),
    System("arabic_half", "arabic_paren", rf"{ARABIC}[)）]",
        ("1）", "2)"), ("1(",), kin=("arabic_paren",), rank=4, weak=True),
    System("padded", "arabic", rf"0[1-9](?:(?={GAP}$)|[ \u3000\t]+(?=\S)|[、.．:：](?![0-9]))",
        ("01", "02 ", "03、"), ("01:30", "0.5", "2026"), rank=1, weak=True, inline=False),
    System("arabic", "arabic", rf"{ARABIC}{GAP}(?:[.．，,](?:(?=[ ]?(?:19|20)\d\d年)|(?![ ]?[0-9]))|、)|[⒈-⒛]",
        ("1.", "2．", "3、", "1.2026年", "1、5", "⒈"), ("2.5", "1.4亿", "3月4日", "1-11月", "1,000", "1、2、3"),
        kin=("comma",), rank=3, weak=True),
    System("digit", "arabic", rf"[1-9][0-9]?+(?={GAP}$)",
        ("1", "12"), ("1.", "12月", "01"), rank=1, weak=True, inline=False),
    System("part_latin", "chapter", r"(?:PART|Part)[ .]?[0-9]{1,2}+(?![0-9])[、，,:： \u3000.]{0,2}",
        ("PART 01", "Part 2："), ("Party",), rank=0, inline=False),
    System("decimal", "arabic", r"[1-9][0-9]?+[.．][1-9][0-9]?+(?:[ \u3000\t]+(?=[^\W\d_])|、(?=\S))(?![亿万千百个倍])",
        ("1.1 ", "2．3、"), ("1.1亿", "2.5 亿", "3.5%"), rank=3, weak=True, inline=False),
    System("circled", "circled", r"[①-⑳㉑-㉟❶-❿]",
        ("①", "⑳"), ("〇",), rank=5, weak=True),
    System("dash", "dash",
        r"(?:[—―─━－–]|--)[—―─━－–-]{0,4}+(?![—―─━－–-]|(?:[0-9]{4}|[一二][一二三四五六七八九〇零]{3})年|.{1,30}[—―─━]$)",
        ("——", "--", "―"), ("-1", "一一", "——2026年1月3日", "——责任——"), weak=True, inline=False),
    System("stem", "other", r"[甲乙丙丁戊己庚辛壬癸](?:[、，,．.]|[ \u3000]+)",
        ("甲、", "乙　"), ("甲方", "己方", "甲："), rank=3, weak=True),
    System("branch", "other", r"[子丑寅卯辰巳午未申酉戌亥](?:[、：:．.]|[ \u3000]+)",
        ("子、",), ("子女", "未来"), rank=3, weak=True),
    System("latin", "other", rf"[a-h{LETTERS}][.．、](?=[ \u3000]?[{HAN}])",
        ("A.工艺", "B、经过", "a.招商"), ("A.I.", "DNA、"), rank=3, weak=True, inline=False),
    System("arabic_space", "arabic",
        r"[1-9][0-9]?+[ \u3000\t]+(?=(?:(?:19|20)[0-9]{2}年)?[^\W\d_]{2}[^。！？；：\s]{1,30}$)", ("1　年度回顾", "2 当前形势"),
        ("3 月", "1 清水河 镇长", "5 个人来了。"), kin=("arabic",), rank=1, weak=True, inline=False),
    System("roman", "other", r"[Ⅰ-Ⅻ][、，,.．：: \u3000]",
        ("Ⅰ、", "Ⅱ."), ("Ⅲ期",), rank=1, weak=True, inline=False),
)
