"""The error a user is shown as one line: where, what was expected, what to do."""


class PipelineError(Exception):
    """A build that cannot go on; the message is one line for the user."""
