"""Take the pictures: all of them, or those named."""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from pay_link_setup import databases, testing
from pay_link_setup.server import serving

from .office import OFFICE
from .pages import PAGES
from .studio import WAIT_MS, Studio
from .till import TILL

CRONS = "--max-cron-threads=0"
SHOTS = {**OFFICE, **PAGES, **TILL}


def main(template, *names):
    """Serve a copy of the demo, and let each picture be taken in it.

    :param str template: the database to copy
    :param str names: of the pictures; without any, all
    """
    unknown = sorted(set(names) - set(SHOTS))
    if unknown:
        sys.exit(f"no such pictures: {', '.join(unknown)}; there are {', '.join(SHOTS)}")
    expect.set_options(timeout=WAIT_MS)
    env, launch = testing.the_environment(), vars(testing.browser())
    store = databases.Databases(env)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        name = f"{databases.TEMPORARY}{os.getpid()}_1"
        store.clone(template, name)
        try:
            log = Path(folder) / "odoo.log"
            with serving(env, name, log, options=[CRONS]) as server:
                _take(Studio(server, playwright.chromium.launch(**launch)), names or SHOTS)
        finally:
            store.drop(name)


def _take(studio, names):
    for name in names:
        SHOTS[name](studio, name)
    studio.browser.close()


main(*sys.argv[1:])
