"""What damage put into a page is left out, and nothing else."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.damage.damage import DAMAGE_RULES, find_damage, rules_for
from pipeline.damage.injected import MARK_RULES
from pipeline.text.reading import make_reading
from pipeline.text.rules import Rule

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
BEFORE = "各单位要按照这个统一的要求切实加强与省直有关部门的"
AFTER = "衔接配合,争取在资金和项目等各个方面得到更多支持。"
PAGE = "今年以来，各村按照年初定下的目标，抓水渠、抓道路、抓植树，各项事情都有了新的进展，大家都看得见，也都说好。" * 4
BLANKED = [  # lines of one width, which a document site joined with blanks
    PAGE[start:start + 30] for start in range(0, 210, 30)
]


def read(text: str) -> str:
    return make_reading(text, find_damage(text)).text


@pytest.mark.parametrize("rule", DAMAGE_RULES, ids=lambda rule: rule.name)
def test_every_rule_leaves_out_its_example_and_keeps_its_counter_example(rule: Rule[object]) -> None:
    assert read(rule.examples[0]) == rule.left
    assert {damage.rule for damage in find_damage(rule.examples[0])} == {rule.name}
    assert find_damage(rule.counters[0]) == []


@given(st.text(st.sampled_from("".join([*(rule.examples[0] + rule.counters[0] for rule in MARK_RULES)])), max_size=40))
def test_a_rule_that_is_not_asked_would_find_nothing(text: str) -> None:
    asked = rules_for(text)
    assert [rule.name for rule in MARK_RULES if rule not in asked and [*rule.find(text)]] == []


@pytest.mark.parametrize(
    ("page", "reading"),
    [
        ("大家上午好。八方网http://.8fang.com首先感谢各位", "大家上午好。首先感谢各位"),
        ("落实各项www.8445ee.com任务", "落实各项任务"),
        ("请大家上www.8445ee.com看看", "请大家上www.8445ee.com看看"),
        ("要坚持 第 1 页 共 9 页下载后可任意编辑 问题导向", "要坚持问题导向"),
        ("一。 U8 Q% v$ ^, w$ U\n二。 U8 Q% v$ ^, w$ U 某论坛\n三。 U8 Q% v$ ^, w$ U\n四", "一。\n二。\n三。\n四"),
        (f"{BEFORE}。\n\n沟通。\n\n{AFTER}", f"{BEFORE}沟通{AFTER}"),
        (f"{BEFORE}。\n工作计划。\n{AFTER}", f"{BEFORE}工作计划{AFTER}"),
        (f"{BEFORE}项目。\n\n不忘初心。\n\n牢记使命,{AFTER}", f"{BEFORE}项目。\n\n不忘初心牢记使命,{AFTER}"),
        ("我們開會(huì )時，領(lǐng)導講(jiǎng)了(le )話", "我們開會時，領導講了話"),
        ("我們開會(huì)時，領(lǐnɡ)導(dǎo)講（jiǎng）話", "我們開會時，領導講話"),
        ("一、形势\n\u200b\n二、任务", "一、形势\n\n二、任务"),
        ("要把这件事情办好,坚持群众路\n- 12 -\n线,依靠群众。", "要把这件事情办好,坚持群众路线,依靠群众。"),
        ("强化责任第 3 页 共 12 页落实", "强化责任落实"),
        ("第1页共3页各位代表:\n第2页,共3页", "各位代表:\n"),
        ("狠抓落实。\n— 4 —\n二、保障", "狠抓落实。\n\n二、保障"),
        ("狠抓落实。\n- 1 -。\n二、保障", "狠抓落实。\n\n二、保障"),
        ("$ _ @! u2 s/ |% Q) X+ u0 U同志们,大家好", "同志们,大家好"),
        ("大家好\n0 g) O# m8 \\* z1 |; w\n同志们", "大家好\n\n同志们"),
        ("加快某稿汇www.example.com建设,推进某稿汇www.example.com改革", "加快建设,推进改革"),
        ("某稿汇 www.example.com\n各位代表:", "\n各位代表:"),
        ("各位代表@page{size:A4}:", "各位代表:"),
        ("会议由{dede:field.title/}主持[!--title--]", "会议由主持"),
        ("同志&nbsp;们:", "同志们:"),
        ("要贯彻《\n预算法\n》、《\n审计法\n》，严格管理", "要贯彻《预算法》、《审计法》，严格管理"),
        ("要打赢\n“\n三城联创\n”\n攻坚战,学好\n《\n会计法\n》\n要点。", "要打赢“三城联创”攻坚战,学好《会计法》要点。"),
        ("从\nx\n月\nx\n日开始,走访\n300\n余人。", "从x月x日开始,走访300余人。"),
        ("第1页共2页本文格式为Word版下载后可任意编辑和复制同志们", "同志们"),
        ("尊敬的各位来宾,亲爱的\n同学们:", "尊敬的各位来宾,亲爱的同学们:"),
        ("+++\ntitle = \"植树\"\n+++\n同志们：", "同志们："),
        ("title: 植树\ntags:\n  - 讲话\n---\n同志们：", "同志们："),
        ("% 植树\n% 甲乙\n\n# 一 {#one}\n同志们：\\\n开会\n::: note\n:::", "植树\n甲乙\n\n一\n同志们：\n开会\n\n"),
        ("# 一\n见[县志][1]和[年鉴][乙]。\n\n[1]: http://a.cn/x \"县志\"", "一\n见县志和[年鉴][乙]。\n\n"),
        ("# 一\n见[[县志|志书]]和[[年鉴]]。\n- [ ] 未做\n- [x] 已做", "一\n见志书和年鉴。\n未做\n已做"),
        ("# 一\n```sh\n# 注释\n> 引\n```\n## 二\n~~~\n# 注\n~~~\n", "一\n\n二\n\n"),
        ("```markdown\n# 一\n同志们：今天开会\n## 二\n```\n", "\n一\n同志们：今天开会\n二\n\n"),
        ("# 一\n\n    # 缩进的代码\n同志们", "一\n\n    # 缩进的代码\n同志们"),
        ("# 一\n见[县志](https://a.cn/乙_(丙) \"卷二\")和[年鉴](a/b.html)，[见](略)。", "一\n见县志和年鉴，[见](略)。"),
        ("**甲**：渠呢？\n**乙：** 修了。\n**甲**：好。", "甲：渠呢？\n乙： 修了。\n甲：好。"),
        ("<h1 align=\"center\">植树</h1>\n## 一\n同志们<br>：<br/>\n<details>", "植树\n一\n同志们：\n"),
        ("# 一\n清渠。<br><br/>选种<br>修桥", "一\n清渠。选种<br>修桥"),
        ("# 一\n| 乡 | 亩 |\n|---|--:|\n| 甲 | 3 |\n:-: | -\n|-|", "一\n乡 | 亩\n\n甲 | 3\n\n"),
        ("植树\n===\n一、水\n---\n清渠\\\n修桥", "植树\n===\n一、水\n---\n清渠\n修桥"),
        ("# 一\n<p hidden>隐</p><b class='x' style='color:red;display:none'>隐</b><style>.a{}</style>清渠", "一\n清渠"),
        ("# 一\n<p class=\"hidden\" aria-hidden=true>清渠</p><p class='a hidden b'>修桥</p>", "一\n清渠修桥"),
        ("\uf06c 一、清渠\n\uf0b7\u3000（二）选种\n\uf06c 修桥", "一、清渠\n（二）选种\n\uf06c 修桥"),
        (
            f"1修渠讲话各位：{PAGE}请大家2分头去办。{PAGE}对3地区来说，{PAGE}",
            f"修渠讲话各位：{PAGE}请大家分头去办。{PAGE}对地区来说，{PAGE}",
        ),
        (" ".join(BLANKED), "".join(BLANKED)),
    ],
)  # fmt: skip
def test_damage_is_left_out(page: str, reading: str) -> None:
    assert read(page) == reading


@pytest.mark.parametrize(
    "page",
    [
        f"{BEFORE}衔接。\n产业结构持续优化。\n{AFTER}",  # a subhead, in parallel with others
        f"{BEFORE}衔接。\n谢谢。\n{AFTER}",  # thanks
        f"{BEFORE}衔接。\n沟通。\n二、{AFTER}",  # the next section begins
        f"{BEFORE}衔接。\n沟通。\n同志们:",  # too short to tell
        f"{BEFORE}衔接。\n首先。\n{AFTER}",  # a marker alone on its line
        f"{BEFORE}衔接。\n不忘初心。\n今年以来,{AFTER}",  # a subhead of four characters, not half a phrase
        "圩(xū)镇",  # one gloss by the author
        "使用手机(app)和合作社(coop)",
        "第1页讲了什么,第2页又讲了什么",
        "比分3-1-2,2024-1-12,1-11月,—1—12",
        "气温从-3-上升,从- 3 到 5 度",
        "加快某稿汇 www.example.com 建设",
        "I am a boy, he is in a car at 5 pm on my map",
        "选 A. B. C. D. E. F.",
        "1 + 2 = 3 * 4 - 5 / 6 > 7",
        "各位代表 www.example.com",
        "请登录网站 某政务网 www.example.gov.cn 查询",
        "来信请寄zhang@example.com",
        "+++\n同志们：",
        "title: 植树\n同志们：\n---\n",
        "% 的人同意\n见[县志][1]。\n[1]: http://a.cn\n甲\\\n乙",
        "第一，\n要提高认识。",
        "关于1958年度国民经济计划执行情况和今后任务的报告\n各位代表:",
        "一\n当前的形势\n二\n敌我双方",
        "目标任务\n《某地规划》\n(讨论稿)",
        "一、形势\nx\n二、任务",  # a site's button
        f"1个人的力量有限。{PAGE}我们2个村合起来。{PAGE}",  # numbers that count
        f"1修渠讲话各位：{PAGE}我们2个村合起来，高一2班也来。{PAGE}",
        " ".join(f"在第{n}次全市宣传思想文化和精神文明建设工作会议上的讲话材料" for n in "二三四五六七八"),  # a list of titles
        " ".join(f"今年第{n}件事情办好了，大家都来出力，都来出主意，渠修得又快又好。" for n in "二三四五六七八"),  # behind stops
    ],
)
def test_what_may_be_the_speakers_own_stays(page: str) -> None:
    assert find_damage(page) == []


PARAGRAPH = (
    "过去的一年,全体干部职工团结一心、埋头苦干,完成了年初确定的各项任务,重点工程全部开工,民生支出稳步增长,"
    "城乡面貌有了明显的变化。在看到成绩的同时也要看到问题,主要是产业层次不高,创新能力不强,营商环境还有不少短板,"
    "干部作风也需要进一步转变,对这些问题要高度重视,采取有力措施,认真加以解决,让群众看到实实在在的变化和成效。"
)


def wrap(text: str, width: int) -> str:
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


@pytest.mark.parametrize("width", range(28, 42))
def test_wrapped_paragraphs_are_joined_but_for_breaks_behind_a_stop(width: int) -> None:
    page = f"一、工作回顾\n{wrap(PARAGRAPH, width)}\n二、今后打算\n{wrap(PARAGRAPH, width)}"
    lines = read(page).split("\n")
    assert lines[0] == "一、工作回顾"
    assert "二、今后打算" in lines
    assert "".join(lines) == page.replace("\n", "")
    assert all(line[-1] in "。:" for line in lines if not line.startswith(("一、", "二、")))


@pytest.mark.parametrize(
    "page",
    [
        wrap(PARAGRAPH, 10),  # verses
        wrap(PARAGRAPH, 34).split("\n")[0] + "\n" + PARAGRAPH,  # one long heading without stop
        "\n".join(f"{number}、关于进一步加强和改进全市防汛抗旱、抢险救灾工作的几点具体意见" for number in "一二三四五六七八"),
        "\u3000\u3000" + wrap(PARAGRAPH, 32).replace("\n", "\n\u3000\u3000"),  # every line its own paragraph
    ],
)
def test_lines_of_one_width_are_not_always_wrapped(page: str) -> None:
    assert not [damage for damage in find_damage(page) if damage.rule == "wrap"]


CHARACTERS = "加强管理推进改革发展经济保障民生"
CLAUSE = st.text(alphabet=CHARACTERS, min_size=4, max_size=40)
SENTENCE = st.tuples(
    st.sampled_from(["", "一、", "(二)", "第三，", "一是", "1."]),
    st.lists(CLAUSE, min_size=1, max_size=5).map("，".join),
    st.sampled_from("。！？"),
)
CLEAN = st.lists(SENTENCE.map("".join), min_size=1, max_size=8)


@given(CLEAN)
def test_a_clean_text_is_read_as_it_stands(paragraphs: list[str]) -> None:
    assert find_damage("\n".join(paragraphs)) == []


PLANTED = st.sampled_from(["\u200b", "\ufeff", "\u00ad", "\u2060", "\x02", "(lǐng)", "第2页共9页", "&nbsp;", "[标签:标题]"])


@given(CLEAN, st.dictionaries(st.integers(0, 10_000), PLANTED, min_size=1, max_size=6))
def test_planted_damage_is_left_out_exactly(paragraphs: list[str], plants: dict[int, str]) -> None:
    clean = "\n".join(paragraphs)
    places = [index + 1 for index, character in enumerate(clean) if character in CHARACTERS]
    planted = {places[-1]: "(lǐng)", places[0]: "(dǎo)"}
    planted.update({places[number % len(places)]: plant for number, plant in plants.items()})
    page = clean
    for place, plant in sorted(planted.items(), reverse=True):
        page = page[:place] + plant + page[place:]
    lone_gloss = len(re.findall("[(](?:lǐng|dǎo)[)]", page)) == 1
    assert re.sub("[(](?:lǐng|dǎo)[)]", "", read(page)) == clean if lone_gloss else read(page) == clean


@given(st.text(), st.text(alphabet="一、。\n (（)）ǐ《》“”,，[1]-页第共$_@!w.com<>{}&;:\u200b汇报同志们各位 "))
def test_any_text_gives_ordered_spans_inside_it(anything: str, likely: str) -> None:
    for text in (anything, likely):
        position = 0
        for damage in find_damage(text):
            assert position <= damage.start < damage.end <= len(text)
            position = damage.end


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real pages is not beside the repository")
def test_no_gold_start_or_heading_is_swallowed_on_real_pages() -> None:
    for path in sorted((CORPUS / "pages").glob("*.txt")):
        text = path.read_bytes().decode().replace("\r\n", "\n")
        gold = json.loads((CORPUS / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
        sections = [section for speech in gold["speeches"] for section in speech.get("sections", [])]
        starts = {record["start"] for record in (*gold["speeches"], *sections)}
        for damage in (one for one in find_damage(text) if one.rule != "markdown"):  # older gold begins with the sign
            assert not any(damage.start <= start < damage.end for start in starts)
            assert not ("\n" in text[damage.start : damage.end] and damage.end in starts)
            assert not any(section["start"] < damage.start < (section["heading_end"] or 0) for section in sections)
