"""A page in; out, lines that belong together: heads that begin alike, lists of titles, samples, attached papers."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from pipeline.lines.furniture import is_blurb
from pipeline.lines.speakers import is_speaker
from pipeline.lines.titles import SAMPLE, STRONG, WEAK, declared_count
from pipeline.lines.wording import SIGNS, SITE_WORDS, is_subtitle
from pipeline.speeches.heads import TEMPLATE
from pipeline.speeches.page import HEAD_LINES, Page
from pipeline.text.characters import COLONS, HAN, IS_HAN, NUMERALS
from pipeline.text.dates import is_date_line
from pipeline.text.markers import begins_with_marker

NAMES = re.compile(f"{STRONG}|{WEAK}")  # kinds of speeches and papers
FEWEST_HEADINGS, LISTED = 3, 3  # above all text, that are no text of their own; titles of a kind in one stretch: a list of titles
HEAD, INTRODUCED = 60, 500  # code points of the longest line that heads a speech; of text above the first: an editor's
ALIKE = (  # what lines that head the speeches of one page may have in common, when they begin with it
    re.compile(r"[●○◆◇■□★☆▲△▼※▎▍▌§◎⊙【〖•·]"),
    re.compile(rf"(?!.?等奖$)(?P<before>[{HAN}]{{0,4}})(?:[0-9]{{1,4}}|[{NUMERALS}]{{1,3}})(?P<behind>[^0-9{NUMERALS}])"),
    re.compile(rf"(?!(?:议程|议题|程序|歌曲|节目|注意|说明|备注|附|主持|地点|时间)[{COLONS}])[{HAN}·]{{2,4}}(?P<behind>[{COLONS}])(?=\S)"),
)
OPEN_CLAUSE = re.compile(  # more was to follow
    f"[,，:：“]|[{NUMERALS}][是要]|^(?:是|要|我|因为|但|也|还|那)|[的是为和与及把将在对被让使]$"
)
SPEAKER = re.compile("我|大家|今天")  # of himself, not of how speeches are written
SIGNED_BY = re.compile(rf"[^,，。]{{1,12}}[:：]\s*[{HAN}]{{2,4}}$|注[:：]")  # 三(2)班:李小河
SHORTEST_SAMPLE = 15  # code points of its first line, when no stop ends it
SHORTEST_REST, THANKS = 6, re.compile("^最后|谢谢|感谢大家|祝愿")  # code points; words with which a text ends
NO_REST = re.compile(f"{SITE_WORDS}|{NAMES.pattern}")  # and kinds of speeches: the next title
LABEL_TITLE = re.compile(rf"[{HAN}]{{0,6}}(?:{STRONG}|总结|小结|汇报)[{COLONS}]")
SAMPLE_LABEL = re.compile(rf"[【\[（(]?(?:{SAMPLE})[】\]）)]?[:：]?")
CLOSES_LINE = frozenset("。！？!?；;：:…”’」』)）】》.")  # how the lines of a text end that leave nothing open


def find_headings_above(page: Page) -> Iterator[int]:
    """The headings above all text that stand again below, nearly all or, where the text is cut, the first: a contents list."""
    texted = next((index for index, running in enumerate(page.running[:HEAD_LINES]) if running), 0)
    listed = [index for index in range(texted) if begins_with_marker(page.lines[index])]
    if len(listed) >= FEWEST_HEADINGS:
        below = [line for line in page.lines[texted:] if begins_with_marker(line)]
        again = [any(line.startswith(page.lines[index]) for line in below) for index in listed]
        yield from listed if again[0] or 4 * sum(again) >= 3 * len(listed) else ()


def find_attached(page: Page, first: int) -> range:
    """The pieces behind a line that names attached papers, or a foot that fills the rest, on a page of one speech."""
    names, half = SIGNS["attached paper"][1].match, len(page.text) // 2
    feet = {index for index, row in enumerate(page.rows) if row is not None and (row.kind, row.reach) == ("footer", "rest")}
    named = (
        index for index, line in enumerate(page.lines) if first < index
        and ((len(line) <= HEAD and names(line)) or (index in feet and page.pieces[index].start > half))
    )
    opened = None if page.several or page.chained else next(named, None)
    return range(0) if opened is None else range(opened + 1, len(page.lines))


def find_alike(page: Page) -> Iterator[tuple[bool, list[int]]]:
    """Lines that begin alike, text between them, none above the first, and whether greetings stand under them."""
    groups: dict[str, list[int]] = {}
    for index in page.short:
        line = page.lines[index]
        again = index - 1 in page.chained and page.titles[index - 1].stem == line  # under its number
        counted = (declared_count(line) or 0) > 1 and not (index in page.titles and page.titles[index].number)
        if len(line) <= HEAD and index not in page.contents and not (again or counted or is_date_line(line)):
            for key in shapes_of(page, index):
                groups.setdefault(key, []).append(index)
    several = [(key, group) for key, group in groups.items() if len(group) > 1]
    said = [*accumulate(ran and not is_blurb(page.lines[index]) for index, ran in enumerate(page.running))] if several else []
    begun = next(find_begun(page), len(page.lines))
    for key, group in several:
        chained = [index for index in group if index in page.chained]
        group = chained if len(chained) > 1 else group  # not the name of the page above its numbered titles
        heads = [one for one, below in pairwise([*group, len(page.lines)]) if said[below - 1] > said[one]]
        if len(heads) > 1 and heads[0] <= begun:
            greeted = sum(greets_below(page, index) for index in heads)
            if greeted > 1 and 2 * greeted >= len(heads):
                yield True, heads
            elif key in ("speaker", *COLONS) and (page.several or len(heads) > 2):
                yield False, heads


def shapes_of(page: Page, index: int) -> Iterator[str]:
    """What a line has in common with others that begin like it."""
    line = page.lines[index]
    if is_speaker(line):
        yield "speaker"
    elif not begins_with_marker(line):
        if len(line) > TEMPLATE:
            yield line[:TEMPLATE]
        for pattern in ALIKE:
            if found := pattern.match(line):
                parts = found.groupdict()
                yield parts.get("before", "") + parts["behind"] if parts else found[0]


def find_begun(page: Page) -> Iterator[int]:
    """The pieces that only a speech has: greetings, markers, more text than an editor's."""
    size = 0
    for index, line in enumerate(page.lines):
        size += len(line) * page.running[index]
        if index in page.greetings or index in page.hails or begins_with_marker(line) or size >= INTRODUCED:
            yield index


def greets_below(page: Page, index: int) -> bool:
    """Whether a greeting stands under the piece, names and dates between left out."""
    below = next((one for one in range(index + 1, min(index + 4, len(page.lines))) if page.running[one]), index)
    return below in page.greetings or below in page.hails


def heads_greeting(page: Page, index: int) -> bool:
    """Whether nothing but the site's lines stand between the piece and the page's first greeting, and some there or above it."""
    below = index + 1
    while page.line(below) and page.rows[below]:
        below += 1
    first = page.said >= below
    greeted = below in page.greetings or below in page.hails or (page.line(below) != "" and page.greets[below] > 0)
    return first and greeted and (below > index + 1 or (index > 0 and page.rows[index - 1] is not None))


def labels_greeting(page: Page, index: int) -> bool:
    """Whether the piece is a short label, 国旗下演讲：, that no title but such labels stand above, with a greeting under it; who
    speaks, and when, may stand between.
    """
    titled = page.full < index and not LABEL_TITLE.fullmatch(page.lines[page.full])
    if titled or not LABEL_TITLE.fullmatch(page.lines[index]):
        return False
    below = index + 1
    while page.line(below) and (page.rows[below] or is_speaker(page.lines[below]) or is_date_line(page.lines[below])):
        below += 1
    return below in page.greetings or below in page.hails


def find_lists(page: Page) -> Iterator[int]:
    """The lines of stretches of short lines several of which name a kind of text; above a text only those before the last."""
    listed: list[int] = []
    for index in [*page.short, len(page.lines)]:
        if listed and index != listed[-1] + 1:
            if index < len(page.lines) and all(page.rows[between] for between in range(listed[-1] + 1, index)):
                listed.append(index)
                continue
            texted = index < len(page.lines) or page.line(listed[-1] + 1) != ""
            naming = [one for one in listed if is_naming(page.lines[one])]
            if len({page.lines[one] for one in naming}) >= LISTED:
                yield from (one for one in listed if (not texted or one < naming[-1]) and not is_alone(page, one))
            listed = []
        listed.append(index)


def is_naming(line: str) -> bool:
    """Whether the line names a kind of text, and is neither a subtitle nor a label of its own: 演讲人."""
    return NAMES.search(line) is not None and not (is_subtitle(line) or SIGNS["label alone"][1].match(line))


def is_alone(page: Page, index: int) -> bool:
    """Whether the line is one of the page's numbered titles, and none right beside it is another."""
    return index in page.chained and not page.chained & {index - 2, index - 1, index + 1, index + 2}


def alike(one: str, other: str) -> bool:
    """Whether two keys name the same: equal, one within the other, or most of their pairs of characters shared.

    >>> alike("在植树节上讲话", "植树节讲话"), alike("在植树节上讲话", "春耕要点")
    (True, False)
    """
    if len(one) < 4 or len(other) < 4:
        return one == other != ""
    if one in other or other in one:
        return True
    pairs, others = ({key[i:i + 2] for i in range(len(key) - 1)} for key in (one, other))
    return 2 * len(pairs & others) >= 1.2 * min(len(pairs), len(others)) and len(pairs & others) >= 3


def find_sample(page: Page) -> range:
    """The pieces above the text when a label says that a sample follows: how such speeches are written. Not the label and the
    title right over it. The text is greeted, or stands under the only such label.
    """
    worded = [page.running[index] or len(line) > SHORTEST_SAMPLE for index, line in enumerate(page.lines)]
    labels = [index for index, line in enumerate(page.lines[:-1]) if SAMPLE_LABEL.fullmatch(line) and worded[index + 1]]
    greeted = min(page.greetings, default=0)
    begin = labels[0] + 1 if len(labels) == 1 and not greeted else greeted
    above = [line for line, running in zip(page.lines[:begin], page.running, strict=False) if running]
    told = begin - 1 in labels and above and not page.several and (greeted or not any(map(SPEAKER.search, above)))
    title = page.titles.get(begin - 2)  # right over the label
    return range((begin - 2 if title and title.kind == "strong" else begin) if told else 0)


def find_labelled(page: Page, above: range) -> Iterator[int]:
    """The piece right under the label of the only sample, when it names no kind of speech; `above` are those above the sample."""
    index, title = above.stop, page.titles.get(above.stop)
    if above and SAMPLE_LABEL.fullmatch(page.lines[index - 1]) and not (title and title.kind):
        yield index


def find_photo(page: Page) -> range:
    """The pieces from a title on to where it is printed again over the first greeting, when they hold one text, of a photo."""
    again = min(page.greetings, default=0) - 1
    key = page.keys.get(again)
    first = next((index for index in range(max(again, 0)) if key and page.keys.get(index) == key), again)
    named = first < again and page.titles[again].kind == "strong"
    return range(first, again if named and sum(page.running[first:again]) == 1 else first)


def find_captions(page: Page, first: int) -> set[int]:
    """The short lines above the text, none of which names a kind of speech, that are printed twice one under the other: where two
    different ones are, they are captions of photos.
    """
    pairs = [
        index for index in range(1, first)
        if page.lines[index] == page.lines[index - 1] and IS_HAN.search(page.lines[index]) and page.rows[index] is None
        and (index not in page.titles or page.titles[index].kind != "strong")
    ]
    several = len({page.lines[index] for index in pairs}) > 1
    return {one for index in pairs for one in (index - 1, index)} if several else set()


def find_torn(page: Page) -> Iterator[int]:
    """The short lines that go on with a sentence which the text above leaves open."""
    opened = False
    for index, line in enumerate(page.lines):
        ended = line[-1] in CLOSES_LINE
        if page.running[index]:
            opened = "。" in line and not ended
        elif opened := opened and page.rows[index] is None and not NO_REST.search(line):
            yield index
            opened = not ended


def find_hanging(page: Page, last: int, closings: Sequence[bool]) -> Iterator[int]:
    """The short line right behind the last stop of a text that nothing has closed, above what is the site's or nothing: a preview
    breaks off amid it."""
    index = last + 1
    if 0 < index < len(page.lines) - 1 and begins_with_marker(page.lines[index]) and not page.running[index + 1]:
        index += page.rows[index + 1] is None  # a heading, and the beginning of its text
    if not 0 < index < len(page.lines) or page.running[index] or page.rows[index] is not None or any(closings[last - 1:index]):
        return
    line, title = page.lines[index], page.titles.get(index)
    named = (title is not None and title.kind != "") or line[-1] in CLOSES_LINE or NO_REST.search(line) is not None
    unended = OPEN_CLAUSE.search(line) is not None or begins_with_marker(line)
    closed = THANKS.search(page.lines[last]) is not None or len(line) < SHORTEST_REST or is_speaker(line) or SIGNED_BY.match(line)
    if unended and not (named or closed) and all(row is not None for row in page.rows[index + 1:index + 2]):
        yield index
