"""The pieces of a page in; out, what is known of the page as a whole: its title, its contents list, what it prints twice.

What one piece is by itself or beside its neighbours is asked in `signs`; nothing is decided here."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.lines.furniture import SiteRow, is_blurb, read_furniture
from pipeline.lines.speakers import is_office, is_speaker
from pipeline.lines.titles import (
    COLLECTION,
    NUMBER,
    Title,
    declared_count,
    find_chains,
    read_greeted,
    read_number,
    read_paper,
    read_title,
    title_key,
)
from pipeline.lines.wording import CHUNK, LONE_NUMERAL, LONG, SHORT, SIGNING, WORDS, find_within, is_subtitle
from pipeline.speeches.contents import entry_key, find_contents, find_part_numbers
from pipeline.text.characters import COLONS, HAN, NUMERALS
from pipeline.text.dates import is_date_line
from pipeline.text.greetings import salutation_end
from pipeline.text.markers import begins_with_marker
from pipeline.text.numerals import number_value
from pipeline.text.reading import cues_of
from pipeline.text.records import Cue, Line

HEAD_LINES, FIRST_SHORT, GOES_BEHIND = 40, 8, 8  # pieces of a head; its first short lines; code points behind a greeting
DOTS, GUESTS = ("...", "…", "<..."), re.compile("(?:尊敬|敬爱|亲爱)的[^。]{1,40}[,，:：]$")
WORDED = re.compile(r"\w")  # a line of signs alone is no title
# how papers begin
REPORTS = re.compile(
    "(?:现[将把就]|(?:根据|按照?|受).{2,24}[，,]|下面[，,]?我).{0,50}(?:报告|汇报|述职|总结)(?:如下)?[:：]$|.{0,30}[，,]现述职如下[:：]$|"
    r"(?=.*(?:你们|我们|[惟须望请兹]))(?!.*(?:讲[话稿]|会[议上]|演讲|报道|摘要|提示|本[文报]|写作?|全文|记者|小编|整理|[书镇乡县市区州省]长|书记|主任))"
    rf".{{4,60}}[，,].{{0,20}}(?:下列|以下|[{NUMERALS}几各])[各几{NUMERALS}]?[点条](?:意见)?[:：]$"
)
SPOKEN_BY = re.compile(rf"[{HAN}·]{{2,4}}[:：]")
STAGE = re.compile(rf"(?P<stop>[。！？!?…])[(（](?![ {NUMERALS}0-9]+[)）])[^()（）]{{1,12}}[)）]$")  # 谢谢大家！（热烈掌声）
SIGNER = re.compile(rf"(?:姓名|签名|署名|[{HAN}]{{2}}人)[{COLONS}].{{1,12}}$")  # 述职人：王某某, over 日期：2031年3月2日
COLON, PAUSES = re.compile(f"[{COLONS}]"), "。！？；，、,;!?…"
OFFERED = re.compile(rf"(?:准备|整理|收集|搜集|带来|分享|精选|推荐)了?[^。，,]{{0,16}}?(?<!第)(?P<count>{NUMBER}|[多几])\s?篇")
TEASER = re.compile(r"^.{,120}(?:…|\.{3})$")  # under a link
OWN_SPEECH = re.compile(r"(?P<who>[^，,。：:《]{2,12}?)在?(?:国旗下)?的?(?:讲话|致[辞词]|发言|演讲|寄语)稿?$")


@dataclass(slots=True)
class Page:
    """The pieces of a page; `lines` are their words, `rows` what the furniture table says of each, `greets` how many code points
    of each greet; `greetings` do nothing else, `hails` go on. `full` is the first line that names a speech, `said` the first
    running text, `said_below` the first one below `full`, `said_last` the last one."""

    text: str
    pieces: Sequence[Line]
    cues: Sequence[Cue] = ()
    lines: list[str] = field(default_factory=list)
    rows: list[SiteRow | None] = field(default_factory=list)
    running: list[bool] = field(default_factory=list)
    greets: list[int] = field(default_factory=list)
    greetings: set[int] = field(default_factory=set)
    hails: set[int] = field(default_factory=set)
    short: list[int] = field(default_factory=list)
    titles: dict[int, Title] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    key_counts: Counter[str] = field(default_factory=Counter)
    ends_alike: Counter[str] = field(default_factory=Counter)
    headed: set[int] = field(default_factory=set)
    linked: set[int] = field(default_factory=set)
    within: set[int] = field(default_factory=set)
    page_title: int | None = None
    full: int = 0
    said: int = 0
    said_below: int = 0
    said_last: int = -1
    page_key: str = ""
    declared: int | None = None
    several: bool = False
    subtitles: int = 0
    contents: frozenset[int] = frozenset()
    worded: Collection[int] = ()
    listed: frozenset[str] = frozenset()
    chained: frozenset[int] = frozenset()
    parts: frozenset[int] = frozenset()
    owners: frozenset[int] = frozenset()

    def line(self, index: int) -> str:
        """The words of a piece, "" beyond the page."""
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def above(self, index: int) -> int:
        """The last piece above that is not the site's, -1 at the beginning of the page."""
        return next((at for at in range(index - 1, -1, -1) if self.rows[at] is None), -1)


def read_page(text: str, pieces: Sequence[Line], cues: Sequence[Cue] = (), worded: Collection[int] | None = None) -> Page:
    """All that the page says as a whole. `text` is what patterns match, `worded` are the pieces that hold one of `WORDED`."""
    page = Page(text, pieces, cues, worded=range(len(pieces)) if worded is None else worded)
    for index, (start, end) in enumerate(pieces):
        look_at(page, index, text[start:end])
    for at in page.short:
        if "←" in page.line(at - 1)[:1] + page.line(at - 2)[:1] and not WORDS.search(page.line(at + 1)):
            page.rows[at] = page.rows[at - 1]  # the name of the next document, a cell between arrows and the end of a table
    page.short = [index for index in page.short if page.rows[index] is None]
    page.headed = find_headed(page)
    page.page_title = find_page_title(page)
    page.page_key = "" if page.page_title is None else title_key(page.lines[page.page_title])
    page.contents = find_contents(page)
    page.listed = frozenset(key for index in page.contents if len(key := entry_key(page.lines[index])) >= 4)
    head = [page.lines[at] for at in page.short[:8] if at < HEAD_LINES and 2 * pieces[at].start <= len(text)]  # not links below
    offered = [found["count"] for line in page.lines[:6] if is_blurb(line) for found in OFFERED.finditer(line)]
    page.declared = next(filter(None, [*map(declared_count, head), *map(read_number, offered)]), None)
    page.several = (page.declared or 0) > 1 or any(map(COLLECTION.search, head)) or not {"多", "几"}.isdisjoint(offered)
    page.subtitles = sum(is_subtitle(page.lines[index]) for index in page.short)
    find_titles(page)
    page.linked = set(find_linked(page))
    page.within = set(find_within(page.lines))
    return page


def look_at(page: Page, index: int, line: str) -> None:
    """Note what the piece is by its form: running text, a greeting, a short line, furniture."""
    size = len(line)
    signed = index > 0 and SIGNING.match(line) and SIGNER.match(page.lines[-1])
    row = read_furniture(line, index in page.worded) if size <= LONG and not signed else None
    told = STAGE.search(line) if line[-1] in ")）" else None
    last = told["stop"] if told else line[-1]
    opening = CHUNK.sub("", line) if last in ":：" and size <= 90 else ""
    greets = 1 < len(opening) == salutation_end(opening) + 1
    titled = last in "？！?!" and repeats_title(page, line)
    cut = page.text.startswith(DOTS, page.pieces[index].end)  # by a preview
    ended = not titled and (cut or last in "。！？；!?;….~" or "。" in line) and WORDS.search(line) is not None
    page.lines.append(line)
    end = (salutation_end(line) or greeting_of(line)) if index in page.worded else 0
    page.greets.append(end)
    hails = end > 0 and line[end] in COLONS
    page.hails.update([index] if hails else ())
    page.rows.append(row)
    reports = last in ":：" and REPORTS.match(line) is not None
    page.running.append(row is None and (size > SHORT or ended or greets or reports or (hails and size > end + GOES_BEHIND)))
    if greets:
        page.greetings.add(index)
    elif row is None and not page.running[index] and (last not in PAUSES or titled):
        page.short.append(index)


def greeting_of(line: str) -> int:
    """The end of a greeting before which stands who speaks, 0 without: 高景文:各位来宾,上午好!"""
    spoken = SPOKEN_BY.match(line)
    end = salutation_end(line[spoken.end():]) if spoken else 0
    return spoken.end() + end if spoken and end else 0


def repeats_title(page: Page, line: str) -> bool:
    """Whether the words, or those before a colon, begin a line of the page's head: 誓师会演讲稿：准备好了吗？"""
    named = COLON.split(line, 1)[0]
    colon = 4 <= len(named) < len(line) and any(page.lines[index].startswith(named) for index in page.short[:1])
    return colon or any(page.lines[index].startswith(line) for index in page.short[:FIRST_SHORT])


def find_page_title(page: Page) -> int | None:
    """The one line that the container calls its highest heading, or else the first short line of the page that is no furniture,
    no marker, no date, where it stands above the first long line."""
    stated = [index for index in page.short[:12] if page.headed == {index}]
    for index in stated or page.short[:6]:
        if any(page.running[above] and not is_blurb(page.lines[above]) for above in range(min(index, HEAD_LINES))):
            return None
        line = page.lines[index]
        if len(line) >= 3 and not (begins_with_marker(line) or is_date_line(line) or is_office(line)):
            return index
    return None


def find_titles(page: Page) -> None:
    """The pieces that may be titles, their keys, and the chains of their numbers."""
    greeted = [index for index in page.short if index + 1 in page.greetings and begins_with_marker(page.lines[index])]
    several = len(greeted) > 1 and greeted[0] + 1 == min(page.greetings)  # not parts of a report, which has greeted before them
    for index in page.short:
        line = page.lines[index]
        if index in page.contents or not WORDED.search(line):
            continue
        title = read_title(line)
        if LONE_NUMERAL.fullmatch(line) and index + 1 in page.greetings:
            title = Title("numeral", number_value(line), "", "")
        if (title is None or not title.shape) and index + 1 in page.greetings:
            title = read_greeted(line, several or entry_key(line) in page.listed) or title
        if title is None and begins_with_marker(line):
            continue
        page.titles[index] = title or Title("", None, line, "")
    for index, paper in find_papers(page).items():
        page.titles[index] = paper
    greeting = page.greetings | page.hails
    labels = [index for index, line in enumerate(page.lines) if len(line) < 3 and line.isdecimal() and index + 1 in greeting]
    for index in labels if page.several and len(labels) > 1 else ():
        page.rows[index], page.titles[index] = None, Title("numeral", int(page.lines[index]), "", "")
    page.titles = dict(sorted(page.titles.items()))
    page.keys = {index: title_key(page.lines[index]) for index in page.titles}
    page.key_counts = Counter(key for key in page.keys.values() if key)
    page.ends_alike = Counter(key[-4:] for key in page.keys.values() if len(key) >= 4)
    page.parts = find_part_numbers(page)
    page.chained = find_chains(page.titles) - page.parts
    owned = {index: found["who"] for index in page.titles if (found := OWN_SPEECH.match(page.lines[index]))}
    page.owners = frozenset(index for index, who in owned.items() if is_speaker(who))
    strong = (index for index, title in page.titles.items() if title.kind == "strong" and not is_subtitle(page.lines[index]))
    full = (index for index in strong if index != page.page_title or (declared_count(page.lines[index]) or 0) < 2)
    page.full = next(full, len(page.lines))
    page.said_last = max((index for index, running in enumerate(page.running) if running), default=-1)
    texted = (index for index, running in enumerate(page.running) if running)
    page.said = next(texted, len(page.lines))
    page.said_below = page.said if page.said >= page.full else next((at for at in texted if at > page.full), len(page.lines))
    if not page.several and any(index > page.full for index in page.headed) and page.full not in page.headed:
        page.headed = set()  # the container calls parts of the speech headings, and not its title


def find_linked(page: Page) -> Iterator[int]:
    """The pieces behind a line that opens a list of links, up to the next running text or those who are greeted."""
    opened = False
    for index, row in enumerate(page.rows):
        opened = opened and not (index in page.greetings or GUESTS.match(page.lines[index]))
        opened = opened and (not page.running[index] or TEASER.search(page.lines[index]) is not None)
        if opened and row is None:
            yield index
        opened = opened or (row is not None and row.reach == "list")


def find_headed(page: Page) -> set[int]:
    """The pieces that the container calls headings of its highest level."""
    headings = [cue for cue in page.cues if cue.kind == "heading"]
    top = min((cue.level for cue in headings), default=0)
    return set(cues_of([cue for cue in headings if cue.level == top], page.pieces))


def find_papers(page: Page) -> dict[int, Title]:
    """The numbered titles of papers: two or more of one shape and kind whose words end alike."""
    shaped = {index for index, title in page.titles.items() if title.shape}
    unread = (index for index in page.short if index not in page.contents and index not in shaped)
    papers = {index: paper for index in unread if (paper := read_paper(page.lines[index]))}
    keys = {index: (paper.shape, title_key(paper.stem)) for index, paper in papers.items()}
    alike = Counter((shape, key[-4:]) for shape, key in keys.values())
    return {at: papers[at] for at, (shape, key) in keys.items() if alike[shape, key[-4:]] > 1 or (page.page_key or "\n") in key}


def shares_line(page: Page, index: int) -> bool:
    """Whether the piece stands on one line with the piece above it."""
    return "\n" not in page.text[page.pieces[index - 1].end:page.pieces[index].start]
