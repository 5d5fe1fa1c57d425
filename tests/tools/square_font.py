"""The font that stands for all that a PDF names and does not bring: every character a square, Latin ones and stops smaller.

    python -m tests.tools.square_font      writes pipeline/formats/square.ttf

TrueType by its specification (OpenType 1.9): the seven tables that a reader of text needs, and no outline worth drawing.
"""

from itertools import accumulate
from math import log2
from pathlib import Path
from struct import pack

FILE = Path(__file__).resolve().parents[2] / "pipeline" / "formats" / "square.ttf"
EM, ABOVE, BELOW = 1000, 880, -120  # units of a character, and of a line above and below its foot
BOXES = ((50, -70, 950, 830), (50, 0, 450, 700), (50, -70, 400, 250))  # of a Chinese character, a Latin one, a stop, in units
STOPS = "，、；：。"
BLOCK, LAST = 256, 0xFFFF  # code points of a block, and the last that a table of this kind has


def glyph_of(character: str) -> int:
    """The number of a character's glyph; 0 is the one without an outline."""
    return 0 if character <= " " else 2 if character <= "~" else 3 if character in STOPS else 1


def outline(left: int, foot: int, right: int, top: int) -> bytes:
    """A glyph of one contour with four corners."""
    corners = pack(">8h", left, right - left, 0, left - right, foot, 0, top - foot, 0)
    glyph = pack(">5hHH", 1, left, foot, right, top, 3, 0) + b"\x01" * 4 + corners
    return glyph + b"\0" * (-len(glyph) % 4)


def characters() -> bytes:
    """The table `cmap`, of format 4: blocks of characters that have the same glyphs share them."""
    blocks = [tuple(glyph_of(chr(code)) for code in range(start, min(start + BLOCK, LAST))) for start in range(0, LAST, BLOCK)]
    kinds = [*dict.fromkeys(blocks)]
    shared = dict(zip(kinds, accumulate((2 * len(kind) for kind in kinds), initial=0), strict=False))
    count, starts = len(blocks) + 1, [*range(0, LAST, BLOCK), LAST]
    ends = [*(start + len(block) - 1 for start, block in zip(starts, blocks, strict=False)), LAST]
    places = [*(2 * (count - number) + shared[block] for number, block in enumerate(blocks)), 0]
    power = int(log2(count))
    search = (2 ** (power + 1), power, 2 * count - 2 ** (power + 1))
    body = pack(f">{count}HH{count}H{count}H{count}H", *ends, 0, *starts, *[0] * len(blocks), 1, *places)
    body += b"".join(pack(f">{len(kind)}H", *kind) for kind in kinds)
    return pack(">4HI7H", 0, 1, 3, 1, 12, 4, 14 + len(body), 0, 2 * count, *search) + body


def font() -> bytes:
    """The font, the same bytes each time."""
    glyphs = [b"", *(outline(*box) for box in BOXES)]
    count = len(glyphs)
    tables = {
        b"cmap": characters(),
        b"glyf": b"".join(glyphs),
        b"head": pack(">4I2H2Q4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, EM, 0, 0, 0, BELOW, EM, ABOVE, 0, 8, 2, 1, 0),
        b"hhea": pack(">I3hH11hH", 0x10000, ABOVE, BELOW, 0, EM, 0, 0, EM, 1, 0, 0, 0, 0, 0, 0, 0, count),
        b"hmtx": pack(">Hh", EM, 50) * count,
        b"loca": pack(f">{count + 1}I", *accumulate(map(len, glyphs), initial=0)),
        b"maxp": pack(">I14H", 0x10000, count, 4, 1, 0, 0, 1, *[0] * 8),
    }
    padded = [table + b"\0" * (-len(table) % 4) for table in tables.values()]
    places = accumulate(map(len, padded), initial=12 + 16 * len(tables))
    entries = zip(tables.items(), places, strict=False)
    names = b"".join(name + pack(">3I", 0, place, len(table)) for (name, table), place in entries)
    power = int(log2(len(tables)))
    head = pack(">I4H", 0x10000, len(tables), 16 * 2**power, power, 16 * (len(tables) - 2**power))
    return head + names + b"".join(padded)


if __name__ == "__main__":
    FILE.write_bytes(font())
