"""PDF: nothing is lost at the edges of its sheets, and lines come in the order in which they are read."""

from collections.abc import Sequence

import pytest

from pipeline.formats.pdf import join_rows, leave_out_heads, read_pdf
from pipeline.formats.pdf_sheets import Drawn, leave_out_ruby, order_runs, set_columns
from tests.tools.containers import pdf
from tests.tools.square_font import FILE, font

Lines = Sequence[tuple[int, int, str]]
FULL = "各乡镇要把思想统一到部署上来，切实抓紧抓好"
BODY = [(64, 520, "今年的雨水来得早，大家都在等。"), (64, 502, FULL), (64, 484, "不松劲，做完一件是一件。")]


def lines_of(data: bytes) -> list[str]:
    """The lines of a PDF."""
    return read_pdf(data).text.split("\n")


def speech(season: str, *end: str) -> Lines:
    """A speech on one sheet that ends so."""
    return [(40, 540, f"在{season}季大会上的讲话"), *BODY, *((64, 466 - 18 * n, line) for n, line in enumerate(end))]


NUMBERED = [[*BODY, (190, 20, str(number))] for number in (7, 8, 9)]
TEXT = "".join(line for _left, _foot, line in BODY)
EDGES = [
    ([speech(season, "谢谢大家！") for season in "春夏秋冬"], "谢谢大家！", 4),  # the same at the same height
    ([speech(season, "谢谢大家") for season in "春夏秋冬"], "谢谢大家", 4),
    ([[*speech(season, "谢谢大家！"), (190, 20, f"— {n} —")] for n, season in enumerate("春夏秋冬")], "谢谢大家！", 4),
    ([[(64, 540, "同志们："), *BODY] for _sheet in range(3)], "同志们：", 3),
    ([[*BODY, (64, 466, "这个县成立于"), (64, 448, "1949")]], "1949", 1),
    ([[*BODY, (200, 440, "2021")]], "2021", 1),
    ([speech("春", "3", "5"), [(64, 540, "7"), (64, 522, "9"), (64, 504, "完了。")]], "3\n5\n7\n9\n完了。", 1),
    (NUMBERED, "7", 0),
    ([[(190, 580, str(number)), *BODY] for number in (1, 2)], "1", 0),
    ([[*BODY, (190, 20, "7")]], "7", 0),
    ([[*BODY, (190, 20, "第 1 页 共 1 页")]], "页", 0),
    ([[(64, 570, f"第一章 春耕 {n}" if n % 2 else "讲话汇编"), *BODY] for n in range(6)], "春耕", 0),
    ([[(64, 570, f"第一章 春耕 {n}" if n % 2 else "讲话汇编"), *BODY] for n in range(6)], "不松劲，做完一件是一件。", 6),
    ([[*BODY, (64, 570, "讲话汇编")] for _sheet in range(3)], "讲话汇编", 0),  # drawn last
]


@pytest.mark.parametrize(("sheets", "line", "count"), EDGES, ids=range(len(EDGES)))
def test_what_stands_at_the_edge_of_a_sheet_is_text_or_not(sheets: list[Lines], line: str, count: int) -> None:
    assert read_pdf(pdf(sheets)).text.count(line) == count


NOTES = [
    ([(40, 540, "讲两点意见①。"), (40, 522, "清完。"), (40, 60, "① 见县志。")], True),
    ([(40, 540, "讲三点意见。"), (40, 522, "清完。"), (40, 440, "①抓思想。"), (40, 420, "②抓落实。")], False),
    ([(40, 540, "①一是抓思想。"), (40, 522, "清完。"), (40, 440, "②二是抓落实。")], False),
]


@pytest.mark.parametrize(("sheet", "moved"), NOTES, ids=range(len(NOTES)))
def test_a_note_is_what_the_text_refers_to(sheet: Lines, moved: bool) -> None:
    found = lines_of(pdf([sheet, [(64, 540, "③抓作风，抓到底。")]]))
    assert ("③" in found[-1]) is not moved


def test_a_title_that_was_drawn_last_comes_first() -> None:
    drawn = [*BODY, (40, 560, "在全市春耕工作会议上的讲话")]
    assert lines_of(pdf([drawn])) == lines_of(pdf([[drawn[-1], *BODY]]))


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("by_row", [True, False])
def test_columns_are_read_one_after_the_other(count: int, by_row: bool) -> None:
    columns = [[(40 + 105 * n, 520 - 18 * row, f"第{n}列{row}行的话") for row in range(6)] for n in range(count)]
    drawn = [cell for row in (zip(*columns, strict=True) if by_row else columns) for cell in row]
    text = read_pdf(pdf([[(100, 570, "在大会上的讲话"), *drawn]])).text.replace("\n", "")
    assert text == "在大会上的讲话" + "".join(line for column in columns for _left, _foot, line in column)


def test_a_chronicle_is_read_line_by_line() -> None:
    rows = [(f"2021年{n}月{n}日", f"各乡镇把第{n}件事从头到尾做完，不少") for n in range(1, 9)]
    drawn = [(left, 520 - 18 * n, line) for n, row in enumerate(rows) for left, line in zip((40, 170), row, strict=True)]
    assert lines_of(pdf([drawn])) == [" ".join(row) for row in rows]


def test_cells_at_the_right_of_a_table_take_no_line_with_them() -> None:
    cells = [(330, 450 - 18 * row, sign) for row, sign in enumerate("甲乙丙丁戊己庚辛壬癸")]
    table = [(40, 450 - 18 * row, f"第{row}乡") for row in range(10)]
    text = [(64, 540, "今年的任务是各乡镇都要完成的，一件也不能少，各乡镇")]
    drawn = [*text, *(cell for pair in zip(table, cells, strict=True) for cell in pair), (40, 250, "就这些。")]
    assert lines_of(pdf([drawn]))[-3:] == ["第8乡 壬", "第9乡 癸", "就这些。"]


def test_vertical_text_is_joined_to_paragraphs() -> None:
    columns = [(300, 560, "　　" + FULL), (280, 560, FULL + "好的"), (260, 560, "完了。")]
    assert lines_of(pdf([columns], way="V")) == [FULL + FULL + "好的完了。"]


def test_the_font_that_stands_for_those_that_a_pdf_does_not_bring_is_as_its_tool_makes_it() -> None:
    assert FILE.read_bytes() == font()


WHITE = f"1 1 1 rg BT /F1 12 Tf 64 430 Td <{'白字'.encode('utf-16-be').hex()}> Tj ET 0 g\n"
PAINTED = [
    ("", 0),
    ("1 1 1 rg 0 0 400 600 re f ", 0),
    ("0 0 0.5 rg 40 420 300 40 re f ", 1),
    ("0 0 0.5 rg 40 20 300 40 re f ", 0),
]


@pytest.mark.parametrize(("ground", "count"), PAINTED, ids=range(len(PAINTED)))
def test_white_text_is_left_out_where_nothing_is_painted_behind_it(ground: str, count: int) -> None:
    text = read_pdf(pdf([BODY], paint=ground + WHITE)).text
    assert (text.count("白字"), text.count(FULL)) == (count, 1)


def test_what_says_how_a_character_is_read_is_no_line() -> None:
    line, ruby = Drawn("一、抓思想，抓到底", 40.0, 200.0, 400.0, 11.0), Drawn("sī xiǎng", 80.0, 104.0, 411.0, 5.0)
    mark = Drawn("[1]", 80.0, 90.0, 406.0, 5.0)
    assert leave_out_ruby([line, ruby, mark]) == leave_out_ruby([ruby, line, mark]) == [line, mark]


def test_sheets_of_many_lines_take_no_longer_a_line() -> None:
    rows = [Drawn(FULL, 60.0 + 37 * n % 300, 340.0, 18.0 * (7919 * n % 20_000), 12.0) for n in range(20_000)]
    assert len(set_columns(order_runs(rows))) == len(rows) == len("".join(join_rows(leave_out_heads([rows])))) // len(FULL)
