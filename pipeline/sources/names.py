"""File names as systems and archives store them in; out, the names as text, and which of them are not meant as sources."""

LEFT_BEHIND = frozenset(("README.md", "dataset.toml", "Thumbs.db", "desktop.ini", "__MACOSX"))
"""What systems leave behind; and README.md and dataset.toml, which speak about a folder and are no pages of it."""


def real_name(stored: bytes) -> str:
    """A stored name as it was meant: what was packed or saved on a Chinese Windows is GB18030 and does not say so.

    >>> real_name("讲话.txt".encode("gb18030"))
    '讲话.txt'
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return stored.decode(encoding)
        except UnicodeDecodeError:
            continue
    return stored.decode("utf-8", "backslashreplace")


def is_passed_over(name: str) -> bool:
    """Whether a path or member is hidden or left behind, so that it is a source only when it is named itself.

    >>> is_passed_over("a/.git/config"), is_passed_over("./a/b.txt"), is_passed_over("../b.txt")
    (True, False, False)
    """
    return any(part in LEFT_BEHIND or (part.startswith(".") and part not in (".", "..")) for part in name.split("/"))
