"""Pages that the tests of the view look at; wording of our own."""

from pipeline.work.tables import Row, Rows
from tests.hub.published import Piece, page_rows

BREAK = Piece("blank", "\n")
GAP = Piece("blank", "\n\n", owned=False)
RIVER = [
    Piece("navigation", "首页 > 讲话稿😀", owned=False), GAP,
    Piece("page_title", "河长制会议讲话(3篇)", owned=False), GAP,
    Piece("speech_title", "河长制会议讲话篇1"), GAP,
    Piece("body", "同志们:𠮷日开会。"), BREAK,
    Piece("marker", "一、"), Piece("heading", "提高认识😀"), Piece("stop", "。"), Piece("body", "水是生命之源。"), BREAK,
    Piece("marker", "（一）", 2), Piece("heading", "看清𠮷形势"), Piece("stop", "。"), Piece("body", "各地都出"),
    Piece("injected", "\u200b", owned=False), Piece("body", "了力。"), BREAK,
    Piece("marker", "（二）", 2), Piece("body", "担起责任，把河管好。"), BREAK,
    Piece("marker", "二、"), Piece("heading", "抓好落实"), BREAK,
    Piece("body", "把任务分到人头。"), GAP,
    Piece("speech_title", "河长制会议讲话篇2"), GAP,
    Piece("body", "去年,我县的河道清了三十公里。谢谢大家!"), GAP,
    Piece("footer", "相关推荐:讲话稿大全", owned=False),
]  # fmt: skip
HOSTILE_TITLE = "<img src=x onerror=\"window.ran=1\">讲话</script><script>window.ran=2</script>"
HOSTILE = [
    Piece("navigation", "<!--<script>window.ran=3</script>-->{index}{script}", owned=False), GAP,
    Piece("speech_title", HOSTILE_TITLE), GAP,
    Piece("marker", "一、"), Piece("heading", "<b onclick=window.ran=4>粗体</b>"), BREAK,
    Piece("body", "</article><iframe src=\"javascript:window.parent.ran=5\"></iframe>"), BREAK,
    Piece("body", "\u202e反\u2028行&amp;\x00\"`${window.ran=6}"),
]  # fmt: skip
ALIKE = "各位代表，今年的工作要抓好三件事。第一件，修好水渠；第二件，管好山林。第三件，办好学堂。大家要一条心。"
CHANGED = "各位代表，明年的工作😀要抓好三件事。第二件，管好山林。第三件，办好村里的学堂。大家要一条心。谢谢！"
REJECTED: Row = {"source": "坏页<b>.txt", "locator": None, "stage": "extract", "reason": "undecodable"}
REJECTED |= {"detail": "no encoding\u2028fits", "sha256": None, "n_bytes": 7}


def speech_page(source: str, title: str, text: str, **page: object) -> Rows:
    """A page with one speech without outline."""
    return page_rows(source, [Piece("speech_title", title), GAP, Piece("body", text)], page)  # type: ignore[arg-type]


def example_pages() -> list[Rows]:
    """A page with an outline and characters beyond the BMP, a hostile one, two near-duplicates."""
    river = page_rows("河长.txt", RIVER, {"declared_speeches": 3, "defects": ["declared_count"], "published": "2021-03-04"})
    river["sections"][3]["defects"] = ["number_gap"]
    hidden: Row = {"title": HOSTILE_TITLE, "url": "javascript:window.ran=7", "script": "Hant"}
    hostile = page_rows("<i>hostile</i>.txt", HOSTILE, hidden)
    one, other = speech_page("甲.txt", "三件事", ALIKE), speech_page("乙.txt", "三件事(二)", CHANGED, split="test")
    for table in ("speeches", "sections"):
        for row in other[table]:
            row["split"] = "test"
        key = {"speeches": "speech_id", "sections": "section_id"}[table]
        other[table][0] |= {"cluster_id": one[table][0][key], "duplicate_of": one[table][0][key]}
    return [river, hostile, one, other]


def record(pages: list[Rows], table: str, index: int = 0) -> dict[str, object]:
    """One row of the example pages, counted over all of them."""
    return dict([row for rows in pages for row in rows[table]][index])
