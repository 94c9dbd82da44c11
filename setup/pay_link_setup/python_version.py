"""Find a Python that fits. Parses on any Python 3, so that an old one gets a clear answer."""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWEST = (3, 13)


def ensure():
    """Go on in a Python that Odoo 19 runs on: this, another on PATH, or end with a reason."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)
        if other:
            os.execv(other, [other] + sys.argv)
    sys.exit(
        "Error: this is Python %d.%d; this needs Python %d.%d to %d.%d.\n"
        "  What to do: install one of these (Debian 12 has 3.11, Debian 13 has 3.13) so that\n"
        "  `python3` or, for example, `python3.11` is found on PATH."
        % (sys.version_info[:2] + OLDEST + NEWEST)
    )
