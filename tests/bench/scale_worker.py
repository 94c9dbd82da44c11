# One `odoo shell` that does what it is told on a pipe, and says what it took: the
# milliseconds, and the rows that the database read from the tables that grow.
import os
import time
from multiprocessing.connection import Connection

import scale_work

GROWING = (
    "pay_link",
    "payment_transaction",
    "pay_link_sending",
    "pay_link_event",
    "pay_link_visit",
    "pos_order",
)
CLEANED = {
    "pay.link.event": ("_gc_events", "pay_link_event", "create_date"),
    "pay.link.visit": ("_gc_visits", "pay_link_visit", "seen_at"),
}
ROWS = """
SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
  FROM pg_stat_user_tables WHERE relname IN %s
"""


class Worker:
    def __init__(self, env):
        self.env = env

    def crons(self):
        """All scheduled actions of the add-ons, and Odoo's that books payments."""
        known = ("pay_link_invoicing", "pay_link_pos")
        domain = [("model", "=", "ir.cron"), ("module", "in", known)]
        found = self.env["ir.model.data"].search(domain)
        return [*found.mapped("complete_name"), "payment.cron_post_process_payment_tx"]

    def cleaners(self):
        return sorted(CLEANED)

    def run(self, cron, has_work):
        """Run a scheduled action, with work to do or without."""
        make, count = scale_work.CRONS[cron]
        if has_work:
            make(self.env, count)
        action = self.env.ref(cron).ir_actions_server_id
        return self._measure(action.run)

    def clean(self, model, has_work):
        method, table, column = CLEANED[model]
        if has_work:
            scale_work.grow_old(self.env, table, column)
        return self._measure(getattr(self.env[model], method))

    def make_link(self):
        orders = scale_work.make_orders(self.env, 1)
        values = {"res_model": "sale.order", "res_id": orders.id}
        return self._measure(lambda: self.env["pay.link"].create(values))

    def attempt(self):
        link = scale_work.make_links(self.env, 1)
        return self._measure(lambda: scale_work.make_attempt(link))

    def settle(self):
        attempt = scale_work.make_attempts(self.env, 1)

        def pay():
            attempt._set_done()
            attempt._post_process()

        return self._measure(pay)

    def make_page(self):
        """The address of a link to pay; three more are for the portal's customer."""
        portal = self.env["res.users"].search([("login", "=", "portal")])
        scale_work.make_links(self.env, 3, portal.partner_id)
        link = scale_work.make_links(self.env, 1)
        self.env.cr.commit()
        return link._get_path()

    def _measure(self, action):
        self.env.flush_all()
        self.env.cr.commit()
        self.env.invalidate_all()
        before, start = self._count_rows(), time.perf_counter()
        action()
        self.env.flush_all()
        self.env.cr.commit()
        seconds = time.perf_counter() - start
        rows = {name: n - before[name] for name, n in self._count_rows().items()}
        return {"ms": seconds * 1000, "rows": rows}

    def _count_rows(self):
        self.env.cr.execute("SELECT pg_stat_force_next_flush()")
        self.env.cr.commit()
        self.env.cr.execute(ROWS, (GROWING,))
        return dict(self.env.cr.fetchall())


def main(env):
    worker = Worker(env)
    with Connection(int(os.environ["BENCH_PIPE"])) as connection:
        while True:
            name, *arguments = connection.recv()
            connection.send(getattr(worker, name)(*arguments))
