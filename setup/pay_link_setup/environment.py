"""Everything that Odoo needs, together: tree, Python, PostgreSQL, browser, and its settings."""

import contextlib
import os
import tempfile
from pathlib import Path

from . import barcodes, browser, cache, odoo_tree, postgres, process, python_env

CONFIG = """[options]
addons_path = {addons_path}
data_dir = {data_dir}
db_host = {db_host}
db_port = {db_port}
db_user = {db_user}
http_interface = 127.0.0.1
"""
# What of the person's own would lead elsewhere, or make each start slow.
NOT_KEPT = ("PYTHONHOME", "OPENERP_SERVER", "PYTHONDONTWRITEBYTECODE")


class Environment:
    """Odoo with its database server up: see ``ready``."""

    def __init__(self):
        self.tree = odoo_tree.get()
        self.python = python_env.for_odoo(self.tree)
        self.cluster = postgres.Cluster(postgres.install(self.python))
        self.wrappers = browser.get()
        self.barcodes = barcodes.variables()
        self.data_dir = self.cluster.folder / "odoo"
        self.config = None

    @property
    def path(self):
        """PATH with our programs first: Odoo looks there for the PDF program and the browser."""
        folders = [
            self.wrappers,
            self.python.bin,
            *os.environ["PATH"].split(os.pathsep),
        ]
        return os.pathsep.join(str(folder) for folder in folders if folder)

    @property
    def variables(self):
        """The environment variables of Odoo and of the tests."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PG") and name not in NOT_KEPT
        }
        paths = [str(cache.SETUP), self.barcodes.get("PYTHONPATH", "")]
        return {
            **kept,
            **self.barcodes,
            "PATH": self.path,
            "ODOO_RC": str(self.config),
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "PYTHONUNBUFFERED": "1",
            # Half of what Odoo's start takes is compiling; and no checkout gets files of ours.
            "PYTHONPYCACHEPREFIX": str(cache.root() / "bytecode"),
        }

    def write_config(self, path):
        """Write Odoo's configuration file for this checkout."""
        path.write_text(self.configuration(cache.REPO), encoding="utf-8")
        self.config = path

    def configuration(self, *folders):
        """The text of a configuration file with Odoo's add-ons and those of ``folders``."""
        return CONFIG.format(
            addons_path=",".join(str(path) for path in (*self.tree.addons_paths, *folders)),
            data_dir=self.data_dir,
            db_host=self.cluster.run,
            db_port=postgres.PORT,
            db_user=postgres.USER,
        )

    def odoo(self, *arguments):
        """The command line of Odoo with these arguments."""
        return [self.python.bin / "odoo", *arguments]

    def run_odoo(self, *arguments, **options):
        """Run Odoo to its end, quietly; show its log when it fails."""
        return process.output(self.odoo(*arguments), env=self.variables, cwd="/", **options)


@contextlib.contextmanager
def ready():
    """Get what is missing, and keep the database server up while the block runs."""
    environment = Environment()
    with tempfile.TemporaryDirectory(prefix="pay-link-") as folder:
        environment.write_config(Path(folder) / "odoo.conf")
        with environment.cluster.running():
            yield environment
