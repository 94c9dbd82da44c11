from odoo import api, fields, models
from odoo.tools import sql

from ..const import CAPTURE_MODES


class PaymentTransaction(models.Model):
    """When the money of an attempt is taken: decided once, when it is started."""

    _inherit = "payment.transaction"

    pay_link_capture_mode = fields.Selection(
        selection=[mode for mode in CAPTURE_MODES if mode[0] != "provider"],
        string="Capture of Pay Link",
        compute="_compute_pay_link_capture_mode",
        store=True,
        precompute=True,  # later changes of the terms are for later attempts
    )

    def _auto_init(self):
        """Make the columns, else all that was ever paid would be computed for them."""
        for column in ("pay_link_capture_mode", "pay_link_dispute_state"):
            if not sql.column_exists(self.env.cr, self._table, column):
                sql.create_column(self.env.cr, self._table, column, "varchar")
        return super()._auto_init()

    @api.depends("pay_link_id", "provider_id")
    def _compute_pay_link_capture_mode(self):
        for tx in self:
            link_sudo = tx.pay_link_id.sudo()  # its terms, as those of the provider
            tx.pay_link_capture_mode = link_sudo and (
                tx.provider_id.sudo()._pay_link_get_capture_mode(link_sudo.capture_mode)
            )

    def _pay_link_is_hold_wanted(self):
        """Return whether the money is to be held first, and taken later.

        :rtype: bool
        """
        self.ensure_one()
        return self.pay_link_capture_mode in ("manual", "delivery")
