"""The outline of a speech: shapes real pages have, each as a small text and the sections a reader sees in it."""

import pytest

from pipeline.outline import read_outline
from pipeline.reading import split_lines
from pipeline.records import Unit

BODY = "要把这件事放在心上，抓在手上，一件一件办好，让群众看得见变化，也让干部有更多的干劲和信心，做到年年有进步。"
MORE = "各地要结合自己的实际，把任务分到单位，把责任落到个人，定期检查，及时通报，办完一件销号一件，不留尾巴，不打折扣。"


def read(text: str) -> tuple[Unit, ...]:
    return read_outline(text, split_lines(text))


def outline(text: str) -> list[str]:
    """The outline as lines: depth in points, marker, heading; ~ for an inline marker, ? for a heading that is lost."""
    shown = []
    for unit in read(text):
        if unit.role != "outline":
            continue
        heading = text[slice(*unit.heading)] if unit.heading else ""
        marker = "?" if unit.implicit else text[unit.start:unit.marker_end].strip()
        shown.append("." * (unit.depth - 1) + ("~" if unit.inline else "") + marker + heading)
    return shown


def page(*lines: str) -> str:
    """Lines, 「B」 and 「M」 standing for two paragraphs."""
    return "\n".join({"B": BODY, "M": MORE}.get(line, line) for line in lines)


SHAPES = {
    "the official order of kinds": (
        page("同志们：", "B", "一、提高认识", "B", "（一）看清形势。形势逼人。", "1.看国内。很好。", "2.看省内。也好。", "（二）认清责任。责任在肩。", "二、抓好落实", "B"),
        ["一、提高认识", ".（一）看清形势", "..1.看国内", "..2.看省内", ".（二）认清责任", "二、抓好落实"],
    ),
    "the inverted order": (
        page("（一）关于粮食", "B", "一、要抓好春耕。B", "二、要抓好收购。B", "（二）关于棉花", "B", "一、要扩大面积。B", "二、要提高单产。B"),
        ["（一）关于粮食", ".一、要抓好春耕", ".二、要抓好收购", "（二）关于棉花", ".一、要扩大面积", ".二、要提高单产"],
    ),
    "one kind at two depths": (
        page("一、总的情况", "B", "（一）成绩", "B", "（二）问题", "主要有这样几条：", "一、认识不足。B", "二、办法不多。B", "三、作风不实。B", "二、今后打算", "B",
             "三、几点要求", "B"),
        ["一、总的情况", ".（一）成绩", ".（二）问题", "..一、认识不足", "..二、办法不多", "..三、作风不实", "二、今后打算", "三、几点要求"],
    ),
    "a second list inside one section": (
        page("一、办学方针", "B", "主要做法是：", "（一）打好基础。B", "（二）改进教法。B", "这些缺点表现为：", "（一）教材不全。B", "（二）师资不足。B", "二、今后工作", "B"),
        ["一、办学方针", ".（一）打好基础", ".（二）改进教法", ".（一）教材不全", ".（二）师资不足", "二、今后工作"],
    ),
    "lost headings": (
        page("同志们：", "今天开会。下面，我讲两点意见。", "B", "M", "（一）成绩不小。很不容易。", "（二）问题不少。不可轻视。", "M", "（一）抓紧。不能等。", "（二）抓实。不能虚。"),
        ["?", ".（一）成绩不小", ".（二）问题不少", "?", ".（一）抓紧", ".（二）抓实"],
    ),
    "markers alone on their lines": (
        page("一、加快发展", "着力抓好三个环节。", "一是", "扩大投资。B", "二是", "搞活流通。B", "三是", "B", "二、深化改革", "B"),
        ["一、加快发展", ".一是扩大投资", ".二是搞活流通", ".三是", "二、深化改革"],
    ),
    "bare numbers as titles": (page("一", "B", "M", "二", "B", "三", "M"), ["一", "二", "三"]),
    "bare numbers over titles": (page("一", "形势和任务", "B", "二", "方法和步骤", "B"), ["一形势和任务", "二方法和步骤"]),
    "a number and a space": (
        page("一　形势和任务", "B", "第一，看大局。B", "第二，看长远。B", "二　方法和步骤", "B"),
        ["一形势和任务", ".第一，看大局", ".第二，看长远", "二方法和步骤"],
    ),
    "full width digits": (page("一、教育", "B", "（１）办好小学。B", "（２）办好中学。B", "二、卫生", "B"),
                          ["一、教育", ".（１）办好小学", ".（２）办好中学", "二、卫生"]),
    "chapters and sections": (
        page("第一章 回顾", "B", "第一节 成绩", "B", "第二节 不足", "B", "第二章 展望", "第一节 目标", "B", "第二节 措施", "B"),
        ["第一章回顾", ".第一节成绩", ".第二节不足", "第二章展望", ".第一节目标", ".第二节措施"],
    ),
    "parts": (page("第一部分：回顾", "B", "一、成绩", "B", "二、不足", "B", "第二部分：展望", "B", "一、目标", "B", "二、措施", "B"),
              ["第一部分：回顾", ".一、成绩", ".二、不足", "第二部分：展望", ".一、目标", ".二、措施"]),
    "stems and branches": (
        page("甲、要公道。B", "乙、要和气。B", "丙、要守法。", "子、先学。B", "丑、后用。B", "丁、要节约。B"),
        ["甲、要公道", "乙、要和气", "丙、要守法", ".子、先学", ".丑、后用", "丁、要节约"],
    ),
    "dashes between paragraphs": (
        page("一、去年的工作", "B", "——经济稳步增长。B", "——民生持续改善。B", "——环境不断变好。B", "二、今年的任务", "B"),
        ["一、去年的工作", ".——经济稳步增长", ".——民生持续改善", ".——环境不断变好", "二、今年的任务"],
    ),
    "first, next, last": (
        page("同志们：", "首先，要认清方向。B", "其次，要选好路子。B", "再次，要用好干部。B", "最后，要管好作风。B"),
        ["首先，要认清方向", "其次，要选好路子", "再次，要用好干部", "最后，要管好作风"],
    ),
    "a lost comma": (page("第一，政治要过硬。B", "第二，业务要精通。B", "第三作风要扎实。B", "第四，纪律要严明。B"),
                     ["第一，政治要过硬", "第二，业务要精通", "第三作风要扎实", "第四，纪律要严明"]),
    "commas behind numbers at the third level": (
        page("一、加强领导", "（一）组织领导", "B", "一，要健全机构。B", "二，要配齐人员。B", "（二）业务指导", "B", "二、抓好督查", "B"),
        ["一、加强领导", ".（一）组织领导", "..一，要健全机构", "..二，要配齐人员", ".（二）业务指导", "二、抓好督查"],
    ),
    "runs inside a line": (
        page("一、抓重点。B一是抓大户。大户要稳。二是抓小户。小户要活。", "二、补短板。先易后难；第一，补路。要快。第二，补水。要好。"),
        ["一、抓重点", ".~一是抓大户", ".~二是抓小户", "二、补短板", ".~第一，补路", ".~第二，补水"],
    ),
    "a run that goes on at line starts": (
        page("同志们：", "提三点要求：一要学。天天学。", "二要干。天天干。", "三要管。天天管。天天查。"),
        ["~一要学", "二要干", "三要管"],
    ),
    "a run at line starts that goes on inside": (page("一是重学习。B", "二是重调研。B三是重落实。B", "B"), ["一是重学习", "二是重调研", "~三是重落实"]),
    "everything on one line": (
        "同志们：今天开会，我讲两点意见。一、关于春耕春耕是大事，不能误。第一，要早。早了主动。第二，要好。好了高产。二、关于防汛防汛是大事，不能等。",
        ["~一、关于春耕春耕是大事，不能误", ".~第一，要早", ".~第二，要好", "~二、关于防汛防汛是大事，不能等"],
    ),
    "paragraphs joined by spaces": (
        "今天开会，我讲两点\u3000\u3000一、关于春耕\u3000\u3000春耕要早，不能误。\u3000\u3000二、关于防汛\u3000\u3000防汛要紧，不能等。",
        ["~一、关于春耕\u3000\u3000春耕要早，不能误", "~二、关于防汛\u3000\u3000防汛要紧，不能等"],
    ),
    "titles without numbers over numbered sections": (
        page("各位代表：", "现在向大会报告工作。", "去年工作回顾", "B", "（一）农业丰收。B", "（二）工业回升。B", "今年工作安排", "B", "（一）抓好农业。B", "（二）抓好工业。B"),
        ["去年工作回顾", ".（一）农业丰收", ".（二）工业回升", "今年工作安排", ".（一）抓好农业", ".（二）抓好工业"],
    ),
    "short sentences in parallel": (
        page("一、去年的工作", "产业结构继续优化。", "B", "城乡面貌不断改善。", "M", "民生事业全面进步。", "B", "二、今年的工作", "努力扩大有效投资。", "M", "切实办好民生实事。", "B"),
        ["一、去年的工作", ".产业结构继续优化", ".城乡面貌不断改善", ".民生事业全面进步", "二、今年的工作", ".努力扩大有效投资", ".切实办好民生实事"],
    ),
    "an ending": (page("一、成绩", "B", "二、任务", "B", "结束语", "各位代表！", "让我们一起努力。"), ["一、成绩", "二、任务", "结束语"]),
    "a gap": (page("一、提高认识", "B", "三、抓好落实", "B", "四、严格考核", "B"), ["一、提高认识", "三、抓好落实", "四、严格考核"]),
    "a lost first item": (page("一、提高认识", "B", "（二）看大局。B", "（三）看长远。B", "二、抓好落实", "B"),
                          ["一、提高认识", ".（二）看大局", ".（三）看长远", "二、抓好落实"]),
    "a lost first heading": (page("B", "（一）看大局。B", "（二）看长远。B", "二、抓好落实", "B", "三、严格考核", "B"),
                             ["（一）看大局", "（二）看长远", "二、抓好落实", "三、严格考核"]),
    "arabic digits for Chinese numbers": (page("1、提高认识", "B", "(1)看大局。B", "(2)看长远。B", "2、抓好落实", "B"),
                                          ["1、提高认识", ".(1)看大局", ".(2)看长远", "2、抓好落实"]),
    "half width and traditional": (
        page("同誌們:", "一、提高認識", "B", "(一)看清形勢。形勢逼人。", "(二)認清責任。責任在肩。", "二、狠抓落實", "一個是抓項目。項目為王。", "二個是抓環境。環境為先。"),
        ["一、提高認識", ".(一)看清形勢", ".(二)認清責任", "二、狠抓落實", ".一個是抓項目", ".二個是抓環境"],
    ),
    "a vocative inside": (page("一、成绩", "B", "各位代表！", "B", "二、任务", "B"), ["一、成绩", "二、任务"]),
    "three points with a name": (page("第一点，要学好。B", "第二点，要用好。B", "第三点，要管好。B"), ["第一点，要学好", "第二点，要用好", "第三点，要管好"]),
    "其一 and 其二": (page("问题有两个。其一，人少。事情多。其二，钱少。用处多。", "B"), ["~其一，人少", "~其二，钱少"]),
    "circled numbers at line starts": (page("一、做法", "B", "①先试点。B", "②再推开。B", "二、体会", "B"), ["一、做法", ".①先试点", ".②再推开", "二、体会"]),
}


@pytest.mark.parametrize(("text", "expected"), SHAPES.values(), ids=SHAPES.keys())
def test_the_outline_is_what_a_reader_sees(text: str, expected: list[str]) -> None:
    assert outline(text.replace("B", BODY)) == expected


TRAPS = {
    "industries counted on": "一、二、三产业融合发展，二、三产业比重上升。",
    "tiers of towns": "二、三线城市要先行，三、四线城市要跟上。",
    "a decimal alone": page("细颗粒物", "2.5", "浓度下降。"),
    "decimals": page("1.4亿人口的大市场。", "2.5万人参加。", "3.6%的增速。"),
    "dates": page("3月4日，全市动员。", "4月5日，全面铺开。"),
    "spans of months": page("1-11月，产值增长。", "1—6月，投资增长。"),
    "years": page("一年来，我们做了很多。", "二年来，变化很大。", "三年来，成绩很好。"),
    "one hand and the other": page("一手抓发展，一手抓安全。", "一手抓物质，一手抓精神。"),
    "on the one hand": page("一方面要看到成绩。", "二方面的力量。"),
    "industries": page("第一产业稳步增长。", "第二产业较快增长。", "第三产业加快增长。"),
    "quarters": page("第一季度平稳。", "第二季度回升。"),
    "times": page("第一次会议开得好。", "第二次会议开得更好。"),
    "first secretaries": page("第一书记要驻村。", "第二书记要协助。"),
    "agenda": page("第一项：领导讲话。", "第二项：代表发言。", "第三项议程，颁奖。"),
    "an enumeration inside a sentence": "原因有三个，一是人少；二是钱少；三是事多。大家都要想办法。",
    "an enumeration behind a word": "这里面最关键的一是要早；二是要快；三是要准，都不能放松。",
    "a list of words": "要抓好一、规划，二、建设，三、管理。",
    "a quoted list": "文件指出：“一、要早。二、要快。三、要准。”大家要领会。",
    "a lone inline marker": "成绩很好。一是大家努力。我们要继续。",
    "vocatives": page("各位代表！", BODY, "同志们！", MORE, "女士们、先生们！", BODY),
    "every sentence a paragraph": page("今年的任务很重。", "时间也很紧。", "我们要抓紧干。", "早干早主动。", "干好才算数。", "大家要努力。"),
    "broken lines": page("今年的任务很重，时间也很紧，我们要抓紧干，早", "干早主动，干好才算数，大家要努力，把工作做", "好，不辜负群众的期望，也不辜负组织的信任，", "一起加油干。"),
    "notes": page("他说过这句话①。②我们记住了。", "〔1〕见全集。", "〔2〕见选集。"),
    "a rank": page("第一名得奖。", "第二名也得奖。"),
    "articles of a law": page("第一条规定得很清楚。", "第二条也很清楚。"),
    "ages": page("三、五岁的孩子要有人管。", "十二、三岁的孩子要有书读。"),
    "large numbers": page("1,000户搬迁。", "2,000户改造。"),
    "the first in the world": page("第一大市场。", "第二大经济体。", "第三大贸易国。"),
    "thanks first": page("首先，我代表县委向大家表示感谢。", BODY, MORE),
    "an address": page("一号楼完工。", "二号楼封顶。"),
    "a quotation's source": page("“人心齐，泰山移。”", "——民间谚语", BODY, MORE),
    "a dated subtitle": page("——2026年1月26日在全县大会上", BODY),
    "a telephone": page("010-12345678", "12345热线要畅通。"),
    "a ratio": page("1:2的比例。", "2:3的比例。"),
    "one is one": page("一是一，二是二，不能含糊。", BODY),
    "classes": page("一、二年级先开学，三、四年级后开学。"),
    "half years": page("一、二季度平稳，三、四季度回升。"),
    "a year as a number": page("2026年是关键一年。", "2027年要见成效。"),
    "essential": page("第一要务是发展。", "第二要务是稳定。"),
}


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS.keys())
def test_a_trap_opens_no_section(text: str) -> None:
    assert outline(text) == []
