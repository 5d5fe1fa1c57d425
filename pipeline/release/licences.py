"""The publisher's choice of licence in; out, the LICENSE file, or the refusal to publish without one."""

from pathlib import Path
from typing import NamedTuple

from pipeline.job.errors import PipelineError
from pipeline.job.settings import Settings
from pipeline.release.folder import LICENCE, Release
from pipeline.work.files import write_text


class Licence(NamedTuple):
    """A licence: its name, its SPDX identifier ("" when it has none), where its text is."""

    name: str
    spdx: str
    link: str


CC = "https://creativecommons.org"
LICENCES = {
    "apache-2.0": Licence("Apache License 2.0", "Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    "mit": Licence("MIT License", "MIT", "https://opensource.org/license/mit"),
    "bsd-3-clause": Licence("BSD 3-Clause License", "BSD-3-Clause", "https://opensource.org/license/bsd-3-clause"),
    "cc0-1.0": Licence("Creative Commons Zero 1.0", "CC0-1.0", f"{CC}/publicdomain/zero/1.0/"),
    "cc-by-3.0": Licence("Creative Commons Attribution 3.0", "CC-BY-3.0", f"{CC}/licenses/by/3.0/"),
    "cc-by-4.0": Licence("Creative Commons Attribution 4.0", "CC-BY-4.0", f"{CC}/licenses/by/4.0/"),
    "cc-by-sa-3.0": Licence("Creative Commons Attribution Share Alike 3.0", "CC-BY-SA-3.0", f"{CC}/licenses/by-sa/3.0/"),
    "cc-by-sa-4.0": Licence("Creative Commons Attribution Share Alike 4.0", "CC-BY-SA-4.0", f"{CC}/licenses/by-sa/4.0/"),
    "cc-by-nc-4.0": Licence("Creative Commons Attribution Non Commercial 4.0", "CC-BY-NC-4.0", f"{CC}/licenses/by-nc/4.0/"),
    "cc-by-nd-4.0": Licence("Creative Commons Attribution No Derivatives 4.0", "CC-BY-ND-4.0", f"{CC}/licenses/by-nd/4.0/"),
    "cc-by-nc-sa-4.0": Licence(
        "Creative Commons Attribution Non Commercial Share Alike 4.0", "CC-BY-NC-SA-4.0", f"{CC}/licenses/by-nc-sa/4.0/"
    ),
    "cc-by-nc-nd-4.0": Licence(
        "Creative Commons Attribution Non Commercial No Derivatives 4.0", "CC-BY-NC-ND-4.0", f"{CC}/licenses/by-nc-nd/4.0/"
    ),
    "cdla-permissive-2.0": Licence(
        "Community Data License Agreement Permissive 2.0", "CDLA-Permissive-2.0", "https://cdla.dev/permissive-2-0/"
    ),
    "cdla-sharing-1.0": Licence(
        "Community Data License Agreement Sharing 1.0", "CDLA-Sharing-1.0", "https://cdla.dev/sharing-1-0/"
    ),
    "odc-by": Licence("Open Data Commons Attribution License", "ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "odbl": Licence("Open Database License", "ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "pddl": Licence("Public Domain Dedication and License", "PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
    "gfdl": Licence("GNU Free Documentation License", "GFDL-1.3-or-later", "https://www.gnu.org/licenses/fdl-1.3.html"),
    "other": Licence("", "", ""),
}
"""The Hub's identifiers of licences that texts and data are published under. Those for models and for programs (openrail, llama,
gpl, mpl …) are left out on purpose: here they are slips. `other` takes its name and text from dataset.toml."""


def require_licence(settings: Settings) -> Licence:
    """The licence of the dataset. Raises PipelineError when there is none: nobody may use what is published without."""
    if not settings.text("dataset", "license"):
        raise PipelineError(f"dataset.toml: [dataset] license is empty; publishing takes one of {', '.join(LICENCES)}")
    found = find_licence(settings)
    if found is None or not found.name:
        raise PipelineError('dataset.toml: [dataset] license = "other" takes license_name and license_file as well')
    return found


def find_licence(settings: Settings) -> Licence | None:
    """The licence of the dataset; None when dataset.toml gives none. An unknown identifier is an error at any time."""
    chosen = settings.text("dataset", "license")
    if not chosen:
        return None
    if chosen not in LICENCES:
        raise PipelineError(f"dataset.toml: [dataset] license: expected one of {', '.join(LICENCES)}, found 「{chosen}」")
    if chosen == "other":
        return Licence(settings.text("dataset", "license_name"), "", settings.text("dataset", "license_link"))
    return LICENCES[chosen]


def write_licence(release: Release) -> None:
    """Write LICENSE: the file that dataset.toml names, or a notice with the name of the licence and the place of its text."""
    licence, settings = find_licence(release.settings), release.settings
    if licence is None:
        return
    path = settings.path("dataset", "license_file")
    notice = f"{settings.text('dataset', 'title')} is published under: {licence.name}\n{licence.link}\n"
    text = notice if path is None else read_text(path)
    note = settings.text("dataset", "license_note")
    write_text(release.folder / LICENCE, text + (f"\n{note}\n" if note and path is None else ""))


def read_text(path: Path) -> str:
    """The text of the licence file."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PipelineError(f"{path}: [dataset] license_file names it, and it cannot be read as UTF-8 text ({error})") from error
