"""Idempotency keys: https://docs.stripe.com/api/idempotent_requests.

The first answer that an endpoint gave for a key is kept, errors too, and given again.
"""

import threading
from dataclasses import dataclass

from .errors import ApiError

KEPT_SECONDS = 24 * 3600
MAX_LENGTH = 255


@dataclass
class Entry:
    """What is known about a key; no `answer` as long as the work goes on."""

    fingerprint: tuple
    since: int
    answer: object = None


class Keys:
    """The keys that were used."""

    def __init__(self, now):
        self._now = now
        self._lock = threading.Lock()
        self._entries = {}

    def begin(self, key, fingerprint):
        """The kept answer of a key; without one, the key is taken from now on.

        :raises ApiError: when the key is in use, or stands for another request
        """
        if len(key) > MAX_LENGTH:
            raise ApiError(
                400,
                "Idempotency keys can be at most 255 characters long",
                kind="idempotency_error",
                is_stored=False,
            )
        with self._lock:
            entry = self._entries.get(key)
            if entry and entry.since + KEPT_SECONDS < self._now():
                entry = None
            if entry is None:
                self._entries[key] = Entry(fingerprint, self._now())
                return None
            _check(entry, key, fingerprint)
            return entry.answer

    def finish(self, key, answer):
        with self._lock:
            self._entries[key].answer = answer

    def forget(self, key):
        with self._lock:
            del self._entries[key]


def _check(entry, key, fingerprint):
    if entry.fingerprint != fingerprint:
        what, why = ("parameters", "") if entry.fingerprint[0] == fingerprint[0] else (
            "endpoint",
            f" ('{entry.fingerprint[0]}' vs '{fingerprint[0]}')",
        )  # fmt: skip
        raise ApiError(
            400,
            f"Keys for idempotent requests can only be used with the same {what} they"
            f" were first used with{why}. Try using a key other than '{key}' if you"
            " meant to execute a different request.",
            kind="idempotency_error",
            is_stored=False,
        )
    if entry.answer is None:
        raise ApiError(
            409,
            "There is currently another in-progress request using this Idempotent Key"
            " (that probably means you submitted twice, and the other request is still"
            f" going through): {key}. Please try again later.",
            "idempotency_key_in_use",
            kind="idempotency_error",
            is_stored=False,
        )
