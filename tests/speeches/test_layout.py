"""Pages in tests/speeches/pages.txt, with marks (tests/tools/marks.py), are cut where these stand."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speeches.layout import split_speeches
from pipeline.text.reading import make_reading, split_lines
from pipeline.text.records import Layout
from tests.tools.marks import read_marks

PAGES = Path(__file__).with_name("pages.txt").read_text(encoding="utf-8")
CASES = [tuple(block.rstrip("\n").split("\n", 1)) for block in PAGES.split("=== ")[1:]]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FRAGMENTS = (
    "在植树会上的讲话", "篇1", "篇二", "(三)", "同志们:", "各位代表！",
    "谢谢大家!", "今天开会。", "一、", "目录", "注释", "附件",
    "相关推荐", "时间:2031-01-02", "（一九三一年三月）", "下面是小编整理的,供大家参考。", "大全(3篇)", "---",
    "\n", "\n", "\n\n", "　　", " ", "第1篇",
    "【篇2】", "出处:某书", "王某", "——2031年1月2日在", "1.",
)


def split(text: str) -> Layout:
    """The layout of a text without damage."""
    return split_speeches(make_reading(text, []), split_lines(text))


def require_whole(text: str, layout: Layout) -> None:
    """Every character that is not white space stands in one title, line or stretch, and all are in order."""
    covered = [0] * len(text)
    parts = [(extent.start, extent.title_end) for extent in layout.extents]
    parts += [(line.start, line.end) for extent in layout.extents for line in extent.lines]
    parts += [(stretch.start, stretch.end) for stretch in layout.stretches]
    for start, end in parts:
        for index in range(start, end):
            covered[index] += 1
    assert max(covered, default=0) <= 1
    assert [character for character, times in zip(text, covered, strict=True) if not times and not character.isspace()] == []
    edges = [edge for extent in layout.extents for edge in (extent.start, extent.end)]
    assert edges == sorted(edges)
    for extent in layout.extents:
        assert all(extent.title_end <= line.start < line.end <= extent.end for line in extent.lines)
        assert list(extent.lines) == sorted(extent.lines)
    assert list(layout.stretches) == sorted(layout.stretches)


TEXT = "\n植树节讲话 篇1\n同志们：\n今天植树。\n谢谢大家！\n植树节讲话 篇2\n各位来宾：\n树要浇水。\n谢谢大家！"
NAMES = {
    "the crumbs begin with a sign": ("首页 > 讲话\n> 讲话稿\n植树节讲话【通用2篇】\n时间:2031-03-02", "植树节讲话【通用2篇】"),
    "a list of contents": ("- 目录", None),
    "a person": ("县长　陆远舟", None),
    "a word of a kind": ("讲话稿\n植树节讲话2篇", "植树节讲话2篇"),
    "signs": (":::\n植树节讲话(2篇)", "植树节讲话(2篇)"),
    "a count": ("精选植树节讲话合集两篇", "精选植树节讲话合集两篇"),
    "words amid a sentence": ("植树讲话2篇\n讲话稿可以帮助发言者更好地表达。", "植树讲话2篇"),
}


@pytest.mark.parametrize(("head", "name"), NAMES.values(), ids=NAMES.keys())
def test_a_page_is_called_what_its_head_says(head: str, name: str | None) -> None:
    assert split(head + TEXT).title == name


@pytest.mark.parametrize(("name", "page"), CASES, ids=[name for name, _page in CASES])
def test_a_page_is_cut_where_its_marks_stand(name: str, page: str) -> None:
    text, speeches, site = read_marks(page)
    layout = split(text)
    assert [(extent.start, extent.title_end, extent.end) for extent in layout.extents] == speeches, name
    spoken = {index for extent in layout.extents for line in extent.lines for index in range(line.start, line.end)}
    assert [text[start:end] for start, end in site if not spoken.isdisjoint(range(start, end))] == []
    require_whole(text, layout)


@pytest.mark.parametrize(
    "greeting",
    [
        "林兆麟教授、Grace(霍慧仪)、欧(汉文)部长、各位嘉宾、各位朋友:",
        "魏教授、何校长、各位来宾、家长、各位老师、各位应届毕业生:",
        "校长、师长、各位贵宾,亲爱的家长、与在座的各位同学:",
        "罗主席、各位委员及各位传媒:",
        "市长先生,在座的诸位贵宾:",
        "诸君:",
    ],
)
def test_a_greeting_under_a_title_is_the_speakers(greeting: str) -> None:
    text = f"在湿地展览开幕礼上的致辞\n\n{greeting}\n\n今天很高兴出席这个展览。水渠修好了,白鹭也回来了。\n\n多谢各位。"
    (extent,) = split(text).extents
    assert text[extent.lines[0].start:extent.lines[0].end] == greeting


@given(st.text(max_size=200))
def test_any_text_at_all_is_laid_out_whole(text: str) -> None:
    require_whole(text, split(text))


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40))
def test_any_mixture_of_page_parts_is_laid_out_whole(fragments: list[str]) -> None:
    text = "".join(fragments)
    require_whole(text, split(text))


def test_a_page_states_its_time_its_author_and_its_count() -> None:
    layout = split("植树讲话大全(2篇)\n时间:2031-03-02 10:04:05 作者:小禾\n在植树会上的讲话篇1\n同志们:\n今天植树。")
    assert (layout.title, layout.published, layout.author) == ("植树讲话大全(2篇)", "2031-03-02T10:04:05", "小禾")
    assert (layout.declared_speeches, layout.defects) == (2, ("declared_count",))


def test_an_outline_above_a_title_is_a_list_of_contents() -> None:
    outline = "一、看旱情\n(一)看渠\n二、管闸门\n"
    layout = split(f"{outline}在春灌会上的讲话\n同志们:\n今天讲两点。\n{outline}(一)定时开闸,专人守闸。")
    assert [layout.extents[0].start, *(stretch.kind for stretch in layout.stretches)] == [len(outline), *["contents"] * 3]


def test_what_an_editor_tells_under_a_title_is_not_the_speakers() -> None:
    head = "修渠时期的粮食问题\n（一九五八年十二月）\n"
    note = "这是石长河在灌区会议上所作的报告《粮食问题》的第一部分。"
    layout = split(f"{head}{note}\n发展生产，是我们的办法。有许多同志不看生产。\n种粮食要靠人，靠水，靠肥。")
    assert [(stretch.start, stretch.end) for stretch in layout.stretches][1:] == [(len(head), len(head) + len(note))]


def test_a_preview_marks_its_speech_as_cut() -> None:
    assert "cut_end" in split("在修渠会上的讲话\n同志们:\n修渠是大事。\n……此处隐藏900个字……").extents[0].defects


def test_what_a_preview_leaves_out_amid_a_speech_is_no_cut_end() -> None:
    defects = split("在修渠会上的讲话\n同志们:\n修渠是大事。……此处隐藏900个字……渠修好了。\n谢谢大家!").extents[0].defects
    assert "elision" in defects and "cut_end" not in defects


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real pages is not beside the repository")
def test_real_pages_are_cut_as_their_gold_says() -> None:
    found = wanted = hits = titles = ends = 0
    for path in sorted((CORPUS / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (CORPUS / "pages" / Path(gold["file"]).name).read_text(encoding="utf-8-sig")
        layout = split(text)
        require_whole(text, layout)
        extents = {extent.start: extent for extent in layout.extents}
        wanted, found = wanted + len(gold["speeches"]), found + len(extents)
        for speech in gold["speeches"]:
            if extent := extents.get(speech["start"]):
                hits += 1
                titles += extent.title_end == speech["title_end"]
                ends += abs(extent.end - speech["body_end"]) <= 2
    assert 2 * hits / (found + wanted) >= 0.99
    assert titles / hits >= 0.98
    assert ends / hits >= 0.97


@pytest.mark.parametrize(
    ("tail", "unnamed"),
    [
        ("某某渠事二三则", True), ("|", False), ("热门标签: 修渠讲话 护渠讲话", False), ("修渠讲话相关文章：\n护渠讲话", False),
        ("（阅读全部图文内容，您需要先登录！）", False), ("留言与评论(共有 条评论)", False), ("香港時間18時20分", False),
    ],
)  # fmt: skip
def test_a_tail_that_nothing_names_is_a_defect(tail: str, unnamed: bool) -> None:
    text = "修渠大会上的讲话\n同志们：\n今天我们在这里开会，要把渠修好。\n一、要早动手。\n二、要舍得力气。\n谢谢大家！\n" + tail
    extent, = split(text).extents
    assert ("unnamed_tail" in extent.defects) == unnamed
    assert text[:extent.end].endswith("谢谢大家！")


def test_a_page_of_several_speeches_is_not_called_as_its_first() -> None:
    told = "在{}会上的讲话\n同志们:\n今天{}。这是大事,人人都要动手。\n"
    assert split(told.format("植树", "植树") + told.format("修渠", "修渠")).title is None
    assert split("护河讲话三篇\n" + told.format("植树", "植树") + told.format("修渠", "修渠")).title == "护河讲话三篇"
