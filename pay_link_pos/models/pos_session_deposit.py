from odoo import models


class PosSession(models.Model):
    """Orders that wait for their customer's money outlive the session."""

    _inherit = "pos.session"

    def get_session_orders(self):
        """Orders with a deposit or a pay link don't keep a session open."""
        orders = super().get_session_orders()
        return orders - orders._pay_link_filter_kept()

    def write(self, vals):
        res = super().write(vals)
        if vals.get("state") == "closed":
            self.order_ids._pay_link_filter_kept()._pay_link_leave_session()
        return res
