"""Conversations are cut into turns; speeches that only look like one are not."""

from itertools import pairwise

import pytest

from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Document
from pipeline.views.sections import told_sections
from pipeline.work.tables import Row

INTERVIEW = """市水务局就用水新规答记者问
2031年6月7日

问：为什么要制定这个办法？

答：去年夏天最高日供水量达到八十万吨。
已经接近水厂的极限。

问：什么时候开始执行？

答：今年十月一日起执行。"""
SITTING = """议会会议过程正式纪录
○主席（方议长）：秘书，请响钟，传召议员进入会议厅。
白议员秋水：主席，渡轮班次减为两班，居民要多等半小时。
运输局局长：多谢白议员的质询。三艘渡轮正在维修，五月完成。
白议员秋水：局长没有回答维修的费用由谁承担。
运输局局长：费用由营办商承担。
○主席：质询时间到此为止，散会。"""
ONLINE = """县长与网友在线交流实录
[主持人]各位网友，大家好！今天请到的是县长，先说大家最关心的桥。
[禾远舟]桥墩已经做完，九月底以前通车。
[主持人]最后请您再和网友说几句话。
[禾远舟]有话请写信给我，每一封都会回。"""
NAMES = """陆远舟接受周刊采访
陆小禾：今天想与您谈谈天。
陆远舟：茶倒是准备了两壶，你想问什么就问什么。
陆小禾：外面都说公司没有创新，您怎么看？
陆：创新不是喊出来的。我们每年有三百个小改进。
陆小禾：十年以后公司会是什么样子？
陆：我不知道。只知道不学习就没有公司了。"""
ONE_LINE = "应邀请，代表团将来访。 问：能否介绍情况？ 答：双方正在磋商。 问：会不会参观新港？ 答：会的。"
PRESS = """例行记者会
2031年3月3日
《青禾日报》记者：请问渔业谈判有何进展？
发言人：双方进行了坦诚的交流，将继续保持沟通。
海通社记者：口岸何时恢复通关？
发言人：有消息会及时发布。"""
NUMBERED = "员工问答会纪要\nQ1：明年涨不涨工资？\nA1：看利润，利润好就涨。\nQ2：宿舍什么时候装空调？\nA2：五月底以前。"
HOSTS = "联欢晚会主持词\n男：尊敬的各位来宾！\n女：亲爱的朋友们！\n男：大家晚上好！\n女：欢迎来到联欢晚会。"
COURT = """庭审实录
审判长：现在开庭，原告陈述。
原告：渡轮晚点，我误了火车，要求赔偿。
被告代理人：当天有雾，属于不可抗力。
原告：公司没有提前通知。
被告代理人：码头贴了告示。
审判长：休庭。"""
HALL = """县长在线访谈
主持人：各位网友，大家好。
县长：网友们好。
网友“青山”：东桥什么时候通车？
县长：九月底。
网友“青山”：公交车能不能延长？
县长：可以研究。"""
BRACKETS = "专访校长\n【问】为什么要办夜校？\n【答】因为白天工人没有时间。\n【问】办了几年？\n【答】六年。"
SPACED = "对谈录\n陆　远：山里的雪化了吗？\n白　露：化了，河里的水涨了。\n陆　远：今年种什么？\n白　露：种豆子。"
PAIR = "国旗下讲话\n周：大家好，我是六班的周雨桐。\n方：我是六班的方佳宁。\n周：你知道借书的新规定吗？\n方：要按时还书。\n" + (
    "周：不还书呢？\n方：影响班级的积分。"
)
TALK = "恳谈会纪要\n林硕海：欢迎大家。\n问题1：展台上的树是谁种的？\n林硕海：是苗圃种的。\n问题2：何时上市？\n林硕海：不急。"
RARE = (
    "记者招待会上答记者问实录\n岩峰：那我们就开始。\n▲江湾电视台记者：渠什么时候修好？\n岩峰：明年。\n▲《边城时报》记者：农民收入怎么样？\n"
    "岩峰：价格好的时候，比以前好。"
)

CONVERSATIONS = [
    (RARE, [
        ("岩峰", "speaker"), ("江湾电视台记者", "question"), ("岩峰", "answer"),
        ("《边城时报》记者", "question"), ("岩峰", "answer"),
    ]),
    (PAIR, [("周", "question"), ("方", "answer")] * 3),
    (TALK, [("林硕海", "speaker"), *[("问题1", "question"), ("林硕海", "answer"), ("问题2", "question"), ("林硕海", "answer")]]),
    (INTERVIEW, [("问", "question"), ("答", "answer")] * 2),
    (SITTING, [("主席", "chair"), *[("白议员秋水", "speaker"), ("运输局局长", "speaker")] * 2, ("主席", "chair")]),
    (ONLINE, [("主持人", "chair"), ("禾远舟", "speaker")] * 2),
    (NAMES, [("陆小禾", "question"), ("陆远舟", "answer"), *[("陆小禾", "question"), ("陆", "answer")] * 2]),
    (PRESS, [("《青禾日报》记者", "question"), ("发言人", "answer"), ("海通社记者", "question"), ("发言人", "answer")]),
    (NUMBERED, [("Q1", "question"), ("A1", "answer"), ("Q2", "question"), ("A2", "answer")]),
    (HOSTS, [("男", "speaker"), ("女", "speaker")] * 2),
    (COURT, [("审判长", "chair"), *[("原告", "speaker"), ("被告代理人", "speaker")] * 2, ("审判长", "chair")]),
    (HALL, [("主持人", "chair"), ("县长", "speaker"), *[("网友“青山”", "question"), ("县长", "answer")] * 2]),
    (BRACKETS, [("问", "question"), ("答", "answer")] * 2),
    (SPACED, [("陆　远", "question"), ("白　露", "answer")] * 2),
    (ONE_LINE, [("问", "question"), ("答", "answer")] * 2),
]
SPEECHES = [
    "在水利会议上的讲话\n同志们：\n下面讲安排。\n重点：修渠。\n难点：筹款。\n重点：打井。\n难点：用电。\n重点：种树。\n大家抓紧。",
    "植树讲话\n同志们：\n早：浇水。\n晚：看林。\n早：松土。\n晚：看林。\n早：除草。\n晚：看林。\n大家照着做。",
    "在分工会议上的讲话\n同志们：\n下面说分工。\n何远山：管水利。\n白露：管教育。\n陆一舟：管财务。\n大家分头去做。",
    "党员大会主持词\n同志们：\n会议第一项：奏国歌。\n会议第二项：表决。\n同意的：请举手。\n不同意的：请举手。\n散会。",
    "会议纪要\n时间：3月2日\n地点：三楼\n主持人：何远山\n记录人：白露\n参加人员：陆一舟\n一、听取汇报。\n二、研究修桥。",
    "在全县安全会议上的讲话\n同志们：\n要求：一要细，二要严。\n目标：全年无事故。\n要求：三要快。\n目标：全员过关。",
    "議會發言\n主席：\n有議員要求押後，因為上次會議我沒有來，沒有來得及請假。",
    "在开学典礼上的讲话\n老师们：\n同学们：\n暑假过得快。\n老师们：\n同学们：\n我们又见面了。",
    "在表彰会上的讲话\n县长：负责全面工作。\n书记：负责党务工作。\n主任：负责日常工作。",
    "护河讲话\n同志们：\n我讲一个故事。这个故事很长，说的是河边的一家人，他们在河边住了三十年，年年修堤，年年过桥。\n"
    + "后来堤修好了，桥也修好了，孩子们上学不再绕路。\n" * 6 + "孩子：桥在吗？\n老人：在。\n孩子：堤在吗？\n老人：在。",
    "报告事项\n时间：上午九时\n地点：三楼\n主席：方大同\n记录：陆小禾\n主席报告：略。",
]


def turns_of(text: str) -> tuple[Row, list[Row]]:
    """The first speech of a page, and its turns."""
    rows = make_rows(Document("page.txt", None, text.encode(), "text/plain"), text, "utf-8")
    return rows["speeches"][0], rows["turns"]


@pytest.mark.parametrize(("text", "expected"), CONVERSATIONS)
def test_a_conversation_has_the_turns_of_its_speakers(text: str, expected: list[tuple[str, str]]) -> None:
    _speech, turns = turns_of(text)
    assert [(turn["speaker"], turn["role"]) for turn in turns] == expected


@pytest.mark.parametrize(("text", "_expected"), CONVERSATIONS)
def test_turns_follow_one_another_to_the_end_and_lose_nothing(text: str, _expected: object) -> None:
    speech, turns = turns_of(text)
    assert all(one["end"] == two["start"] for one, two in pairwise(turns))
    assert turns[-1]["end"] == speech["end"]
    held = "".join("".join(str(turn["text"]).split()) for turn in turns)
    assert "".join(str(speech["text"]).split()).endswith(held)


@pytest.mark.parametrize("text", SPEECHES)
def test_greetings_demands_lists_and_stories_are_no_turns(text: str) -> None:
    assert turns_of(text)[1] == []


ASKED = """就业工作新闻发布会实录
记者：请问今年就业怎样？
王局长：今年做了三件事。
一是稳岗位。我们给企业返还了失业保险费。
二是扩渠道。我们开了四十场招聘会。
三是强培训。我们办了三百个班，教电工、焊工和家政，学完就有工厂来招。
记者：请问明年呢？
王局长：明年继续做，把服务送到工地和乡镇，把账一笔一笔公开。
记者：谢谢局长。
"""


def test_a_point_of_an_answer_that_runs_into_other_turns_says_so_and_is_in_no_view() -> None:
    rows = make_rows(Document("page.txt", None, ASKED.encode(), "text/plain"), ASKED, "utf-8")
    found = {row["heading"]: "other_turns" in str(row["defects"]) for row in rows["sections"] if row["role"] == "outline"}
    assert found == {"稳岗位": False, "扩渠道": False, "强培训": True}
    told = told_sections({name: [row | {"duplicate_of": None} for row in rows[name]] for name in ("speeches", "sections")})
    assert "强培训" not in {row["heading"] for row in told}
