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
    parser.addoption(
        "--long",
        action="store_true",
        help="run what takes half an hour too",
    )


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes a server of its own")
    config.addinivalue_line("markers", "long: is left out without --long")
    unhandled = "error::pytest.PytestUnhandledThreadExceptionWarning"
    config.addinivalue_line("filterwarnings", unhandled)  # a thread's error is an error


def pytest_collection_modifyitems(config, items):
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
