from odoo import models
from odoo.tools import float_compare, float_round


class SaleOrder(models.Model):
    """What of an order was delivered, in goods and in money."""

    _inherit = "sale.order"

    def _pay_link_get_value_delivered(self):
        """Return what the delivered part of the order costs, taxes included.

        Computed as Odoo computes the order: when all is delivered, it is its total.

        Note: `self.ensure_one()`

        :return: In the order's currency.
        :rtype: float
        """
        self.ensure_one()
        return self._pay_link_get_value(self._pay_link_get_quantities_delivered())

    def _pay_link_get_value(self, quantities):
        """Return what some quantities of the lines cost, taxes included.

        :param dict quantities: Quantities by line.
        :return: In the order's currency.
        :rtype: float
        """
        lines = self._get_priced_lines().filtered(lambda line: not line.is_downpayment)
        if all(quantities.get(ln, 0.0) == ln.product_uom_qty for ln in lines):
            return self.amount_total
        taxes, company = self.env["account.tax"], self.company_id
        base_lines = [
            line._prepare_base_line_for_taxes_computation(
                quantity=quantities.get(line, 0.0)
            )
            for line in lines
        ]
        taxes._add_tax_details_in_base_lines(base_lines, company)
        taxes._round_base_lines_tax_details(base_lines, company)
        totals = taxes._get_tax_totals_summary(
            base_lines=base_lines, currency=self.currency_id, company=company
        )
        return totals["total_amount_currency"]

    def _pay_link_get_quantities_delivered(self):
        """Return what was delivered of each line.

        Discounts and shipping are not delivered by themselves: they count as far as the
        goods do.

        :return: Quantities by line.
        :rtype: dict
        """
        goods = self._pay_link_get_goods()
        riders = self._get_priced_lines().filtered(
            lambda line: not line.is_downpayment and line not in goods
        )
        share = self._pay_link_get_share_delivered(goods)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return {line: line.qty_delivered for line in goods} | {
            line: line.qty_delivered
            or float_round(line.product_uom_qty * share, precision_digits=digits)
            for line in riders
        }

    def _pay_link_get_goods(self):
        """Return the lines that are delivered.

        :rtype: sale.order.line
        """
        return self._get_priced_lines().filtered(
            lambda line: not line.is_downpayment and not line._pay_link_is_rider()
        )

    def _pay_link_get_share_delivered(self, goods):
        """Return which part of the goods' price was delivered, from 0 to 1.

        :param sale.order.line goods: See `_pay_link_get_goods`.
        :rtype: float
        """
        ordered = goods.filtered(lambda line: line.product_uom_qty > 0)
        if all(line._pay_link_is_delivered() for line in ordered):
            return 1.0 if ordered else 0.0
        total = sum(ordered.mapped("price_total"))
        if total <= 0:
            return 0.0
        delivered = sum(
            line.price_total * min(1.0, line.qty_delivered / line.product_uom_qty)
            for line in ordered
        )
        return max(0.0, min(1.0, delivered / total))

    def _pay_link_is_delivery_over(self):
        """Return whether nothing more will be delivered.

        All is delivered, or the warehouse has nothing left to do, or somebody locked
        the order after a part was delivered.

        Note: `self.ensure_one()`

        :rtype: bool
        """
        self.ensure_one()
        if self.state == "cancel":
            return True
        if self.state != "sale":
            return False
        ordered = self._pay_link_get_goods().filtered(lambda ln: ln.product_uom_qty > 0)
        open_lines = ordered.filtered(lambda line: not line._pay_link_is_delivered())
        if not open_lines:
            return bool(ordered)
        from_stock = open_lines.filtered(
            lambda line: line.qty_delivered_method == "stock_move"
        )
        is_stock_over = not from_stock or self._pay_link_is_stock_over()
        if from_stock == open_lines:
            return is_stock_over
        is_closed = self.locked and not self._should_be_locked()
        return is_closed and is_stock_over and any(ordered.mapped("qty_delivered"))

    def _pay_link_is_stock_over(self):
        """Return whether the warehouse has nothing left to do for the order.

        :rtype: bool
        """
        # a field of the add-on for stock, where that is installed
        return "delivery_status" in self._fields and self["delivery_status"] == "full"


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _pay_link_is_rider(self):
        """Return whether the line is delivered with others, never by itself.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self._is_discount_line()
            or bool(self._is_global_discount())
            or self._is_delivery()
            or self.product_id.type == "combo"
            or self.price_unit < 0
        )

    def _pay_link_is_delivered(self):
        """Return whether all that was ordered is delivered.

        :rtype: bool
        """
        self.ensure_one()
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        compared = float_compare(
            self.qty_delivered, self.product_uom_qty, precision_digits=digits
        )
        return compared >= 0
