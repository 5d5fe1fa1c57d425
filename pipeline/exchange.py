"""Pages of a dataset in; out, a file for doccano or Label Studio; and what was labelled there in; out, corrections.

A label is `speech` (its title) or `section-1` … (marker and heading, or the first words, of a section at that depth).
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

from pipeline.corrections.filing import read_files
from pipeline.corrections.orders import ALSO
from pipeline.job.errors import PipelineError
from pipeline.job.tongues import say
from pipeline.release.folder import all_parquet, require_dataset
from pipeline.work.files import write_text
from pipeline.work.tables import Row

SHOWN = 30  # characters that a label covers where there is no heading
CONTEXT = 12


class Label(NamedTuple):
    """A labelled stretch of a page."""

    start: int
    end: int
    name: str


def write_tasks(dataset: Path, kind: str, out: Path) -> int:
    """Write every page with its labels, as doccano (JSON lines) or Label Studio (one JSON list) take them; how many."""
    pages = list(labelled_pages(dataset))
    if kind == "doccano":
        lines = [{**page, "label": [*map(list, labels)]} for page, labels in pages]
        write_text(out, "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))
    else:
        write_text(out, json.dumps([studio_task(page, labels) for page, labels in pages], ensure_ascii=False, indent=1) + "\n")
    return len(pages)


def studio_task(page: Row, labels: Iterable[Label]) -> dict[str, object]:
    """A page as a task of Label Studio: what was found are its predictions."""
    text = str(page["text"])
    results = [
        {"type": "labels", "from_name": "label", "to_name": "text",
         "value": {"start": one.start, "end": one.end, "text": text[one.start : one.end], "labels": [one.name]}}
        for one in labels
    ]  # fmt: skip
    data = {name: page[name] for name in ("page_id", "source", "text")}
    return {"data": data, "predictions": [{"model_version": "chinese-speeches", "result": results}]}


def labelled_pages(dataset: Path) -> Iterator[tuple[Row, list[Label]]]:
    """The pages of a dataset with their labels. Raises PipelineError when there is no dataset."""
    require_dataset(dataset)
    tables = {name: rows_of_pages(dataset, name) for name in ("speeches", "sections")}
    for path in all_parquet(dataset, "pages"):
        for page in pq.read_table(path, columns=["page_id", "source", "text"]).to_pylist():
            speeches, sections = (tables[name].get(page["page_id"], []) for name in ("speeches", "sections"))
            labels = [speech_label(one) for one in speeches]
            labels += [section_label(page["text"], one) for one in sections if one["role"] == "outline"]
            yield page, sorted(labels)


def speech_label(speech: Row) -> Label:
    """The label of a speech: its title, or its first character."""
    start = int(str(speech["start"]))
    return Label(start, start + max(1, len(str(speech["title"] or ""))), "speech")


def rows_of_pages(dataset: Path, name: str) -> dict[str, list[Row]]:
    """The rows of a table by their page."""
    rows: dict[str, list[Row]] = {}
    for path in all_parquet(dataset, name):
        for row in pq.read_table(path).to_pylist():
            rows.setdefault(str(row["page_id"]), []).append(row)
    return rows


def section_label(text: str, section: Row) -> Label:
    """The label of a section: marker and heading where they stand together, else its first words."""
    start = int(str(section["start"]))
    line = text[start : start + SHOWN].split("\n")[0]
    heading = str(section["heading"] or "")
    place = text.find(heading, start, start + SHOWN) if heading else -1
    end = place + len(heading) if place >= 0 else start + max(1, len(line))
    return Label(start, end, f"section-{section['depth']}")


def read_labels(path: Path) -> dict[str, tuple[str, list[Label]]]:
    """What was labelled, by page: its source and its labels. JSON lines of doccano, or a list of Label Studio."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        listed = text.lstrip().startswith("[")
        tasks = json.loads(text) if listed else [json.loads(line) for line in text.split("\n") if line.strip()]
        return dict(map(read_task, tasks))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise PipelineError(f"{path}: expected what doccano or Label Studio exports of our tasks ({error!r})") from error


def read_task(task: dict[str, object]) -> tuple[str, tuple[str, list[Label]]]:
    """A page of either tool: its id, its source and its labels."""
    if "data" not in task:
        labels = task.get("label", task.get("labels", []))
        return str(task["page_id"]), (str(task["source"]), sorted(Label(*one) for one in labels))  # type: ignore[attr-defined]
    data, done = task["data"], task.get("annotations") or task.get("predictions") or []
    values = [one["value"] for one in done[0]["result"]] if done else []  # type: ignore[index]
    labels = [Label(value["start"], value["end"], value["labels"][0]) for value in values]
    return str(data["page_id"]), (str(data["source"]), sorted(labels))  # type: ignore[index]


def write_corrections(dataset: Path, results: Path, out: Path) -> int:
    """Write the orders that make of the dataset's pages what was labelled; how many."""
    labelled, lines, met = read_labels(results), list[str](), set[str]()
    for page, found in labelled_pages(dataset):
        if page["page_id"] in labelled:
            met.add(str(page["page_id"]))
            source, wanted = labelled[str(page["page_id"])]
            lines += [json.dumps(order, ensure_ascii=False) for order in orders_of(page, found, wanted, source)]
    if not met:
        raise PipelineError(f"{results}: expected labelled pages of this dataset; found {len(labelled)}, none of it")
    for page_id in sorted(labelled.keys() - met):
        say(f"{page_id}: labelled, but no page of the dataset")
    write_text(out, "".join(f"{line}\n" for line in lines))
    return len(lines)


def orders_of(page: Row, found: list[Label], wanted: list[Label], source: str) -> Iterator[dict[str, object]]:
    """The orders for a page: first what begins no more, then speeches, then sections from the top, at their depth."""
    text = str(page["text"])

    def order(label: Label, **said: object) -> dict[str, object]:
        context = text[label.start : label.start + CONTEXT]
        return {"page": page["page_id"], "at": label.start, "context": context, **said, "source": source}

    kinds = {label.start: label.name for label in found}, {label.start: label.name for label in wanted}
    for label in found:
        if label.start not in kinds[1]:
            yield order(label, what="no_speech" if label.name == "speech" else "no_section")
    for label in sorted(wanted, key=lambda one: (one.name != "speech", one.start)):
        if kinds[0].get(label.start) == label.name:
            continue
        if label.name == "speech":
            yield order(label, what="speech", title_end=label.end)
        else:
            yield order(label, what="section", depth=int(label.name.partition("-")[2]))


def plain_orders(path: Path) -> dict[tuple[str, int, str], dict[str, object]]:
    """What a file orders, by page, place and kind, without what only names or checks places."""
    if not path.is_file():
        raise PipelineError(f"{path}: expected a file of corrections")
    filed, faults = read_files([path])
    if faults:
        raise PipelineError("\n".join(faults))
    return {
        (one.page, one.at, one.what): {key: value for key, value in one.said.items() if key not in ALSO}
        for one in filed.orders
    }


def tell_agreement(first: Path, second: Path) -> list[str]:
    """How far two people's corrections agree: of the orders of either, those that both gave; then the others."""
    plain = [plain_orders(path) for path in (first, second)]
    places = sorted({*plain[0], *plain[1]})
    same = [place for place in places if plain[0].get(place) == plain[1].get(place)]
    share = f"{100 * len(same) / len(places):.1f} %" if places else "–"
    lines = [f"{len(places)} orders of two people, {len(same)} alike: {share}"]
    for page, at, what in places:
        if (page, at, what) not in same:
            who = [path.name for path, orders in zip((first, second), plain, strict=True) if (page, at, what) in orders]
            lines.append(f"{page} {at} {what}: {'differs' if len(who) == 2 else f'only in {who[0]}'}")
    return lines
