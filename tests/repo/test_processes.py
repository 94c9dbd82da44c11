"""A command ends what its programs left behind, and nothing that others use too."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest

COMMAND = """
import subprocess, sys
from pay_link_setup import commands
def main(arguments):
    subprocess.run([sys.executable, "-c", {inner!r}], check=True)
commands.run(main)
"""
SHARED = """
from pay_link_setup import process
print(process.start_shared(["sleep", "60"], stdout=-3, stderr=-3).pid)
"""
LEFT_BEHIND = """
import subprocess
print(subprocess.Popen(["sleep", "60"], stdout=-3, stderr=-3).pid)
"""


def run(inner):
    """Run a command whose inner program starts something and ends before it.

    :return: the process id of what was started
    """
    code = COMMAND.format(inner=inner)
    printed = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    return int(printed.stdout)


def is_alive(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


@pytest.mark.parametrize(("inner", "expected"), [(SHARED, True), (LEFT_BEHIND, False)])
def test_what_outlives_a_command(inner, expected):
    pid = run(inner)
    try:
        assert is_alive(pid) is expected
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
