"""An old Word file (.doc, .wps) in; out, its text, by way of LibreOffice where it is installed."""

import io
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from pipeline.formats.html import Content
from pipeline.formats.word import BROKEN, ForeignFileError, read_word

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 120  # for one file


class ConversionError(Exception):
    """LibreOffice gave no document."""


def find_program() -> str | None:
    """LibreOffice, where it is installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def read_legacy(data: bytes, program: str) -> Content:
    """The text of an old Word file. Raises ConversionError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.doc"
        path.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", "docx", "--outdir", folder, str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
            with zipfile.ZipFile(io.BytesIO(path.with_suffix(".docx").read_bytes())) as archive:
                return read_word(archive)
        except (OSError, subprocess.SubprocessError, ForeignFileError, *BROKEN) as error:
            raise ConversionError(f"LibreOffice gave no document: {type(error).__name__}") from error
