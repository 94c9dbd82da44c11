"""A session shows the money that came in by link; it is in the books without it."""

import logging

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    pay_link_session_id = fields.Many2one(
        comodel_name="pos.session",
        string="Point of Sale Session",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The session during which the payment came in. It has no part in the"
        " session's journal entry.",
    )

    def _pay_link_get_pos_config(self):
        """Return the point of sale that the payment is for, as sudo, or none.

        :rtype: pos.config
        """
        self.ensure_one()
        return self.pay_link_id.sudo()._get_pos_config()  # a reference, no secret

    def _pay_link_show_in_session(self):
        """Show the payment in the session that is open, if one is."""
        self.ensure_one()
        if not self.pay_link_session_id and self._filter_received():
            config_sudo = self._pay_link_get_pos_config()
            self.pay_link_session_id = config_sudo.current_session_id

    def _pay_link_follow_up(self):
        """Open the register for a payment that found it closed, where that is wanted.

        After the booking: whatever keeps the register closed must not touch the money.
        """
        res = super()._pay_link_follow_up()
        config_sudo = self._pay_link_get_pos_config()
        if config_sudo.pay_link_open_register and not self.pay_link_session_id:
            self._pay_link_open_register(config_sudo)
        return res

    def _pay_link_open_register(self, config_sudo):
        """Open a session for this payment; tell the seller where that can't be done.

        :param pos.config config_sudo: A point of sale whose register is closed.
        """
        try:
            with self.env.cr.savepoint():
                config_sudo._pay_link_open_session(self)
                self._pay_link_show_in_session()
        except (UserError, RedirectWarning) as error:
            _logger.info("The register stays closed for %s: %s", self.reference, error)
            self.pay_link_id.message_post(
                body=self.env._(
                    "The register of %(point_of_sale)s could not be opened for"
                    " %(payment)s, which is booked all the same. %(reason)s",
                    point_of_sale=config_sudo.name,
                    payment=self.reference,
                    reason=error,
                )
            )


class PayLink(models.Model):
    _inherit = "pay.link"

    def _get_pos_config(self):
        """Return the point of sale that the link belongs to, or none.

        A link that the back office made for an order of the till belongs there too.

        :rtype: pos.config
        """
        self.ensure_one()
        if not self.pos_config_id and self.res_model == "pos.order":
            return self.env["pos.order"].browse(self.res_id).exists().config_id
        return self.pos_config_id

    def _settle(self, transaction):
        res = super()._settle(transaction)
        transaction._pay_link_show_in_session()
        return res


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _pay_link_open_session(self, transaction):
        """Open the register for a payment; the cashier is still to count the cash.

        Two payments at once open it once: the second one is tried again.

        :param payment.transaction transaction: What has come in.
        :raise UserError: If Odoo lets nobody open it now.
        """
        self.ensure_one()
        self._pay_link_take_turn(self)
        self.invalidate_recordset(["session_ids", "current_session_id"])
        if self.current_session_id:
            return
        seller = transaction.pay_link_id._get_responsible()
        session = self.env["pos.session"].create(
            {
                "config_id": self.id,
                "user_id": seller.id,
                "pay_link_opened_by_id": transaction.id,
            }
        )
        self.invalidate_recordset(["session_ids", "current_session_id"])
        session.message_post(
            body=self.env._(
                "Opened by a payment: %(amount)s from %(customer)s by %(link)s. The"
                " cash is still to be counted.",
                amount=transaction.currency_id.format(transaction.amount),
                customer=transaction.partner_id.display_name,
                link=transaction.pay_link_id.name,
            )
        )
