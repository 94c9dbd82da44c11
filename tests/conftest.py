"""Makes `pay_link_setup` importable when pytest is started by hand."""

import sys
from pathlib import Path

SETUP = str(Path(__file__).resolve().parent.parent / "setup")
if SETUP not in sys.path:
    sys.path.insert(0, SETUP)


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes a server of its own")
