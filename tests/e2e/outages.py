"""Outages of what a server stands on, and the crons that heal them."""

import contextlib
import threading
import time

BACKENDS = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = '{database}' and pid <> pg_backend_pid()"
)
IN_THE_MIDDLE = " and state in ('active', 'idle in transaction')"
MONEY_CRONS = (
    "pay_link_invoicing.cron_pay_link_event",
    "pay_link_invoicing.cron_pay_link_check",
    "payment.cron_post_process_payment_tx",
)
MAIL_CRONS = (
    "pay_link_invoicing.cron_pay_link_follow_up",
    "pay_link_invoicing.cron_pay_link_receipt",
    "mail.ir_cron_mail_scheduler_action",
)
OPEN = (
    "select pid from pg_stat_activity where datname = '{database}'"
    " and pid <> pg_backend_pid() and xact_start < now() - interval '0.15 s'"
)
PAUSE_SECONDS = 0.02
WAIT_SECONDS = 30


class Database:
    """The database of a server as it is while PostgreSQL restarts.

    The cluster is shared by all tests that run, so that only this database goes down:
    all its connections are ended by the server, new ones are refused.
    """

    def __init__(self, server):
        self.name = server.database
        self._sql = server.environment.cluster.sql

    @contextlib.contextmanager
    def down(self):
        """It ends all connections and takes none while the block runs."""
        self._allow(False)
        try:
            self.cut()
            yield
        finally:
            self._allow(True)

    def _allow(self, is_allowed):
        self._sql(f'alter database "{self.name}" allow_connections {is_allowed}')

    def cut(self, which=""):
        """End connections; return how many there were."""
        return len(self._sql(BACKENDS.format(database=self.name) + which))

    def cut_in_the_middle(self, threads, times, seconds):
        """End those that do something just now, while these threads ask for it.

        :return: how many were ended
        """
        count, deadline = 0, time.monotonic() + seconds
        while count < times and time.monotonic() < deadline:
            if not any(thread.is_alive() for thread in threads):
                break
            count += self.cut(IN_THE_MIDDLE)
            time.sleep(PAUSE_SECONDS)
        return count

    def wait_for_somebody_in_the_middle(self):
        """Wait until a transaction is open.

        :raises AssertionError: when nobody begins one
        """
        deadline = time.monotonic() + WAIT_SECONDS
        while not self._sql(OPEN.format(database=self.name)):
            assert time.monotonic() < deadline, "nobody does anything"


def start_all(*functions):
    """Run functions side by side; what they raise is left to the judge at the end."""

    def _run(function):
        with contextlib.suppress(Exception):
            function()

    threads = [threading.Thread(target=_run, args=(f,)) for f in functions]
    for thread in threads:
        thread.start()
    return threads


def run_crons(server, names):
    for name in names:
        server.run_cron(name)
