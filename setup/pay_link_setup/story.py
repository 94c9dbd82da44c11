"""The story of the demo's shop, ``pay_link_story``: told once, in Odoo's shell, and then copied."""

import tempfile

from . import cache
from .console import step

FOLDER = cache.SETUP / "pay_link_story"
SCRIPT = "import pay_link_story\npay_link_story.tell(env)\n"


def template(store, variant):
    """The name of the template with our add-ons whose shop has a past.

    :param Databases store: where it is, or is made
    :param Variant variant: with demo data
    """
    files = [part for path in sorted(FOLDER.glob("*.*")) for part in (path.name, path)]
    name = f"story_{cache.key(store.name_of(variant), *files)}"
    with cache.lock("story_"):
        if name not in store.names():
            making = "story_making"
            store.drop_oldest("story_")
            store.clone(store.installed(variant), making)
            with step("Customers, sales and payments of two months (1 to 2 minutes)"):
                _tell(store.environment, making)
            store.rename(making, name)
    return name


def _tell(environment, database):
    with tempfile.TemporaryFile("w+") as script:
        script.write(SCRIPT)
        script.seek(0)
        environment.run_odoo("shell", "-d", database, "--no-http", "--log-level=warn", stdin=script)
