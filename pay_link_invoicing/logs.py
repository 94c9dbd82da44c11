"""Keeps the addresses of pay links out of the server's access log.

Whoever reads a log could pay, or see what is owed, with an address found there.
"""

import logging
import re

# the second form is an address inside another one's query
_END = r"(?=[/?#&\s\"']|%2F|%3F|%26|$)"
_TOKEN = re.compile(rf"((?:/|%2F)pay(?:/|%2F))[^/?#&\s\"']+?{_END}", re.IGNORECASE)


class PayLinkTokenFilter(logging.Filter):
    """Masks the token in each record; lets every record through."""

    def filter(self, record):
        record.msg = self._mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(self._mask, record.args))
        return True

    @staticmethod
    def _mask(value):
        return _TOKEN.sub(r"\1***", value) if isinstance(value, str) else value


# Stripe's SDK logs its requests where debugging is on: they say where to come back to.
for _name in ("werkzeug", "stripe"):
    logging.getLogger(_name).addFilter(PayLinkTokenFilter())
