"""Config `text` of a dataset in, as a stream; out, a tokenizer, a small causal language model, and its loss before and after.

    python examples/train_lm.py output/dataset

Nothing is downloaded: the tokenizer is trained on the texts, the model begins with random weights. The stream is read twice, once
for the tokenizer and once (a few times, where the corpus is small) for the model; it is never held in memory as a whole.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

try:
    import torch
    from datasets import IterableDataset, load_dataset
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
except ImportError as error:
    sys.exit(f"train_lm: {error}; `make .venv-train/ready` installs what it needs, .venv-train/bin/python runs it")

VOCABULARY = 4_000
END = "<end>"
LENGTH, BATCH = 128, 8  # tokens of a block, blocks of a step
ROUNDS = 8  # times that the stream is read at most
MIXED = 1_000  # blocks that wait to be drawn
HELD_OUT = 10  # where there is no test split, every tenth speech of train is held out
TESTED = 200  # speeches that losses are measured on, at most

Texts: TypeAlias = Callable[[], Iterator[str]]  # each call begins the stream again


def main(arguments: Sequence[str] | None = None) -> int:
    """Train a tokenizer and a model, and print the losses."""
    parser = argparse.ArgumentParser(description="Train a small language model on config `text` of a dataset.")
    parser.add_argument("dataset", nargs="?", default="output/dataset", help="folder or name that load_dataset takes")
    parser.add_argument("--steps", type=int, default=600, help=f"batches of {BATCH * LENGTH} tokens to learn from, at most")
    parser.add_argument("--save", help="folder to leave tokenizer and model in")
    options = parser.parse_args(arguments)
    torch.manual_seed(0)
    torch.set_num_threads(1)  # so small a model gains little from more, and loses much where others use the machine
    begun = time.monotonic()
    train, test, said = choose_texts(load_dataset(options.dataset, "text", streaming=True))
    tokenizer = train_tokenizer(train)
    model = make_model(tokenizer)
    blocks = list(blocks_of(tokenizer, islice(test(), TESTED)))
    if not blocks or next(train(), None) is None:
        print("no texts to be tested on: the corpus is too small", file=sys.stderr)
        return 1
    characters = len(tokenizer.decode([token for block in blocks for token in block])) / sum(map(len, blocks))
    print(f"{len(tokenizer):,} tokens, {model.num_parameters():,} parameters; {said}, {characters:.2f} characters a token")
    before = measure(model, blocks)
    fit(model, tokenizer, train, options.steps)
    for name, loss in (("before", before), ("after", measure(model, blocks))):
        print(f"{name:6} loss {loss:.3f} a token, {loss / math.log(2) / characters:.2f} bits a character")
    print(f"{time.monotonic() - begun:.0f} s")
    if options.save:
        tokenizer.save_pretrained(options.save)
        model.save_pretrained(options.save)
    return 0


def choose_texts(splits: dict[str, IterableDataset]) -> tuple[Texts, Texts, str]:
    """Texts to learn from, texts to be tested on, and what the latter are."""
    if "test" in splits:
        return lambda: texts_of(splits["train"]), lambda: texts_of(splits["test"]), "tested on the test split"
    return (
        lambda: (text for index, text in enumerate(texts_of(splits["train"])) if index % HELD_OUT != HELD_OUT - 1),
        lambda: (text for index, text in enumerate(texts_of(splits["train"])) if index % HELD_OUT == HELD_OUT - 1),
        "tested on every tenth speech of train, held out: the corpus is too small for a test split",
    )


def texts_of(rows: IterableDataset) -> Iterator[str]:
    """The texts of a stream."""
    return (row["text"] for row in rows)


def train_tokenizer(texts: Texts) -> PreTrainedTokenizerFast:
    """Byte pairs, so that every text can be written with it and comes out again as it was."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=[END], initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts(), trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END, pad_token=END)


def make_model(tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """A model with random weights."""
    end = tokenizer.eos_token_id
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=128, intermediate_size=256, num_hidden_layers=2, num_attention_heads=4,
            max_position_embeddings=LENGTH, tie_word_embeddings=True, bos_token_id=end, eos_token_id=end, pad_token_id=end,
        )
    )  # fmt: skip


def blocks_of(tokenizer: PreTrainedTokenizerFast, texts: Iterator[str]) -> Iterator[list[int]]:
    """The tokens of all texts, each text closed by the end token, in blocks of one length; the rest is left."""
    waiting: list[int] = []
    for text in texts:
        waiting += [*tokenizer(text)["input_ids"], tokenizer.eos_token_id]
        while len(waiting) >= LENGTH:
            yield waiting[:LENGTH]
            waiting = waiting[LENGTH:]


def mixed(blocks: Iterator[list[int]]) -> Iterator[list[int]]:
    """The blocks in another order: each is drawn from the next ones, since a step on one speech alone unlearns the others."""
    draw = random.Random(0)
    waiting = list(islice(blocks, MIXED))
    for block in blocks:
        place = draw.randrange(len(waiting))
        yield waiting[place]
        waiting[place] = block
    draw.shuffle(waiting)
    yield from waiting


def fit(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, texts: Texts, steps: int) -> None:
    """Learn from the stream, begun again when it ends."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps, pct_start=0.1)
    blocks = mixed(block for _round in range(ROUNDS) for block in blocks_of(tokenizer, texts()))
    model.train()
    for step in range(1, steps + 1):
        batch = torch.tensor(list(islice(blocks, BATCH)))
        if len(batch) < BATCH:
            print(f"stopped before step {step}: a model that reads so little more than {ROUNDS} times learns it by heart")
            return
        loss = model(input_ids=batch, labels=batch).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step in (1, steps // 2, steps):
            print(f"step {step}: loss {loss.item():.3f}")


def measure(model: LlamaForCausalLM, blocks: Sequence[list[int]]) -> float:
    """The mean loss over all blocks."""
    model.eval()
    with torch.no_grad():
        losses = [model(input_ids=row, labels=row).loss.item() for row in torch.tensor(blocks).split(1)]
    return float(sum(losses) / len(losses))


if __name__ == "__main__":
    sys.exit(main())
