"""One rival of the bench, run in the environment of the peers: python peer_scripts.py NAME PAGES.jsonl FOLDER

Imports nothing of ours: that environment has only what requirements-peers.txt names.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path


def run_script(segment: Callable[[str], list[str]], pages: Path, folder: Path) -> None:
    """What many begin with: words of every page, the commonest of them, and the pages that are like it, as JSON lines."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.8, num_perm=128)
    with pages.open(encoding="utf-8") as rows, (folder / "words.jsonl").open("w", encoding="utf-8") as out:
        for row in map(json.loads, rows):
            words, signature = segment(row["text"]), MinHash(num_perm=128)
            signature.update_batch({row["text"][place : place + 5].encode() for place in range(len(row["text"]) - 4)})
            row |= {"tokens": words, "keywords": [word for word, _n in Counter(words).most_common(20)]}
            row["like"] = index.query(signature)
            index.insert(row["id"], signature)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def script_with_jieba(pages: Path, folder: Path) -> None:
    """The script with jieba."""
    import jieba

    run_script(jieba.lcut, pages, folder)


def script_with_rjieba(pages: Path, folder: Path) -> None:
    """The script with rjieba."""
    import rjieba

    run_script(rjieba.cut, pages, folder)


def datatrove_with_jieba(pages: Path, folder: Path) -> None:
    """Words counted, near-duplicates by MinHash found and dropped, as datatrove's examples do it, for Chinese."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter
    from datatrove.utils.typeshelper import Languages
    from datatrove.utils.word_tokenizers import SpaCyTokenizer

    language, config = Languages.mandarin_chinese, MinhashConfig()
    tokenizer = SpaCyTokenizer("zh")  # jieba inside; the one that datatrove keeps cannot be copied once it is read
    place = {name: str(folder / name) for name in ("words", "signatures", "buckets", "remove", "kept")}

    def count_words(data, rank=0, world_size=1):  # type: ignore[no-untyped-def]
        for document in data:
            document.metadata["n_words"] = len(tokenizer.word_tokenize(document.text))
            yield document

    reader = JsonlReader(str(pages.parent), glob_pattern=pages.name, text_key="text", id_key="id")
    steps = (
        [reader, count_words, JsonlWriter(place["words"], compression=None)],
        [JsonlReader(place["words"]), MinhashDedupSignature(place["signatures"], config=config, language=language)],
        [MinhashDedupBuckets(place["signatures"], place["buckets"], config=config)],
        [MinhashDedupCluster(place["buckets"], place["remove"], config=config)],
        [JsonlReader(place["words"]), MinhashDedupFilter(place["remove"]), JsonlWriter(place["kept"], compression=None)],
    )
    for number, step in enumerate(steps):
        tasks = config.num_buckets if number == 2 else 1
        LocalPipelineExecutor(step, tasks=tasks, workers=1, logging_dir=str(folder / f"log{number}")).run()


RIVALS = {run.__name__: run for run in (script_with_jieba, script_with_rjieba, datatrove_with_jieba)}

if __name__ == "__main__":
    RIVALS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
