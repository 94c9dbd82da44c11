"""nginx before the servers: started, asked what it has tried, stopped."""

import contextlib
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from pay_link_setup import nginx, process
from pay_link_setup.server import HOST, free_port, is_taken

TEMPLATE = Path(__file__).with_name("nginx.conf")
LINE = re.compile(r"\S+ (\S+) (\S+) (\d+) \[(.*?)\] \[(.*?)\] \[(.*?)\]\n")
START_SECONDS = 20
NOT_CONNECTED = "-"


@dataclass(frozen=True)
class Answer:
    """One line of the log; the last three tell of each server that was tried."""

    method: str
    path: str  # without the token of a link
    status: int
    servers: list
    statuses: list
    connect_seconds: list

    @property
    def was_repeated(self):
        """Whether one server had got the request, and then another one."""
        return any(seconds != NOT_CONNECTED for seconds in self.connect_seconds[:-1])


class Proxy:
    """One nginx on a port of its own."""

    def __init__(self, folder, servers, port=None):
        self.folder = folder
        self.port = port or free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.servers = servers
        self.process = None

    @property
    def log(self):
        return self.folder / "access.log"

    def start(self):
        """Start nginx and wait until it listens."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "nginx.conf"
        config.write_text(self._fill_in(), encoding="utf-8")
        arguments = ["-p", self.folder, "-c", config, "-e", self.folder / "error.log"]
        if (
            os.geteuid() == 0
        ):  # its workers would become somebody who may not write here
            arguments += ["-g", "user root;"]
        self.process = process.start(
            [nginx.get(), *arguments], cwd="/", start_new_session=True
        )
        deadline = time.monotonic() + START_SECONDS
        while not is_taken(self.port):
            assert self.process.poll() is None, f"nginx ended: see {self.folder}"
            assert time.monotonic() < deadline, "nginx never listened"
            time.sleep(0.05)

    def _fill_in(self):
        values = {"folder": self.folder, "address": f"{HOST}:{self.port}"}
        for number, server in enumerate(self.servers, 1):
            values[f"server_{number}"] = f"{HOST}:{server.port}"
            values[f"websocket_{number}"] = f"{HOST}:{server.websocket_port}"
        text = TEMPLATE.read_text(encoding="utf-8")
        return re.sub(r"@(\w+)@", lambda match: str(values[match[1]]), text)

    def stop(self):
        if self.process:
            process.stop(self.process)

    def answers(self):
        """What was answered so far, oldest first."""
        for line in self.log.read_text(encoding="utf-8").splitlines(keepends=True):
            method, path, status, *tries = LINE.fullmatch(line).groups()
            yield Answer(
                method, path, int(status), *(text.split(", ") for text in tries)
            )


@contextlib.contextmanager
def running(folder, servers, port=None):
    """Run nginx while the block runs."""
    proxy = Proxy(folder, servers, port)
    try:
        proxy.start()
        yield proxy
    finally:
        proxy.stop()
