"""A staged dataset in; out, its card: README.md with the YAML that the Hub reads, and the pictures it shows under assets/."""

from pipeline.release.blocks import BLOCKS
from pipeline.release.card_head import card_head
from pipeline.release.card_words import WORDS
from pipeline.release.changes import changes_words
from pipeline.release.figures import Figures, count_figures
from pipeline.release.folder import CARD, Release
from pipeline.release.pictures import draw_pictures
from pipeline.work.files import write_text

PARTS = (
    ("One record", ("record",)),
    ("Load it", ("load",)),
    ("What is in it", ("counts", "lengths", "outline")),
    ("Columns", ("columns",)),
    ("Uses", ("uses",)),
    ("Sources", ("collection",)),
    ("How it was made", ("making",)),
    ("What was left out, and why", ("ledger", "rejected")),
    ("Defects", ("defects",)),
    ("Near-duplicates and leakage", ("duplicates", "leakage")),
    ("Known limits", ("limits",)),
    ("Personal data", ("personal", "patterns")),
    ("Licence", ("licence",)),
    ("Citation", ("citation",)),
    ("Contact", ("contact",)),
    ("Changes since the last release", ("changes",)),
)
"""The parts of a card in reading order: heading, and the blocks under it, counted or said."""


def write_card(release: Release) -> None:
    """Write README.md and the pictures."""
    figures = count_figures(release.folder, release.rejected)
    for name, picture in draw_pictures(figures).items():
        write_text(release.folder / name, picture)
    write_text(release.folder / CARD, card(release, figures))


def card(release: Release, figures: Figures) -> str:
    """The text of the card."""
    words = WORDS | {"changes": changes_words}
    title, summary = release.settings.text("dataset", "title"), release.settings.text("dataset", "summary")
    parts = [f"# {title}", summary]
    for heading, blocks in PARTS:
        parts += [f"## {heading}", *(BLOCKS[name](figures) if name in BLOCKS else words[name](release) for name in blocks)]
    return f"---\n{card_head(release, figures)}\n---\n\n" + "\n\n".join(filter(None, parts)) + "\n"
