"""The outline of a speech: the shapes and traps of tests/outline/cases.txt, and what any text must keep."""

import re
from pathlib import Path

import pytest

from pipeline.outline.sections import read_outline
from pipeline.text.reading import make_reading, split_lines
from pipeline.text.records import Unit

PARAGRAPHS = {
    "B": "要把这件事放在心上，抓在手上，一件一件办好，让群众看得见变化，也让干部有更多的干劲和信心，做到年年有进步。",
    "M": "各地要结合自己的实际，把任务分到单位，把责任落到个人，定期检查，及时通报，办完一件销号一件，不留尾巴。",
}


def read_cases() -> list[tuple[str, str, list[str]]]:
    """The cases of the file: a name behind #, the text (B and M stand for paragraphs), --, the outline expected."""
    cases = []
    content = Path(__file__).with_name("cases.txt").read_text(encoding="utf-8")
    for block in re.split(r"^# ", content, flags=re.MULTILINE)[1:]:
        name, _, rest = block.partition("\n")
        text, _, expected = rest.partition("\n--")
        cases.append((name, re.sub("[BM]", lambda found: PARAGRAPHS[found[0]], text), expected.split("\n")[1:-1]))
    return cases


CASES = read_cases()


def read(text: str) -> tuple[Unit, ...]:
    return read_outline(make_reading(text, []), split_lines(text))


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


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_outline_is_what_a_reader_sees(text: str, expected: list[str]) -> None:
    assert outline(text) == expected


DEFECTS = {
    "a gap": ("一、提高认识\nB\n三、抓好落实\nB", [("一、", ()), ("三、", ("number_gap",))]),
    "a second run": ("（一）好\nB\n（二）快\nB\n如下：\n（一）多\nB\n（二）省\nB",
                     [("（一）", ()), ("（二）", ()), ("（一）", ("number_restart",)), ("（二）", ())]),
    "another number": ("下面我讲三点意见。\n一、早\nB\n二、好\nB", [("一、", ("declared_count",)), ("二、", ())]),
    "the number announced": ("下面我讲两点意见。\n一、早\nB\n二、好\nB", [("一、", ()), ("二、", ())]),
    "headings without text": ("一、早\n二、好\nB", [("一、", ("empty_body",)), ("二、", ())]),
}


@pytest.mark.parametrize(("text", "expected"), DEFECTS.values(), ids=DEFECTS.keys())
def test_what_is_lost_or_doubtful_is_said(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    filled = text.replace("B", PARAGRAPHS["B"])
    told = [
        (filled[unit.start:unit.marker_end], tuple(code for code in unit.defects if code != "doubtful"))
        for unit in read(filled) if unit.role == "outline"
    ]
    assert told == expected


ROLES = {
    "opening, outline, closing": (
        "同志们：\n一、早\nB\n二、好\nB\n谢谢大家！\n2026年3月4日",
        ["opening", "outline", "outline", "closing"],
    ),
    "no outline": ("同志们：\nB\n谢谢大家！", ["opening", "closing"]),
    "nothing but an outline": ("一、早\nB\n二、好\nB", ["outline", "outline"]),
    "a long appeal is no closing": ("一、早\nB\n二、好\nB\n同志们，" + "B" * 12, ["outline", "outline"]),
    "an appeal above the thanks": ("B\nB\nB\n老师们、同学们，让我们从今天做起。\n谢谢大家！", ["opening", "closing"]),
    "colleagues who are spoken to": ("一、早\nB\n二、好\nB\n工友们，请把绳子系紧，平安回家。", ["outline", "outline", "closing"]),
    "we are nobody who is spoken to": ("一、早\nB\n二、好\nB\n去年我们，不曾歇过一天。", ["outline", "outline"]),
    "what soldiers do is told": ("一、早\nB\n二、好\nB\n战士们，一站就是两个小时。", ["outline", "outline"]),
    "the county is not me": ("一、早\nB\n二、好\n这是我县第一座水库。\n它还在灌溉农田。", ["outline", "outline"]),
    "behind the meeting": ("一、早\nB\n二、好\nB\n散会后要传达到每一个人。", ["outline", "outline"]),
    "several wishes that a heading asks for": (
        "一、早\nB\n二、几点希望\n希望大家好好学习。\n希望大家注意安全。\n希望大家孝敬父母。", ["outline", "outline"]
    ),
    "what the points lack": ("一、早\nB\n二、好\nB\n以上三个问题出在基层。", ["outline", "outline"]),
    "a wish": ("一、早\nB\n二、好\nB\n希望大家回去以后认真落实。", ["outline", "outline", "closing"]),
    "a wish that a heading asks for": ("一、早\nB\n二、几点希望\n希望大家回去以后认真落实。", ["outline", "outline"]),
    "a wish behind a whole point": ("一、早\nB\nB\n二、读书。\n希望大家认真落实。", ["outline", "outline", "closing"]),
    "what was said is summed up": ("一、早\nB\n二、好\nB\n以上三点，请研究。", ["outline", "outline", "closing"]),
    "the meeting ends": ("一、早\nB\n二、好\nB\n散会。", ["outline", "outline", "closing"]),
    "a vote": ("一、早\nB\n二、好\nB\n请投我一票！", ["outline", "outline", "closing"]),
    "a toast": ("B\nB\n现在，我提议，为友谊干杯！", ["opening", "closing"]),
    "a toast over several lines": ("B\nB\n渠水长流。让我们举杯，\n为渠上的人，\n为渠下的田，\n干杯！", ["opening", "closing"]),
    "thanks behind the last words": ("一、早\nB\n二、好\nB\n再难也要把渠修通。谢谢！", ["outline", "outline", "closing"]),
    "thanks that are told of": ("一、早\nB\n二、好\nB\n他走的时候，对守渠的老人们只说了一声谢谢。", ["outline", "outline"]),
    "trust before thanks": ("一、早\nB\n二、好\nB\n我相信渠一定修得通。\n谢谢大家！", ["outline", "outline", "closing"]),
    "trust alone": ("一、早\nB\n二、好\nB\n我相信渠一定修得通。", ["outline", "outline"]),
    "what a meeting ends with": ("一、早\nB\n二、好\nB\n今天的会议就到这里,散会。", ["outline", "outline", "closing"]),
    "who is mourned": ("B\nB\n石坚同志安息吧!", ["opening", "closing"]),
    "who says goodbye": ("B\nB\n再见了,同学们!", ["opening", "closing"]),
    "a promise to those above": ("一、早\nB\n二、好\nB\n请院党委放心!", ["outline", "outline", "closing"]),
    "a wish behind other sentences": (
        "一、早\nB\n二、好\nB\n现在，要放假了。祝大家假期愉快！", ["outline", "outline", "closing"]
    ),
    "a wish over a signature alone": ("B\nB祝大家新年快乐！\n石坚\n2031年1月1日", ["opening", "closing"]),
    "hopes that a heading asks for, on its line": (
        "一、早。BBB二、几点希望。希望大家好好学习。希望大家平安。", ["outline", "outline"]
    ),
    "a story's last photograph": ("B\nB山坡上很静。最后，老师给我们拍了一张合影。", ["opening"]),
    "what a meeting decides last": ("B\nB大家都发了言。最后，会议决定成立领导小组。", ["opening"]),
    "a host's last line": ("B\nB\n最后让我们以热烈的掌声感谢各位领导。", ["opening", "closing"]),
    "the last mile is no last word": ("一、早\nB\n二、好\nB\n最后一公里要打通。", ["outline", "outline"]),
    "a point's own last sentences": (
        "一、早。BBB二、好。BB最后一公里要打通。凡是拖延的，一律问责。", ["outline", "outline"]
    ),
    "what a letter said": ("B\nB\n他写道：“照顾好母亲。同志们，祖国就交给你们了。祝你们胜利！”这封信我一直留着。", ["opening"]),
    "a day in a sentence is no sentence": ("B\nB\n下一次会议定于 2031年6月30日 召开，请准备。", ["opening"]),
    "a closing in a text that lost its breaks": (
        "同志们：B B B让我们记住这一年。 明年再修一条渠。 最后，祝大家身体健康！ 谢谢大家！", ["opening", "closing"]
    ),
    "a closing behind points in a line": ("一、早。BBB二、好。BB谢谢大家！", ["outline", "outline", "closing"]),
    "a point in a line is no closing": ("一、早。BBBBB二、希望大家认真落实。", ["outline", "outline"]),
    "wishes over a signature": ("B\nB\n最后，祝大家春节快乐！\n白石渠管理处\n处长　王某\n2031年2月1日", ["opening", "closing"]),
    "thanks behind a point's text, on its line": (
        "一、早\nB\n二、资金\n" + "县里拿出二百万元修渠。" * 4 + "请乡亲们一起把好关，谢谢！", ["outline", "outline", "closing"]
    ),
    "why is no toast": ("一、早\nB\n二、好\nB\n为什么去年没有修成，\n谢谢大家！", ["outline", "outline", "closing"]),
    "verses over a date": ("B\nB\n渠水长又长\n流过我家乡\n稻子黄又黄\n娃娃喜洋洋\n2031年2月1日", ["opening", "closing"]),
    "an argument with trust": ("一、早\nB\n二、好\nB\n我相信！这是老支书说的！\n现在我把它交给大家。", ["outline", "outline"]),
    "an exclamation at the end": ("B\nB\n给大家拜年啦！", ["opening", "closing"]),
    "a long call above the thanks": (
        "B\nB\nB\n同志们，蓝图已经绘就，号角已经吹响，我们要锐意进取，真抓实干，奋力谱写水利的崭新篇章，交上满意的答卷。\n谢谢大家！",
        ["opening", "closing"],
    ),
    "what I want to say last": ("B\nB\n最后，我想说，路很长，心里要装着乡亲。\n谢谢大家！", ["opening", "closing"]),
    "trust at the end of a paragraph about money": (
        "一、早\nB\n二、好\nB\n修渠要三百万元，县里拨一百五十万，其余自筹。我相信，账目公开，群众愿意出！",
        ["outline", "outline", "closing"],
    ),
    "who is willing does it": ("B\nB\n愿干的上，不愿干的让，年底逐村考核。", ["opening"]),
    "closer ties are a report": ("B\nB\n全县干群关系更加紧密，信访总量下降两成。", ["opening"]),
    "these years are told of": ("B\nB\n就说这些年修路吧，从镇上到县城原来要走三个钟头。", ["opening"]),
    "an item's last exclamation": ("一、早\nB\n二、抓作风\nB\n群众来了爱理不理，这是什么作风！", ["outline", "outline"]),
    "an exclamation right under a heading": ("一、早\nB\n二、好\n渠水真清啊！", ["outline", "outline"]),
    "a report before the appeal": (
        "一、早\n" + "B\n" * 40 + "二、好\nB\n各位代表！" + "新的一年对水利工作提出了新的要求，必须接受人大监督。" * 12
        + "\n各位代表！任务已经明确。让我们把渠修好！", ["outline", "outline", "closing"]
    ),
    "what is called and told amid the text": (
        "B\nB\nB\n各位代表！" + "这五年渠道修了三十里，成绩来之不易。" * 8 + "\n"
        + "我们也看到还有不少困难，要一件一件地解决。" * 4, ["opening"],
    ),
    "one more thing is no last word": ("B\nB\n最后我再强调一下，值班表今天要报到水利站。", ["opening"]),
    "a wish for the evening": ("B\nB\n愿这个夜晚的歌声陪着你们走得很远。", ["opening", "closing"]),
    "a wish for all": ("B\nB\n愿平安与我们同行！", ["opening", "closing"]),
    "an opening declared, and a wish": ("B\nB\n我现在宣布，水利大会开幕。\n愿三宝加被各位。", ["opening", "closing"]),
    "a member's last words to who presides": ("B\nB\n代理主席，我谨此陈辞，支持议案。", ["opening", "closing"]),
    "one hope above the last wish": ("B\nB\n希望你们今后工作生活两不误。\n祝大家吃好喝好！", ["opening", "closing"]),
    "several hopes": ("B\nB\n希望你们心中有水。B\n希望你们手上有渠。B\n谢谢大家！", ["opening", "closing"]),
    "hopes that end each part": (
        "一、水\nB\n希望同学们爱水。\n二、渠\nB\n希望同学们爱渠。", ["outline", "outline"]
    ),
    "a hope above more": ("B\nB\n希望同学们好好学习。\n下面我讲第二个问题。B", ["opening"]),
    "who wants to learn is praised": ("B\nB\n愿学、会学、善学，是我们的基本功。", ["opening"]),
    "a wish is no will": ("B\nB\n愿意参加修渠的，到站里报名。", ["opening"]),
    "go home and begin": ("B\nB\n只要肯出力，渠就能修好。请各村回去以后今晚就开会。", ["opening", "closing"]),
    "a call in the line above thanks": (
        "一、早\nB\n二、好\nB\n困难终将过去。让我们携起手来，共同把渠修好。\n谢谢大家！", ["outline", "outline", "closing"]
    ),
    "a speech of one line": ("今天很高兴见到大家。", ["opening"]),
}


@pytest.mark.parametrize(("text", "expected"), ROLES.values(), ids=ROLES.keys())
def test_a_speech_has_an_opening_an_outline_and_a_closing(text: str, expected: list[str]) -> None:
    assert [unit.role for unit in read(text.replace("B", PARAGRAPHS["B"]))] == expected


def test_a_speech_without_lines_has_no_sections() -> None:
    assert read_outline(make_reading("", []), []) == ()


BEGINS = [
    (
        "一、早\n" + "B\n" * 40 + "二、好\nB\n各位代表！" + "新的一年对水利工作提出了新的要求，必须接受人大监督。" * 12
        + "\n各位代表！任务已经明确。让我们把渠修好！", "各位代表！任务",
    ),
    ("一、早\nB\n二、好\nB\nB\n困难终将过去。让我们携起手来，共同把渠修好。\n谢谢大家！", "困难终将过去"),
    ("B\nB\n希望你们心中有水。B\n希望你们手上有渠。B\n谢谢大家！", "谢谢"),
    ("B\nB\n希望你们今后工作生活两不误。\n祝大家吃好喝好！", "希望"),
    ("B\nB\n我现在宣布，水利大会开幕。\n愿三宝加被各位。", "我现在"),
]


@pytest.mark.parametrize(("text", "begins"), BEGINS)
def test_a_closing_begins_with_its_call_and_no_report(text: str, begins: str) -> None:
    whole = text.replace("B", PARAGRAPHS["B"])
    assert whole[read(whole)[-1].start:].startswith(begins)
