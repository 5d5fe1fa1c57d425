"""What the tests of publishing share: a small dataset folder, and the command that publishes it to a Hub on loopback."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.job.settings import digest_said, parse_settings
from pipeline.release.folder import list_files
from pipeline.release.manifest import Manifest, file_entry
from pipeline.release.render import vouch, write_files
from tests.hub.hub import WRITER, Hub

ROOT = Path(__file__).resolve().parents[2]
REPO = "somebody/speeches"
CARD = """---
license: cc-by-4.0
configs:
- config_name: sections
  version: 0.1.0
  data_files:
  - split: train
    path: data/sections/train-*.parquet
---

# Speeches
"""
LARGE = "data/sections/train-00000-of-00002.parquet"
SAID = {"name": "speeches", "license": "cc-by-4.0", "summary": "Lines.", "repository": REPO}


def write_dataset(output: Path, rows: int = 400, shards: int = 2, version: str = "0.1.0") -> dict[str, bytes]:
    """A small dataset folder, sealed by the code that seals real ones, with its dataset.toml beside the output; its files."""
    folder = output / "dataset"
    shutil.rmtree(folder, ignore_errors=True)
    lines = [f"第{number}节，河道清了{number * number}米。" for number in range(rows)]
    for shard in range(shards):
        path = folder / f"data/sections/train-{shard:05d}-of-{shards:05d}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"text": lines[shard::shards]}), path)
    for name, text in (
        ("README.md", CARD),
        ("LICENSE", "CC BY 4.0\n"),
        ("jsonl/sections/train.jsonl", "".join(json.dumps({"text": line}) + "\n" for line in lines)),
        ("schema/sections.schema.json", "{}\n"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    seal(folder, version)
    words = [f'{key} = "{value}"' for key, value in (SAID | {"version": version}).items()]
    (output.parent / "dataset.toml").write_text("\n".join(["[dataset]", *words, ""]), encoding="utf-8")
    return {name: (folder / name).read_bytes() for name in list_files(folder)}


def seal(folder: Path, version: str = "0.1.0", **words: str) -> None:
    """Write manifest and checksums over a folder."""
    written = ("manifest.json", "provenance.json", "checksums.sha256")
    said = parse_settings({"dataset": SAID | {"version": version} | words}).copy()
    digests = {table: digest_said({table: words}) for table, words in sorted(said.items())}
    made: dict[str, object] = {"configuration": digests, "code": {}, "lock": "", "libraries": {}, "python": "", "unicode": ""}
    manifest: Manifest = {
        "manifest": 2,
        "dataset": {"name": "speeches", "version": version},
        "configuration": said,
        "configs": {},
        "files": {name: file_entry(folder / name) for name in list_files(folder) if name not in written},
        "sources": {"sha256": ""},
        "withdrawn": {"n_rows": 0},
        "rejected": {},
        "changes": None,
        "made_by": made,
        "digests": "",
    }
    write_files(folder, vouch(manifest))


def environment(hub: Hub, home: Path, **more: str) -> dict[str, str]:
    """What tells the real clients to talk to this Hub and to nobody else."""
    others = {name for name in os.environ if name.startswith("HF_") or name.lower().endswith("_proxy")}
    clean = {name: value for name, value in os.environ.items() if name not in others}
    ours = {"HF_ENDPOINT": hub.url, "HF_TOKEN": WRITER, "HF_HOME": str(home / "hf"), "HF_HUB_DISABLE_TELEMETRY": "1"}
    return clean | ours | {"PYTHONPATH": str(ROOT)} | ({} if hub.cas else {"HF_HUB_DISABLE_XET": "1"}) | more


def command(output: Path, *words: str) -> list[str]:
    """The command that publishes an output folder."""
    where = ["--output", str(output), "--config", str(output.parent / "dataset.toml"), "--repo", REPO]
    return [sys.executable, "-m", "pipeline", "publish", *where, *words]


def publish(hub: Hub, output: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Publish, as a process of its own."""
    return run(command(output, *words), output.parent, environment(hub, output.parent, **more))


def run(words: list[str], folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    return subprocess.run(words, cwd=folder, env=variables, capture_output=True, text=True, check=False)


def published(hub: Hub, output: Path, *words: str) -> str:
    """Publish, and see that it went well; what was printed. How long a slow machine takes may be said."""
    result = publish(hub, output, *words)
    said = [line for line in result.stderr.splitlines() if not re.fullmatch(r"publish: [a-z ]+: [0-9]+ s", line)]
    assert (result.returncode, said) == (0, [])
    return result.stdout


def message(result: subprocess.CompletedProcess[str]) -> str:
    """The one line of a publication that failed, the commit's name left out."""
    assert result.returncode == 1, result.stdout
    assert "Traceback" not in result.stderr
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def held(hub: Hub, revision: str = "main") -> list[str]:
    """The files that the Hub has at a revision."""
    snapshot = hub.repos[REPO].snapshot(revision)
    assert snapshot
    return sorted(snapshot.files)
