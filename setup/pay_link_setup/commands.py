"""What the entry files share: run a command, explain what went wrong, end in order."""

import sys

from . import process
from .console import SetupError, explain, say

INTERRUPTED = 130


def run(main):
    """Run ``main(arguments)`` and leave with its exit code."""
    process.supervise()
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        explain(error)
        sys.exit(1)
    except KeyboardInterrupt:
        say("\nStopped.")
        sys.exit(INTERRUPTED)
    finally:
        process.end_orphans()
