"""``./setup/demo``: Odoo with demo data and our add-ons, ready to be looked at."""

import argparse
import re
from pathlib import Path

from . import addons, environment, mail_beside, story, stripe_beside
from .check import check
from .console import SetupError, say, step
from .databases import DEMO, Databases, Variant
from .server import HOST, is_taken, serving
from .welcome import print_welcome

PORT = 8069
FIRST_PORT, LAST_PORT = 1024, 65535
CRON_THREADS = 1
VARIANT = Variant(demo=True)


def main(arguments):
    """Run the demo until it is stopped, or check it."""
    options = _parse(arguments)
    if options.check:
        with environment.ready() as env:
            return check(env)
    _check_port(options.port)
    with environment.ready() as env:
        prepare(env, options.reset)
        log = env.cluster.folder / "demo.log"
        threads = [f"--max-cron-threads={CRON_THREADS}"]
        say("== Server")
        with (
            mail_beside.serving(env) as (mails, mail_options),
            serving(env, DEMO, log, options.port, [*threads, *mail_options]) as server,
            stripe_beside.serving(env, server, options.with_stripe) as stripe_url,
        ):
            print_welcome(server, mails, stripe_url)
            try:
                return server.wait()
            except KeyboardInterrupt:
                say("\nStopping …")
                return 0


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./setup/demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="do the main job without a person")
    parser.add_argument("--reset", action="store_true", help="start over with a new database")
    parser.add_argument("--port", type=_port, default=PORT, help=f"default: {PORT}")
    parser.add_argument(
        "--with-stripe", action="store_true",
        help="pay on the hosted page of a Stripe that runs here: no account, no network",
    )  # fmt: skip
    return parser.parse_args(arguments)


def _port(text):
    """A port that everybody may listen on."""
    if not text.isdecimal() or not FIRST_PORT <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"a number from {FIRST_PORT} to {LAST_PORT}")
    return int(text)


def prepare(env, reset=False):
    """Make the demo's database, or bring it up to date with the checkout."""
    store = Databases(env)
    store.drop_leftovers()
    if reset:
        store.drop(DEMO)
    wanted = store.name_of(VARIANT)
    if DEMO not in store.names():
        store.clone(story.template(store, VARIANT), DEMO)
    elif store.comment(DEMO) != wanted:
        with step("The demo's database follows the add-ons (half a minute)"):
            _update(store)
    store.set_comment(DEMO, wanted)


def _update(store):
    try:
        store.install(DEMO, addons.all_of_ours(), demo=True, update=True)
    except SetupError as error:
        error.todo = "mend the add-ons, or start over: ./setup/demo --reset"
        raise


def _check_port(port):
    if is_taken(port):
        raise SetupError(
            f"{HOST}:{port} is taken by {_listener(port)}",
            f"stop that program, or choose another port: ./setup/demo --port {port + 1}",
        )


def _listener(port):
    """Who listens on a port, as far as this user may know."""
    inode = _inode(port)
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if inode and link.readlink().name == f"socket:[{inode}]":
                process = link.parent.parent
                name = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                return f"process {process.name} ({name[:60].strip()})"
        except OSError:
            continue
    return "another program"


def _inode(port):
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if re.fullmatch(rf"[0-9A-F]+:{port:04X}", fields[1]) and fields[3] == "0A":
            return fields[9]
    return None
