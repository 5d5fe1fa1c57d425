"""Config `segmentation` of a dataset in; out, a small model that finds headings, and its F1 beside that of a rule.

    python examples/train_segmenter.py output/dataset

The task: for every line of a speech, whether a section begins there, and at which depth. The labels are the pipeline's own,
so a model learns the pipeline's rules, their mistakes too; where headings carry markers, a rule is hard to beat, and what a model
adds are headings without any. It is told what the rule says, sees hashed character n-grams of a line and, through a recurrent
layer, the lines around it. How much it leans towards a beginning is chosen on the validation split: on pages of its own sources
a model is surer than it should be. Nothing is downloaded; it takes well under a minute for some hundred speeches.
"""

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import NamedTuple
from zlib import crc32

try:
    import torch
    from datasets import DatasetDict, load_dataset
    from torch import Tensor, nn
except ImportError as error:
    sys.exit(f"train_segmenter: {error}; `make .venv-train/ready` installs what it needs, .venv-train/bin/python runs it")

BUCKETS = 1 << 14  # hashed n-grams share these; a collision costs little
WIDTH = 48
HEAD = 20  # characters of a line that are read, beside the last one: a heading shows at its front
LEVELS = 6
FORGET = 0.4  # of the n-grams, each time: words of one speech say little about the next one
EPOCHS = 12  # more of them learn the speeches by heart
LEANINGS = (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4)  # towards a beginning: headings are few, and a model is shy of them
BATCH = 8  # speeches
HELD_OUT = 5  # where there is no test split, every fifth speech of train is held out

MARKER = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}[、，,.．是要章节部　 ]"
    r"|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|——)"
)  # not: 一年来, 3.5亿元, 第一产业
FORMS = ("第", "[一二三四五六七八九十]+[、，,.．章节部　 ]", "[一二三四五六七八九十]+[是要]", r"[(（]\D", r"[(（]\d", r"\d", "——")
KINDS = tuple(re.compile(r"\s*" + form) for form in FORMS)  # of what MARKER matches; not: 一手抓

NUMERAL = re.compile(r"[一二三四五六七八九十]+|^[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥](?=[、.．])")
DIGITS = re.compile(r"[0-9０-９]+")
WORD = re.compile(r"[^\W\d第是要一]+")  # what is no number and no part of a marker

Labels = list[int]  # a line: 0 where no section begins, else the depth of the one that does


@dataclass(frozen=True, slots=True)
class Speech:
    """The lines of a speech with where sections begin."""

    lines: tuple[str, ...]
    depths: tuple[int, ...]


class Score(NamedTuple):
    """How many sections were found: right ones among those found, and among those there are; the same with the depth right."""

    precision: float
    recall: float
    f1: float
    f1_with_depth: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, and print the two scores."""
    parser = argparse.ArgumentParser(description="Learn to find headings from config `segmentation` of a dataset.")
    parser.add_argument("dataset", nargs="?", default="output/dataset", help="folder or name that load_dataset takes")
    parser.add_argument("--minutes", type=float, default=4, help="stop training after so many minutes, whatever has been learnt")
    options = parser.parse_args(arguments)
    torch.manual_seed(0)
    torch.set_num_threads(1)  # so small a model gains nothing from more, and loses much where others use the machine
    begun = time.monotonic()
    splits = load_dataset(options.dataset, "segmentation")
    train, test, said = choose_speeches(splits)
    print(f"{len(train)} speeches ({sum(len(s.lines) for s in train)} lines) to learn from, {said}")
    if not train or not any(any(speech.depths) for speech in test):
        print("no outline to be tested on: the corpus is too small", file=sys.stderr)
        return 1
    learnt, tuned = (train, make_speeches(splits["validation"])) if "validation" in splits else hold_out(train)
    model = make_model()
    fit(model, learnt, begun + options.minutes * 60)
    leaning = max(LEANINGS, key=lambda one: sum(score(partial(predict, model, one), tuned)[2:]))
    print(f"rule   {shown(score(rule_depths, test))}")
    print(f"model  {shown(score(partial(predict, model, leaning), test))}, leaning {leaning}")
    print(f"{sum(parameter.numel() for parameter in model.parameters()):,} parameters, {time.monotonic() - begun:.0f} s")
    return 0


def choose_speeches(splits: DatasetDict) -> tuple[list[Speech], list[Speech], str]:
    """Speeches to learn from, speeches to be tested on, and what the latter are."""
    train = make_speeches(splits["train"])
    if "test" in splits:
        test = make_speeches(splits["test"])
        return train, test, f"tested on the test split: {len(test)} speeches ({sum(len(s.lines) for s in test)} lines)"
    kept, held = hold_out(train)
    return kept, held, (
        f"tested on {len(held)} speeches of train held out ({sum(len(s.lines) for s in held)} lines): the corpus is too small "
        "for a test split, and speeches of one page may be in both parts"
    )  # fmt: skip


def hold_out(speeches: Sequence[Speech]) -> tuple[list[Speech], list[Speech]]:
    """Speeches to learn from, and every fifth one."""
    kept = [speech for index, speech in enumerate(speeches) if index % HELD_OUT != HELD_OUT - 1]
    return kept, list(speeches[HELD_OUT - 1 :: HELD_OUT])


def make_speeches(rows: Iterable[dict[str, list[str]]]) -> list[Speech]:
    """The speeches of the rows of `segmentation`, windows put together: where a section begins and how deep."""
    return [make_speech(list(windows)) for _speech, windows in groupby(rows, key=lambda row: row["speech_id"])]


def make_speech(windows: Sequence[dict[str, list[str]]]) -> Speech:
    """The speech of some windows."""
    lines = tuple(line for window in windows for line in window["lines"])
    return Speech(lines, tuple(int(label[2:]) if label.startswith("B-") else 0 for w in windows for label in w["labels"]))


def rule_depths(lines: Sequence[str]) -> Labels:
    """The baseline: a line with a marker begins a section; a kind of marker not seen yet is one deeper than the last one."""
    order: list[int] = []
    depths = []
    for line in lines:
        kind = next((index for index, form in enumerate(KINDS) if form.match(line)), -1) if MARKER.match(line) else None
        if kind is None:
            depths.append(0)
            continue
        order = order[: order.index(kind) + 1] if kind in order else [*order, kind]
        depths.append(min(len(order), LEVELS))
    return depths


def numbers_alike(line: str) -> str:
    """The front of a line, every number the same."""
    return NUMERAL.sub("一", DIGITS.sub("1", line.strip()[:HEAD]))


def turns(lines: Sequence[str]) -> Iterator[str]:
    """For every line, which kind of numbered front of its speech it has: the first kind seen, the second …, or none.

    >>> list(turns(["同志们:", "一、好", "(一)好", "二、好"]))
    ['turn', 'turn0', 'turn1', 'turn0']
    """
    kinds: list[str] = []
    for line in lines:
        kind = WORD.sub("字", numbers_alike(line))[:3].rstrip("字")
        if not {"一", "1"} & set(kind):
            yield "turn"
            continue
        kinds += [] if kind in kinds else [kind]
        yield f"turn{min(kinds.index(kind), LEVELS)}"


def grams(line: str) -> Iterator[str]:
    """What is seen of a line: n-grams of its front, its shape (numbers alike, words alike), its end, its length.

    >>> list(grams("二、好"))
    ['0一', '0一、', '1、', '1、好', '2好', 'shape一', 'shape一、', 'shape一、字', 'last好', 'long2', 'shortFalse0']
    """
    front = numbers_alike(line)
    for place in range(len(front)):
        for length in (1, 2):
            if place + length <= len(front):
                yield f"{min(place, 3)}{front[place : place + length]}"
    shape = WORD.sub("字", front)[:4]
    yield from (f"shape{shape[:length]}" for length in range(1, len(shape) + 1))
    yield f"last{line.strip()[-1:]}"
    yield f"long{min(len(line), 120).bit_length()}"
    yield f"short{line.strip()[-1:] in '。；;!！?？'}{min(len(line) // 4, 10)}"


def read_lines(lines: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
    """The hashed n-grams of all lines, one behind the other, how many each line has, and the depth that the rule gives it."""
    seen = [[*grams(line), turn] for line, turn in zip(lines, turns(lines), strict=True)]
    hashed = [[crc32(gram.encode()) % BUCKETS for gram in line] for line in seen]
    ruled = nn.functional.one_hot(torch.tensor(rule_depths(lines)), LEVELS + 1).float()
    return torch.tensor([bucket for row in hashed for bucket in row]), torch.tensor([len(row) for row in hashed]), ruled


def make_model() -> nn.ModuleDict:
    """N-grams to a vector a line; the lines around it; a score for every depth. It is told what the rule says of each line."""
    model = nn.ModuleDict({
        "line": nn.EmbeddingBag(BUCKETS, WIDTH, mode="sum"),
        "seen": nn.Sequential(nn.LayerNorm(WIDTH), nn.Dropout(0.3)),
        "context": nn.GRU(WIDTH + LEVELS + 1, WIDTH, batch_first=True, bidirectional=True),
        "depth": nn.Sequential(nn.Dropout(0.3), nn.Linear(3 * WIDTH, LEVELS + 1)),
        "rule": nn.Linear(LEVELS + 1, LEVELS + 1, bias=False),
    })  # fmt: skip
    nn.init.eye_(model["rule"].weight)  # at first it says what the rule says
    return model


def score_lines(model: nn.ModuleDict, speeches: Sequence[tuple[Tensor, Tensor, Tensor]]) -> Tensor:
    """The scores of every depth for the lines of some speeches, one behind the other."""
    buckets, counts, ruled = (torch.cat(parts) for parts in zip(*speeches, strict=True))
    lengths = [len(counted) for _hashed, counted, _ruled in speeches]
    kept = nn.functional.dropout(torch.ones(len(buckets)), FORGET, model.training)
    vectors = model["seen"](model["line"](buckets, counts.cumsum(0) - counts, per_sample_weights=kept))
    padded = nn.utils.rnn.pack_sequence(list(torch.cat([vectors, ruled], dim=1).split(lengths)), enforce_sorted=False)
    around, _lengths = nn.utils.rnn.pad_packed_sequence(model["context"](padded)[0], batch_first=True)
    seen = torch.cat([row[:length] for row, length in zip(around, lengths, strict=True)])
    return model["depth"](torch.cat([vectors, seen], dim=1)) + model["rule"](ruled)


def fit(model: nn.ModuleDict, speeches: Sequence[Speech], deadline: float) -> None:
    """Train for some epochs, or until the deadline."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=1e-2)
    examples = [(read_lines(speech.lines), torch.tensor(speech.depths)) for speech in speeches]
    shuffle = random.Random(0)
    model.train()
    for epoch in range(1, EPOCHS + 1):
        shuffle.shuffle(examples)
        losses = []
        for first in range(0, len(examples), BATCH):
            read, depths = zip(*examples[first : first + BATCH], strict=True)
            loss = nn.functional.cross_entropy(score_lines(model, read), torch.cat(depths))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        if epoch in (1, 5) or epoch == EPOCHS:
            print(f"epoch {epoch}: loss {sum(losses) / len(losses):.3f}")
        if time.monotonic() > deadline:
            print(f"stopped after epoch {epoch}: the time is over")
            return


def predict(model: nn.ModuleDict, leaning: float, lines: Sequence[str]) -> Labels:
    """The depths that the model finds, leaning so much towards a beginning."""
    model.eval()
    towards = torch.tensor([0.0] + [leaning] * LEVELS)
    with torch.no_grad():
        return [int(depth) for depth in (score_lines(model, [read_lines(lines)]) + towards).argmax(dim=1)]


def score(find: Callable[[Sequence[str]], Labels], speeches: Sequence[Speech]) -> Score:
    """How well the beginnings of sections are found."""
    pairs = [pair for speech in speeches for pair in zip(find(speech.lines), speech.depths, strict=True)]
    found, there = sum(depth > 0 for depth, _true in pairs), sum(true > 0 for _depth, true in pairs)
    right = sum(depth > 0 and true > 0 for depth, true in pairs)
    exact = sum(depth == true > 0 for depth, true in pairs)
    whole = max(found + there, 1) / 2
    return Score(right / max(found, 1), right / max(there, 1), right / whole, exact / whole)


def shown(found: Score) -> str:
    """A score in one line."""
    parts = f"precision {found.precision:.3f}, recall {found.recall:.3f}"
    return f"F1 {found.f1:.3f} ({parts}), with the depth right {found.f1_with_depth:.3f}"


if __name__ == "__main__":
    sys.exit(main())
