"""The code in; out, every message in it that a terminal may show, with * where something varies."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

WORDS = re.compile(r"[a-z]{2,} [a-z(]")  # two words of English; not: train-00000, "open 3"
NO_WORDS = re.compile(r"\\|\(\?|(?:^|\s)(?:select|create|left join|union) |\{said\}")  # patterns, SQL, templates of files
FILLED = re.compile(r"\{\w*\}")
SAID_BY = {"say", "complain", "print", "self.exit", "parser.error", "in_words"}
RAISED = {"PipelineError", "Refused", "PdfError", "ConversionError"}


def messages_of(path: Path) -> Iterator[tuple[int, str]]:
    """The messages of a module with their lines: what is printed or raised, and every other literal of two words or more."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node, certain in literals(tree, False):
        for words in ways_of(node):
            said = FILLED.sub("*", words)
            if (re.search("[a-z]{3}", said) if certain else WORDS.search(said)) and not NO_WORDS.search(said):
                yield node.lineno, said


def literals(node: ast.AST, certain: bool) -> Iterator[tuple[ast.expr, bool]]:
    """The whole literals below a node, docstrings left out, and whether they are certainly said."""
    if isinstance(node, ast.expr) and ways_of(node):
        yield node, certain
        inner = (found.value for found in ast.walk(node) if isinstance(found, ast.FormattedValue))
        yield from (part for value in inner if not isinstance(value, ast.IfExp) for part in literals(value, False))
        return
    said = isinstance(node, ast.Call) and ast.unparse(node.func) in SAID_BY | RAISED
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield from literals(child, said and child in getattr(node, "args", ()))


def ways_of(node: ast.AST) -> list[str]:
    """What a literal may come to: * for what varies, both ways of a choice between literals; nothing for what is none.

    >>> ways_of(ast.parse("f'{count} {\\"page\\" if count == 1 else \\"pages\\"} of ' + name").body[0].value)
    ['* page of *', '* pages of *']
    """
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in product(*(ways_of(part) or ["*"] for part in node.values))]
    if isinstance(node, ast.FormattedValue):
        return ways_of(node.value) if isinstance(node.value, ast.IfExp) else []
    if isinstance(node, ast.IfExp):
        sides = [ways_of(side) for side in (node.body, node.orelse)]
        return [*sides[0], *sides[1]] if all(sides) else []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = ways_of(node.left), ways_of(node.right)
        return ["".join(parts) for parts in product(left or ["*"], right or ["*"])] if left or right else []
    return []
