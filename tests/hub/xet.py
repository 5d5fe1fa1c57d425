"""The folder of a local Xet storage in; out, what is stored there: the Xet hash of every file by its sha256, and the files."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from

import hf_xet

HEADER, ENTRY = 48, 48  # bytes
VERIFIED, DESCRIBED = 1 << 31, 1 << 30  # flags of a file: a check follows each of its entries; its sha256 follows them
END = b"\xff" * 32


def xet_hashes(cas: Path) -> dict[str, str]:
    """The Xet hash of every stored file by its sha256."""
    shards = sorted((cas / "xet" / "xorbs" / "shards").glob("*.mdb"))
    return {sha256: xet for shard in shards for sha256, xet in files_of_shard(shard.read_bytes())}


def files_of_shard(shard: bytes) -> Iterator[tuple[str, str]]:
    """sha256 and Xet hash of the files that a shard tells how to put together."""
    at = HEADER
    while (name := shard[at : at + 32]) != END:
        flags, n_entries = unpack_from("<II", shard, at + 32)
        at += ENTRY * (1 + n_entries * (2 if flags & VERIFIED else 1))
        if flags & DESCRIBED:
            yield hex_of(shard[at : at + 32]), hex_of(name)
            at += ENTRY


def hex_of(digest: bytes) -> str:
    """A digest as Xet writes it: four little-endian numbers.

    >>> hex_of(bytes(range(32)))[:20]
    '07060504030201000f0e'
    """
    return "".join(f"{number:016x}" for number in unpack_from("<4Q", digest))


def read_xet(cas: Path, xet_hash: str, n_bytes: int) -> bytes:
    """A stored file, put together by the real client."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with hf_xet.XetSession().new_file_download_group(
            endpoint=f"local://{cas}", token="xet", token_expiry_unix_secs=4_000_000_000
        ) as group:
            group.start_download_file(hf_xet.XetFileInfo(xet_hash, n_bytes), str(path))
        return path.read_bytes()
