"""One speech in every way that files write it: the same title, date and outline, whatever the container and the characters."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Document
from pipeline.sources.listing import SourceFile
from pipeline.sources.pages import PageText, read_document
from pipeline.sources.readers import read_documents
from tests.tools.containers import word_of

TITLE, DATE, HELLO, END = "在全县冬修水利工作会议上的讲话", "（2031年3月4日）", "同志们：", "我就讲到这里，谢谢大家！"
LEAD = "冬修马上就要开始了，今天把各乡镇的同志请来开个会。下面，我讲三点意见。"
HEADINGS = ("提高认识，增强紧迫感", "看清形势", "弄清目标", "抓住重点，修好干渠", "加强领导，保证质量")
BODIES = (
    "水利是农业的命脉，各乡镇要把思想统一到县里的部署上来，一件一件抓好。", "去年旱了四个月，下游三个村的麦子减了产。",
    "今年要修渠四十里，春灌以前全部通水。", "东干渠和西干渠先修，支渠由各村自己安排，不要等也不要靠。",
    "乡镇主要负责同志要上工地，技术员要天天在渠上，验收不过关的返工。",
)  # fmt: skip
MARKERS, LEVELS = ("一、", "（一）", "（二）", "二、", "三、"), (1, 2, 2, 1, 1)
HEAD = [TITLE, DATE, HELLO, LEAD]
NUMBERED = "1 comma 一、 / 2 paren （一） / 2 paren （二） / 1 comma 二、 / 1 comma 三、"
BARE = "1 bare / 2 bare / 2 bare / 1 bare / 1 bare"


def written(*markers: str, under: str = "\n") -> list[str]:
    """The lines of the speech with these markers before its headings."""
    items = zip(markers, HEADINGS, LEVELS, BODIES, strict=True)
    return [*HEAD, *(f"{m}{h}{under if depth == 1 else '。'}{b}" for m, h, depth, b in items), END]


LINES = "\n".join(written(*MARKERS)).split("\n")
TEXT = "\n".join(LINES)
KANGXI = TEXT.translate(str.maketrans("一二三月日大工见", "⼀⼆三⽉⽇⼤⼯⻅"))
RUBY = "<ruby>水利<rt>shuǐ lì</rt></ruby>"
RUBY_WITH_BRACKETS = RUBY.replace("<rt>", "<rp>(</rp><rt>").replace("</rt>", "</rt><rp>)</rp>")
MNBVC = {"文件名": "a", "是否待查文件": False, "段落": [{"行号": number, "内容": line} for number, line in enumerate(LINES)]}
HIDDEN = "<span style='font-size:0'>版权</span><i style='opacity:0'>所有</i><b class=x>网站</b><font color=#ffffff>转载</font>"


def html(lines: list[str], head: str = "") -> bytes:
    """A page of paragraphs."""
    return f"<!DOCTYPE html><meta charset=utf-8>{head}{''.join(f'<p>{line}</p>' for line in lines)}".encode()


def marked(before: str, after: str) -> list[str]:
    """The speech with signs around its headings, which have no numbers; {} stands for the level behind the title's."""
    lines = list(HEAD)
    for heading, level, body in zip(HEADINGS, LEVELS, BODIES, strict=True):
        lines += [before.format(level + 1) + heading + after.format(level + 1), body]
    return [*lines, END]


def headed(before: str, after: str) -> bytes:
    """HTML with elements around its headings."""
    blocks = (line if line.startswith("<") else f"<p>{line}</p>" for line in marked(before, after))
    return f"<!DOCTYPE html><meta charset=utf-8>{''.join(blocks)}".encode()


def atx(title: str, *lines: str) -> bytes:
    """Markdown, blank lines between its lines."""
    return "\n\n".join([f"# {title}", *lines]).encode()


def styled() -> bytes:
    """Word, its headings by styles."""
    def paragraph(line: str) -> str:
        level = LEVELS[HEADINGS.index(line)] if line in HEADINGS else 0
        style = f'<w:pPr><w:pStyle w:val="{level}"/></w:pPr>' if level else ""
        return f"<w:p>{style}<w:r><w:t>{line}</w:t></w:r></w:p>"

    names = "".join(f'<w:style w:type="paragraph" w:styleId="{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2))
    return word_of("".join(map(paragraph, marked("", ""))), styles=names)


WAYS = [
    ("plain.txt", TEXT.encode(), NUMBERED),
    ("kangxi.txt", KANGXI.encode(), "1 comma ⼀、 / 2 paren （⼀） / 2 paren （⼆） / 1 comma ⼆、 / 1 comma 三、"),
    ("indent.txt", TEXT.encode("gbk").replace(b"\n", b"\r\n\xa3\xa0\xa3\xa0"), NUMBERED),
    ("separators.txt", TEXT.replace("\n", "\u2028", 9).replace("\n", "\u2029").encode(), NUMBERED),
    ("one-line.txt", TEXT.replace("\n", "\u3000\u3000").encode(), NUMBERED),
    ("tabs.txt", "\n".join(written("一\t", "（一）", "（二）", "二\t", "三\t")).encode(), NUMBERED.replace("、", "")),
    ("list.txt", "\n".join(written("一、", "1.\t", "2.\t", "二、", "三、")).encode(),
     "1 comma 一、 / 2 arabic 1. / 2 arabic 2. / 1 comma 二、 / 1 comma 三、"),
    ("bullets.txt", "\n".join(written(*(f"• {marker}\u2003" for marker in MARKERS))).encode(), NUMBERED),
    ("ruby.html", html([line.replace("水利", RUBY) for line in LINES]), NUMBERED),
    ("ruby-rp.html", html([line.replace("水利", RUBY_WITH_BRACKETS) for line in LINES]), NUMBERED),
    ("hidden.html", html([line.replace("。", f"。{HIDDEN}") for line in LINES], "<style>.x{display:none}</style>"), NUMBERED),
    ("h2.html", headed("<h{}>", "</h{}>"), BARE),
    ("strong.html", headed("<p><strong>", "</strong></p>"), BARE.replace("2", "1")),
    ("ol.html", html([TITLE, DATE, HELLO, LEAD])
     + f"<ol>{''.join(f'<li>{HEADINGS[n]}。{BODIES[n]}' for n in (0, 3, 4))}</ol><p>{END}".encode(),
     "1 item 1 / 1 item 2 / 1 item 3"),
    ("atx.md", atx(*marked("#{} ", "")).replace(b"#2", b"##").replace(b"#3", b"###"), BARE),
    ("bold.md", atx(*(f"**{line}**" if line[0] in "一二三（" and "年" not in line else line for line in LINES)), NUMBERED),
    ("styles.docx", styled(), BARE),
    ("rows.csv", f'id,title,text\n1,甲,"{TEXT}"\n'.encode(), NUMBERED),
    ("mnbvc.jsonl", json.dumps(MNBVC, ensure_ascii=False).encode(), NUMBERED),
    ("list.jsonl", json.dumps({"text": LINES}, ensure_ascii=False).encode(), NUMBERED),
    ("page.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; "
     b"charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + html(LINES) + b"\r\n--x--", NUMBERED),
]  # fmt: skip


def read_rows(folder: Path, name: str, data: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of the one page of a file."""
    (folder / name).write_bytes(data)
    (document,) = read_documents(SourceFile(str(folder / name), name))
    assert isinstance(document, Document)
    page = read_document(document)
    assert isinstance(page, PageText)
    return cast("dict[str, list[dict[str, Any]]]", make_rows(page.document, page.text, page.encoding))


def describe(row: dict[str, Any]) -> str:
    """A section as depth, numbering, and marker or number."""
    said = (row["depth"], row["numbering"], row["marker"] or row["number"] or "")
    return " ".join(map(str, said)).strip()


@pytest.mark.parametrize(("name", "data", "outline"), WAYS, ids=[name for name, _data, _outline in WAYS])
def test_a_speech_is_read_alike_in_every_way_of_writing_it(tmp_path: Path, name: str, data: bytes, outline: str) -> None:
    rows = read_rows(tmp_path, name, data)
    (speech,) = rows["speeches"]
    sections = [row for row in rows["sections"] if row["role"] == "outline"]
    assert speech["title"] in (TITLE, TITLE.translate(str.maketrans("工", "⼯")))
    assert (speech["date"], speech["salutation"]) == ("2031-03-04", "同志们")
    assert " / ".join(map(describe, sections)) == outline
    assert not {*"#*"} & set(str(speech["text"])) and "版权" not in str(speech["text"]) and "ǐ" not in str(speech["text"])
    assert {"container", "declared_count"}.isdisjoint(speech["defects"])


PERSONAL = "请打１３９１２３４５６７８，或写信到ａｂｃ＠ｅｘａｍｐｌｅ．ｏｒｇ。"
SAID = [
    ("full-width.txt", TEXT.replace("谢谢大家", PERSONAL), {"mobile_number", "email"}),
    ("decoded-wrongly.txt", TEXT.encode().decode("gb18030", "replace"), {"mojibake"}),
    ("no-such-day.txt", TEXT.replace("3月4日", "2月30日"), {"impossible_date"}),
]


@pytest.mark.parametrize(("name", "text", "codes"), SAID, ids=[name for name, _text, _codes in SAID])
def test_what_cannot_be_mended_is_said(tmp_path: Path, name: str, text: str, codes: set[str]) -> None:
    rows = read_rows(tmp_path, name, text.encode())
    assert all(codes & {"mojibake"} or codes <= set(speech["defects"]) for speech in rows["speeches"])
    assert codes <= {code for row in (*rows["pages"], *rows["speeches"]) for code in row["defects"]}
    assert "impossible_date" not in codes or [speech["date"] for speech in rows["speeches"]] == [None]
