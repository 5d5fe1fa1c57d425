"""A page with marks in; out, its text, its speeches, what of it the site says: ⟪ begins a speech, ¦ ends its title, ⟫ the speech;
⟦ and ⟧ stand around the words of the site inside a speech; LONG stands for a long text."""

from typing import NamedTuple

LONG = "粮食要存好。" * 300


class Marked(NamedTuple):
    """A page without its marks; speeches as (start, end of the title, end), the site's words as (start, end), in code points."""

    text: str
    speeches: list[tuple[int, int, int]]
    site: list[tuple[int, int]]


def read_marks(page: str) -> Marked:
    """What the marks say.

    >>> read_marks("⟪讲话¦⟦作者:某⟧渠修好了。⟫")
    Marked(text='讲话作者:某渠修好了。', speeches=[(0, 2, 11)], site=[(2, 6)])
    """
    text, edges, site = "", list[list[int]](), list[int]()
    for character in page.replace("LONG", LONG):
        if character == "⟪":
            edges.append([len(text)] * 3)
        elif character in "¦⟫":
            edges[-1][1 + (character == "⟫")] = len(text)
        elif character in "⟦⟧":
            site.append(len(text))
        else:
            text += character
    return Marked(text, [(start, title_end, end) for start, title_end, end in edges], [*zip(site[::2], site[1::2], strict=True)])
