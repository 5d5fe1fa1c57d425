"""An error of the Hub, its client or the network in; out, one line that says what to do about it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import category

from httpx2 import HTTPError
from huggingface_hub import get_token
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

from pipeline.job.errors import PipelineError
from pipeline.publish.request import Request

UNEXPECTED = (KeyError, TypeError, AttributeError, IndexError)
"""What the client raises over an answer of another form than the Hub's."""

CLIENT_ERRORS = (HTTPError, OSError, RuntimeError, ValueError, *UNEXPECTED)
"""What huggingface_hub and hf_xet raise: of HTTP, of files and connections, around a failed upload, of a refused card."""

SECRET = re.compile(r"hf_\w{4,}|(?<=Bearer )\S+")

STATUS = {
    401: "the Hub does not accept the token, or wants one: take one with write access, then `hf auth login` or HF_TOKEN",
    402: "the account has no room for it: the Hub asks for payment",
    403: "the token has no right to do this: take one with write access to {owner}, or publish with PR=1",
    404: "there is no such repository or revision, or the token cannot see it",
    409: "somebody else is changing the repository: publish again",
    412: "somebody else has committed to {revision} meanwhile: see what changes now with DRY_RUN=1, then publish again",
    413: "the Hub takes no commit of this size: publish fewer or smaller files",
    429: "too many requests: wait a while and publish again",
}
"""What a status of the Hub means to somebody who publishes."""


@contextmanager
def hub_errors(order: Request, outcome: str, unsure: str = "") -> Iterator[None]:
    """Errors of the client in the block become a PipelineError that ends with the outcome, or `unsure` without a clear no."""
    try:
        yield
    except CLIENT_ERRORS as error:
        end = outcome if is_refusal(error) or not unsure else unsure
        cause = error.__cause__ if isinstance(error, RuntimeError) and isinstance(error.__cause__, CLIENT_ERRORS) else error
        raise PipelineError(f"{order.repo}: {explain(cause, order)}; {end}") from error


def is_refusal(error: BaseException) -> bool:
    """Whether the Hub has clearly said no, to the call or to the one behind it."""
    refusals = [found for found in (error, error.__cause__) if isinstance(found, HfHubHTTPError)]
    return any(found.response.status_code < 500 for found in refusals)


def explain(error: BaseException, order: Request) -> str:
    """What went wrong, in one line.

    >>> explain(OfflineModeIsEnabled("…"), Request("owner/name"))
    'HF_HUB_OFFLINE is set, and publishing needs the network: unset it'
    """
    if isinstance(error, OfflineModeIsEnabled):
        return "HF_HUB_OFFLINE is set, and publishing needs the network: unset it"
    if isinstance(error, HfHubHTTPError):
        return explain_status(error, order)
    if isinstance(error, HTTPError):
        return f"the connection failed ({one_line(error)}): look at the network, then publish again"
    if isinstance(error, UNEXPECTED):
        return f"the Hub answered in another form than expected ({type(error).__name__}: {one_line(error)}): look at HF_ENDPOINT"
    return one_line(error)


def explain_status(error: HfHubHTTPError, order: Request) -> str:
    """What a refusal of the Hub means, with its own words."""
    status = error.response.status_code
    owner = order.repo.partition("/")[0]
    meaning = STATUS.get(status, "the Hub failed, publish again" if status >= 500 else "the Hub refused")
    words = one_line(error.server_message or "")
    return f"{meaning.format(owner=owner, revision=order.revision)} ({status}{f': {words}' if words else ''})"


def one_line(words: object) -> str:
    r"""The words of an error on one line, without control characters and secrets; the name of the error when it has none.

    >>> one_line(ValueError("Invalid metadata:\n- license")), one_line(TimeoutError())
    ('Invalid metadata: - license', 'TimeoutError')
    >>> one_line("\x1b[31mnot \u202ehf_abcdefgh\x07 here")
    '[31mnot … here'
    """
    seen = SECRET.sub("…", str(words))
    token = get_token()
    seen = seen.replace(token, "…") if token else seen
    shown = "".join(character for character in seen if character.isspace() or category(character)[0] != "C")
    return " ".join(shown.split()) or (type(words).__name__ if isinstance(words, BaseException) else "")
