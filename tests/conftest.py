"""Makes what the tests share importable, however pytest is started."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent
FOLDERS = ("../setup", "fakes", "e2e", "faults")
for folder in ((TESTS / name).resolve() for name in FOLDERS):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def pytest_addoption(parser):
    parser.addoption(
        "--fault-seed",
        type=int,
        help="tests/faults: play the schedule of this seed only",
    )


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes a server of its own")
