"""What was withdrawn in; out, whether a text is it, a copy of it or a near-duplicate: known by digests alone, never by its words.

A list has a line for every withdrawn speech: the sha256 of what named it (an id, a digest, an address), the digest of its plain
form, its signature, and hashes of pieces of 32 characters, by which quotations are known. So a release that no longer holds a
text still keeps it out, and the next one takes the list over.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.dataset as pads

from pipeline.annotation.fingerprint_files import SEEDS
from pipeline.annotation.fingerprints import SHORTEST, SIGNATURE_VALUES, Digests, Signatures, make_fingerprints
from pipeline.annotation.plain import plain_form
from pipeline.annotation.seeds import make_seeds

ALIKE = 0.4  # of the values of two signatures: what near-duplicates are; texts that have nothing in common have a twentieth
QUOTED = 3  # seeds that a quotation shares with what it quotes: of some 60 characters, or several shorter ones
WITHDRAWN = "withdrawn.jsonl"
NAMES = ("page_id", "sha256", "url")
"""What a page is named by; a speech by its id."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The lines of a list, and what they say, read for asking."""

    lines: tuple[str, ...]
    named: frozenset[str]
    digests: Digests
    signatures: Signatures
    seeds: Digests

    @property
    def digest(self) -> str:
        """The sha256 of the list; "" of an empty one."""
        return sha256("".join(self.lines).encode()).hexdigest() if self.lines else ""

    def names(self, *names: object) -> bool:
        """Whether one of these ids, digests or addresses is withdrawn."""
        return any(hash_name(str(name)) in self.named for name in names if name is not None)

    def holds(self, texts: Sequence[str]) -> bool:
        """Whether one of these texts is a withdrawn one, or near to it."""
        if not len(self.digests):
            return False
        prints = make_fingerprints([form for text in texts if len(form := plain_form(text)) >= SHORTEST])
        alike = ((prints.signatures[place] == self.signatures).mean(axis=1).max() for place in range(len(prints.digests)))
        return bool(np.isin(prints.digests, self.digests).any()) or any(share >= ALIKE for share in alike)


def is_withdrawn(withdrawn: Withdrawn, page: Mapping[str, object], speeches: Sequence[Mapping[str, object]]) -> bool:
    """Whether a page, or a speech of it, is withdrawn: by its name, or as a copy."""
    names = [*map(page.__getitem__, NAMES), *(row["speech_id"] for row in speeches)] if withdrawn.lines else []
    return withdrawn.names(*names) or withdrawn.holds([str(row["text"]) for row in speeches])


def find_withdrawn(withdrawn: Withdrawn, ids: Sequence[str], pages: list[Path], speeches: list[Path]) -> Iterator[str]:
    """Which of these pages of a dataset are withdrawn, asked of its files of pages and of speeches."""
    if not (withdrawn.lines and ids):
        return
    wanted, spoken = pads.field("page_id").isin(ids), dict[str, list[dict[str, object]]]()
    for row in pads.dataset(speeches).to_table(["speech_id", "page_id", "text"], wanted).to_pylist():
        spoken.setdefault(row["page_id"], []).append(row)
    for page in pads.dataset(pages).to_table([*NAMES], wanted).to_pylist():
        if is_withdrawn(withdrawn, page, spoken.get(page["page_id"], [])):
            yield page["page_id"]


def hash_name(name: str) -> str:
    """What stands in a list for an id, a digest or an address."""
    return sha256(name.strip().encode()).hexdigest()


def read_names(files: Iterable[Path]) -> list[str]:
    """The names of withdrawn.txt: one a line; what follows a # behind a blank is a comment."""
    lines = [line for path in files for line in path.read_text(encoding="utf-8-sig").splitlines()]
    return [name for line in lines if (name := "" if line.startswith("#") else line.split(" #")[0].strip())]


def write_lines(name: str, texts: Sequence[str]) -> Iterator[str]:
    """The lines of a list for what is named so; one without a text when none is known."""
    forms = [form for text in texts if len(form := plain_form(text)) >= SHORTEST]
    prints = make_fingerprints(forms)
    for form, digest, signature in zip(forms, prints.digests.tolist(), prints.signatures, strict=True):
        said = {"named": hash_name(name), "digest": f"{digest:016x}", "signature": b64encode(signature.tobytes()).decode()}
        yield json.dumps(said | {"seeds": b64encode(make_seeds([form])["hash"].astype("<u8").tobytes()).decode()}) + "\n"
    if not forms:
        yield json.dumps({"named": hash_name(name), "digest": None, "signature": None}) + "\n"


def read_withdrawn(lines: Iterable[str]) -> Withdrawn:
    """A list by its lines, each kept once, in order. Raises ValueError or LookupError for lines that are none."""
    kept = tuple(sorted(set(lines)))
    rows = [json.loads(line) for line in kept]
    known = [row for row in rows if row["digest"] is not None]
    signatures = np.frombuffer(b"".join(b64decode(row["signature"]) for row in known), dtype="<u2").reshape(-1, SIGNATURE_VALUES)
    digests = np.array([int(row["digest"], 16) for row in known], dtype=np.uint64)
    seeds = np.unique(np.frombuffer(b"".join(b64decode(row.get("seeds", "")) for row in known), dtype="<u8"))
    return Withdrawn(kept, frozenset(str(row["named"]) for row in rows), digests, signatures, seeds)


def find_quoting(withdrawn: Withdrawn, files: Iterable[Path]) -> list[str]:
    """The speeches, by id, that hold passages of a withdrawn text without being near to it; `files` are those of fingerprints.

    Such a speech is published: it quotes what was withdrawn, or shares set phrases with it. Who withdrew it wants to look at it.
    """
    quoting: list[str] = []
    for path in files if len(withdrawn.seeds) else ():
        seeds = np.load(path.with_suffix(SEEDS), allow_pickle=False)
        with pa.OSFile(str(path)) as file:
            ids = pa.ipc.open_file(file).read_all()["id"].to_pylist()
        shared = np.bincount(seeds["text"][np.isin(seeds["hash"], withdrawn.seeds)], minlength=len(ids))
        quoting += [ids[place] for place in np.flatnonzero(shared >= QUOTED).tolist()]
    return sorted(quoting)


def read_list(folder: Path) -> list[str]:
    """The lines of the list of a dataset folder, none where it has none."""
    path = folder / WITHDRAWN
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() else []
