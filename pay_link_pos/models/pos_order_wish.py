"""A sale on account whose customer gets a receipt with a pay link.

The till says what the cashier wants. The link is a record that is made with the sale,
as its address is printed on the receipt; mails and their PDFs are left to a scheduled
action. Whatever goes wrong with either, the sale is made.
"""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

CRON = "pay_link_pos.cron_pay_link_send_wished"
TILL_FIELDS = frozenset(
    {"pay_link_wanted", "pay_link_email", "pay_link_phone", "pay_link_by_sms"}
)


class PosOrder(models.Model):
    _inherit = "pos.order"

    pay_link_wanted = fields.Boolean(
        string="Receipt with Pay Link",
        copy=False,
        help="Whether the customer gets a pay link for what is put on account.",
    )
    pay_link_email = fields.Char(
        string="Pay Link by E-mail to",
        copy=False,
        help="Empty: the customer's address, unless an SMS is sent.",
    )
    pay_link_phone = fields.Char(string="Pay Link by SMS to", copy=False)
    pay_link_by_sms = fields.Boolean(string="Pay Link by SMS", copy=False)
    pay_link_wish_state = fields.Selection(
        selection=[("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")],
        string="Sending of the Pay Link",
        readonly=True,
        copy=False,
    )
    pay_link_wish_at = fields.Datetime(
        string="Next Try to Send the Pay Link", readonly=True, copy=False
    )
    pay_link_wish_tries = fields.Integer(
        string="Tries to Send the Pay Link", readonly=True, copy=False
    )

    _pay_link_wish_idx = models.Index(
        "(pay_link_wish_at) WHERE pay_link_wish_state = 'waiting'"
    )

    # === TILL === #

    @api.model
    def _pay_link_get_till_fields(self):
        return super()._pay_link_get_till_fields() | TILL_FIELDS

    def _process_saved_order(self, draft):
        """Make the link with the sale: its address is on the receipt."""
        if draft or not self.pay_link_wanted:
            return super()._process_saved_order(draft)
        order = self
        if self._pay_link_is_wished_by_email():  # the invoice goes with the link's mail
            order = self.with_context(generate_pdf=False)
        res = super(PosOrder, order)._process_saved_order(draft)
        self._pay_link_take_wish()
        return res

    def _pay_link_take_wish(self):
        """Make the link, and have it sent later. Nothing here stops the sale."""
        self.ensure_one()
        if self.pay_link_wish_state or not self._pay_link_get_pay_later():
            return
        self.write(
            {
                "pay_link_wish_state": "waiting",
                "pay_link_wish_at": fields.Datetime.now(),
            }
        )
        self.env.ref(CRON).sudo()._trigger()  # a cashier runs no cron
        try:
            with self.env.cr.savepoint():
                self._pay_link_make_wished()
        except UserError as error:  # the scheduled action tells the seller
            _logger.info("No pay link for %s yet: %s", self.name, error)
        except Exception:
            _logger.exception("No pay link for %s yet", self.name)

    # === BUSINESS === #

    def _pay_link_make_wished(self):
        """Make the link, of the point of sale; the invoice too, if there is none.

        :rtype: pay.link
        :raise UserError: If no link can be made for the sale.
        """
        self.ensure_one()
        if not self.config_id._pay_link_is_on():
            raise UserError(
                self.env._("Pay links are switched off for %s.", self.config_id.name)
            )
        if not self.account_move and self.partner_id:
            self.with_context(generate_pdf=False).action_pos_order_invoice()
        values = {
            "res_model": self._name,
            "res_id": self.id,
            "email": self.pay_link_email,
            "phone": self.pay_link_phone,
        }
        if not self._pay_link_is_wished_by_email():
            values["email"] = False
        elif not self.pay_link_email:
            del values["email"]
        if not self.pay_link_phone:
            del values["phone"]
        links = self.env["pay.link"].with_env(self.config_id._pay_link_at().env)
        return links.create(values).with_env(self.env)

    def _pay_link_is_wished_by_email(self):
        """Return whether the cashier wants an e-mail, and the settings allow it.

        :rtype: bool
        """
        self.ensure_one()
        if not self.config_id.pay_link_by_email:
            return False
        return bool(self.pay_link_email or not self.pay_link_by_sms)

    def _pay_link_get_wished_channels(self):
        """Return how the customer is to get the link.

        :return: Keys of `channel` of `pay.link.sending`.
        :rtype: list[str]
        """
        self.ensure_one()
        wishes = {
            "email": self._pay_link_is_wished_by_email(),
            "sms": self.pay_link_by_sms and self.config_id.pay_link_by_sms,
        }
        return [channel for channel, is_wished in wishes.items() if is_wished]
