"""An output folder in; out, the certainty that no other build works in it as long as a block runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.job.errors import PipelineError


@contextmanager
def only_build(output: Path) -> Iterator[None]:
    """The only build in a folder. The system lets go of the lock when the process ends, however it ends."""
    output.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(output / ".lock", timeout=0):
            yield
    except Timeout as error:
        raise PipelineError(f"{output}: another build is at work there; wait for its end or give another OUTPUT") from error
