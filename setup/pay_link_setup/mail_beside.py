"""A mail server of our own beside the demo: it takes every mail, and nothing leaves the machine."""

import contextlib

from . import process
from .server import HOST, free_port

SENDER = "hello@lantern-oak.example.com"


@contextlib.contextmanager
def serving(environment):
    """Keep the mails of the block in a folder.

    :return: the folder, and the options that make Odoo send there
    """
    folder = environment.cluster.folder / "demo-mail"
    port = free_port()
    handler = ["-c", "aiosmtpd.handlers.Mailbox", folder]
    server = process.start(
        [environment.python.python, "-m", "aiosmtpd", "-n", "-l", f"{HOST}:{port}", *handler],
        env=environment.variables,
        start_new_session=True,
    )
    with process.stopping(server):
        yield folder / "new", [f"--smtp={HOST}", f"--smtp-port={port}", f"--email-from={SENDER}"]
