"""``tests/scale/run``: the fleet, and what a person may do to it."""

import argparse
import cmd
import sys

import fleet as fleets

from pay_link_setup import environment, postgres

PORT = 8079


def main(arguments):
    """Run the fleet until the person says ``quit``, or presses Ctrl-C."""
    parser = argparse.ArgumentParser(prog="tests/scale/run", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}")
    options = parser.parse_args(arguments)
    with environment.ready() as env, fleets.running(env, options.port) as fleet:
        _welcome(fleet)
        Prompt(fleet).cmdloop()
    return 0


def _welcome(fleet):
    print(f"\nOdoo       {fleet.url}/odoo (admin / admin)")
    for number, server in enumerate(fleet.servers, 1):
        print(f"server {number}   {server.url}, log: {server.log}")
    for name in ("primary", "replica"):
        run = getattr(fleet.pair, name).run
        print(f"{name}    psql -h {run} -p {postgres.PORT} -U odoo {fleet.database}")
    print(f"nginx      log: {fleet.proxy.log}")


class Prompt(cmd.Cmd):
    """What a person may do."""

    prompt = "fleet> "
    intro = "\nkill NAME, start NAME (1, 2, primary, replica), pause, resume, quit"

    def __init__(self, fleet):
        super().__init__()
        self.fleet = fleet
        self.pair = fleet.pair
        self.parts = {"primary": self.pair.primary, "replica": self.pair.replica}
        self.parts |= {str(n): server for n, server in enumerate(fleet.servers, 1)}

    def do_kill(self, name):
        """kill NAME: at once, as a power cut would"""
        if part := self._find(name):
            part.kill()

    def do_start(self, name):
        """start NAME: after it was killed"""
        if (part := self._find(name)) and part.process.poll() is not None:
            part.start()

    def do_pause(self, _line):
        """pause: the replica shows nothing new"""
        self.pair.replica.sql("select pg_wal_replay_pause()")

    def do_resume(self, _line):
        """resume: the replica catches up"""
        self.pair.replica.sql("select pg_wal_replay_resume()")

    def do_quit(self, _line):
        """quit: stop everything"""
        return True

    do_EOF = do_quit

    def emptyline(self):
        """Do nothing; not the last thing again."""

    def _find(self, name):
        if name not in self.parts:
            print(f"one of {', '.join(self.parts)}", file=sys.stderr)
        return self.parts.get(name)
