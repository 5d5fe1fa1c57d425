"""A table as text (CSV, TSV) in; out, the pages of its rows: columns as those of other records, all of them text."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import IO, NamedTuple

import pyarrow as pa
from pyarrow import csv as arrow_csv

from pipeline.formats.decoding import HANDLERS, WEB, decode
from pipeline.sources.archives import Place
from pipeline.sources.documents import Document, Options, Rejection
from pipeline.sources.kinds import DELIMITERS
from pipeline.sources.records import NAMED_COLUMNS, SEVERAL, has_text, read_record

TABLE_HEAD = 1 << 16  # bytes in which a table shows its encoding, its columns and what parts them
BLOCK = 1 << 30  # bytes of a block of rows at the most; a row has to fit into one
CUT = 4  # the longest character in bytes: the head may end within one
SEPARATOR = re.compile(r"\ufeff?sep=(?P<sign>[,;|\t])\r?\n")  # what Excel wants before a table
ESCAPED, DOUBLED = '\\"', '""'
FIRST = "utf-8-sig"  # without the byte order mark that spreadsheets write


class Form(NamedTuple):
    """How a table is written: its columns, what parts them, what escapes quotes (False: doubled), lines before the columns."""

    names: tuple[str, ...]
    delimiter: str
    escape: str | bool
    skipped: int


class Recoded(io.RawIOBase):
    """A stream of another encoding as UTF-8. Raises UnicodeDecodeError where it cannot be read."""

    def __init__(self, stream: IO[bytes], head: bytes, encoding: str) -> None:
        self.stream, self.waiting = stream, head
        codec, self.signs = WEB.get(encoding, (FIRST if encoding == "utf-8" else encoding, {}))
        self.decoder = codecs.getincrementaldecoder(codec)(HANDLERS.get(encoding, "strict"))
        self.made = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the beginning of a buffer; the number of bytes, 0 at the end."""
        while not self.made:
            piece = self.waiting or self.stream.read(TABLE_HEAD)
            self.waiting = b""
            self.made = self.decoder.decode(piece, final=not piece).translate(self.signs).encode()
            if not piece:
                break
        count = min(len(buffer), len(self.made))
        buffer[:count], self.made = self.made[:count], self.made[count:]
        return count


def read_delimited(stream: IO[bytes], place: Place, options: Options) -> Iterator[Document | Rejection]:
    """The pages of a table, a block of rows in memory at a time."""
    head = stream.read(TABLE_HEAD)
    decoded = next((found for cut in range(CUT) if (found := decode(head[: len(head) - cut]))), None)
    if decoded is None:
        yield Rejection(place.source, None, "undecodable", "no encoding decodes the beginning of the table")
        return
    form = read_form(decoded.text)
    names = list(form.names)
    if not has_text(names, options):
        shown = ", ".join(names[:NAMED_COLUMNS])
        yield Rejection(place.source, None, "bad_record", f"no column of text; set text_column to one of: {shown}")
        return
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1 and has_text([name], options)]
    if twice:
        yield Rejection(place.source, None, "bad_record", SEVERAL.format(twice[0]))
        return
    wrong: list[str] = []
    rows = open_table(Recoded(stream, head, decoded.encoding), form, wrong, min(2 * options.max_page_bytes, BLOCK))
    number = 0
    for batch in rows:
        for record in batch.to_pylist():
            number += 1
            kept = {name: value for name, value in record.items() if value != ""}
            yield read_record(kept, Place(f"{place.source}!{number}", f"row {number}"), options)
    for detail in wrong:
        yield Rejection(place.source, None, "bad_record", detail)


def read_form(text: str) -> Form:
    r"""How a table is written, by its beginning.

    >>> read_form("id;title;text\n1;a,b;c"), read_form("sep=|\na|b\n1|2").skipped
    (Form(names=('id', 'title', 'text'), delimiter=';', escape=False, skipped=0), 1)
    >>> read_form('\n\n"i\nd",text\n1,a')
    Form(names=('i\nd', 'text'), delimiter=',', escape=False, skipped=2)
    >>> read_form('a,text\n1,"说\\"好\\"。"').escape, read_form('a,text\n1,"说""好"" "').escape
    ('\\', False)
    """
    stated = SEPARATOR.match(text)
    rest = text[stated.end() if stated else 0:].removeprefix("\ufeff")
    blank = len(rest) - len(rest.lstrip("\r\n"))
    first = rest[blank:].split("\n", 1)[0]
    delimiter = stated["sign"] if stated else max(DELIMITERS, key=first.count)
    names = next(csv.reader(io.StringIO(rest[blank:]), delimiter=delimiter), [])
    escape = ESCAPED in text and DOUBLED not in text and "\\"
    return Form(tuple(names), delimiter, escape, int(stated is not None) + len(rest[:blank].splitlines()))


def open_table(stream: io.RawIOBase, form: Form, wrong: list[str], block: int) -> Iterator[pa.RecordBatch]:
    """The rows of a table in batches; what is said of a row with too many or too few cells goes to `wrong`."""
    def tell(row: arrow_csv.InvalidRow) -> str:
        wrong.append(f"a row of {row.actual_columns} cells where the head has {row.expected_columns}: {row.text[:40]!r}")
        return "skip"

    yield from arrow_csv.open_csv(
        io.BufferedReader(stream),
        arrow_csv.ReadOptions(use_threads=False, block_size=block, skip_rows=form.skipped),
        arrow_csv.ParseOptions(
            delimiter=form.delimiter, newlines_in_values=True, invalid_row_handler=tell, escape_char=form.escape
        ),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(form.names, pa.string()), strings_can_be_null=False),
    )
