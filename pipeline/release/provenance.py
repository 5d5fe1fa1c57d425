"""A staged dataset with its manifest in; out, provenance.json: an in-toto statement with SLSA v1 provenance, not signed.

It says which files came from which sources, code, lock file and configuration. Nobody has signed it: it is worth as much as the
place it was got from. A publisher who signs wraps this very file in an envelope. No time and no host are in it: the same build
gives the same bytes.
"""

from pipeline.release.folder import MANIFEST, PROVENANCE, SOURCES, Release
from pipeline.release.manifest import known_digests
from pipeline.work.digests import digest_file
from pipeline.work.files import write_json

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
UNSIGNED = "This statement is not signed; it was written by the build itself."
LOCAL = "urn:chinese-speeches:local-build"  # where dataset.toml names no home page


def write_provenance(release: Release) -> None:
    """Write provenance.json, its subjects every other file but the checksums, which cover it."""
    folder, home = release.folder, release.settings.text("dataset", "homepage") or LOCAL
    digests = known_digests(folder) | {MANIFEST: digest_file(folder / MANIFEST)}
    statement = {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digests[name]}} for name in sorted(digests)],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": f"{home}#build-v1",
                "externalParameters": {"configuration": release.making["configuration"]},
                "internalParameters": {"libraries": release.making["libraries"]},
                "resolvedDependencies": dependencies(release),
            },
            "runDetails": {
                "builder": {"id": f"{home}#unsigned-builder"},
                "byproducts": [{"name": "note", "annotations": {"signed": False, "note": UNSIGNED}}],
            },
        },
    }
    write_json(folder / PROVENANCE, statement)


def dependencies(release: Release) -> list[dict[str, object]]:
    """What the build read: the sources (by the file that lists them), the code of each stage, the lock file."""
    code = release.making["code"]
    named = {SOURCES: digest_file(release.folder / SOURCES), "requirements.lock": release.making["lock"]}
    named |= {f"pipeline.{stage}": digest for stage, digest in code.items()} if isinstance(code, dict) else {}
    return [{"name": name, "digest": {"sha256": digest}} for name, digest in named.items()]
