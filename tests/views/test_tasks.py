"""Training views: pure functions of the published tables, in the form that trainers take."""

import json
from collections.abc import Mapping
from hashlib import sha256

import pandera.errors
import polars as pl
import pytest

from pipeline.views.labels import LINE, WINDOW, label_lines, section_starts
from pipeline.views.sections import running_on
from pipeline.views.tasks import TEMPLATES, VERSION, VIEWS, WORDS
from pipeline.work.tables import Row
from schemas import TABLES
from schemas.derived import arrow_schema
from tests.test_laws import tables_of
from tests.tools.compilation import COMPILATION
from tests.tools.outlines import Part, Tables, make_tables, numbered_speech

PAGE = make_tables([numbered_speech(0), numbered_speech(3)])
DIGESTS = {"2": "e9b9ca570"}
"""The digest of the templates by version."""


def rows_of(view: str, tables: Tables = PAGE) -> list[Row]:
    """The rows of a view."""
    return [dict(row) for row in VIEWS[view].rows(tables)]


def frame_of(view: str, rows: list[Row]) -> pl.DataFrame:
    """Rows with the types of the view."""
    return pl.DataFrame(rows, schema=pl.DataFrame(pl.from_arrow(arrow_schema(TABLES[view]).empty_table())).schema)


def changed(table: str, **cells: str | None) -> Tables:
    """The page with other cells in every row of a table."""
    return {**PAGE, table: [row | cells for row in PAGE[table]]}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_keeps_its_contract(view: str) -> None:
    rows = rows_of(view)
    assert rows
    TABLES[view].validate(frame_of(view, rows))


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_a_parsed_page_keeps_its_contract(view: str) -> None:
    tables = {name: frame.to_dicts() for name, frame in tables_of(COMPILATION).items()}
    TABLES[view].validate(frame_of(view, rows_of(view, tables)))


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_made_of_the_columns_it_names_and_no_other(view: str) -> None:
    named = {name: columns.split(", ") for name, columns in (part.split(": ") for part in VIEWS[view].made_of.split("; "))}
    bare: Tables = {}
    for name, rows in PAGE.items():
        left = {"speech_id", "section_id", "page_id", *named.get(name, [])}
        bare[name] = [{key: cell for key, cell in row.items() if key in left or "all" in left} for row in rows]
    assert rows_of(view, bare) == rows_of(view)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_nothing_or_of_duplicates_alone_has_no_rows(view: str) -> None:
    assert rows_of(view, {name: [] for name in PAGE}) == []
    first = {name: PAGE[name][0][key] for name, key in (("speeches", "speech_id"), ("sections", "section_id"))}
    doubled = {name: [row | {"duplicate_of": first[name]} for row in PAGE[name]] for name in first}
    assert rows_of(view, {**PAGE, **doubled}) == []


def test_other_words_in_the_templates_are_another_version() -> None:
    words = json.dumps({key: words for key, words in WORDS.items() if key != "version"}, ensure_ascii=False, sort_keys=True)
    assert sha256(words.encode()).hexdigest()[:9] == DIGESTS[VERSION]


def test_text_is_title_and_speech() -> None:
    first = str(rows_of("text")[0]["text"])
    assert first.startswith("在全市第0次护河会议上的讲话\n\n同志们:\n今天")
    assert first.endswith("谢谢大家!")


def test_the_text_of_an_untitled_speech_is_the_speech() -> None:
    assert [row["text"] for row in rows_of("text", changed("speeches", title=None))] == [row["text"] for row in PAGE["speeches"]]


def test_a_heading_is_asked_for_with_the_text_of_its_section_alone() -> None:
    row, section = rows_of("heading_generation")[0], PAGE["sections"][2]
    assert row["completion"] == section["heading"] == "把账算清楚"
    assert row["prompt"] in [phrase.format(text=section["text"]) for phrase in TEMPLATES["heading_prompt"]]


def test_a_task_is_told_in_several_phrasings_and_a_row_keeps_its_own() -> None:
    prompts = [str(row["prompt"]) for row in rows_of("heading_generation")]
    assert len({prompt.split("\n")[0] for prompt in prompts}) > 1
    alone = {**PAGE, "sections": PAGE["sections"][5:]}
    assert set(prompts) > {str(row["prompt"]) for row in rows_of("heading_generation", alone)} != set()


def test_messages_have_the_same_answers_as_completions() -> None:
    messages = [row["messages"] for row in rows_of("heading_generation_chat")]
    assert [turns[1]["content"] for turns in messages] == [row["completion"] for row in rows_of("heading_generation")]  # type: ignore
    assert {tuple(turn["role"] for turn in turns) for turns in messages} == {("user", "assistant")}  # type: ignore


def test_an_outline_prompt_tells_title_and_headings() -> None:
    prompt = str(rows_of("outline_to_section")[0]["prompt"])
    assert "题目：在全市第0次护河会议上的讲话\n" in prompt
    assert "：提高认识 › 把账算清楚\n" in prompt


def test_a_placed_section_has_the_headings_down_to_it_as_answer() -> None:
    assert rows_of("summary")[0]["completion"] == "提高认识 › 把账算清楚"


def test_an_outline_has_a_heading_a_line_and_the_text_has_none() -> None:
    row, headed = rows_of("outline_generation")[0], [section for section in PAGE["sections"] if section["heading"]]
    assert str(row["completion"]).split("\n")[:3] == ["提高认识", "　把账算清楚", "　落实责任"]
    assert str(row["completion"]).count("\n") + 1 == len([s for s in headed if s["speech_id"] == row["speech_id"]])
    assert "一、" not in str(row["prompt"])


@pytest.mark.parametrize("view", ["outline_to_section", "outline_generation", "summary", "retrieval_pairs"])
def test_nothing_stands_for_a_title_that_is_not_there(view: str) -> None:
    assert "None" not in str(rows_of(view, changed("speeches", title=None)))
    assert "讲话题目" not in str(rows_of(view, changed("speeches", title=None)))


def test_a_negative_is_another_section_of_the_speech() -> None:
    texts = {section["text"]: section["speech_id"] for section in PAGE["sections"]}
    rows = rows_of("retrieval_pairs")
    assert len(rows) == len(rows_of("retrieval_sources")) == 8
    assert [row for row in rows if texts[row["positive"]] != texts[row["negative"]] or row["positive"] == row["negative"]] == []


def test_a_speech_with_one_text_gives_no_pairs() -> None:
    assert rows_of("retrieval_pairs", changed("sections", text="水是生命之源,河道连着千家万户,谁也不能当旁观者。")) == []


def test_an_outline_with_a_lost_heading_is_not_asked_for() -> None:
    lost = [row | {"heading": None} if row["number"] == 2 else row for row in PAGE["sections"]]
    assert rows_of("outline_generation", {**PAGE, "sections": lost[:7]}) == []


MIXED = [{"number": 3}, {"numbering": "dash", "number": None}, {"text": ""}]


@pytest.mark.parametrize("cells", MIXED)
def test_an_outline_of_two_lists_or_with_a_part_without_text_is_not_asked_for(cells: Row) -> None:
    mixed = [row | cells if row["heading"] == PAGE["sections"][4]["heading"] else row for row in PAGE["sections"]]
    assert len(rows_of("outline_generation", {**PAGE, "sections": mixed})) < len(rows_of("outline_generation"))


BEYOND = [
    "各位代表！今年的任务很重。", "（青禾社二月三日电）", "（这是在全市护河会议上的讲话。）", "乡亲们万岁！",
    "重点抓好以下五项工作。", "下面，我提三点意见。", "\n同时，我们也清醒地看到，河道还有淤泥，问题不少。",
    "本社记者 方晴/摄要把堤修好。",
    "主要有以下几点：",
]  # fmt: skip


@pytest.mark.parametrize("beyond", BEYOND)
def test_a_section_whose_text_goes_on_to_something_else_is_not_asked_for(beyond: str) -> None:
    told = "要把种子选好、晒好、藏好，一户也不能落下，到时候才有好收成。"
    assert rows_of("heading_generation", changed("sections", text=told + "向守河的同志们，致以问候。"))
    assert rows_of("heading_generation", changed("sections", text=told + beyond)) == []


def test_a_call_under_the_last_heading_is_no_text_of_it() -> None:
    texts = ["要学，天天学。", "要做，天天做。", "同志们，要想。"]
    rows: list[Row] = [{"speech_id": 1, "parent_id": 2, "section_id": n, "text": text} for n, text in enumerate(texts)]
    every = [row | {"text": f"同志们，{row['text']}"} for row in rows[:2]]
    assert (running_on(rows), running_on(every)) == ({2}, set())


OWN = ["力争粮食单产提高一个百分点。", "每名党员都要讲好一个故事。", "最高气温将达三十八摄氏度。", "但必须清醒地看到，形势逼人。"]


@pytest.mark.parametrize("own", OWN)
def test_a_section_that_ends_with_its_own_words_is_asked_for(own: str) -> None:
    told = "要把种子选好、晒好、藏好，一户也不能落下，到时候才有好收成。"
    assert rows_of("heading_generation", changed("sections", text=told + own))


def test_a_prompt_does_without_a_number_in_a_compilation_and_a_site_s_words() -> None:
    assert rows_of("text", changed("speeches", title="篇3")) == rows_of("text", changed("speeches", title=None))
    named = changed("speeches", title="第三篇：在护河会议上的讲话 [复制链接]")
    assert str(rows_of("text", named)[0]["text"]).startswith("在护河会议上的讲话\n\n")


def test_a_heading_is_no_question_by_itself() -> None:
    lone = [row | {"heading_path": [str(row["heading"] or "")]} for row in PAGE["sections"]]
    untitled = {**changed("speeches", title=None), "sections": lone}
    assert rows_of("retrieval_pairs", untitled) == []


def test_a_section_is_placed_where_all_headings_above_it_are_there() -> None:
    lost = [row | {"heading_path": ["", str(row["heading"] or "")]} for row in PAGE["sections"]]
    assert rows_of("summary", {**PAGE, "sections": lost}) == []
    assert rows_of("outline_to_section", {**PAGE, "sections": lost})


def test_a_negative_says_no_more_of_the_heading_than_the_section() -> None:
    heading = PAGE["sections"][2]["heading"]
    told = [row | {"text": str(row["text"]) + f"{heading}。"} if row["number"] == 2 else row for row in PAGE["sections"]]
    pairs = rows_of("retrieval_pairs", {**PAGE, "sections": told})
    asked = [str(pair["negative"]) for pair in pairs if str(pair["anchor"]).endswith(str(heading))]
    assert [negative for negative in asked if f"{heading}。" in negative] == []


def test_the_rest_of_a_sentence_is_no_text_of_its_heading() -> None:
    told = "要把种子选好、晒好、藏好，一户也不能落下，到时候才有好收成。"
    assert rows_of("heading_generation", changed("sections", text="深入推进。" + told)) == []
    assert rows_of("heading_generation", changed("sections", heading="要把今年的种子都选好、晒好、藏好", text=told[:22])) == []


def test_pairs_are_siblings_where_there_are_some_and_their_ids_stand_beside() -> None:
    sections = {section["section_id"]: section for section in PAGE["sections"]}
    for pair, ids in zip(rows_of("retrieval_pairs"), rows_of("retrieval_sources"), strict=True):
        positive, negative = sections[ids["positive_id"]], sections[ids["negative_id"]]
        assert (pair["positive"], pair["negative"]) == (positive["text"], negative["text"])
        assert positive["parent_id"] == negative["parent_id"]


UNNAMED = [
    "，抓好落实", "注：数字为上年的", "附件1", "一", "2021", "说明：略", "张三（材料室主任）", "结束语", "先选种，再晒种，后藏种",
]  # fmt: skip


def test_a_section_with_a_line_under_a_picture_is_not_asked_for() -> None:
    told = "要把种子选好、晒好、藏好，一户也不能落下，到时候才有好收成。"
    assert rows_of("heading_generation", changed("sections", text=told))
    assert rows_of("heading_generation", changed("sections", text=f"{told}\n春耕。记者 张三/摄")) == []


@pytest.mark.parametrize("heading", UNNAMED)
def test_a_heading_that_names_nothing_is_not_asked_for(heading: str) -> None:
    for view in ("heading_generation", "outline_to_section", "summary", "outline_generation"):
        assert rows_of(view, changed("sections", heading=heading)) == []


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_certainly_damaged_is_in_no_view(view: str) -> None:
    damaged = {**PAGE, "speeches": [row | {"defects": ["mojibake"]} for row in PAGE["speeches"]]}
    assert rows_of(view, damaged) == []
    doubtful = {**PAGE, "speeches": [row | {"defects": ["cut_end"]} for row in PAGE["speeches"]]}
    assert len(rows_of(view, doubtful)) == len(rows_of(view))


def test_every_section_begins_a_line_wherever_it_stands() -> None:
    lines = ["同志们:", "一、提高认识", "水是生命之源。", "  (一)看清形势。一是早。二是多。", "还有一句。", "谢谢大家!"]
    text = "\n".join(lines)
    places = [(0, "opening", 1), (5, "outline", 1), (22, "outline", 2), (30, "outline", 3), (34, "outline", 3)]
    begins = [(at, {"role": role, "depth": depth}) for at, role, depth in [*places, (text.index("谢谢"), "closing", 1)]]
    assert list(label_lines(text, begins)) == [  # type: ignore[arg-type]
        ("同志们:", "O"), ("一、提高认识", "B-1"), ("水是生命之源。", "I-1"), ("(一)看清形势。", "B-2"), ("一是早。", "B-3"),
        ("二是多。", "B-3"), ("还有一句。", "I-3"), ("谢谢大家!", "O"),
    ]  # fmt: skip


def test_long_lines_are_cut_behind_sentences_and_windows_are_short() -> None:
    text = "今天我们开会，讲一讲护河的事。" * 400
    tables = {**PAGE, "speeches": [{**PAGE["speeches"][0], "text": text}], "spans": []}
    rows = rows_of("segmentation", tables)
    lines = [line for row in rows for line in row["lines"]]  # type: ignore[union-attr]
    assert "".join(map(str, lines)) == text
    assert all(str(line).endswith("。") and len(str(line)) <= LINE for line in lines)
    assert all(sum(map(len, map(str, row["lines"]))) <= WINDOW for row in rows)  # type: ignore[arg-type]
    assert [row["ordinal"] for row in rows] == list(range(1, len(rows) + 1))


def test_the_labels_of_a_written_outline_are_the_outline() -> None:
    tops = [["B-1", "I-1", "I-1"], ["B-2"], ["B-2"], ["B-1", "I-1", "I-1"], ["B-1", "I-1", "I-1"]]
    labels = ["O", "O", *(label for group in tops for label in group), "O"]
    assert [row["labels"] for row in rows_of("segmentation")] == [labels, labels]


SPOILT: list[Mapping[str, list[str]]] = [
    {"lines": ["甲", "乙"], "labels": ["O"]},
    {"lines": ["甲", "乙"], "labels": ["O", "B-7"]},
    {"lines": ["甲", "乙"], "labels": ["O", "I-1"]},
    {"lines": ["甲", "乙", "丙"], "labels": ["I-1", "I-1", "I-2"]},
    {"lines": ["甲", "乙"], "labels": ["B-1", "I-2"]},
]


@pytest.mark.parametrize("cells", SPOILT)
def test_labels_that_are_none_are_found(cells: Mapping[str, list[str]]) -> None:
    row = rows_of("segmentation")[0]
    TABLES["segmentation"].validate(frame_of("segmentation", [row]))
    with pytest.raises(pandera.errors.SchemaError):
        TABLES["segmentation"].validate(frame_of("segmentation", [row | dict(cells)]))


def test_section_starts_point_into_the_speech() -> None:
    tables = tables_of(COMPILATION)
    starts = section_starts(tables["spans"].to_dicts())
    texts = dict(zip(tables["speeches"]["speech_id"], tables["speeches"]["text"], strict=True))
    for section in tables["sections"].to_dicts():
        begin = section["marker"] or section["heading"] or section["text"]
        assert texts[section["speech_id"]].startswith(begin, starts[section["section_id"]])


def test_a_part_without_text_has_no_row_of_its_own() -> None:
    parts = [Part(1, "一、", "提高认识"), Part(2, "(一)", "看清形势", "河道连着千家万户,谁也不能当旁观者,一天也不能。", "。")]
    tables = make_tables([("题目", parts)])
    assert [row["completion"] for row in rows_of("heading_generation", tables)] == ["看清形势"]
