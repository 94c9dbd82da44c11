"""``./setup/test [lint|unit|e2e|core|combinations] …``: run everything, or a part."""

import argparse

from . import addons, cache, databases, environment, process, test_lanes
from . import lint as linters
from .console import SetupError, say
from .databases import Variant

# Odoo's add-ons that ours extend.
CORE_WHOLE = (
    "payment",
    "account_payment",
    "sale",
    "payment_stripe",
    "payment_demo",
    "point_of_sale",
    "pos_online_payment",
    "pos_loyalty",
    "pos_sale",
)
# The part of their tests that ours can break soonest: what books, pays, invoices and closes.
CORE = (
    "payment",
    "account_payment",
    "sale/test_payment_flow",
    "sale/test_sale_order",
    "sale/test_sale_refund",
    "sale/test_sale_to_invoice",
    "payment_stripe",
    "payment_demo",
    "point_of_sale/test_point_of_sale_flow",
    "point_of_sale/test_pos_other_currency_config",
    "point_of_sale/test_pos_products_with_tax",
    "point_of_sale/test_pos_simple_invoiced_orders",
    "point_of_sale/test_pos_simple_orders",
    "point_of_sale/test_report_session",
    "pos_online_payment",
    "pos_loyalty/test_loyalty_history",
    "pos_sale/test_pos_sale_lot",
)
# Odoo's tests that fail in a database with all our dependencies, with or without our add-ons.
CORE_LEFT_OUT = (
    "TestSaleFlow and test_qty_delivered",  # is meant for a database without `sale_stock`
)
# What took long is named at the end of each part.
SLOWEST = ("--durations=15", "--durations-min=5")


def main(arguments):
    """Run the parts that were asked for; the exit code is that of the first that failed."""
    parser = argparse.ArgumentParser(prog="./setup/test", description=__doc__)
    parser.add_argument("part", nargs="?", choices=sorted(PARTS), help="default: all of them")
    parser.add_argument(
        "--with", dest="extra", action="append", default=[], metavar="MODULE",
        help="unit, core: have this module installed too, for example website",
    )  # fmt: skip
    known, rest = parser.parse_known_args(arguments)
    if known.part:
        return PARTS[known.part](tuple(known.extra), rest)
    codes = test_lanes.run(_beside())
    say("== " + ", ".join(f"{part}: {'failed' if code else 'ok'}" for part, code in codes.items()))
    return next((code for code in codes.values() if code), 0)


def unit(extra, arguments):
    """The add-ons' own tests: Python, JavaScript and tours, by pytest."""
    chosen = arguments or []
    paths = [] if _has_path(chosen) else addons.all_of_ours()
    if not addons.all_of_ours():
        raise SetupError("there is no add-on in this checkout")
    with environment.ready() as env, _database(env, Variant(extra=extra)) as name:
        options = [f"--odoo-database={name}", "--odoo-http", "--odoo-log-level=error"]
        return _pytest(env, *options, *chosen, *paths)


def e2e(_extra, arguments):
    """The black-box tests in ``tests/``: a browser and real servers."""
    paths = [] if _has_path(arguments) else ["tests"]
    with environment.ready() as env:
        _databases(env).installed(Variant(demo=True))
        return _pytest(env, "-p", "no:odoo", *arguments, *paths)


def combinations(_extra, arguments):
    """The long run: our add-ons installed beside each combination of others, and tried.

    It takes half an hour and is no part of everything; ``-k website`` runs some of them.
    """
    with environment.ready() as env:
        _databases(env)
        return _pytest(env, "-p", "no:odoo", "--long", "-m", "long", *arguments, "tests/packages")


def core(extra, arguments):
    """Odoo's own tests of the add-ons that ours extend, with ours installed.

    ``--whole`` runs all of them, with every tour of the till: hours. Or name add-ons, or single
    files such as ``sale/test_payment_flow``.
    """
    modules = CORE_WHOLE if arguments == ["--whole"] else arguments or CORE
    with environment.ready() as env, _database(env, Variant(extra=extra)) as name:
        paths = [_core_path(env, module) for module in modules]
        left_out = " and ".join(f"not ({test})" for test in CORE_LEFT_OUT)
        options = [f"--odoo-database={name}", "--odoo-http", "-k", left_out]
        return _pytest(env, *options, *paths)


def _core_path(env, name):
    module, _slash, file = name.partition("/")
    path = f"{module}/tests/{file}.py" if file else f"{module}/tests"
    for folder in env.tree.addons_paths:
        if (folder / path).exists():
            return folder / path
    raise SetupError(f"Odoo has no tests of {name}")


def _has_path(arguments):
    return any((cache.REPO / argument.split("::")[0]).exists() for argument in arguments)


def _databases(env):
    """The databases, without what a run that was killed has left."""
    store = databases.Databases(env)
    store.drop_leftovers()
    return store


def _database(env, variant):
    return _databases(env).temporary(variant)


def _pytest(env, *arguments):
    command = [env.python.python, "-m", "pytest", "-p", "no:cacheprovider", *SLOWEST, *arguments]
    say(f"== pytest {' '.join(str(part) for part in arguments)}")
    with process.stopping(process.start(command, env=env.variables, cwd=cache.REPO)) as tests:
        return process.wait(tests)


def lint(_extra, arguments):
    """The linters: ``--only NAME`` runs one, ``--fix`` mends what can be mended."""
    return linters.main(arguments)


def _beside():
    """What runs side by side: after the linters what takes longest, last what takes least.

    So both lanes end at about the same time. A new folder of ``tests/`` belongs to the rest.
    """
    units = [f"unit {name}" for name in addons.all_of_ours()]
    rest = "e2e tests --ignore=tests/e2e --ignore=tests/faults"
    return ["lint", *units[:1], "e2e tests/e2e", rest, *units[1:], "core", "e2e tests/faults"]


PARTS = {"lint": lint, "unit": unit, "e2e": e2e, "core": core, "combinations": combinations}
