"""The door that leakage.json names: `python -m pipeline.leakage DATASET` counts its figures again."""

import json
import sys
from pathlib import Path

import pyarrow as pa

from pipeline.__main__ import complain
from pipeline.commands import Parser
from pipeline.job.errors import PipelineError
from pipeline.job.tongues import in_words
from pipeline.release.folder import all_parquet
from pipeline.release.leakage import measure_leakage

LEAKING = ("pages", "speeches", "sections")


def main(arguments: list[str] | None = None) -> int:
    """Print the leakage of the dataset folder on the command line; 0 when all is well, 1 with a message for the user."""
    parser = Parser(prog="python -m pipeline.leakage", description=in_words("what splits of a dataset share"), allow_abbrev=False)
    parser.add_argument("folder", type=Path, help=in_words("the dataset folder"))
    folder = parser.parse_args(arguments).folder
    try:
        if not all(all_parquet(folder, config) for config in LEAKING):
            raise PipelineError(f"{folder}: expected a dataset folder, with Parquet files in {', '.join(LEAKING)} below data/")
        facts = measure_leakage(folder)
    except PipelineError as error:
        complain(str(error))
        return 1
    except (OSError, pa.ArrowException) as error:
        complain(f"{folder}: cannot be read ({' '.join(str(error).split()):.200}); make verify says what is wrong with it")
        return 1
    print(json.dumps(facts, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
