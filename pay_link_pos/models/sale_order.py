"""Orders of the office that are settled, or paid down, at a till.

Odoo's own add-on for that comes by itself where both are installed, and can be removed.
"""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _pay_link_get_amounts(self):
        """What was sold at a till is owed there, and no longer here."""
        amounts = super()._pay_link_get_amounts()
        part = self._pay_link_get_amount_at_tills()
        return self._pay_link_settle_part(amounts, part) if part else amounts

    def _pay_link_get_amount_at_tills(self):
        """Return what tills have sold of this order, less what came back there.

        :return: In the order's currency: a till takes orders of its own one only.
        :rtype: float
        """
        self.ensure_one()
        if "pos_order_line_ids" not in self._fields:
            return 0.0
        lines_sudo = self.sudo().pos_order_line_ids  # amounts only
        lines_sudo |= lines_sudo.refund_orderline_ids
        sold_sudo = lines_sudo.filtered(
            lambda line: line.order_id.state in ("paid", "done")
        )
        return sum(sold_sudo.mapped("price_subtotal_incl"))


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _process_saved_order(self, draft):
        res = super()._process_saved_order(draft)
        if not draft:
            self._pay_link_close_sale_orders()
        return res

    def _pay_link_close_sale_orders(self):
        """Close the links of orders that were settled here; see `_close_settled`."""
        links_sudo = self._pay_link_get_sale_order_links()
        links_sudo.with_context(pay_link_at_till=True)._close_settled()
        if links_sudo._get_open_attempts():
            self._pay_link_note_follow_up()

    def _pay_link_get_sale_order_links(self):
        """Return the active links of orders of the office that are sold here, as sudo.

        :rtype: pay.link
        """
        lines_sudo = self.sudo().lines  # part of the sale
        if "sale_order_origin_id" not in lines_sudo._fields:
            return self.env["pay.link"].sudo()
        links_sudo = lines_sudo.sale_order_origin_id.pay_link_ids
        return links_sudo.filtered(lambda link: link.state == "active")

    def _pay_link_follow_holds(self):
        res = super()._pay_link_follow_holds()
        self._pay_link_get_sale_order_links()._close_settled()
        return res
