"""A dataset folder in; out, what is wrong with its card: its head, its figures, its pictures, each made again and compared."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from pipeline.audit.files import Finding
from pipeline.release.blocks import BLOCKS
from pipeline.release.card_head import ALLOWED, FREE, config_entries, config_infos, counted_head, duplicate_keys, split_card
from pipeline.release.figures import Figures, count_figures
from pipeline.release.folder import CARD, list_files
from pipeline.release.manifest import read_manifest
from pipeline.release.pictures import draw_pictures


def check_head(folder: Path) -> Iterator[Finding]:
    """The YAML says what the files hold, each key once, every value of a list that the Hub knows."""
    head, _body = split_card(read_card(folder))
    try:
        repeated, data = duplicate_keys(head), yaml.safe_load(head)
    except yaml.YAMLError as error:
        yield Finding(CARD, f"expected YAML between two lines of dashes ({error})")
        return
    if not isinstance(data, dict):
        yield Finding(CARD, "expected a YAML head between two lines of dashes")
        return
    yield from (Finding(CARD, f"expected the key {name} once") for name in repeated)
    yield from (Finding(CARD, f"expected no key {name}") for name in data if name not in ALLOWED and name not in FREE)
    for name, allowed in ALLOWED.items():
        for value in data[name] if isinstance(data.get(name), list) else [data[name]] if name in data else []:
            if value not in allowed:
                yield Finding(CARD, f"expected {name} to be one of {', '.join(allowed)}, found {value}")
    expected = counted_head(figures_of(folder)) | listed_head(folder)
    for name, value in expected.items():
        if data.get(name) != value:
            yield Finding(CARD, f"expected {name} {differing(value, data.get(name))}")


def listed_head(folder: Path) -> dict[str, object]:
    """`configs` and `dataset_info` as the files have them, with the version of the manifest."""
    version = str(read_manifest(folder)["dataset"]["version"])
    return {
        "configs": [{"config_name": name} | entry for name, entry in config_entries(folder, version).items()],
        "dataset_info": [{"config_name": name} | info._to_yaml_dict() for name, info in config_infos(folder).items()],
    }


def differing(expected: object, found: object) -> str:
    """The first place where two values differ, in few words."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in [*expected, *found]:
            if expected.get(name) != found.get(name):
                return f"{name} {differing(expected.get(name), found.get(name))}"
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return next(differing(one, other) for one, other in zip(expected, found, strict=True) if one != other)
    return f"{expected!s:.120}, found {found!s:.120}"


def check_figures(folder: Path) -> Iterator[Finding]:
    """Every counted part of the card is what the files give today."""
    body, figures = read_card(folder), figures_of(folder)
    for name, block in BLOCKS.items():
        if block(figures) not in body:
            yield Finding(CARD, f"expected the {name} that the files give")


def check_pictures(folder: Path) -> Iterator[Finding]:
    """Every picture is what the files give today, and there are no others."""
    drawn = draw_pictures(figures_of(folder))
    for name, picture in drawn.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != picture.encode():
            yield Finding(name, "expected the picture that the files give")
    yield from (
        Finding(name, "expected no such picture")
        for name in list_files(folder)
        if name.startswith("assets/") and name not in drawn
    )


def figures_of(folder: Path) -> Figures:
    """The figures of the folder, what was rejected as the manifest says."""
    rejected = read_manifest(folder).get("rejected", {})
    return count_figures(folder, {str(reason): int(str(number)) for reason, number in rejected.items()})


def read_card(folder: Path) -> str:
    """The text of the card; "" when there is none."""
    path = folder / CARD
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
