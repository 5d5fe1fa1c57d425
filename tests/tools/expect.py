"""The pages of a set in; out, which of its expectations of columns and texts fail, without building a dataset.

    python -m tests.tools.expect [TEXT]      only the lines that hold the text

The expectations are judged by ../shared/reading/expect.py on the rows that extract makes.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.parse.rows import make_rows
from pipeline.sources.documents import Options, Rejection
from pipeline.sources.listing import list_sources
from pipeline.sources.pages import pages_of_file
from pipeline.work.tables import SCHEMAS, Rows
from tests.tools.gold import READING

PAGES = READING / "genres"


def read_rows(folder: Path) -> Rows:
    """The rows of all pages of a folder."""
    rows: Rows = {"pages": [], "speeches": [], "sections": []}
    for file in list_sources((str(folder),)):
        for page in pages_of_file(file, Options(64 << 20)):
            if isinstance(page, Rejection):
                print(f"{page.source}: rejected: {page.reason}: {page.detail}")
                continue
            found = make_rows(page.document, page.text, page.encoding)
            for name in rows:
                rows[name] += found[name]
    return rows


def main() -> None:
    """Print the failures."""
    with tempfile.TemporaryDirectory() as folder:
        for name, found in read_rows(PAGES / "pages").items():
            (Path(folder) / "data" / name).mkdir(parents=True)
            table = pa.Table.from_pylist(found, schema=SCHEMAS[name])
            pq.write_table(table, Path(folder) / "data" / name / "all.parquet")
        expectations = [PAGES / "expect.json", PAGES / "expect_containers.json"]
        command = [sys.executable, str(READING / "expect.py"), folder, *map(str, expectations)]
        lines = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout.splitlines()
    print("\n".join(line for line in lines if not sys.argv[1:] or sys.argv[1] in line))


if __name__ == "__main__":
    main()
