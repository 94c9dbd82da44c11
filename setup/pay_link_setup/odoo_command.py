"""``./setup/odoo``: Odoo's own command line in our environment, on our database server."""

from . import environment, process


def main(arguments):
    """Run Odoo with ``arguments`` and return its exit code."""
    with (
        environment.ready() as env,
        process.stopping(process.start(env.odoo(*arguments), env=env.variables)) as odoo,
    ):
        return _wait(odoo)


def _wait(odoo):
    """Let Odoo answer Ctrl-C itself: a shell or a server stops in its own way."""
    while True:
        try:
            return process.wait(odoo)
        except KeyboardInterrupt:
            continue
