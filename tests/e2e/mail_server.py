"""A mail server on loopback that keeps what it gets."""

import contextlib
import email
import email.policy
import threading

from aiosmtpd.controller import Controller

WAIT_SECONDS = 30


class Mailbox:
    """Takes mail from Odoo; `wait_for(address)` gives the mail that came."""

    def __init__(self, port):
        self.port = port
        self._mails = []
        self._arrived = threading.Condition()
        self._controller = None

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *_exc):
        self._controller.stop()

    def _start(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    @contextlib.contextmanager
    def down(self):
        """Nobody listens while the block runs."""
        self._controller.stop()
        try:
            yield
        finally:
            self._start()

    async def handle_DATA(self, _server, _session, envelope):
        message = email.message_from_bytes(
            envelope.content, policy=email.policy.default
        )
        with self._arrived:
            self._mails.append((envelope.rcpt_tos, message))
            self._arrived.notify_all()
        return "250 OK"

    def mails_to(self, address):
        """All mails that came for an address, oldest first."""
        with self._arrived:
            return [mail for to, mail in self._mails if address in to]

    def count(self):
        """How many mails have come."""
        with self._arrived:
            return len(self._mails)

    def wait_for(self, address, words=""):
        """The first mail to this address that says so."""
        with self._arrived:
            if not self._arrived.wait_for(
                lambda: self._find(address, words), WAIT_SECONDS
            ):
                raise AssertionError(f"no mail came for {address}: {words}")
            return self._find(address, words)

    def _find(self, address, words):
        mails = (mail for to, mail in self._mails if address in to)
        return next((mail for mail in mails if words in read_text(mail)), None)


def read_text(mail):
    """The text of a mail, as HTML where it has some."""
    body = mail.get_body(("html", "plain"))
    return body.get_content() if body else ""
