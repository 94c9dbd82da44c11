"""``./setup/screenshots``: take the pictures of the readmes, in a running demo.

It is a demo of its own, as it is after its first start.
"""

import argparse
import os

from . import cache, databases, environment, process, story
from .demo import VARIANT

DRIVERS = cache.REPO / "tests" / "e2e"  # who uses the till and the back office


def main(arguments):
    """Take all pictures, or those whose names are given."""
    parser = argparse.ArgumentParser(prog="./setup/screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", help="for example list bell; default: all")
    options = parser.parse_args(arguments)
    with environment.ready() as env:
        template = story.template(databases.Databases(env), VARIANT)
        paths = os.pathsep.join([str(DRIVERS), env.variables["PYTHONPATH"]])
        shots = process.start(
            [env.python.python, "-m", "pay_link_shots", template, *options.names],
            env={**env.variables, "PYTHONPATH": paths},
        )
        with process.stopping(shots):
            return process.wait(shots)
