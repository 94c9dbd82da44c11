"""Settling paid attempts: ours against Odoo's own, with one worker and with two.

    ./setup/test e2e tests/bench/test_settling.py -s
    PAY_LINK_BENCH_SETTLED=500 ./setup/test e2e tests/bench/test_settling.py -s

The same orders are paid, with pay links and without. Printed is the median time that
one attempt takes (the money effects; ours sends its mails later), our share of Odoo's,
and the time of two workers as a share of one's. Times are not asserted: a person reads
them, on a machine that does nothing else.
"""

import json
import os
import statistics
import subprocess
import time
from pathlib import Path

import pytest

from pay_link_setup import process, testing

MANY = int(os.environ.get("PAY_LINK_BENCH_SETTLED", "20"))
ODOO_S = max(MANY // 10, 4)  # Odoo prints PDFs meanwhile: fewer are enough for a median
READY_SECONDS = 180
SCRIPT = Path(__file__).with_name("settle_shell.py").read_text(encoding="utf-8")


class Shell:
    """One `odoo shell` on the server's database that runs the script."""

    def __init__(self, odoo, **variables):
        environment = testing.the_environment()
        command = environment.odoo(
            "shell",
            f"--database={odoo.database}",
            "--no-http",
            "--log-level=error",
            "--smtp=127.0.0.1",
            f"--smtp-port={testing.free_port()}",
        )
        variables = {f"BENCH_{name.upper()}": str(v) for name, v in variables.items()}
        self.process = process.start(
            command,
            env={**environment.variables, **variables},
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.process.stdin.write(SCRIPT)
        self.process.stdin.close()

    def get_answer(self):
        output = self.process.stdout.read()
        self.process.wait()
        for line in output.splitlines():
            if line.startswith("BENCH "):
                return json.loads(line[len("BENCH ") :])
        raise AssertionError(f"the shell gave no answer:\n{output[-3000:]}")


def make(odoo, *wanted):
    """Make so many attempts of each kind; return the ids of each."""
    return Shell(odoo, do="make", wanted=json.dumps(wanted)).get_answer()


def settle(odoo, folder, ids, workers=1):
    """Let workers settle attempts side by side, each its share, all from one moment."""
    folder.mkdir()
    start = folder / "start"
    shares = [ids[number::workers] for number in range(workers)]
    readies = [folder / f"ready{number}" for number in range(workers)]
    shells = [
        Shell(
            odoo, do="settle", ids=" ".join(map(str, share)), ready=ready, start=start
        )
        for share, ready in zip(shares, readies, strict=True)
    ]
    deadline = time.monotonic() + READY_SECONDS
    while not all(ready.exists() for ready in readies):
        assert time.monotonic() < deadline, "a worker did not get ready"
        assert all(shell.process.poll() is None for shell in shells)
        time.sleep(0.05)
    start.touch()
    answers = [shell.get_answer() for shell in shells]
    return {
        "total": max(answer["total"] for answer in answers),
        "median": statistics.median(s for answer in answers for s in answer["seconds"]),
        "statements": statistics.mean(answer["statements"] for answer in answers),
        "retries": sum(answer["retries"] for answer in answers),
    }


@pytest.fixture(scope="module")
def costs(odoo, tmp_path_factory):
    """What settling takes: Odoo's, ours by one worker, ours by two."""
    folder = tmp_path_factory.mktemp("settling")
    # each worker settles one attempt more, to warm up
    orders, links, more = make(
        odoo, ("order", ODOO_S + 1), ("link", MANY + 1), ("link", MANY + 2)
    )
    found = {
        "odoo": settle(odoo, folder / "odoo", orders),
        "one": settle(odoo, folder / "one", links),
        "two": settle(odoo, folder / "two", more, workers=2),
    }
    print_table(found)
    return found


def print_table(costs):
    names = {
        "odoo": "Odoo, 1 worker",
        "one": "ours, 1 worker",
        "two": "ours, 2 workers",
    }
    print(f"\n{'':<16}{'median s':>10}{'total s':>9}{'SQL':>6}{'retries':>9}")
    for key, cost in costs.items():
        print(
            f"{names[key]:<16}{cost['median']:>10.3f}{cost['total']:>9.2f}"
            f"{cost['statements']:>6.0f}{cost['retries']:>9}"
        )
    share = costs["one"]["median"] / costs["odoo"]["median"]
    together = costs["two"]["total"] / costs["one"]["total"]
    print(f"our share of Odoo's time {share:.2f}, two workers {together:.2f} of one's")


def test_money_effects_ask_less_than_odoo_does(costs):
    assert costs["one"]["statements"] < costs["odoo"]["statements"]


def test_all_is_booked_once(odoo, costs):
    domain = [("reference", "like", "bench-link-"), ("state", "=", "done")]
    fields = ["payment_id", "invoice_ids", "pay_link_id", "is_post_processed"]
    found = odoo.rpc("payment.transaction", "search_read", domain, fields)
    assert len(found) == 2 * MANY + 3
    assert all(row["is_post_processed"] for row in found)
    assert len({row["payment_id"][0] for row in found}) == len(found)
    assert all(len(row["invoice_ids"]) == 1 for row in found)
    invoice_ids = [row["invoice_ids"][0] for row in found]
    link_ids = [row["pay_link_id"][0] for row in found]
    paid = odoo.rpc(
        "account.move",
        "search_count",
        [("id", "in", invoice_ids), ("payment_state", "in", ["paid", "in_payment"])],
    )
    assert paid == len(set(invoice_ids)) == len(found)
    done = [("id", "in", link_ids), ("state", "=", "paid")]
    assert odoo.rpc("pay.link", "search_count", done) == len(found)
    waiting = [("id", "in", [row["id"] for row in found])]
    waiting += [("pay_link_has_follow_up", "=", True)]
    assert odoo.rpc("payment.transaction", "search_count", waiting) == len(found)
