"""A page and a piece that may be a title in; out, whether the title is printed again, near, with no text between."""

from collections.abc import Iterator

from pipeline.lines.titles import title_key
from pipeline.lines.wording import BLURBED, is_subtitle
from pipeline.speeches.around import shares_line
from pipeline.speeches.halves import is_second_half
from pipeline.speeches.page import Page

PIECES_NEAR = 16  # pieces below a title that are looked at: for the title printed again, for what stands behind the site's lines
LABEL_SHAPES = ("ordinal_first", "bracket_first", "part_first", "part_last")  # shapes of titles that a site puts over others


def signs_again(page: Page, index: int) -> Iterator[str]:
    """Whether the title is printed again, near, with no text between."""
    key = page.keys[index]
    if len(key) < (2 if page.titles[index].kind else 4):
        return
    for lower in range(index + 1, min(index + PIECES_NEAR, len(page.pieces))):
        other = page.keys.get(lower, "")
        if other == key or (len(page.lines[lower]) <= 45 and says_again(page, key, lower)):
            bare = page.titles[index].shape and lower in page.titles and not page.titles[lower].shape
            yield "again below without its number" if bare else "again below"
            if bare and lower == index + 1 and shares_line(page, lower):
                yield "again on its line"
            break
        if page.running[lower] and not BLURBED.match(page.lines[lower]):
            break
    if is_label(page, index):
        yield "over its own title"
    elif is_label(page, index - 1) or (is_label(page, index - 2) and (page.titles[index].kind or is_second_half(page, index))):
        yield "under its number"
    for upper in range(index - 1, max(index - PIECES_NEAR, -1), -1):
        above = page.titles.get(upper)
        beside = upper == index - 1 and shares_line(page, index)  # 1、离任讲话离任讲话
        if above and (page.keys[upper] == key or (beside and above.shape and title_key(above.stem) == key)):
            yield "numbered above" if above.shape and not page.titles[index].shape else "again above"
            break
        if page.running[upper]:
            break


def is_label(page: Page, index: int) -> bool:
    """Whether the piece is a numbered title, 第一篇:某某讲话稿, right over the speech's own title on a line or two."""
    title, below = page.titles.get(index), page.titles.get(index + 1)
    if title is None or below is None or title.shape not in LABEL_SHAPES or not title.kind or below.shape:
        return False
    return below.kind != "" or is_second_half(page, index + 2)


def says_again(page: Page, key: str, lower: int) -> bool:
    """Whether the title below holds the key, or is the most of it."""
    other = page.keys.get(lower, "")
    whole = other in key and is_subtitle(page.line(lower + 1)) and title_key(page.lines[lower] + page.lines[lower + 1]) == key
    return whole or (key in other and page.titles[lower].kind != "") or (other in key and 5 * len(other) >= 3 * len(key))
