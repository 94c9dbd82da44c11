from odoo import models
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    def _pay_link_get_amounts(self):
        """What came back at the till without a credit note is no longer owed."""
        amounts = super()._pay_link_get_amounts()
        orders_sudo = self.sudo().pos_order_ids  # amounts only
        credit = sum(order._pay_link_get_open_refund() for order in orders_sudo)
        return self._pay_link_settle_part(amounts, credit) if credit else amounts

    def _pay_link_get_debts_domain(self):
        """An order on account is settled by its invoice."""
        orders_sudo = self.sudo().pos_order_ids  # ids only
        orders = Domain("res_model", "=", "pos.order")
        orders &= Domain("res_id", "in", orders_sudo.ids)
        return super()._pay_link_get_debts_domain() | orders
