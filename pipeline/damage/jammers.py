"""A text in; out, the random characters that forums scatter in it against copying."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from string import ascii_letters, digits

from pipeline.text.characters import HAN
from pipeline.text.rules import Rule

# Four tokens or more of one to three ASCII characters behind the first; the rest is asked of `_is_jammer`. Not A) 是 B) 否.
JAMMER = re.compile(r"  {0,3}[!-~]{1,3}(?: {1,4}[!-~]{1,3}){3,}+")
FORUM = re.compile(rf" ?[!-~]{{0,2}}(?:www[0-9]?\.[a-z0-9-]{{1,30}}\.[a-z]{{2,4}}|[{HAN}]{{1,6}}论坛(?=\s|$))")
IS_CODE, FIRST_TOKEN = re.compile(r"[A-Za-z]\d|\d[A-Za-z]"), re.compile(r"(?<![!-~])[!-~]{1,3}$")
STYLED = "".join(map(chr, range(0x1D400, 0x1D800)))  # letters of mathematics
STYLED_WORD = re.compile(f" ?[{STYLED[0]}-{STYLED[-1]}]++(?:[.·][{STYLED[0]}-{STYLED[-1]}]++)+")  # with a dot inside
LEAST_JAMMERS = 3  # plain ones on a page
# A single token at a line's end: 我爸爸什么时候上来? 8'PQnj.Gh
LAST_TOKEN = re.compile(rf" (?<=[{HAN}。，！？；：、.,!?;:\"”）)》】] )(?P<token>[!-~]{{5,12}}(?: [!-~]{{1,3}})?)$", re.MULTILINE)
NO_TOKEN = re.compile(  # a word, a number, an address, a file, a tag
    r"[A-Za-z]+['’-]?[A-Za-z]*[.,:;!?)]?$|[\d.,%:/()-]+[A-Za-z%]*$|.*(?:www|https?:|\.(?:com|cn|net|org|docx?|pdf))|"
    r"[\w.-]+@[\w-]+\.|<[/\w]|[A-Z]+-?[0-9]+$"
)
LEAST_TOKENS = 4  # strange ones on a page
USUAL_SIGNS, ALPHANUMERIC = frozenset("-./+:&%,= "), frozenset(ascii_letters + digits)


def find_jammers(text: str) -> Iterator[tuple[int, int]]:
    """Tokens at lines' ends, or runs of tokens: those that are plainly some, on a page that has several what looks a little like
    them, too."""
    lasting = [found.span("token") for found in LAST_TOKEN.finditer(text) if NO_TOKEN.match(found["token"]) is None]
    strange = {text[start:end] for start, end in lasting if _is_strange(text[start:end])}
    yield from ((start - 1, end) for start, end in lasting if len(strange) >= LEAST_TOKENS)
    found = [_whole_jammer(text, *match.span()) for match in JAMMER.finditer(text)]
    tokens = [[token for token in text[start:end].split(" ") if token] for start, end in found]
    plain = [_is_jammer(some) for some in tokens]
    scattered = sum(plain) >= LEAST_JAMMERS
    for (start, end), some, is_plain in zip(found, tokens, plain, strict=True):
        if is_plain or (scattered and _may_be_jammer(some)):
            start, end = _without_neighbours(text, start, end)
            named = FORUM.match(text, end) if scattered else None
            yield start, named.end() if named else end


def _is_strange(token: str) -> bool:
    """Whether letters are thrown together with two signs or more that no name, number or formula has.

    >>> [_is_strange(token) for token in ("c)i!r3", "(IoT)", "PM2.5/20km/h", "x=a+b", '"Hello!"', "[12,13]")]
    [True, False, False, False, False, False]
    """
    inner = token.strip("()[]\"'")
    bracketed = len(token) - len(inner) > 1 or any(set(pair) <= set(token) for pair in ("()", "[]", "{}"))
    return not bracketed and token.upper() != token.lower() and len(set(token) - USUAL_SIGNS - ALPHANUMERIC) > 1


def _whole_jammer(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the token before it, without one that a longer word cuts off."""
    first = FIRST_TOKEN.search(text[max(0, start - 4) : start])
    if "!" <= text[end : end + 1] <= "~":
        end = text.rindex(" ", start, end)
    return start - (len(first.group()) if first else 0), end


def _look_at_tokens(tokens: Sequence[str]) -> tuple[Counter[str], int, int]:
    """The symbols of tokens; how many tokens throw letters together with symbols, and how many with digits."""
    symbols = Counter(character for token in tokens for character in token if not character.isalnum())
    mixed = sum(not token.isalnum() and any(character.isalpha() for character in token) for token in tokens)
    return symbols, mixed, sum(IS_CODE.match(token) is not None for token in tokens)


def _are_words(tokens: Sequence[str]) -> bool:
    """Whether more than a fourth of the tokens are words."""
    return sum(token.isalpha() and len(token) > 1 for token in tokens) > len(tokens) // 4


def _may_be_jammer(tokens: Sequence[str]) -> bool:
    """Whether letters, digits and symbols are thrown together there, however few; not shares, results, sums or words.

    >>> _may_be_jammer('3 h9 w" R! k'.split()), _may_be_jammer("I am in A B".split())
    (True, False)
    >>> [_may_be_jammer(words.split()) for words in ("95% 96% 98% 99% ,", "K1 K2 K3 K5 K7", "2x + 3y = 6", "A. B. C. D.")]
    [False, False, False, False]
    """
    symbols, mixed, codes = _look_at_tokens(tokens)
    return mixed + codes >= 2 and len(symbols) >= 2 and "=" not in symbols and not _are_words(tokens)


def _without_neighbours(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the spaces before it, less a closing mark or a number that may belong to the text beside it."""
    if start and text[start - 1] > "~" and text[start] in "),.;:!?\"'":
        start += 1
    while end > start and (text[end - 1] == "(" or text[end - 1].isdigit()) and text[end : end + 1] > "~":
        end -= 1
    before = text[max(0, start - 4) : start]
    return start - (len(before) - len(before.rstrip(" "))), end


def _is_jammer(tokens: Sequence[str]) -> bool:
    """Letters, digits and symbols thrown together, as forums do against copying: `u2 s/ |% Q)`.

    >>> _is_jammer("$ _ @! u2 s/ |% Q) X+".split()), _is_jammer("a + b = c * d".split()), _is_jammer("A) B) C) D) E)".split())
    (True, False, False)
    """
    symbols, mixed, codes = _look_at_tokens(tokens)
    thrown = mixed >= 2 or (len(symbols) >= 4 and codes >= 2)
    return len(symbols) >= 3 and thrown and not _are_words(tokens) and sum(symbols.values()) * 3 >= len(tokens)


def _find_styled(text: str) -> Iterable[tuple[int, int]]:
    return (found.span() for found in STYLED_WORD.finditer(text))


FORUM_RULES: tuple[Rule[Callable[[str], Iterable[tuple[int, int]]]], ...] = (
    Rule("jammer", find_jammers,
         ("全面落实。 $ _ @! u2 s/ |% Q) X+ u0 U\n同志们", "一。; U8 Q% v$ ^, w$ U\n" * 3 + "二\n3 h9 w\" R! k\n三",
          "初夏。 tR@y^D\n他来了, c)i!r3\n安全? 8<XO#Y\n安全就是! )LPb^#xL"),
         ("选A) B) C) D) E),算 a + b = c * d", "第一 K1-a\n第二 K2-b\n第三 K3-c\n第四 COVID-19"),
         "forums scatter random characters against copying", "全面落实。\n同志们"),
    Rule("styled", _find_styled, ("落实护林措施 𝓶𝘰𝚌𝗵𝘪.𝘤𝓷\n要护林。",), ("设𝑦=𝑓(𝑥)",),
         "sites print their address in letters of mathematics", "落实护林措施\n要护林。"),
)
