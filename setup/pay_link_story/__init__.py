"""What the demo's shop has lived through: told by the models' own methods, in Odoo's shell.

Runs inside Odoo's process, on the demo's database, once: see ``pay_link_setup.demo``. All names
are invented, and nothing is sent: addresses end in ``example.com``.
"""

from unittest.mock import patch

from .clock import Clock
from .history import tell_history
from .people import move_in
from .shop import Shop
from .till import tell_till
from .today import tell_today


def tell(env):
    """Fill the database, and commit.

    :param odoo.api.Environment env: of an administrator, in a database with demo data
    """
    env = env(context={**env.context, "lang": "en_US", "generate_pdf": False})
    people = move_in(env)
    with _no_mail(env), Clock(env) as clock:
        shop = Shop(people, clock)
        tell_history(shop)
        tell_till(shop)
        tell_today(shop)
    _forget_mail(env)
    _calm(env)
    env.cr.commit()


def _no_mail(env):
    """Nobody reads the receipts; printing their PDFs would take most of the time."""
    nothing = env["mail.message"]
    return patch.object(env.registry["pay.link"], "_post_mail", lambda *_args: nothing)


def _forget_mail(env):
    """Leave nothing to be sent by the crons."""
    waiting = env["payment.transaction"].search([("pay_link_has_follow_up", "=", True)])
    waiting.write({"pay_link_has_follow_up": False})
    env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
    env["pay.link.sending"].search([("state", "=", "queued")]).write({"state": "sent"})
    orders = env["pos.order"].search([("pay_link_wish_state", "=", "waiting")])
    orders.write({"pay_link_wish_state": "sent"})
    notifications = env["mail.notification"]
    ready = notifications.search([("notification_status", "in", ("ready", "process"))])
    ready.write({"notification_status": "sent"})


def _calm(env):
    """No scheduler of the warehouse: on Odoo's own demo data it runs into itself, with an error."""
    scheduler = env.ref("stock.ir_cron_scheduler_action", raise_if_not_found=False)
    if scheduler:
        scheduler.active = False
