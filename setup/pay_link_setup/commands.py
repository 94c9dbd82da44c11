"""What the entry files share: run a command, explain what went wrong, end in order."""

import os
import sys

from . import process
from .console import SetupError, explain, say

INTERRUPTED = 130
LOOPBACK = ("127.0.0.1", "localhost")


def run(main):
    """Run ``main(arguments)`` and leave with its exit code."""
    process.supervise()
    pass_by_proxies()
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


def pass_by_proxies():
    """Have what runs on this machine asked directly, whatever proxy leads to the network."""
    names = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if names != "*":
        text = ",".join(filter(None, [names, *LOOPBACK]))
        os.environ.update(no_proxy=text, NO_PROXY=text)
