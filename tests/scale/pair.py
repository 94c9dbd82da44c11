"""Two PostgreSQL servers: a primary, and a replica that follows it."""

import contextlib
import os
import signal
import time

from power_cut import cut

from pay_link_setup import postgres, process

# A killed process loses nothing: what is written lies with the system. Only a machine
# that goes down would; so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "wal_level": "replica",
    "max_wal_senders": 4,
    "wal_keep_size": "256MB",
    "wal_retrieve_retry_interval": "1s",
    "hot_standby_feedback": "on",
    "synchronous_commit": "on",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": 120,
    "max_locks_per_transaction": 256,
    "jit": "off",
}
START_SECONDS = 60
CATCH_UP_SECONDS = 30
QUIET = {**os.environ, "HOME": "/"}


class Node(postgres.Cluster):
    """One of the two; it listens on a socket in its folder."""

    def __init__(self, programs, folder):
        super().__init__(programs)
        self.folder = folder
        self.data = folder / "data"
        self.run = folder / "run"
        self.log = folder / "postgres.log"
        self.process = None

    def initialize(self):
        """Lay out an empty server."""
        self.folder.mkdir()
        self._make(self.folder)

    def follow(self, primary):
        """Lay out a copy of another server that goes on following it."""
        for folder in (self.folder, self.run, self.data):
            folder.mkdir(mode=0o700)
            if os.geteuid() == 0 and folder != self.folder:
                os.chown(folder, postgres.NOBODY, postgres.NOBODY)
        where = ["-h", primary.run, "-p", postgres.PORT, "-U", postgres.USER]
        how = ["--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        command = [self.programs / "pg_basebackup", "-D", self.data, *where, *how]
        process.output([*postgres.unprivileged(), *command], cwd="/", env=QUIET)

    def start(self):
        """Start the server and wait until it answers."""
        settings = {
            **SETTINGS,
            "port": postgres.PORT,
            "unix_socket_directories": self.run,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        server = [self.programs / "postgres", *options, "-D", self.data]
        with self.log.open("a", encoding="utf-8") as log:
            self.process = process.start(
                [*postgres.unprivileged(), *server],
                stdout=log,
                stderr=log,
                cwd="/",
                env=QUIET,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, f"it ended: {self.log}"
            assert time.monotonic() < deadline, f"it never answered: {self.log}"
            time.sleep(0.1)

    def answers(self):
        """Whether somebody can connect."""
        with contextlib.suppress(postgres.SetupError):
            return self.sql("select 1") == ["1"]
        return False

    def stop(self):
        """End it at once, but for the shared memory, which it gives back."""
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            process.stop(self.process)

    def kill(self):
        cut(self.process)


class Pair:
    """A primary and its replica, in a folder."""

    def __init__(self, programs, folder):
        self.primary = Node(programs, folder / "primary")
        self.replica = Node(programs, folder / "replica")

    def catch_up(self):
        """Wait until the replica shows all that the primary has now."""
        [wanted] = self.primary.sql("select pg_current_wal_lsn()")
        question = f"select pg_last_wal_replay_lsn() >= '{wanted}'"
        deadline = time.monotonic() + CATCH_UP_SECONDS
        while self.replica.sql(question) != ["t"]:
            assert time.monotonic() < deadline, "the replica never catches up"
            time.sleep(0.05)

    @contextlib.contextmanager
    def behind(self):
        """The replica shows nothing new while the block runs."""
        self.catch_up()
        self.replica.sql("select pg_wal_replay_pause()")
        self._wait_for_pause()
        try:
            yield
        finally:
            self.replica.sql("select pg_wal_replay_resume()")
            self.catch_up()

    def _wait_for_pause(self):
        deadline = time.monotonic() + CATCH_UP_SECONDS
        while self.replica.sql("select pg_get_wal_replay_pause_state()") != ["paused"]:
            assert time.monotonic() < deadline, "the replica goes on"
            time.sleep(0.05)


@contextlib.contextmanager
def running(programs, folder, fill):
    """Run a pair while the block runs.

    :param fill: what is done with the primary before the replica is made of it
    """
    pair = Pair(programs, folder)
    try:
        pair.primary.initialize()
        pair.primary.start()
        fill(pair.primary)
        pair.replica.follow(pair.primary)
        pair.replica.start()
        yield pair
    finally:
        pair.replica.stop()
        pair.primary.stop()
