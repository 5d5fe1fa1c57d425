"""A dataset folder in, made here or downloaded; out, whether it is whole, offline and without its sources."""

from pathlib import Path

from pipeline.audit.gates import DOORS, GATES, VERIFYING, find_faults
from pipeline.audit.signature import require_signed
from pipeline.job.errors import PipelineError
from pipeline.job.job import Job
from pipeline.job.tongues import say
from pipeline.release.folder import SIGNATURE
from pipeline.release.manifest import read_manifest, say_making
from pipeline.work.files import require_plain


def verify(job: Job, folder: Path, key: Path | None) -> None:
    """Pass the folder through every gate; with a key, see that it signed the folder. Raises PipelineError, a line a fault."""
    require_plain(folder)
    if not folder.is_dir():
        raise PipelineError(f"{folder}: no such folder; verify takes a dataset folder")
    if key:
        require_signed(folder, key)
    made = read_manifest(folder)["made_by"].get("code")
    if made != say_making()["code"]:
        say("made by other code than this: what follows from the code may differ; take the version that made it")
    faults = find_faults(folder, (*GATES, *VERIFYING), job)
    if faults:
        raise PipelineError("\n".join([*map(str, faults), f"{len(faults)} faults in {folder}"]))
    unsaid = "signed, and no key was given to see by whom" if (folder / SIGNATURE).is_file() else "not signed"
    signed = f"signed with {key}" if key else unsaid
    say(f"{folder}: {len(DOORS) + len(GATES) + len(VERIFYING)} gates passed; {signed}")
