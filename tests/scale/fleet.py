"""Two servers of Odoo with workers, behind nginx, on a primary and its replica."""

import contextlib
import copy
import subprocess
import tempfile
from pathlib import Path

import pair as databases_pair
import proxy as proxies
from power_cut import cut

from pay_link_setup import databases, postgres, process
from pay_link_setup.databases import Variant
from pay_link_setup.server import OdooServer, free_port

WORKERS = 2
SERVERS = 2
DUMP = ("--format=custom", "--compress=0", "--no-owner")


class Server(OdooServer):
    """One server of the fleet: its addresses are those of the proxy."""

    def __init__(self, environment, database, log, replica):
        self.websocket_port = free_port()
        options = [
            f"--workers={WORKERS}",
            "--max-cron-threads=0",  # a test says when a cron runs
            f"--gevent-port={self.websocket_port}",
            f"--db_replica_host={replica.run}",
            f"--db_replica_port={postgres.PORT}",
            "--proxy-mode",
        ]
        super().__init__(environment, database, log, options=options)

    def _set_address(self):
        pass  # see `Fleet`

    def kill(self):
        cut(self.process)

    def stop(self):
        """End it at once: nothing of it is kept."""
        if self.process:
            self.kill()


class Fleet:
    """All of it. Seen from a test it is one server: `url`, `rpc`, `run_cron`."""

    def __init__(self, pair, servers, proxy):
        self.pair = pair
        self.servers = servers
        self.proxy = proxy
        self.url = proxy.url
        self.database = servers[0].database
        front = OdooServer(servers[0].environment, self.database, proxy.log, proxy.port)
        self.rpc = front.rpc
        self.run_cron = front.run_cron


@contextlib.contextmanager
def running(environment, port=None):
    """Run a fleet on a copy of the demo database while the block runs.

    :param Environment environment: Odoo and the project's own PostgreSQL, which serves
                                    as the source of the copy
    :param int port: of the proxy
    """
    with contextlib.ExitStack() as stack:
        enter = stack.enter_context
        folder = Path(enter(tempfile.TemporaryDirectory(prefix="pay-link-scale-")))
        name = enter(databases.Databases(environment).temporary(Variant(demo=True)))
        pair = enter(
            databases_pair.running(
                environment.cluster.programs,
                folder,
                lambda primary: _copy(environment.cluster, primary, name),
            )
        )
        own = copy.copy(environment)
        own.cluster = pair.primary
        own.write_config(folder / "odoo.conf")
        servers = [
            Server(own, name, folder / f"odoo_{number}.log", pair.replica)
            for number in range(1, SERVERS + 1)
        ]
        proxy = enter(proxies.running(folder / "nginx", servers, port))
        _set_address(pair.primary, name, proxy.url)
        for server in servers:
            stack.callback(server.stop)
            server.launch()
        for server in servers:
            server.wait_until_ready()
        yield Fleet(pair, servers, proxy)


def _copy(source, target, name):
    """Copy a database from one PostgreSQL server to another."""
    target.sql(f'create database "{name}"')
    where = ("-p", str(postgres.PORT), "-U", postgres.USER, "-d", name)
    dump = process.start(
        [source.programs / "pg_dump", "-h", source.run, *where, *DUMP],
        stdout=subprocess.PIPE,
    )
    with process.stopping(dump):
        process.output(
            [target.programs / "pg_restore", "-h", target.run, *where, "--no-owner"],
            stdin=dump.stdout,
        )
    target.sql("analyze", name)


def _set_address(primary, name, url):
    """Make the links that the database writes lead to the proxy."""
    primary.sql(
        f"update ir_config_parameter set value = '{url}'"
        " where key in ('web.base.url', 'report.url')",
        name,
    )
