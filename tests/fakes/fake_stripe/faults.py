"""Faults on demand: what goes wrong with the next requests and webhooks."""

import fnmatch
import threading
from dataclasses import dataclass

REQUEST_KINDS = ("delay", "error_before", "error_after", "drop")
WEBHOOK_KINDS = ("webhook_lose", "webhook_duplicate", "webhook_reorder")


@dataclass
class Fault:
    """Something to go wrong.

    kind           of a request: `delay` (`seconds`, while the work waits),
                   `error_before` (500, nothing was done; the key is free again unless
                   `is_stored`), `error_after` (500 although all was done; the key keeps
                   the 500 unless `is_stored` is false), `drop` (all was done, the
                   connection ends without an answer);
                   of a webhook: `webhook_lose` (never sent), `webhook_duplicate`
                   (`copies`), `webhook_reorder` (sent up to `seconds` later)
    method, path   patterns of the requests; `event` of the webhooks
    times          how often, None for always
    chance         how likely, each time
    """

    kind: str
    method: str = "*"
    path: str = "*"
    event: str = "*"
    times: int | None = 1
    chance: float = 1.0
    seconds: float = 1.0
    copies: int = 2
    is_stored: bool | None = None

    def __post_init__(self):
        if self.kind not in (*REQUEST_KINDS, *WEBHOOK_KINDS):
            raise ValueError(f"unknown kind of fault: {self.kind}")


class Faults:
    """The faults that were ordered."""

    def __init__(self, random):
        self._random = random
        self._lock = threading.Lock()
        self._faults = []

    def add(self, **values):
        with self._lock:
            self._faults.append(Fault(**values))

    def clear(self):
        with self._lock:
            self._faults.clear()

    def take_request(self, method, path):
        """What goes wrong with this request."""
        return self._take(
            lambda fault: (
                fault.kind in REQUEST_KINDS
                and fnmatch.fnmatch(method, fault.method)
                and fnmatch.fnmatch(path, fault.path)
            )
        )

    def take_webhook(self, event):
        """What goes wrong with this webhook."""
        return self._take(
            lambda fault: (
                fault.kind in WEBHOOK_KINDS and fnmatch.fnmatch(event, fault.event)
            )
        )

    def _take(self, matches):
        taken = []
        with self._lock:
            for fault in self._faults:
                if fault.times == 0 or not matches(fault):
                    continue
                if fault.chance < 1 and self._random.random() >= fault.chance:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                taken.append(fault)
        return taken
