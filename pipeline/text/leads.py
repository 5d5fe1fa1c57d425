r"""Patterns in; out, what they begin with: patterns that are looked for by it, which is found far faster, or a pattern of it.

The grammar read is that of the patterns here: groups, classes, repeats, lookaround; no comments, no conditions.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

ITSELF = r"[^\\.^$*+?{}()|\[\]](?![*+?{])"  # a character that stands for itself
BEGINNING = re.compile(f"{ITSELF}(?:{ITSELF})?")
ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^()|]", re.DOTALL)  # one character, a class, what is escaped
REPEAT = re.compile(r"(?P<none>[*?]|\{0?,\d*\})[?+]?|(?:\+|\{\d+(?:,\d*)?\})[?+]?")
GROUP = re.compile(r"\((?:\?(?:P<\w+>|(?P<kind><?[=!]|[a-zA-Z-]*:)))?")
LISTED = re.compile(r"\[(?P<all>[^\]\\^-]+)\]")  # a class without ranges
NOWHERE = frozenset(("^", "$", r"\b", r"\B", r"\A", r"\Z"))
KNOWN_CHARACTERS = 4096
ANY = r"[\s\S]"


def led(ways: Sequence[str]) -> str:
    """A pattern of several ways, in their order, each of which begins with a plain character.

    >>> led(["讲话", "发言", "报告(?=各位)"])
    '[讲发报](?:话(?<=讲话)|言(?<=发言)|告(?<=报告)(?=各位))'
    """
    firsts = "".join(dict.fromkeys(way[0] for way in ways))
    tails = (f"{words[1:]}(?<={words}){way[len(words):]}" for way in ways for words in [begun(way)])
    return f"[{re.escape(firsts)}](?:{'|'.join(tails)})"


def begun(way: str) -> str:
    r"""The plain characters with which a way begins, two at most.

    >>> begun("讲话稿"), begun("致[词辞]"), begun(r"篇\s?"), begun("讲?话")
    ('讲话', '致', '篇', '')
    """
    found = BEGINNING.match(way)
    return found[0] if found else ""


def first_of(pattern: str) -> str:
    r"""A pattern of one character: the first of anything that the pattern matches is one of its characters.

    >>> [first_of(pattern) for pattern in ("讲话|发言", "(?:网站)?[首主]页", "(?=[0-9]).{2}", "(?<!不)是", r"\s*")]
    ['讲|发', '网|[首主]', '[0-9]', '是', '\\s|[\\s\\S]']
    """
    firsts, may_be_empty, _end = read_ways(pattern, 0)
    return "|".join(dict.fromkeys([*firsts, *[ANY] * may_be_empty]))


def begins(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether what the pattern matches may begin with a character: asked far faster than the pattern, when mostly it may not.

    >>> may_begin = begins(re.compile("第|[（(]一"))
    >>> [may_begin(character) for character in "第（一"]
    [True, True, False]
    """
    first = re.compile(first_of(pattern.pattern), pattern.flags)
    return lru_cache(KNOWN_CHARACTERS)(lambda character: first.match(character) is not None)


def read_ways(pattern: str, at: int) -> tuple[list[str], bool, int]:
    """What several ways begin with, whether one of them may match nothing, and where they end."""
    firsts, empty = list[str](), False
    while True:
        found, nothing, at = read_way(pattern, at)
        firsts, empty = [*firsts, *found], empty or nothing
        if pattern[at:at + 1] != "|":
            return firsts, empty, at
        at += 1


def read_way(pattern: str, at: int) -> tuple[list[str], bool, int]:
    """What one way begins with, whether it may match nothing, and where it ends."""
    firsts, opened = list[str](), True  # opened: what was read may match nothing
    while at < len(pattern) and pattern[at] not in "|)":
        found, nothing, at = read_group(pattern, at) if pattern[at] == "(" else read_atom(pattern, at)
        if repeat := REPEAT.match(pattern, at):
            nothing, at = nothing or repeat["none"] is not None, repeat.end()
        if opened:
            firsts += found
            opened = nothing
    return firsts, opened, at


def read_atom(pattern: str, at: int) -> tuple[list[str], bool, int]:
    """One character or class; what stands for a place matches nothing."""
    found = ATOM.match(pattern, at)
    if found is None:
        raise ValueError(f"no pattern is read here: {pattern[at:at + 20]}")
    place = found[0] in NOWHERE
    return [] if place else [ANY if found[0] == "." or found[0][1:].isdigit() else found[0]], place, found.end()


def read_group(pattern: str, at: int) -> tuple[list[str], bool, int]:
    """A group; what is looked for ahead begins what is matched, what must not stand there and what stands before tell nothing."""
    head = GROUP.match(pattern, at)
    kind = (head and head["kind"]) or ""
    firsts, empty, end = read_ways(pattern, at + (len(head[0]) if head else 1))
    if kind in ("?!", "<=", "<!", "!"):
        return [], True, end + 1
    return ([ANY] if kind[:1].isalpha() else firsts), empty, end + 1


def words_in(pattern: str) -> list[str]:
    r"""Words of which every text that the pattern matches holds one; none when it does not say.

    >>> [words_in(pattern) for pattern in (".{2}分钟(?:读完)?", "(?:App|客户端)下?", r"[^|]*\|", "(?i:co)py", "[>»]?好?")]
    [['分钟'], ['App', '客户端'], ['|'], ['py'], []]
    """
    return read_words_of_ways(pattern, 0)[0]


def read_words_of_ways(pattern: str, at: int) -> tuple[list[str], int]:
    """The words of several ways, none when one of them does not say, and where they end."""
    words, certain = list[str](), True
    while True:
        found, at = read_words_of_way(pattern, at)
        words, certain = [*words, *found], certain and found != []
        if pattern[at:at + 1] != "|":
            return words if certain else [], at
        at += 1


def read_words_of_way(pattern: str, at: int) -> tuple[list[str], int]:
    """The longest words of one way, and where it ends."""
    best, run = list[str](), ""
    while at < len(pattern) and pattern[at] not in "|)":
        words, plain, at = read_word(pattern, at)
        if repeat := REPEAT.match(pattern, at):
            words, plain, at = [] if repeat["none"] else words, "", repeat.end()
        run += plain
        if plain:
            words = [run]
        else:
            run = ""
        if words and min(map(len, words)) > min(map(len, best), default=0):
            best = words
    return best, at


def read_word(pattern: str, at: int) -> tuple[list[str], str, int]:
    """What one part says: words that it holds, the character that it is, and where it ends."""
    if head := GROUP.match(pattern, at):
        words, end = read_words_of_ways(pattern, head.end())
        unsaid = (head["kind"] or ":") not in (":", "?=", "=")
        return [] if unsaid else words, "", end + 1
    atom = ATOM.match(pattern, at)
    if atom is None:
        raise ValueError(f"no pattern is read here: {pattern[at:at + 20]}")
    if listed := LISTED.fullmatch(atom[0]):
        return [*listed["all"]], "", atom.end()
    plain = atom[0][-1] if not atom[0][-1].isalnum() and atom[0][0] == "\\" else atom[0] if atom[0] not in ".^$" else ""
    return [], plain if len(plain) == 1 else "", atom.end()
