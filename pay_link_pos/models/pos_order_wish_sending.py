"""The links of sales on account are sent in the background, each in a transaction of
its own; what can't be sent is told to the seller."""

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from .pos_order_wish import CRON

_logger = logging.getLogger(__name__)

BATCH_SIZE = 50
TRIES_MAX = 5
TRY_AGAIN_AFTER = timedelta(minutes=10)  # twice as long each time


class PosOrder(models.Model):
    _name = "pos.order"
    _inherit = ["pos.order", "mail.activity.mixin"]

    # === BUSINESS === #

    def _pay_link_send_wished(self):
        """Send the link by the wished channels, as the seller of the order.

        :raise UserError: If there is no link and none can be made.
        """
        self.ensure_one()
        order = self._pay_link_as_seller()
        link_sudo = order.sudo().pay_link_ids.sorted("id")[-1:]  # the order's own
        link = link_sudo.sudo(False) or order._pay_link_make_wished()
        self.pay_link_wish_state = "sent"
        if not link.sudo()._is_payable() or link.sudo()._get_requests():
            return  # paid by the code on the receipt, or sent by hand meanwhile
        problems = []
        for channel in order._pay_link_get_wished_channels():
            if problem := link._get_sending_problem(channel):
                problems.append(problem)
            else:
                link._send(channel)
        if problems:
            self._pay_link_report_wish(" ".join(problems))

    def _pay_link_as_seller(self):
        """Return the order as the user who sold it, in that user's language.

        :rtype: pos.order
        """
        self.ensure_one()
        user = self._pay_link_get_seller()
        return (
            self.with_user(user)
            .with_context(
                allowed_company_ids=user.company_ids.ids,
                mail_notify_force_send=False,  # Odoo's mail queue does it
                lang=user.lang,
            )
            .with_company(self.company_id)
        )

    def _pay_link_get_seller(self):
        """Return who sold the order, or whoever looks after those who are gone.

        :rtype: res.users
        """
        self.ensure_one()
        user = self.user_id
        return user if user.active else self.env.ref("base.user_admin")

    def _pay_link_report_wish(self, reason):
        """Tell the seller why the customer did not get the link.

        :param str reason: For people.
        """
        self.ensure_one()
        self.pay_link_wish_state = "failed"
        user = self._pay_link_get_seller()
        order = self.with_user(SUPERUSER_ID).with_context(lang=user.lang)
        text = order.env._("The pay link was not sent. %s", reason)
        order.message_post(body=text)
        order.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=order.env._("Send the pay link of %s", order.name),
            note=text,
            user_id=user.id,
        )

    def _pay_link_try_wish(self):
        """Send the link; what is refused is told, what went wrong is tried again."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._pay_link_send_wished()
        except OperationalError:  # somebody else's lock: the cron comes back
            raise
        except UserError as error:
            self._pay_link_report_wish(str(error))
        except Exception:  # pylint: disable=broad-except
            _logger.exception("The pay link of %s could not be sent", self.name)
            self._pay_link_put_off_wish()

    def _pay_link_put_off_wish(self):
        """Try again later; give up after some tries, and tell the seller."""
        self.ensure_one()
        self.pay_link_wish_tries += 1
        if self.pay_link_wish_tries >= TRIES_MAX:
            self._pay_link_report_wish(
                self.env._("Something went wrong. Please send it by hand.")
            )
            return
        delay = TRY_AGAIN_AFTER * 2 ** (self.pay_link_wish_tries - 1)
        self.pay_link_wish_at = fields.Datetime.now() + delay
        self.env.ref(CRON)._trigger(at=self.pay_link_wish_at)

    # === CRON === #

    @api.model
    def _cron_pay_link_send_wished(self):
        """Send what is waiting, each order in a transaction of its own.

        Several workers can run this side by side.
        """
        waiting = [
            ("pay_link_wish_state", "=", "waiting"),
            ("pay_link_wish_at", "<=", fields.Datetime.now()),
        ]
        for order in self.search(waiting, order="id", limit=BATCH_SIZE):
            if order.try_lock_for_update(allow_referencing=True):
                order.invalidate_recordset()
                if order.pay_link_wish_state == "waiting":
                    order._pay_link_try_wish()
            if not self.env["ir.cron"]._commit_progress(1):
                break
        self.env["pay.link.sending"]._retry_mails()
        if self.search_count(waiting, limit=1):
            self.env.ref(CRON)._trigger()
