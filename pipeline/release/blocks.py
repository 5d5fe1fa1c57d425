"""Figures in; out, the counted parts of the card: each a function from figures to Markdown, so that audit can make it again."""

import json
from collections.abc import Callable, Iterable, Sequence

from pipeline.job.tongues import Tongue
from pipeline.release.figures import COUNTED_COLUMNS, Figures
from pipeline.views.tasks import VERSION, VIEWS
from schemas import TABLES
from schemas.chinese import chinese_name, chinese_names, numbering_examples
from schemas.defects import DEFECTS, PERSONAL
from schemas.derived import column_table, key_columns
from schemas.personal import KINDS as PERSONAL_KINDS
from schemas.rejected import REASONS
from schemas.spans import MEANINGS

MADE = " A pure function of {made_of}; words of templates version {version}."
HEADLINE = """**{speeches}** speeches in **{sections}** sections, **{characters}** characters, from **{pages}** pages. \
**{clean}** sections ({rate}) are clean: no defect, no near-duplicate, no doubt about where they stand."""
CLEAN_WORDS = """{number} of {rows} sections ({rate}) carry no defect, repeat no other section, and were decided by a margin \
with which 95 of 100 are right. This line picks them:"""
CLEAN_LINE = 'clean = sections.filter(lambda row: not row["defects"] and not row["duplicate_of"] and row["confidence"] >= 0.95)'
LEDGER = "Of {total} characters of page text {share} are published in speeches and their titles. Left out are:"
LOOKED = """Looked for by form, and named in `defects`: {looked}. With {others} other kinds they are the rows of `personal`, \
wherever they stand on a page."""
MASKED = """In the training views masks stand for {number} of these data. The records hold the page's own text, with the data in \
it: `pages`, `speeches`, `sections`, `turns`."""
PASSAGES = """ Passages of {least} characters or more: {cut} pairs are cut, the longest across splits has {longest}, \
at most {share} of the shorter speech."""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; numbers with separators and to the right, bars and line breaks of texts escaped.

    >>> print(table(["split", "rows"], [["train", 1200]]))
    | split | rows |
    |---|--:|
    | train | 1,200 |
    """
    plain = str.maketrans({"|": "\\|", "\n": " "})
    lines = [[f"{value:,}" if isinstance(value, int) else str(value).translate(plain) for value in row] for row in rows]
    numbers = [bool(lines) and all(line[index][:1].isdigit() for line in lines) for index in range(len(head))]
    rule = "|" + "".join("--:|" if number else "---|" for number in numbers)
    return "\n".join([f"| {' | '.join(head)} |", rule, *(f"| {' | '.join(line)} |" for line in lines)])


def meaning(say: Tongue, table: str, code: str, english: str) -> str:
    """What a code of the contract says, in the language of the card."""
    return chinese_name(table, code) if say.name == "zh" else english


def heads(say: Tongue, *names: str) -> list[str]:
    """The head of a table."""
    return [say(name) for name in names]


def rate(part: int, whole: int) -> str:
    """A share in per cent.

    >>> rate(1, 8), rate(0, 0)
    ('12.5 %', '0.0 %')
    """
    return f"{100 * part / whole if whole else 0:.1f} %"


def record_block(figures: Figures, say: Tongue) -> str:
    """One real record of the default config."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in figures.record.items())
    return f"```json\n{{\n{lines}\n}}\n```"


def counts_block(figures: Figures, say: Tongue) -> str:
    """Rows by config and split."""
    splits = list(dict.fromkeys(split for rows in figures.rows.values() for split in rows))
    names = {config: meaning(say, "configs", config, described(config).split(". ")[0].rstrip(".")) for config in figures.rows}
    found = [[f"`{config}`", names[config], *(rows.get(split, 0) for split in splits)] for config, rows in figures.rows.items()]
    return table([*heads(say, "config", "a row is"), *splits], found)


def described(config: str) -> str:
    """What a config is, on one line."""
    return " ".join((TABLES[config].__doc__ or "").split())


def lengths_block(figures: Figures, say: Tongue) -> str:
    """Lengths of the texts by config and split, with a picture each."""
    rows = [
        [f"`{config}`", split, found.total, found.least, found.median, found.ninth, found.most]
        for config, lengths in figures.lengths.items() for split, found in lengths.items()
    ]  # fmt: skip
    head = heads(say, "config", "split", "characters", "shortest", "median", "9 of 10 up to", "longest")
    return "\n\n".join([table(head, rows), *(f"![{one}: lengths by split](assets/{one}-lengths.svg)" for one in figures.lengths)])


def columns_block(figures: Figures, say: Tongue) -> str:
    """The columns of every config."""
    parts = []
    for config in figures.rows:
        keys = ", ".join(f"`{name}`" for name in key_columns(TABLES[config]))
        said = meaning(say, "configs", config, described(config))
        rows = [
            [f"`{c.name}`", say(c.type) + (say(" or null") if c.nullable else ""), meaning(say, "columns", c.name, c.description)]
            for c in column_table(TABLES[config])
        ]
        key = say(" Key: {keys}.", keys=keys) if keys else ""
        made = say(MADE, made_of=VIEWS[config].made_of, version=VERSION) if config in VIEWS else ""
        title = f"### {config}{'' if say.name == 'en' else ' 的列'}"
        parts += [title, said + key + made, table(heads(say, "column", "type", "meaning"), rows)]
    return "\n\n".join(parts)


def outline_block(figures: Figures, say: Tongue) -> str:
    """Sections by role, numbering system and depth; pages by script."""
    said = {column: ", ".join(f"{value} {n:,}" for value, n in found.items()) for column, found in figures.values.items()}
    rows = [[f"`{COUNTED_COLUMNS[column]}`", f"`{column}`", values] for column, values in said.items()]
    return table(heads(say, "config", "column", "records by value"), rows)


def numbering_block(figures: Figures, say: Tongue) -> str:
    """The numbering systems with an example each, and the sections of each."""
    names, found = chinese_names()["numberings"], figures.values["numbering"]
    rows = [[f"`{code}`", names[code], f"`{example}`", found.get(code, 0)] for code, example in numbering_examples().items()]
    return table(heads(say, "numbering", "in Chinese", "example", "sections"), rows)


def headline_block(figures: Figures, say: Tongue) -> str:
    """The figures that say first what this is."""
    rows = {config: sum(splits.values()) for config, splits in figures.rows.items()}
    lengths = sum(found.total for found in figures.lengths["speeches"].values())
    return say(HEADLINE, **rows, characters=lengths, clean=figures.clean, rate=rate(figures.clean, rows["sections"]))


def steps_block(figures: Figures, say: Tongue) -> str:
    """What each step of the making took away, and what it left."""
    pages, lost = sum(figures.rows["pages"].values()), sum(figures.rejected.values())
    chars = {kept: sum(k.n_chars for k in figures.kinds if k.published == kept) for kept in (True, False)}
    damage = sum(kind.n_chars for kind in figures.kinds if kind.name == "injected" and not kind.published)
    rows = [
        [say("reading and decoding"), say("{number} sources or records", number=lost), say("{number} pages", number=pages)],
        [say("finding speeches"), say("{number} characters of the site", number=chars[False] - damage),
         say("{number} characters", number=chars[True] + damage)],
        [say("taking out damage"), say("{number} characters", number=damage), say("{number} characters", number=chars[True])],
        [say("correcting by hand"), say("nothing: an order chooses"), say("{number} corrected", number=figures.corrected)],
    ]  # fmt: skip
    marked = [say("{number} marked in `{config}`", number=n, config=config) for config, n in figures.duplicates.items()]
    rows += [[say("marking near-duplicates"), say("nothing: `duplicate_of` says so"), found] for found in marked]
    return table(heads(say, "step", "what it removed", "what was left"), rows)


def clean_block(figures: Figures, say: Tongue) -> str:
    """The rows without a doubt, and the line that picks them."""
    rows = sum(figures.rows["sections"].values())
    said = say(CLEAN_WORDS, number=figures.clean, rows=rows, rate=rate(figures.clean, rows))
    return f"{said}\n\n```python\n{CLEAN_LINE}\n```"


def ledger_block(figures: Figures, say: Tongue) -> str:
    """Published and left out characters of all pages, by kind."""
    total, kept = (sum(kind.n_chars for kind in figures.kinds if kind.published or every) for every in (True, False))
    rows = [
        [f"`{k.name}`", meaning(say, "kinds", k.name, MEANINGS[k.name]), k.n_spans, k.n_chars, rate(k.n_chars, total)]
        for k in figures.kinds if not k.published
    ]  # fmt: skip
    said = say(LEDGER, total=total, share=f"{kept:,} ({rate(kept, total)})")
    head = heads(say, "kind", "what it is", "stretches", "characters", "share")
    return "\n\n".join([said, table(head, rows), "![Characters by kind](assets/ledger.svg)"])


def rejected_block(figures: Figures, say: Tongue) -> str:
    """What was not published at all, by reason."""
    rows = [[f"`{code}`", meaning(say, "reasons", code, REASONS.get(code, "")), n] for code, n in figures.rejected.items()]
    found = table(heads(say, "reason", "what it says", "sources or records"), rows)
    return f"{say('Rejected before parsing:')}\n\n{found}" if rows else say("No source was rejected.")


def defects_block(figures: Figures, say: Tongue) -> str:
    """Defects by config, with their rates."""
    sizes = {config: sum(figures.rows[config].values()) for config in figures.defects}
    rows = [
        [f"`{config}`", f"`{code}`", meaning(say, "defects", code, DEFECTS.get(code, "")), number, rate(number, sizes[config])]
        for config, found in figures.defects.items() for code, number in found.items()
    ]  # fmt: skip
    words = heads(say, "config", "defect", "what it says", "records", "rate")
    return table(words, rows) if rows else say("No record carries a defect.")


def personal_block(figures: Figures, say: Tongue) -> str:
    """Personal data that its form gives away, by config."""
    rows = [
        [f"`{config}`", f"`{code}`", meaning(say, "defects", code, DEFECTS[code]), found[code]]
        for config, found in figures.defects.items() for code in PERSONAL if code in found
    ]  # fmt: skip
    said = say(LOOKED, looked=", ".join(f"`{code}`" for code in PERSONAL), others=len(PERSONAL_KINDS) - len(PERSONAL))
    found = [[f"`{kind}`", meaning(say, "personal", kind, PERSONAL_KINDS[kind]), n] for kind, n in figures.personal.items()]
    if not found:
        return f"{said} {say('None was found.')}"
    tables = [table(heads(say, "kind", "what it is", "rows of `personal`"), found)]
    tables += [table(heads(say, "config", "defect", "what it says", "records"), rows)] if rows else []
    tables += [say(MASKED, number=figures.masked)] if figures.masked else []
    return "\n\n".join([said, *tables])


def duplicates_block(figures: Figures, say: Tongue) -> str:
    """Near-duplicates by config."""
    sizes = {config: sum(figures.rows[config].values()) for config in figures.duplicates}
    found = {config: (size, figures.clusters[config], figures.duplicates[config]) for config, size in sizes.items()}
    rows = [[f"`{config}`", *counts, rate(counts[2], counts[0])] for config, counts in found.items()]
    return table(heads(say, "config", "records", "clusters of two or more", "records with `duplicate_of`", "rate"), rows)


def leakage_block(figures: Figures, say: Tongue) -> str:
    """What leakage.json says, when there is one."""
    if figures.leakage is None:
        return say("Leakage between the splits was not measured.")
    rows = []
    for config, found in figures.leakage.items():
        if isinstance(found, dict) and "records_compared" in found:
            highest, searched = found.get("highest_similarity"), found.get("searched_from")
            nothing = say("not measured in one split") if searched is None else say("none from {value} on", value=searched)
            similarity = highest.get("similarity", "") if isinstance(highest, dict) else nothing
            rows.append([f"`{config}`", found.get("records_compared", ""), found.get("clusters_cut", ""), similarity])
    head = heads(say, "config", "records compared", "clusters cut by the splits", "highest similarity across splits")
    values = {"measure": say(str(figures.leakage.get("similarity", ""))), "command": figures.leakage.get("command", "")}
    passages = passages_line(figures.leakage.get("containment"), say)
    return f"{table(head, rows)}\n\n{say('Measure: {measure}.{passages} Again: `{command}`.', passages=passages, **values)}"


def passages_line(found: object, say: Tongue) -> str:
    """What speeches of different splits share word by word, in a sentence with a space before it; nothing when it is not told.

    >>> longest, share = {"value": 62, "ids": ["a", "b"]}, {"value": 0.0412, "ids": ["a", "b"]}
    >>> found = {"passages_from": 50, "pairs_cut": 0, "longest_passage": longest, "highest_share": share}
    >>> passages_line(found, Tongue("en", {}))
    ' Passages of 50 characters or more: 0 pairs are cut, the longest across splits has 62, at most 4.1% of the shorter speech.'
    """
    if not isinstance(found, dict):
        return ""
    values = {"least": found["passages_from"], "cut": found["pairs_cut"], "longest": found["longest_passage"]["value"]}
    if values["longest"]:
        return say(PASSAGES, **values, share=f"{found['highest_share']['value']:.1%}")
    return say(" Passages of {least} characters or more: {cut} pairs are cut, none stands in two splits.", **values)


BLOCKS: dict[str, Callable[[Figures, Tongue], str]] = {
    "headline": headline_block, "record": record_block, "counts": counts_block, "lengths": lengths_block,
    "outline": outline_block, "numberings": numbering_block, "steps": steps_block, "clean": clean_block,
    "columns": columns_block, "ledger": ledger_block, "rejected": rejected_block, "defects": defects_block,
    "patterns": personal_block, "duplicates": duplicates_block, "leakage": leakage_block,
}  # fmt: skip
"""Every counted part of the card by name."""
