"""The error a user is shown as one line: where, what was expected, what to do."""


LIBRARIES = {"s3": ("'.[s3]'",), "s3a": ("'.[s3]'",), "http": ("aiohttp", "requests"), "https": ("aiohttp", "requests")}
"""Protocol → what brings its library: an extra of this project, in whose folder that is said, or packages."""


class PipelineError(Exception):
    """A build that cannot go on; the message is one line for the user."""


def tell_library(address: str, error: ImportError) -> str:
    """How to come by the library that reads an address; what the error says where no other word is known."""
    wanted = LIBRARIES.get(address.partition("://")[0])
    return f".venv/bin/pip install {' '.join(wanted)}" if wanted else " ".join(str(error).split())
