"""A dataset folder and an SSH key in; out, a detached signature over checksums.sha256, or the certainty that it is the key's own.

What signs is `ssh-keygen -Y` of OpenSSH; whoever has the public key can check it without this program:
    echo "publisher $(cat key.pub)" > signers
    ssh-keygen -Y verify -f signers -I publisher -n dataset -s checksums.sha256.sig < checksums.sha256
"""

import subprocess
import tempfile
from pathlib import Path

from pipeline.job.errors import PipelineError
from pipeline.release.folder import CHECKSUMS, SIGNATURE

SIGNER, NAMESPACE = "publisher", "dataset"


def sign_folder(folder: Path, key: Path) -> Path:
    """Write the signature; the key may be one that an agent holds, named by its public half."""
    (folder / SIGNATURE).unlink(missing_ok=True)
    run_keygen(["sign", "-n", NAMESPACE, "-f", str(key), str(folder / CHECKSUMS)])
    return folder / SIGNATURE


def require_signed(folder: Path, key: Path) -> None:
    """Nothing, or the error that says that this public key has not signed these checksums."""
    if not (folder / SIGNATURE).is_file():
        raise PipelineError(f"{folder}: not signed; expected {SIGNATURE}")
    public = key.with_name(key.name + ".pub") if key.suffix != ".pub" and key.with_name(key.name + ".pub").is_file() else key
    with tempfile.TemporaryDirectory() as private:
        signers = Path(private) / "signers"
        signers.write_text(f"{SIGNER} {public.read_text(encoding='utf-8')}", encoding="utf-8")
        options = ["-f", str(signers), "-I", SIGNER, "-n", NAMESPACE, "-s", str(folder / SIGNATURE)]
        run_keygen(["verify", *options], (folder / CHECKSUMS).read_bytes())


def run_keygen(words: list[str], data: bytes = b"") -> None:
    """Let OpenSSH do it. Raises PipelineError with its words."""
    try:
        result = subprocess.run(["ssh-keygen", "-Y", *words], input=data, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise PipelineError("ssh-keygen: not found; signatures are made and checked by OpenSSH") from error
    if result.returncode:
        told = (result.stderr or result.stdout).decode(errors="replace").split()
        raise PipelineError(f"{words[0]}: {' '.join(told)}")
