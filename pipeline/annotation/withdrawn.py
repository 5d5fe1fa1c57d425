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
    """The lines of a list, and what they say, read for asking; the words of the names that stand in withdrawn.txt itself.

    `owners` are the hashes of the names of the texts whose digests and signatures these are.
    """

    lines: tuple[str, ...]
    named: frozenset[str]
    owners: tuple[str, ...]
    digests: Digests
    signatures: Signatures
    seeds: Digests
    words: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The sha256 of the list and of its words; "" of an empty one."""
        return sha256("".join((*self.lines, *sorted(self.words))).encode()).hexdigest() if self.lines else ""

    def find_name(self, *names: object) -> str:
        """The hash of the first of these ids, digests or addresses that is withdrawn; "" where none is."""
        return next((name for name in (hash_name(str(name)) for name in names if name is not None) if name in self.named), "")

    def find_copied(self, texts: Sequence[str]) -> str:
        """The hash of the name of a withdrawn text that one of these is, or is near to; "" where none is."""
        if not len(self.digests):
            return ""
        prints = make_fingerprints([form for text in texts if len(form := plain_form(text)) >= SHORTEST])
        for digest, signature in zip(prints.digests, prints.signatures, strict=True):
            alike = np.where(self.digests == digest, 1.0, (signature == self.signatures).mean(axis=1))
            if alike.max() >= ALIKE:
                return self.owners[int(alike.argmax())]
        return ""

    def tell(self, name: str) -> str:
        """The entry of this hash as a reader knows it."""
        return next((f"「{words}」" for words in self.words if hash_name(words) == name), "an entry of an earlier release")


def why_withdrawn(withdrawn: Withdrawn, page: Mapping[str, object], speeches: Sequence[Mapping[str, object]]) -> str:
    """Why a page is withdrawn: it or a speech of it is named, or is a copy of what is; "" where it is not."""
    if not withdrawn.lines:
        return ""
    if name := withdrawn.find_name(*map(page.__getitem__, NAMES), *(row["speech_id"] for row in speeches)):
        return f"named by {withdrawn.tell(name)}"
    name = withdrawn.find_copied([str(row["text"]) for row in speeches])
    return f"a copy or near-duplicate of what is named by {withdrawn.tell(name)}" if name else ""


def find_withdrawn(withdrawn: Withdrawn, ids: Sequence[str], pages: list[Path], speeches: list[Path]) -> Iterator[str]:
    """Which of these pages of a dataset are withdrawn, asked of its files of pages and of speeches."""
    if not (withdrawn.lines and ids):
        return
    wanted, spoken = pads.field("page_id").isin(ids), dict[str, list[dict[str, object]]]()
    for row in pads.dataset(speeches).to_table(["speech_id", "page_id", "text"], wanted).to_pylist():
        spoken.setdefault(row["page_id"], []).append(row)
    for page in pads.dataset(pages).to_table([*NAMES], wanted).to_pylist():
        if why_withdrawn(withdrawn, page, spoken.get(page["page_id"], [])):
            yield page["page_id"]


def hash_name(name: str) -> str:
    """What stands in a list for an id, a digest or an address."""
    return sha256(name.strip().encode()).hexdigest()


def read_names(files: Iterable[Path]) -> dict[str, str]:
    """The names of withdrawn.txt, each with its place: one a line; what follows a # behind a blank is a comment."""
    names: dict[str, str] = {}
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
            if name := "" if line.startswith("#") else line.split(" #")[0].strip():
                names.setdefault(name, f"{path.name}:{number}")
    return names


def write_lines(name: str, texts: Sequence[str]) -> Iterator[str]:
    """The lines of a list for what is named so; one without a text when none is known."""
    forms = [form for text in texts if len(form := plain_form(text)) >= SHORTEST]
    prints = make_fingerprints(forms)
    for form, digest, signature in zip(forms, prints.digests.tolist(), prints.signatures, strict=True):
        said = {"named": hash_name(name), "digest": f"{digest:016x}", "signature": b64encode(signature.tobytes()).decode()}
        yield json.dumps(said | {"seeds": b64encode(make_seeds([form])["hash"].astype("<u8").tobytes()).decode()}) + "\n"
    if not forms:
        yield json.dumps({"named": hash_name(name), "digest": None, "signature": None}) + "\n"


def read_withdrawn(lines: Iterable[str], words: Iterable[str] = ()) -> Withdrawn:
    """A list by its lines, each kept once, in order, and the words of its names. Raises ValueError or LookupError for lines that
    are none."""
    kept = tuple(sorted(set(lines)))
    rows = [json.loads(line) for line in kept]
    known = [row for row in rows if row["digest"] is not None]
    signatures = np.frombuffer(b"".join(b64decode(row["signature"]) for row in known), dtype="<u2").reshape(-1, SIGNATURE_VALUES)
    digests = np.array([int(row["digest"], 16) for row in known], dtype=np.uint64)
    seeds = np.unique(np.frombuffer(b"".join(b64decode(row.get("seeds", "")) for row in known), dtype="<u8"))
    owners = tuple(str(row["named"]) for row in known)
    return Withdrawn(kept, frozenset(str(row["named"]) for row in rows), owners, digests, signatures, seeds, tuple(words))


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
