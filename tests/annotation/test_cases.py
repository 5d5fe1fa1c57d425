"""Cases that splits once failed on: excerpts, two scripts, a chain of versions, an earlier release; read as a build reads them.

The small ones are invented here; the folders beside the checkout are looked at where they are there.
"""

from collections.abc import Mapping
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.annotate import find_alike
from pipeline.annotation.components import start_components
from pipeline.annotation.fingerprint_files import read_fingerprints, write_fingerprints, write_seeds
from pipeline.annotation.joining import JoinRule, join_passages, place_pages
from pipeline.annotation.lineage import Previous, find_lineage
from pipeline.annotation.splits import name_components
from pipeline.job.configuration import Duplicates
from pipeline.library import parse
from pipeline.text.folding import TWINS
from tests.tools.gold import SHARED
from tests.tools.planted import draw_sentences, make_texts

CASES = SHARED / "cases"
beside = pytest.mark.skipif(not CASES.exists(), reason="there is no ../shared beside this checkout")


def read_cases(name: str) -> dict[str, str]:
    """The speech of every page of a folder, by the page's name."""
    paths = sorted((CASES / name).rglob("*.txt"))
    return {path.stem: parse(path.read_text(encoding="utf-8")).speeches[0].text for path in paths}


def look(texts: Mapping[str, str], folder: Path) -> tuple[dict[str, str], dict[str, dict[str, object]]]:
    """The component of every text's page, and its cluster, the kept text it is like, and the similarity."""
    ids = {name: f"{number:016x}" for number, name in enumerate(texts)}
    names, path = {page: name for name, page in ids.items()}, folder / "speeches.arrow"
    write_seeds(path, write_fingerprints(path, [f"{page}-p0" for page in ids.values()], list(texts.values())))
    parents = start_components(len(ids))
    (alike,) = find_alike([path], sorted(ids.values()), parents, Duplicates())
    speeches = read_fingerprints([path])
    join_passages(parents, place_pages(sorted(ids.values()), speeches.ids), speeches, JoinRule())
    components = {names[page]: names[first] for page, first in name_components(sorted(ids.values()), parents).items()}
    return components, dict(zip(texts, alike.to_pylist(), strict=True))


def convert(text: str) -> str:
    """A text in other characters that are matched as the same: what a converter of scripts does."""
    twins = {int(plain): point for point, plain in enumerate(TWINS[:0x9FFF].tolist()) if point != plain and point >= 0x4E00}
    return text.translate(twins)


def test_a_converted_copy_is_one_cluster_with_its_original(tmp_path: Path) -> None:
    random = Random(11)
    texts = make_texts(40, 600, draw_sentences(), random)
    converted = [convert(text) for text in texts]
    assert min(sum(a != b for a, b in zip(one, other, strict=True)) for one, other in zip(texts, converted, strict=True)) > 50
    both = {f"{n}{kind}": text for kind, made in (("a", texts), ("b", converted)) for n, text in enumerate(made)}
    components, alike = look(both, tmp_path)
    assert [n for n in range(40) if components[f"{n}a"] != components[f"{n}b"]] == []
    assert [n for n in range(40) if (alike[f"{n}a"]["duplicate_of"], alike[f"{n}b"]["similarity"]) != (None, 1.0)] == []
    assert len({alike[f"{n}a"]["cluster_id"] for n in range(40)}) == 40


@beside
def test_both_scripts_of_a_speech_are_one_cluster_and_one_of_them_is_kept(tmp_path: Path) -> None:
    components, alike = look(read_cases("two_scripts"), tmp_path)
    pairs = [(name, name.replace("hans", "hant")) for name in components if name.startswith("hans")]
    assert len(pairs) == len({alike[one]["cluster_id"] for one, _other in pairs}) == 24
    assert all(components[one] == components[other] for one, other in pairs)
    assert all((alike[one]["duplicate_of"] is None) != (alike[other]["duplicate_of"] is None) for one, other in pairs)


@beside
def test_a_quarter_of_a_speech_is_on_no_page_of_another_component(tmp_path: Path) -> None:
    components, _alike = look(read_cases("excerpts"), tmp_path)
    parts = [name for name in components if name.startswith("part")]
    assert [name for name in parts if components[name] != components[name.replace("part", "full")]] == []
    assert len(set(components.values())) == len(parts) == 24


@beside
def test_of_a_chain_of_versions_those_are_left_out_that_are_like_a_kept_one(tmp_path: Path) -> None:
    texts = {name: text for name, text in read_cases("chain_of_versions").items() if name.startswith("chain")}
    components, alike = look(texts, tmp_path)
    assert len(set(components.values())) == 1
    assert sum(row["duplicate_of"] is None for row in alike.values()) >= 4
    assert all(row["duplicate_of"] is None or float(str(row["similarity"])) >= 0.4 for row in alike.values())


@beside
def test_a_page_with_a_line_end_more_is_the_page_that_it_was(tmp_path: Path) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((CASES / "previous_release").rglob("*.txt"))}
    tables: list[Path] = []
    for name, more in (("old", ""), ("new", "\n")):
        pages = [f"{name[0]}{number:015x}" for number in range(len(texts))]
        tables.append(tmp_path / f"{name}.parquet")
        pq.write_table(pa.table({"page_id": pages, "text": [text + more for text in texts.values()]}), tables[-1])
    ids = [pq.read_table(table)["page_id"].to_pylist() for table in tables]
    previous = Previous(dict.fromkeys(ids[0], "test"), {}, (tables[0],))
    assert find_lineage(previous, ids[1], [tables[1]]) == dict(zip(ids[1], ids[0], strict=True))
    assert np.unique(ids[0]).size == len(texts) > 20
