"""Fingerprints on disk: what is read is what was written, and no text is written twice."""

from pathlib import Path

from pipeline.annotation.fingerprint_files import Wholes, read_fingerprints, write_fingerprints
from pipeline.annotation.plain import plain_form


def test_a_form_within_another_is_not_written_twice_and_is_read_as_it_is(tmp_path: Path) -> None:
    speeches = ["一、多种树。要种好。\n二、种好树。𠀀要管好。", "甲" * 9_000 + "谢谢大家。"]
    sections, numbers = ["一、多种树。要种好。", "二、种好树。𠀀要管好。", "别处来的一段。", "谢谢大家。", ""], [0, 0, 0, 1, 1]
    forms = write_fingerprints(tmp_path / "speeches.arrow", ["s0", "s1"], speeches)
    alone = (tmp_path / "speeches.forms").stat().st_size
    wholes = Wholes(tmp_path / "speeches.arrow", forms, numbers)
    write_fingerprints(tmp_path / "sections.arrow", [f"s{place}" for place in range(5)], sections, wholes)
    read = read_fingerprints([tmp_path / "sections.arrow", tmp_path / "speeches.arrow"]).read_form
    assert [read(place) for place in range(7)] == [plain_form(text) for text in (*sections, *speeches)]
    put = (tmp_path / "speeches.forms").stat().st_size - alone
    assert put == 2 * len("别处来的一段谢谢大家")  # the one is no part of its speech, the other far behind what stands before it
