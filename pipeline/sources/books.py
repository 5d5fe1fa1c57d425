"""An EPUB in; out, its chapters in the order of the book, each a page, with what the book says of itself and of them.

A contents page is no chapter: it is passed over, as are covers without text, pictures and styles. What the contents call a
chapter is its title, where they name it once.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from pipeline.formats.word import BROKEN
from pipeline.sources.archives import Place
from pipeline.sources.documents import Document, Options, PassedOver, Rejection, what_broke
from pipeline.text.dates import parse_date

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
MIMETYPE = "application/epub+zip"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
NCX = "application/x-dtbncx+xml"
SAID = ("title", "creator", "date")
LARGEST, LARGEST_SHEET = 8 << 20, 1 << 20  # bytes of a package file or a list of contents, of a style sheet
BOOK_SHEET = re.compile(rb"<link\b(?=[^<>]*stylesheet)[^<>]*\bhref\s*=\s*[\"'](?P<href>[^\"'<>]{1,999})", re.IGNORECASE)
PAGE_TYPES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
NAMED_CHAPTER = re.compile(r"\.x?html?$", re.IGNORECASE)
OWN_TITLE = re.compile(rb"<title>\s*[^<\s]")
MARKUP = re.compile(r"<[^<>]*>|\s+")
BODY = re.compile(r"<body\b.*", re.IGNORECASE | re.DOTALL)
LINK = re.compile(r"<a\b(?=[^<>]*\bhref\b)[^<>]*>(?P<text>[^<]*+(?:<(?!/?a\b)[^<]*+)*+)</a>", re.IGNORECASE)
LINKED = 0.6  # the share of a page's text that leads to other pages, from which on it is a list of contents


@dataclass(frozen=True, slots=True)
class Book:
    """What a book says of itself: its chapters' members in order, those that are contents, and titles by member."""

    chapters: tuple[str, ...]
    contents: frozenset[str]
    titles: Mapping[str, str]
    title: str | None
    author: str | None
    published: str | None
    locked: frozenset[str]


def read_book(archive: zipfile.ZipFile, place: Place, options: Options) -> Iterator[Document | Rejection | PassedOver]:
    """The chapters of a book. Raises what zipfile and lxml raise when the file breaks its format."""
    book = open_book(archive)
    if not book.chapters:
        yield Rejection(place.page, None, "damaged", "a book whose order of chapters cannot be read")
    digits, members, sheets = len(str(len(book.chapters))), set(archive.namelist()), dict[str, str]()
    for number, member in enumerate(book.chapters, start=1):
        chapter = Place(f"{place.page}!{number:0{digits}}", member)
        if member not in members:
            yield Rejection(chapter.source, member, "damaged", "a chapter that is not in the book")
        elif member in book.locked:
            yield Rejection(chapter.source, member, "encrypted", "a chapter under lock (DRM)")
        else:
            try:
                data = read_member(archive, member, options.max_page_bytes + 1)
            except BROKEN as error:
                yield Rejection(chapter.source, member, "damaged", what_broke(error))
                continue
            linked = [join_path(member, link["href"].decode("utf-8", "replace")) for link in BOOK_SHEET.finditer(data)]
            for name in set(linked) & members - sheets.keys() - book.locked:
                sheets[name] = read_sheet(archive, name)
            if len(data) > options.max_page_bytes:
                yield Rejection(chapter.source, member, "too_large", f"longer than {options.max_page_bytes} bytes")
            else:
                yield read_chapter(data, "\n".join(sheets.get(name, "") for name in dict.fromkeys(linked)), chapter, book)


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The bytes of a member, so many at the most."""
    with archive.open(name) as stream:
        return stream.read(most)


def read_sheet(archive: zipfile.ZipFile, name: str) -> str:
    """A style sheet of a book; nothing of a broken one."""
    try:
        return read_member(archive, name, LARGEST_SHEET).decode("utf-8", "replace")
    except BROKEN:
        return ""


def read_chapter(data: bytes, sheets: str, place: Place, book: Book) -> Document | PassedOver:
    """The page that a chapter is, with its style sheets."""
    if place.name in book.contents or is_contents(data.decode("utf-8", "replace")):
        return PassedOver(place.source, "contents of a book")
    title = book.titles.get(place.name) or (None if OWN_TITLE.search(data) else book.title)
    return Document(
        place.source, place.name, data, "text/html", "utf-8", title=title, author=book.author, published=book.published,
        sheets=sheets,
    )  # fmt: skip


def is_contents(page: str) -> bool:
    """Whether most of what a page shows leads to other pages.

    >>> is_contents("<body><h1>目录</h1><p><a href='1.html'>在开渠大会上的讲话</a><p><a href='2.html'>在通水大会上的讲话</a>")
    True
    >>> is_contents("<body><p>乡亲们：<a href='#n1'>[1]</a>渠今天开工。")
    False
    """
    found = BODY.search(page)
    body = found[0] if found else page
    links = [MARKUP.sub("", link["text"]) for link in LINK.finditer(body)]
    return len(links) > 1 and sum(map(len, links)) > LINKED * len(MARKUP.sub("", body))


def open_book(archive: zipfile.ZipFile) -> Book:
    """What a book says of itself, by its package file."""
    names = set(archive.namelist())
    roots = [name for name in (read_root(archive) if CONTAINER in names else None, *sorted(names)) if name]
    package = next((name for name in roots if name in names and name.lower().endswith(".opf")), None)
    root = etree.Element("nothing") if package is None else read_xml(archive, package)
    package = package or ""
    stored = {name.lower(): name for name in archive.namelist()}
    items = {item.get("id"): item for item in find_all(root, "item")}
    spine = [items[ref.get("idref")] for ref in find_all(root, "itemref") if ref.get("idref") in items]
    ordered = [item for item in spine if is_chapter(item)] or [item for item in items.values() if is_chapter(item)]
    chapters = [join_path(package, item.get("href", "")) for item in ordered] or sorted(filter(NAMED_CHAPTER.search, names))
    marked = [item.get("href", "") for item in items.values() if "nav" in (item.get("properties") or "").split()]
    guides = [guide.get("href", "") for guide in find_all(root, "reference") if guide.get("type") == "toc"]
    lists = [join_path(package, href) for href in marked]
    lists += [join_path(package, item.get("href", "")) for item in items.values() if item.get("media-type") == NCX]
    said = {name: next(filter(None, map(text_of, find_all(root, name))), None) for name in SAID}
    return Book(
        tuple(dict.fromkeys(stored.get(chapter.lower(), chapter) for chapter in chapters)),
        frozenset(join_path(package, href) for href in marked + guides),
        read_titles(archive, [path for path in lists if path in names]),
        said["title"],
        said["creator"],
        parse_date(said["date"] or ""),
        frozenset(read_locked(archive) if ENCRYPTION in names else ()),
    )


def is_chapter(item: etree._Element) -> bool:
    """Whether an item of the manifest is a page, by its type or by its name."""
    return item.get("media-type") in PAGE_TYPES or NAMED_CHAPTER.search(item.get("href", "")) is not None


def read_root(archive: zipfile.ZipFile) -> str | None:
    """The package file that the container names."""
    return next((root.get("full-path") for root in find_all(read_xml(archive, CONTAINER), "rootfile")), None)


def read_locked(archive: zipfile.ZipFile) -> list[str]:
    """The members that are encrypted."""
    return [unquote(found.get("URI", "")) for found in find_all(read_xml(archive, ENCRYPTION), "CipherReference")]


def read_titles(archive: zipfile.ZipFile, lists: Sequence[str]) -> dict[str, str]:
    """Member → what the contents call it; those that are called more than one thing hold more than one text."""
    labels: dict[str, dict[str, None]] = {}
    for path in lists:
        root = read_xml(archive, path)
        pairs = [(link.get("href", ""), text_of(link)) for link in find_all(root, "a")]
        for point in find_all(root, "navPoint"):
            pairs += [(content.get("src", ""), text_of(label)) for content, label in zip(
                find_all(point, "content")[:1], find_all(point, "text")[:1], strict=False
            )]
        for href, text in pairs:
            if text and href:
                labels.setdefault(join_path(path, href), {})[text] = None
    return {member: next(iter(found)) for member, found in labels.items() if len(found) == 1}


def read_xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """The root of an XML member, mended where it is broken; of one that cannot be mended an element without anything."""
    try:
        root = etree.fromstring(read_member(archive, name, LARGEST), PARSER)
    except BROKEN:
        root = None
    return etree.Element("nothing") if root is None else root


def text_of(element: etree._Element) -> str:
    """The text in an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def find_all(root: etree._Element, name: str) -> list[etree._Element]:
    """The elements of this name, whatever their namespace."""
    return list(root.iterfind(f".//{{*}}{name}"))


def join_path(base: str, href: str) -> str:
    """The member that a link in another member leads to.

    >>> join_path("OEBPS/content.opf", "text/a%20b.xhtml#x")
    'OEBPS/text/a b.xhtml'
    """
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href.split("#")[0])))
