"""``./setup/readmes --drawings``: the PNG of each SVG beside it in ``static/description/``.

Drawn by Chromium, in the size that the SVG says. Runs in Odoo's Python, which has playwright.
"""

from xml.etree import ElementTree

from . import cache, environment, process
from .console import step

DRAWINGS = "*/static/description/*.svg"


def main():
    """Draw all of them, in the Python that can."""
    with environment.ready() as env, step("Drawings"):
        command = [env.python.python, "-m", "pay_link_setup.drawings"]
        with process.stopping(process.start(command, env=env.variables, cwd=cache.REPO)) as drawing:
            return process.wait(drawing)


def draw():
    """Draw all of them, here."""
    from playwright.sync_api import sync_playwright

    from . import testing

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**vars(testing.browser()))
        for path in sorted(cache.REPO.glob(DRAWINGS)):
            page = browser.new_page(viewport=_get_size(path))
            page.goto(path.as_uri())
            page.screenshot(path=path.with_suffix(".png"), omit_background=True)
            page.close()
        browser.close()


def _get_size(path):
    root = ElementTree.parse(path).getroot()
    return {name: int(root.get(name)) for name in ("width", "height")}


if __name__ == "__main__":
    draw()
