"""Databases: templates that are made once, and copies of them that are made in a second.

Two layers, each in the variants of ``Variant``: all dependencies of our add-ons installed, and on
top of that our add-ons. Both are named by a key of what they were made from.
"""

import contextlib
import dataclasses
import itertools
import os
import re
import shutil

from . import addons, cache
from .console import step

DEMO = "pay_link_demo"
TEMPORARY = "run_"
KEPT = 3
FROM = "from pg_database"
_numbers = itertools.count(1)


@dataclasses.dataclass(frozen=True)
class Variant:
    """What a database holds beside our add-ons: demo data, further modules.

    In a bare one, nothing is installed that was not asked for or needed. Odoo itself adds what
    fits together, such as ``sale_stock`` beside the till.
    """

    demo: bool = False
    extra: tuple = ()
    bare: bool = False

    @property
    def name(self):
        """A name for people and for databases."""
        return "_".join(
            ["demo" if self.demo else "plain", *(["bare"] if self.bare else []), *self.extra]
        )


class Databases:
    """The databases of an environment."""

    def __init__(self, environment):
        self.environment = environment
        self.cluster = environment.cluster

    def names(self):
        """All databases, oldest first."""
        return self.cluster.sql(f"select datname {FROM} where not datistemplate order by oid")

    def filestore(self, name):
        """The folder of a database's files."""
        return self.environment.data_dir / "filestore" / name

    def drop(self, name):
        """Remove a database and its files; nothing happens when there is none."""
        self.cluster.sql(f'drop database if exists "{name}" with (force)')
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def clone(self, source, target):
        """Copy a database; its files become hard links."""
        self.drop(target)
        self.cluster.sql(f'create database "{target}" template "{source}"')
        if self.filestore(source).exists():
            shutil.copytree(self.filestore(source), self.filestore(target), copy_function=os.link)

    def rename(self, source, target):
        """Give a finished database its name."""
        self.drop(target)
        self.cluster.sql(f'alter database "{source}" rename to "{target}"')
        if self.filestore(source).exists():
            self.filestore(source).rename(self.filestore(target))

    @contextlib.contextmanager
    def temporary(self, variant, with_ours=True):
        """A copy of a template, with our add-ons or not, that goes when the block is left."""
        name = f"{TEMPORARY}{os.getpid()}_{next(_numbers)}"
        source = self.installed(variant) if with_ours else self.base(variant)
        self.clone(source, name)
        try:
            yield name
        finally:
            self.drop(name)

    def base(self, variant):
        """The template with the dependencies of our add-ons."""
        modules = self._base_modules(variant)
        title = (
            f"Odoo's modules, {'with' if variant.demo else 'without'} demo data (1 to 4 minutes)"
        )
        return self._make(self._base_name(variant), title, modules, variant)

    def installed(self, variant):
        """The template with our add-ons too."""
        modules = addons.all_of_ours()
        if not modules:
            return self.base(variant)
        name = self.name_of(variant)
        if name in self.names():
            return name
        return self._make(name, "Our add-ons (half a minute)", modules, variant, self.base(variant))

    def name_of(self, variant):
        """The name of the template with our add-ons, which also tells what it is made from."""
        return f"ours_{variant.name}_{cache.key(self._base_name(variant), addons.key())}"

    def _base_name(self, variant):
        bare = ["bare"] if variant.bare else []
        modules = self._base_modules(variant)
        key = cache.key(self.environment.tree.key, modules, variant.demo, *bare)
        return f"base_{variant.name}_{key}"

    @staticmethod
    def _base_modules(variant):
        return sorted({*addons.dependencies(), *variant.extra})

    def comment(self, name):
        """What was noted on a database."""
        what = f"select shobj_description(oid, 'pg_database') {FROM} where datname = '{name}'"
        return "".join(self.cluster.sql(what))

    def set_comment(self, name, text):
        """Note something on a database."""
        self.cluster.sql(f"comment on database \"{name}\" is '{text}'")

    def _make(self, name, title, modules, variant, source=None):
        family = name.rpartition("_")[0] + "_"
        with cache.lock(family):
            if name in self.names():
                return name
            with step(title):
                making = f"{family}making"
                self.drop_oldest(family)
                self.drop(making)
                if source:
                    self.clone(source, making)
                self.install(making, modules, demo=variant.demo, bare=variant.bare)
                self.rename(making, name)
        return name

    def drop_oldest(self, family):
        """Make room for one more template of a family: other checkouts may use the rest."""
        known = [name for name in self.names() if re.fullmatch(rf"{family}[0-9a-f]{{8}}", name)]
        for old in known[: 1 - KEPT]:
            self.drop(old)

    def install(self, name, modules, demo=False, update=False, bare=False):
        """Install or update modules in a database, which is made when it is not there.

        :return: what Odoo wrote: warnings and errors only
        """
        demo_option = "--with-demo" if demo else "--without-demo"
        bare_option = ["--skip-auto-install"] if bare else []
        return self.environment.run_odoo(
            "server", "-d", name, "-u" if update else "-i", ",".join(modules), demo_option,
            "--no-http", "--stop-after-init", "--max-cron-threads=0", "--log-level=warn",
            *bare_option,
        )  # fmt: skip

    def forget_demo(self, name):
        """Let no module that is installed from now on bring demo data of its own."""
        self.cluster.sql("update ir_module_module set demo = false", name)

    def drop_leftovers(self):
        """Drop the copies of commands that were killed."""
        for name in self.names():
            match = re.fullmatch(rf"{TEMPORARY}(\d+)_\w+", name)
            if match and not os.path.exists(f"/proc/{match[1]}"):
                self.drop(name)
