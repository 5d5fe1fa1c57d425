"""Figures in; out, the counted parts of the card: each a function from figures to Markdown, so that audit can make it again."""

import json
from collections.abc import Callable, Iterable, Sequence

from pipeline.parse.defects import DEFECTS, PERSONAL
from pipeline.release.figures import COLUMNS, Figures
from pipeline.views.tasks import VERSION, VIEWS
from schemas import TABLES
from schemas.derived import column_table, key_columns
from schemas.personal import KINDS
from schemas.spans import MEANINGS


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column to the left, numbers to the right.

    >>> print(table(["split", "rows"], [["train", 1200]]))
    | split | rows |
    |---|--:|
    | train | 1,200 |
    """
    lines = [[cell(value) for value in row] for row in rows]
    numbers = [bool(lines) and all(line[index][:1].isdigit() for line in lines) for index in range(len(head))]
    rule = "|" + "".join("--:|" if number else "---|" for number in numbers)
    return "\n".join([f"| {' | '.join(head)} |", rule, *(f"| {' | '.join(line)} |" for line in lines)])


def cell(value: object) -> str:
    """A value in a table: numbers with separators, bars and line breaks of texts escaped."""
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|").replace("\n", " ")


def rate(part: int, whole: int) -> str:
    """A share in per cent.

    >>> rate(1, 8), rate(0, 0)
    ('12.5 %', '0.0 %')
    """
    return f"{100 * part / whole if whole else 0:.1f} %"


def record_block(figures: Figures) -> str:
    """One real record of the default config."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in figures.record.items())
    return f"```json\n{{\n{lines}\n}}\n```"


def counts_block(figures: Figures) -> str:
    """Rows by config and split."""
    splits = list(dict.fromkeys(split for rows in figures.rows.values() for split in rows))
    return table(
        ["config", *splits], [[f"`{config}`", *(rows.get(split, 0) for split in splits)] for config, rows in figures.rows.items()]
    )


def lengths_block(figures: Figures) -> str:
    """Lengths of the texts by config and split, with a picture each."""
    rows = [
        [f"`{config}`", split, found.total, found.least, found.median, found.ninth, found.most]
        for config, lengths in figures.lengths.items()
        for split, found in lengths.items()
    ]
    pictures = [f"![{config}: lengths by split](assets/{config}-lengths.svg)" for config in figures.lengths]
    return "\n\n".join(
        [table(["config", "split", "characters", "shortest", "median", "9 of 10 up to", "longest"], rows), *pictures]
    )


def columns_block(figures: Figures) -> str:
    """The columns of every config."""
    parts = []
    for config in figures.rows:
        keys = ", ".join(f"`{name}`" for name in key_columns(TABLES[config]))
        said = " ".join((TABLES[config].__doc__ or "").split())
        rows = [[f"`{c.name}`", c.type + (" or null" if c.nullable else ""), c.description] for c in column_table(TABLES[config])]
        made = f" A pure function of {VIEWS[config].made_of}; words of templates version {VERSION}." if config in VIEWS else ""
        parts += [f"### {config}", said + (f" Key: {keys}." if keys else "") + made, table(["column", "type", "meaning"], rows)]
    return "\n\n".join(parts)


def outline_block(figures: Figures) -> str:
    """Sections by role, numbering system and depth; pages by script."""
    rows = [
        [f"`{COLUMNS[column]}`", f"`{column}`", ", ".join(f"{value} {number:,}" for value, number in found.items())]
        for column, found in figures.values.items()
    ]
    return table(["config", "column", "records by value"], rows)


def ledger_block(figures: Figures) -> str:
    """Published and left out characters of all pages, by kind."""
    total = sum(kind.n_chars for kind in figures.kinds)
    kept = sum(kind.n_chars for kind in figures.kinds if kind.published)
    rows = [
        [f"`{k.name}`", MEANINGS[k.name], k.n_spans, k.n_chars, rate(k.n_chars, total)] for k in figures.kinds if not k.published
    ]
    share = f"{kept:,} ({rate(kept, total)})"
    said = f"Of {total:,} characters of page text {share} are published in speeches and their titles. Left out are:"
    head = ["kind", "what it is", "stretches", "characters", "share"]
    return "\n\n".join([said, table(head, rows), "![Characters by kind](assets/ledger.svg)"])


def rejected_block(figures: Figures) -> str:
    """What was not published at all, by reason."""
    if not figures.rejected:
        return "No source was rejected."
    return "Rejected before parsing:\n\n" + table(
        ["reason", "sources or records"], [[f"`{k}`", v] for k, v in figures.rejected.items()]
    )


def defects_block(figures: Figures) -> str:
    """Defects by config, with their rates."""
    sizes = {config: sum(figures.rows[config].values()) for config in figures.defects}
    rows = [
        [f"`{config}`", f"`{code}`", DEFECTS.get(code, ""), number, rate(number, sizes[config])]
        for config, found in figures.defects.items()
        for code, number in found.items()
    ]
    return table(["config", "defect", "what it says", "records", "rate"], rows) if rows else "No record carries a defect."


def personal_block(figures: Figures) -> str:
    """Personal data that its form gives away, by config."""
    rows = [
        [f"`{config}`", f"`{code}`", DEFECTS[code], found[code]]
        for config, found in figures.defects.items()
        for code in PERSONAL
        if code in found
    ]
    looked = ", ".join(f"`{code}`" for code in PERSONAL)
    said = f"Looked for by form, and named in `defects`: {looked}. With {len(KINDS) - len(PERSONAL)} other kinds they are the"
    said += " rows of `personal`, wherever they stand on a page."
    found = [[f"`{kind}`", KINDS[kind], number] for kind, number in figures.personal.items()]
    if not found:
        return f"{said} None was found."
    tables = [table(["kind", "what it is", "rows of `personal`"], found)]
    return "\n\n".join([said, *tables, *([table(["config", "defect", "what it says", "records"], rows)] if rows else [])])


def duplicates_block(figures: Figures) -> str:
    """Near-duplicates by config."""
    rows = [
        [
            f"`{config}`",
            sum(figures.rows[config].values()),
            figures.clusters[config],
            number,
            rate(number, sum(figures.rows[config].values())),
        ]
        for config, number in figures.duplicates.items()
    ]
    return table(["config", "records", "clusters of two or more", "records with `duplicate_of`", "rate"], rows)


def leakage_block(figures: Figures) -> str:
    """What leakage.json says, when there is one."""
    if figures.leakage is None:
        return "Leakage between the splits was not measured."
    rows = []
    for config, found in figures.leakage.items():
        if isinstance(found, dict) and "records_compared" in found:
            highest, searched = found.get("highest_similarity"), found.get("searched_from")
            nothing = "not measured in one split" if searched is None else f"none from {searched} on"
            similarity = highest.get("similarity", "") if isinstance(highest, dict) else nothing
            rows.append([f"`{config}`", found.get("records_compared", ""), found.get("clusters_cut", ""), similarity])
    head = ["config", "records compared", "clusters cut by the splits", "highest similarity across splits"]
    measure, command = figures.leakage.get("similarity", ""), figures.leakage.get("command", "")
    return f"{table(head, rows)}\n\nMeasure: {measure}.{passages_line(figures.leakage.get('containment'))} Again: `{command}`."


def passages_line(found: object) -> str:
    """What speeches of different splits share word by word, in a sentence with a space before it; nothing when it is not told.

    >>> longest, share = {"value": 62, "ids": ["a", "b"]}, {"value": 0.0412, "ids": ["a", "b"]}
    >>> passages_line({"passages_from": 50, "pairs_cut": 0, "longest_passage": longest, "highest_share": share})
    ' Passages of 50 characters or more: 0 pairs are cut, the longest across splits has 62, at most 4.1% of the shorter speech.'
    """
    if not isinstance(found, dict):
        return ""
    shown = f" Passages of {found['passages_from']} characters or more: {found['pairs_cut']} pairs are cut, "
    if not found["longest_passage"]["value"]:
        return f"{shown}none stands in two splits."
    share = f"at most {found['highest_share']['value']:.1%} of the shorter speech"
    return f"{shown}the longest across splits has {found['longest_passage']['value']}, {share}."


def change_table(changes: object) -> str:
    """Changes (config, change, cause, records) as a table.

    >>> change_table([])
    'No record was added, removed or changed.'
    """
    if not isinstance(changes, list) or not changes:
        return "No record was added, removed or changed."
    return table(["config", "change", "cause", "records"], [[f"`{config}`", *others] for config, *others in changes])


BLOCKS: dict[str, Callable[[Figures], str]] = {
    "record": record_block,
    "counts": counts_block,
    "lengths": lengths_block,
    "outline": outline_block,
    "columns": columns_block,
    "ledger": ledger_block,
    "rejected": rejected_block,
    "defects": defects_block,
    "patterns": personal_block,
    "duplicates": duplicates_block,
    "leakage": leakage_block,
}
"""Every counted part of the card by name."""
