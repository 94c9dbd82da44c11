"""A clock that can be set: what happens on a day is dated to that day, in Odoo and in the rows."""

from datetime import datetime, timedelta

from freezegun import freeze_time

# The tables whose dates people see; the database itself dates their rows.
TABLES = (
    "pay_link",
    "pay_link_sending",
    "pay_link_visit",
    "payment_transaction",
    "account_payment",
    "account_move",
    "sale_order",
    "mail_message",
)


class Clock:
    """The time of the story while the block runs: never later than the real one."""

    def __init__(self, env):
        self.env = env
        self.now = datetime.now().replace(microsecond=0)
        self.last = {}
        self.frozen = freeze_time(self.now)
        self.hands = None

    def __enter__(self):
        self.hands = self.frozen.start()
        self._note()
        return self

    def __exit__(self, *error):
        if not any(error):
            self._date_rows()
        self.frozen.stop()

    def pass_days(self, days):
        """Yield how many days ago it is, from long ago to yesterday."""
        for ago in range(days, 0, -1):
            self.move_to(hours=24 * ago)
            yield ago

    def move_to(self, hours):
        """Let it be so many hours ago; what was made until now is of the time before."""
        self._date_rows()
        self.hands.move_to(self.now - timedelta(hours=hours))

    def _date_rows(self):
        """Date what was made since the last time."""
        self.env.flush_all()
        for table, last in self.last.items():
            self.env.cr.execute(
                f"UPDATE {table} SET create_date = %s, write_date = %s WHERE id > %s",
                (datetime.now(), datetime.now(), last),
            )
        self.env.invalidate_all()
        made = self.env["pay.link"].sudo().search([("id", ">", self.last["pay_link"])])
        made._compute_first_sending()  # when it was sent follows from the rows
        self._note()

    def _note(self):
        self.env.flush_all()
        for table in TABLES:
            self.env.cr.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            self.last[table] = self.env.cr.fetchone()[0]
