"""The manifest of a dataset and the lock file in; out, provenance.json (in-toto, SLSA v1) and bom.json (CycloneDX).

The statement says which files came from which sources, code, lock file and configuration. It is not signed itself: a signature
over checksums.sha256 covers it. No time and no host are in it: the same build gives the same bytes.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from pipeline.release.folder import SOURCES, Entry
from pipeline.release.manifest import Manifest
from pipeline.work.keys import LOCK

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
UNSIGNED = "This statement is not signed; it was written by the build itself."
SAME = (
    "Records were found to be the same on Python 3.11 to 3.14; its Unicode tables, named here, may tell on rare characters only. "
    "Parquet files name the version of pyarrow that wrote them and differ with it; the sums in manifest.json, croissant.json and "
    "checksums.sha256 follow, and what names Python differs with Python: manifest.json and this file."
)
LOCAL = "urn:chinese-speeches:local-build"  # where dataset.toml names no home page
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>(?:.*\\\n)*.*)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def provenance(manifest: Manifest, entries: Mapping[str, Entry]) -> dict[str, object]:
    """The statement over these files: all of a folder but the statement itself and the checksums, which cover it."""
    home, made = str(manifest["configuration"]["dataset"]["homepage"]) or LOCAL, manifest["made_by"]
    return {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": entries[name]["sha256"]}} for name in sorted(entries)],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": f"{home}#build-v1",
                "externalParameters": {"configuration": made["configuration"]},
                "internalParameters": {name: made[name] for name in ("libraries", "python", "unicode")},
                "resolvedDependencies": list(dependencies(manifest)),
            },
            "runDetails": {
                "builder": {"id": f"{home}#unsigned-builder"},
                "byproducts": [
                    {"name": "note", "annotations": {"signed": False, "note": UNSIGNED}},
                    {"name": "reproduction", "annotations": {"note": SAME}},
                ],
            },
        },
    }


def dependencies(manifest: Manifest) -> Iterator[dict[str, object]]:
    """What the build read: the sources (by the file that lists them), the lock file, the code of each stage."""
    made = manifest["made_by"]
    code = made["code"] if isinstance(made["code"], dict) else {}
    named: Entry = {SOURCES: manifest["sources"]["sha256"], "requirements.lock": made["lock"]}
    named |= {f"pipeline.{stage}": digest for stage, digest in code.items()}
    for name, digest in named.items():
        yield {"name": name, "digest": {"sha256": digest}}


def bill() -> dict[str, object]:
    """The bill of materials: every library of the lock file with the digests that pip accepts."""
    text = LOCK.read_text(encoding="utf-8")
    components = [
        {
            "type": "library",
            "bom-ref": (reference := f"pkg:pypi/{found['name'].lower()}@{found['version']}"),
            "name": found["name"],
            "version": found["version"],
            "purl": reference,
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in HASH.findall(found["rest"])],
        }
        for found in PINNED.finditer(text)
    ]
    serial = uuid5(NAMESPACE_URL, sha256(text.encode()).hexdigest())
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1}
    return {**head, "metadata": {"component": {"type": "data", "name": "chinese-speeches"}}, "components": components}
