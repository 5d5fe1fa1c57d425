"""Real trainers take every training view: a step or two with tiny random models and tokenizers, nothing downloaded.

Run by `make train-test`, in an environment of its own; elsewhere skipped.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.command import OFFLINE, ROOT
from tests.tools.outlines import write_views

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedTokenizerFast

WANTED = ("torch", "transformers", "trl", "sentence_transformers", "tokenizers", "accelerate")
MISSING = [name for name in WANTED if find_spec(name) is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.trainer,
    pytest.mark.skipif(bool(MISSING), reason=f"no {', '.join(MISSING)} here: make train-test has its own environment"),
]
CHAT = (
    "{% for m in messages %}{{ m['role'] + ':' + m['content'] + eos_token }}{% endfor %}"
    "{% if add_generation_prompt %}assistant:{% endif %}"
)
PLAIN = {"max_steps": 2, "report_to": [], "use_cpu": True, "disable_tqdm": True, "save_strategy": "no", "logging_steps": 1}


@pytest.fixture(scope="module", autouse=True)
def offline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing can be downloaded, and caches are a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**OFFLINE, "HF_HOME": str(tmp_path_factory.mktemp("cache"))}.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset folder with all views: 40 speeches in train, 8 in test."""
    return write_views(tmp_path_factory.mktemp("dataset"), {"train": range(40), "test": range(40, 48)})


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> "PreTrainedTokenizerFast":
    """Byte pairs trained on the texts."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    base = Tokenizer(models.BPE())
    base.pre_tokenizer, base.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    options = {"vocab_size": 600, "special_tokens": ["<pad>", "<end>"], "initial_alphabet": alphabet}
    trainer = trainers.BpeTrainer(**options, show_progress=False)
    base.train_from_iterator((row["text"] for row in load(folder, "text")), trainer)
    base.post_processor = processors.ByteLevel()
    made = PreTrainedTokenizerFast(tokenizer_object=base, pad_token="<pad>", eos_token="<end>", padding_side="right")
    made.chat_template = CHAT
    return made


def load(folder: Path, config: str, split: str = "train") -> "Dataset":
    """A view as users load it."""
    from datasets import load_dataset

    return load_dataset(str(folder), config, split=split, cache_dir=os.environ["HF_HOME"])


def tiny(tokenizer: "PreTrainedTokenizerFast", kind: str, **options: object) -> Any:  # classes of a library without types
    """A model of one layer with random weights."""
    import torch
    import transformers

    torch.manual_seed(0)
    size: dict[str, object] = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2}
    ids = {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.eos_token_id, "bos_token_id": tokenizer.eos_token_id}
    config = "LlamaConfig" if kind.startswith("Llama") else "BertConfig"
    return getattr(transformers, kind)(getattr(transformers, config)(vocab_size=len(tokenizer), **size, **ids, **options))


COMPLETED = ("heading_generation", "outline_to_section", "outline_generation", "summary")


@pytest.mark.parametrize("config", ["text", "heading_generation_chat", *COMPLETED])
def test_trl_fine_tunes_on_a_view_as_it_loads(
    folder: Path, tokenizer: "PreTrainedTokenizerFast", config: str, tmp_path: Path
) -> None:
    from trl import SFTConfig, SFTTrainer

    rows = load(folder, config)
    options = SFTConfig(output_dir=str(tmp_path), bf16=False, max_length=512, per_device_train_batch_size=2, **PLAIN)
    trainer = SFTTrainer(model=tiny(tokenizer, "LlamaForCausalLM"), args=options, train_dataset=rows, processing_class=tokenizer)
    assert len(trainer.train_dataset) == len(rows)
    learnt = [[token for token in labels if token != -100] for labels in trainer.train_dataset["labels"]]
    texts = tokenizer.batch_decode(learnt)
    if config in COMPLETED:
        assert texts == [row["completion"] + "<end>" for row in rows]
    elif config == "text":
        assert texts == [row["text"] + "<end>" for row in rows]
    else:
        assert texts == ["".join(f"{turn['role']}:{turn['content']}<end>" for turn in row["messages"]) for row in rows]
    assert 0 < trainer.train().training_loss < 20


def test_the_tokens_of_a_prompt_begin_those_of_prompt_and_completion(folder: Path, tokenizer: "PreTrainedTokenizerFast") -> None:
    for config in COMPLETED:
        for row in load(folder, config):
            prompt = tokenizer(row["prompt"])["input_ids"]
            assert tokenizer(row["prompt"] + row["completion"])["input_ids"][: len(prompt)] == prompt


def test_sentence_transformers_learns_from_pairs(folder: Path, tokenizer: "PreTrainedTokenizerFast", tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer import losses, modules

    place = tmp_path / "model"
    tiny(tokenizer, "BertModel").save_pretrained(place)
    tokenizer.save_pretrained(place)
    words = modules.Transformer(str(place), max_seq_length=128)
    model = SentenceTransformer(modules=[words, modules.Pooling(32)], device="cpu")
    rows = load(folder, "retrieval_pairs")
    assert rows.column_names == ["anchor", "positive", "negative"]
    options = SentenceTransformerTrainingArguments(output_dir=str(tmp_path / "out"), per_device_train_batch_size=4, **PLAIN)
    loss = losses.MultipleNegativesRankingLoss(model)
    trainer = SentenceTransformerTrainer(model=model, args=options, train_dataset=rows, loss=loss)
    batch = next(iter(trainer.get_train_dataloader()))
    assert {name.split("_")[0] for name in batch if name.endswith("input_ids")} == {"anchor", "positive", "negative"}
    assert 0 < trainer.train().training_loss < 20


def test_transformers_labels_lines_of_segmentation(folder: Path, tokenizer: "PreTrainedTokenizerFast", tmp_path: Path) -> None:
    from transformers import DataCollatorForTokenClassification, Trainer, TrainingArguments

    from schemas.views import LABELS

    ids = {label: index for index, label in enumerate(LABELS)}

    def encode(row: dict[str, list[str]]) -> dict[str, list[int]]:
        """A label for the first token of every line, none for the others."""
        encoded = tokenizer(row["lines"], is_split_into_words=True, truncation=True, max_length=512)
        words = encoded.word_ids()
        firsts = [word is not None and word not in words[:place] for place, word in enumerate(words)]
        labels = [ids[row["labels"][word]] if first else -100 for word, first in zip(words, firsts, strict=True)]
        return {"input_ids": encoded["input_ids"], "attention_mask": encoded["attention_mask"], "labels": labels}

    loaded = load(folder, "segmentation")
    rows = loaded.map(encode, remove_columns=loaded.column_names)
    assert sum(label != -100 for labels in rows["labels"] for label in labels) == sum(len(lines) for lines in loaded["lines"])
    options = TrainingArguments(output_dir=str(tmp_path), per_device_train_batch_size=4, **PLAIN)
    model = tiny(tokenizer, "BertForTokenClassification", num_labels=len(LABELS), max_position_embeddings=512)
    collator = DataCollatorForTokenClassification(tokenizer)
    trainer = Trainer(model=model, args=options, train_dataset=rows, data_collator=collator)
    assert 0 < trainer.train().training_loss < 20


def example(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run an example as a user runs it."""
    command = [sys.executable, str(ROOT / "examples" / name), *map(str, arguments)]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)


def test_the_segmenter_finds_headings_that_the_rule_cannot_see(folder: Path) -> None:
    result = example("train_segmenter.py", folder)
    assert result.returncode == 0, result.stderr
    assert "tested on the test split: 8 speeches" in result.stdout
    scores = {name: float(f1) for name, f1 in re.findall(r"^(rule|model)\s+F1 (\S+)", result.stdout, re.MULTILINE)}
    assert scores["rule"] < 0.95 < scores["model"]


def test_without_a_test_split_the_segmenter_says_so_and_holds_speeches_out(tmp_path: Path) -> None:
    result = example("train_segmenter.py", write_views(tmp_path, {"train": range(20)}))
    assert result.returncode == 0, result.stderr
    assert "tested on 4 speeches of train held out" in result.stdout
    assert "too small for a test split" in result.stdout


def test_a_corpus_of_two_speeches_is_too_small_for_the_segmenter(tmp_path: Path) -> None:
    result = example("train_segmenter.py", write_views(tmp_path, {"train": range(2)}))
    assert (result.returncode, result.stderr) == (1, "no outline to be tested on: the corpus is too small\n")


def test_the_language_model_learns_from_the_stream(folder: Path, tmp_path: Path) -> None:
    result = example("train_lm.py", folder, "--steps", 20, "--save", tmp_path / "model")
    assert result.returncode == 0, result.stderr
    losses = {name: float(loss) for name, loss in re.findall(r"^(before|after)\s+loss (\S+)", result.stdout, re.MULTILINE)}
    assert "tested on the test split" in result.stdout
    assert losses["after"] < 0.9 * losses["before"]
    assert (tmp_path / "model" / "model.safetensors").exists()
