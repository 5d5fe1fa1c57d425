"""A page and a piece that may be a title in; out, the signs for and against it: its words, its number, its neighbours."""

import re
from collections.abc import Iterator

from pipeline.lines.furniture import is_blurb
from pipeline.lines.speakers import is_speaker
from pipeline.lines.titles import COLLECTION, OCCASION_TITLE, SPEECH, declared_count, title_key
from pipeline.lines.wording import EDITOR, LONE_NUMERAL, SHORT, SIGNS, UNIT, WORDS, is_bracketed, is_dated, is_stamp, is_subtitle
from pipeline.speeches.again import LABEL_SHAPES, PIECES_NEAR, is_neighbour, is_second_half, names_another_year, signs_again
from pipeline.speeches.contents import is_told_below, names_theme
from pipeline.speeches.likeness import alike, heads_greeting, labels_greeting
from pipeline.speeches.page import Page
from pipeline.speeches.told_of import heads_one_told_of
from pipeline.text.characters import COLONS, HAN
from pipeline.text.dates import is_date_line
from pipeline.text.greetings import is_closing
from pipeline.text.markers import begins_with_marker

SENTENCE = 8  # code points: what is shorter is no sentence
DATELINE = re.compile(rf"[（(【]?[{HAN}]{{2,10}}(?:[0-9]{{1,2}}月[0-9]{{1,2}}日)?[讯电][)）】]?[ \u3000]")
THEIRS = re.compile("[^，,。：:《在上于关]{2,20}的(?:讲话|致[辞词]|发言|演讲)$")  # beside those of sure speakers
TEXT_LINES, CALLS = 40, ("同志们", "大家好", "各位", "老师们", "同学们")  # in which a text says to whom it speaks, and how
FINAL, POINT = "。！？!?”…）)」』", re.compile(rf"[{HAN}]\.$")  # how a text ends above a title
LEADING = re.compile("(?:以下|下面|下稿)[是为]")
PART_NAME = re.compile("(?:今后|下一?步|明年|来年)[^，。]{0,14}(?:意见|建议|打算|安排|思路|计划|设想|任务)$")
COLLECTED = re.compile("(?:集锦|锦集|大全|汇编|汇总|合集|选编)(?:[(（][^()（）]*[)）])?$")
QUOTED_NAME = re.compile("(?:推荐|整理|收集|搜集|准备|带来)的?(?:关于)?《([^《》]{4,60})》")
OWN_WORDS = re.compile(rf"[{HAN}“”，,！!]{{6,30}}")
SET_HEADINGS = re.compile(
    r"(?:【正】|内容|结束语|结语|前言|引言|目\s*录|谢谢.*|此致|敬礼|序言|结论|摘\s*要|内容提要|提要|正文|导语|导读)$"
)
OTHER_PAPER = re.compile(
    "(?:通知|公告|方案|预案|通稿|新闻稿|请柬|邀请函|议程|流程|程序|规章|制度|诗句|诗词|祝福语|短信)$|"
    "有哪些$|(?:怎么|如何)写$|送什么.{0,6}好$"
)
SPEAKS = re.compile("谢谢|在座|各位|请审议|批评指正|(?:汇报|分享|发言|演讲)(?:完|到此)|讲到这里|这堂课|我代表|今天我")
WRITTEN = re.compile(  # papers, and speeches
    "(?<!学习)(?<!的)(?:计划|守则|简报|规程|细则|办法)$|(?<!的)(?:心得体会|[读观]后感|工作总结|工作要点|倡议书|日记(?:一则)?|教案|报资料)$"
)
NAMED_SPEAKER = re.compile(  # 主讲：某某
    rf"(?:主讲|演讲|讲话|报告|发言|致辞)(?:人|者|嘉宾)?[ \u3000]*[{COLONS}][ \u3000]*[{HAN}· \u3000]{{2,20}}$"
)


def is_spoken(page: Page, index: int) -> bool:
    """Whether somebody is greeted or thanked under a numbered title, up to the next one."""
    below = range(index + 1, min(index + TEXT_LINES, len(page.lines)))
    following = next((at for at in below if at in page.chained), below.stop)
    texts = ((page.greets[at], page.lines[at]) for at in range(index + 1, following))
    return any(greets or SPEAKS.search(line) or line.startswith(CALLS) for greets, line in texts)


def signs_of_title(page: Page, index: int, lead: int) -> Iterator[str]:
    """All signs of a possible title. `lead` is the piece that says that the full text follows, -1 for none."""
    yield from signs_of_words(page, index)
    yield from signs_of_key(page, index)
    yield from signs_below(page, index, lead)
    yield from signs_above(page, index)
    yield from signs_again(page, index)


def signs_of_words(page: Page, index: int) -> Iterator[str]:
    """What the title says, and its number."""
    line, title = page.lines[index], page.titles[index]
    phrased = "，" in line or "," in line
    if DATELINE.match(line):
        yield "dateline"
    if title.kind and len(line) > 4:
        yield f"{title.kind} kind"
        if title.kind == "strong" and line[-1] not in ":：" and not is_subtitle(line):
            yield "full title"
            if page.several and index != page.page_title and (title.shape or not COLLECTION.search(line)):
                yield "full title among several"
    elif SPEECH.search(line):
        yield "kind inside"
    if index in page.chained:
        yield "chained"
        below = page.titles.get(index + 1)
        if not title.stem and below is not None and below.kind == "strong" and not below.shape:
            yield "number above a title"
    elif title.shape:
        yield "numbered"
    elif line[0] == "《" and line.find("》") == len(line) - 1:
        yield "in book marks"
    if OTHER_PAPER.search(title.stem) and index + 1 not in page.greetings and index + 1 not in page.hails:
        yield "another paper" if title.shape else "no speech's name"
    elif (paper := WRITTEN.search(title.stem)) and title.shape and paper[0] not in page.page_key and not is_spoken(page, index):
        yield "another paper"
    if OCCASION_TITLE.search(title.stem):
        yield "occasion"
    own = index in page.owners or (page.owners and not title.shape and THEIRS.match(line))
    if own and any(page.running[index + 1:index + 2]):
        yield "somebody's speech"
    if not title.shape and begins_with_marker(line):
        yield "marker title"
    yield from ["headline of one told of"] * (not title.kind and heads_one_told_of(page, index))
    if title.kind == "weak" and not (title.shape or page.several) and page.full < index:
        yield "paper below a title"
    labels = labels_greeting(page, index) or (title.shape in LABEL_SHAPES and title.stem != "" and index + 1 in page.greetings)
    if not (title.kind or title.shape) and OWN_WORDS.fullmatch(line) and heads_greeting(page, index):
        told = is_service(page, index) or is_speaker(line) or is_dated(line) or UNIT.match(line) is not None
        told = told or (page.full < index and not phrased)  # 会场掌声经久不息, under the title
        yield from () if told else ("own words over the greeting",)
    yield from (sign for sign, shows in (
        ("long title", len(line) > 45), ("comma inside", phrased),
        ("numeral", LONE_NUMERAL.fullmatch(line)), ("set heading", SET_HEADINGS.match(line) or is_part(page, index)),
        ("introduces", line[-1] in ":：" and (not (title.kind == "strong" or title.shape or labels) or LEADING.match(line))),
        ("container's heading", index in page.headed), ("labels a greeting", labels),
    ) if shows)
    if (declared_count(line) or 0) > 1 and (title.number is None or title.shape == "digit_last"):
        yield "declares several"
    elif COLLECTION.search(line) and not title.shape and (page.chained or len(page.greetings | page.hails) != 1):
        yield "collection"


def is_part(page: Page, index: int) -> bool:
    """Whether a line below running text is called as a last part of a report is, and not over a greeting."""
    return PART_NAME.match(page.lines[index]) is not None and page.said < index and index + 1 not in page.greetings


def signs_of_key(page: Page, index: int) -> Iterator[str]:
    """How the words of the title stand to the page's other titles."""
    title, key, line = page.titles[index], page.keys[index], page.lines[index]
    if index == page.page_title:
        yield "page title"
        if page.subtitles > 1:
            yield "several subtitles"
        elif not (page.several or UNIT.match(line)) and not any(
            other.kind == "strong" and at != index and not EDITOR.match(page.lines[at])
            for at, other in page.titles.items() if at < page.said_last  # not a link behind the text
        ):
            yield "the only title"
            if index + 1 in page.greetings:
                yield "the only title greets"
    if len(key) < 4:
        if title.number is None:
            yield "few words"
            if not (page.several or title.kind) and page.full <= page.said_below < index:
                yield "few words below a text"
        return
    if key in page.listed:
        yield "listed"
    if page.page_title is not None and page.page_title != index and alike(key, page.page_key):
        counted = (declared_count(line) or 0) > 1 or (COLLECTED.search(line) and len(page.greetings) > 1)
        yield "page title again" if counted and title.number is None else "page key"
        if not page.several and (is_neighbour(page.lines[page.page_title], line) or names_another_year(page, index)):
            yield "of another year"
    if page.key_counts[key] > 1:
        yield "key again in a collection" if page.several else "key again"
    if index > 0 and page.ends_alike[key[-4:]] > 1 and title.kind:
        yield "ends alike"


def signs_below(page: Page, index: int, lead: int) -> Iterator[str]:
    """What stands below."""
    behind = index + 1
    while behind < min(index + PIECES_NEAR, len(page.lines)) and is_service(page, behind):
        behind += 1
    if behind > index + 1:
        yield "filler below"
    if is_second_half(page, index + 1):
        yield "goes on below"
    line, below, key = page.lines[index], page.line(index + 1), page.keys[index]
    named = f"“{line}”" not in below and line in below  # not who sent the text in
    if len(line) > 3 and named and is_blurb(below) and not alike(key, page.page_key) and page.key_counts[key] < 2:
        yield "named in a blurb below"
    quoted = {title_key(name) for name in QUOTED_NAME.findall(below)} if is_blurb(below) else set()
    if quoted and key not in quoted and not quoted.isdisjoint(page.keys.get(at, "") for at in range(index - PIECES_NEAR, index)):
        yield "another in the blurb below"
    if index + 1 in page.titles and is_subtitle(page.line(index + 2)) and not (
        is_subtitle(page.lines[index + 1]) or is_told_below(page, index)
    ):
        yield "over a title with a subtitle"
    if page.line(index + 1).strip("[]") == "复制链接":
        yield "thread's link under"
    line = page.line(behind)
    if not says_more(page, index):
        yield "nothing said below"
    if not line:
        return
    if behind in page.greetings or behind in page.hails:
        yield "greeting under"
    elif is_dated(line):
        yield "date under" if line[0] in "(（〔[" else "plain date under"
    elif is_subtitle(line) or names_theme(page, behind):
        yield "subtitle under"
    elif behind == lead or (behind < lead and page.running[behind]):
        yield "lead under"
    elif is_speaker(line) or NAMED_SPEAKER.match(line):
        yield "speaker under"
    elif UNIT.match(line):
        yield "unit under"
    elif is_bracketed(line):
        yield "bracket under"
    elif SIGNS["label"][1].match(line):
        yield "label under"
    elif page.running[behind]:
        yield "text under"


def says_more(page: Page, index: int) -> bool:
    """Whether a sentence stands below before the next title of a kind."""
    for below in range(index + 1, min(index + PIECES_NEAR, len(page.lines))):
        if page.running[below] and len(page.lines[below]) > SENTENCE:
            return True
        if below in page.titles and page.titles[below].kind and not is_subtitle(page.lines[below]):
            return False
    return False


def is_service(page: Page, index: int) -> bool:
    """Whether the piece is a set phrase of the site, or says when and where the page was printed."""
    row, line = page.rows[index], page.lines[index]
    if row is not None:
        return row.kind in ("filler", "byline")
    return len(line) <= SHORT and not page.running[index] and is_stamp(line)


def signs_above(page: Page, index: int) -> Iterator[str]:
    """What stands above."""
    if is_second_half(page, index):
        yield "goes on above"
    above = page.above(index)
    if above < 0:
        yield "nothing above"
        return
    line, title = page.lines[above], page.titles.get(above)
    if above in page.greetings or 1 < len(line) <= page.greets[above] + 1:  # 大家上午好!
        yield "greeting above"
    if is_closing(line[-120:]):
        yield "closing above"
    if index - above > 1:
        yield "furniture above"
    stopped = line[-1] in FINAL or POINT.match(line[-2:])
    finished = stopped or (title is not None and title.kind != "") or is_date_line(line) or not WORDS.search(line)
    yield "finished above" if finished else "unfinished above"
    if is_date_line(line):
        yield "date above"
    if page.page_key and above == page.page_title:
        yield "page title above"

