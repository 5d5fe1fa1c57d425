"""Figures in; out, the pictures of the card as SVG: lengths by split, the ledger by kind."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from pipeline.release.figures import EDGES, Figures
from schemas.names import SPLITS

WIDTH, HEIGHT, LEFT, TOP = 720, 260, 60, 40
ROW = 22  # height of a line of a bar list
INK, GRID, PAPER = "#222222", "#dddddd", "#ffffff"
COLOURS = {"train": "#0072b2", "validation": "#e69f00", "test": "#009e73"}  # told apart by colour-blind readers too
PUBLISHED, LEFT_OUT = "#0072b2", "#999999"


def draw_pictures(figures: Figures) -> dict[str, str]:
    """Every picture by its name in the folder."""
    labels = length_labels()
    drawn = {
        f"assets/{config}-lengths.svg": draw_columns(
            f"{config}: share of records by number of characters (each bar up to the next)",
            labels,
            {split: lengths[split].bars for split in SPLITS if split in lengths},
        )
        for config, lengths in figures.lengths.items()
    }
    rows = [
        (f"{kind.name} ({'published' if kind.published else 'left out'})", kind.n_chars, kind.published) for kind in figures.kinds
    ]
    return drawn | {"assets/ledger.svg": draw_rows("Characters of all page texts by what they are", rows)}


def length_labels() -> list[str]:
    """What stands under the bars of lengths.

    >>> length_labels()[:2], length_labels()[-1]
    (['0–9', '10–29'], '≥ 100,000')
    """
    ranges = [f"{low:,}–{high - 1:,}" for low, high in zip((0, *EDGES), EDGES, strict=False)]
    return [*ranges, f"≥ {EDGES[-1]:,}"]


def draw_columns(title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """Upright bars side by side: for every label the share (percent) that it has in each series."""
    shares = {name: [100 * value // max(sum(values), 1) for value in values] for name, values in series.items()}
    highest = max((share for values in shares.values() for share in values), default=0) or 1
    slot = (WIDTH - LEFT) // max(len(labels), 1)
    bar = max((slot - 8) // max(len(series), 1), 1)
    base = HEIGHT - 40
    parts = list(grid(base, highest))
    for index, label in enumerate(labels):
        short = label.partition("–")[0] + " –" if "–" in label else label  # the whole range is told when it is pointed at
        parts.append(text((LEFT + index * slot + slot // 2, base + 16), short, "middle", 10))
        for place, (name, values) in enumerate(series.items()):
            height = shares[name][index] * (base - TOP) // highest
            said = f"{name}, {label}: {values[index]:,} ({shares[name][index]} %)"
            parts.append(box((LEFT + index * slot + 4 + place * bar, base - height, bar - 1, height), COLOURS[name], said))
    legend = [(COLOURS[name], name) for name in series]
    return svg(title, HEIGHT, [*parts, *key(legend, HEIGHT - 8)])


def grid(base: int, highest: int) -> Iterator[str]:
    """Lines at a quarter, half, three quarters and the whole of the highest bar, with their percentages."""
    for quarter in range(5):
        level = base - (base - TOP) * quarter // 4
        yield f'<line x1="{LEFT}" y1="{level}" x2="{WIDTH}" y2="{level}" stroke="{GRID}"/>'
        yield text((LEFT - 6, level + 4), f"{highest * quarter / 4:.4g} %", "end", 10)


def draw_rows(title: str, rows: Sequence[tuple[str, int, bool]]) -> str:
    """Lying bars, one a row, with their share of the total."""
    total = sum(value for _label, value, _published in rows) or 1
    highest = max((value for _label, value, _published in rows), default=0) or 1
    parts = []
    for index, (label, value, published) in enumerate(rows):
        level = TOP + index * ROW
        width = value * (WIDTH - 340) // highest
        parts.append(text((190, level + 14), label, "end", 11))
        parts.append(box((200, level + 2, max(width, 1), ROW - 6), PUBLISHED if published else LEFT_OUT, f"{label}: {value:,}"))
        parts.append(text((206 + width, level + 14), f"{value:,} ({100 * value / total:.1f} %)", "start", 11))
    return svg(title, TOP + ROW * len(rows) + 10, parts)


def key(entries: Sequence[tuple[str, str]], level: int) -> Iterator[str]:
    """What the colours mean."""
    for index, (colour, name) in enumerate(entries):
        yield box((LEFT + index * 110, level - 9, 10, 10), colour, name)
        yield text((LEFT + index * 110 + 14, level), name, "start", 11)


def box(place: tuple[int, int, int, int], colour: str, said: str) -> str:
    """A filled box (left, top, width, height) that says its value when pointed at."""
    left, top, width, height = place
    return f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{colour}"><title>{escape(said)}</title></rect>'


def text(place: tuple[int, int], words: str, anchor: str, size: int) -> str:
    """Words at a place (left, base line)."""
    left, base = place
    return f'<text x="{left}" y="{base}" text-anchor="{anchor}" font-size="{size}" fill="{INK}">{escape(words)}</text>'


def svg(title: str, height: int, parts: Sequence[str]) -> str:
    """A whole picture: on its own paper, so that it can be read on a dark page."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif">'
    paper = f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>'
    return (
        "\n".join([head, f"<title>{escape(title)}</title>", paper, text((LEFT, 22), title, "start", 14), *parts, "</svg>"]) + "\n"
    )
