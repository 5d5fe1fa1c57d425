"""The errors a user is shown as one line: where, what was expected, what to do."""


class PipelineError(Exception):
    """A build that cannot go on; the message is one line for the user."""


class SourceError(PipelineError):
    """A source that is not there or cannot be read; found before anything else starts."""


class LawError(PipelineError):
    """Records that break the contract or a law; one line a breach."""
