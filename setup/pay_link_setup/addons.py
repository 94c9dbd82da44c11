"""The add-ons of this checkout: which there are, what they need, what they were when installed."""

import ast

from . import cache

# What the demo and the tests of core need beside the add-ons' own dependencies: the seller's menu,
# providers, the till.
EXTRA_MODULES = (
    "payment_demo",
    "payment_stripe",
    "pos_loyalty",
    "pos_online_payment",
    "sale_management",
)
# What a database does not depend on.
NOT_INSTALLED = (
    *("tests", "readme", "__pycache__", "static/description", "static/src", "static/tests"),
    *("README.rst", "LICENSE"),
)


def all_of_ours():
    """The names of our add-ons, in the order in which they depend on each other."""
    manifests = {path.parent.name: _manifest(path) for path in cache.REPO.glob("*/__manifest__.py")}
    ordered = []
    while len(ordered) < len(manifests):
        ready = [
            name
            for name, manifest in sorted(manifests.items())
            if name not in ordered
            and not (set(manifest.get("depends", ())) & set(manifests)) - set(ordered)
        ]
        ordered += ready or sorted(set(manifests) - set(ordered))
    return ordered


def _manifest(path):
    return ast.literal_eval(path.read_text(encoding="utf-8"))


def dependencies():
    """What our add-ons depend on, other than each other, and what the demo needs beside."""
    ours = all_of_ours()
    wanted = set(EXTRA_MODULES)
    for name in ours:
        wanted.update(_manifest(cache.REPO / name / "__manifest__.py").get("depends", ()))
    return sorted(wanted - set(ours))


def key():
    """A name for the state of our add-ons, as far as a database depends on it."""
    files = []
    for name in all_of_ours():
        folder = cache.REPO / name
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder).as_posix()
            if path.is_file() and not _is_left_out(relative):
                files += [f"{name}/{relative}", path]
    return cache.key(*files)


def _is_left_out(relative):
    return any(f"/{part}/" in f"/{relative}/" for part in NOT_INSTALLED)
