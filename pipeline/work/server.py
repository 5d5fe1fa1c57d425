"""Read by the server that workers are copies of, and by nothing else: a worker that comes too late says nothing.

A worker may be asked for while a build is interrupted: when it begins, what it was to be handed is gone with the build. What goes
wrong in its work reaches the build with its result, never this hook.
"""

import sys

sys.excepthook = lambda *_error: None
