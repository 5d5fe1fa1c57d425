"""A page text in; out, everything known of it: layout, sections, the ledger of its characters, the rows of its tables.

page: the parser. ledger: spans that partition the page. seams: numbers of chunks that cut sentences. turns: who speaks when.
stated: what each speech says of itself. quality, features, masks: what is wrong with a text. signs: whether it is a speech at
all. personal, personal_rows: data of persons. rows: the rows of the tables. why: why a page is read as it is. reasons: why
each piece of it has its role.
Door: page.parse_page and rows.make_rows.
"""

import sys
from importlib import import_module
from types import ModuleType


class Door(ModuleType):
    """This room, which is called like the function `pipeline.parse`: where it was imported first, it is that function, too."""

    def __call__(self, text: str) -> object:
        """Read a page of speeches."""
        page: object = import_module("pipeline.library").parse(text)
        return page


sys.modules[__name__].__class__ = Door
