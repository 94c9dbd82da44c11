from odoo import api, fields, models
from odoo.tools import SQL, sql

DOCUMENT_STATUSES = [
    ("none", "Not Asked"),
    ("asked", "Asked"),
    ("seen", "Seen"),
    ("partial", "Partly Paid"),
    ("paid", "Paid"),
]


class PayLinkStatusMixin(models.AbstractModel):
    """How far asking for the money of a document by pay link has come.

    For documents with lists of their own, beside `pay.link.mixin`. Stored, so that they
    filter and group by it; it changes with the document's links, and most have none.
    """

    _name = "pay.link.status.mixin"
    _description = "Status of Asking by Pay Link"

    pay_link_status = fields.Selection(
        selection=DOCUMENT_STATUSES,
        compute="_compute_pay_link_status",
        store=True,
    )

    def _auto_init(self):
        self._pay_link_make_status_column()
        return super()._auto_init()

    def _pay_link_make_status_column(self):
        """Make the column in one go; else all existing documents would be computed."""
        cr, table, column = self.env.cr, self._table, "pay_link_status"
        if sql.table_exists(cr, table) and not sql.column_exists(cr, table, column):
            names = {
                "table": SQL.identifier(table),
                "column": SQL.identifier(column),
            }
            cr.execute(
                SQL(
                    "ALTER TABLE %(table)s"
                    " ADD COLUMN %(column)s varchar DEFAULT 'none'",
                    **names,
                )
            )
            cr.execute(
                SQL("ALTER TABLE %(table)s ALTER %(column)s DROP DEFAULT", **names)
            )

    @api.depends(
        "pay_link_ids.state", "pay_link_ids.amount_paid", "pay_link_ids.first_seen_at"
    )
    def _compute_pay_link_status(self):
        for document in self:
            document.pay_link_status = document._pay_link_get_status()

    def _pay_link_get_status(self):
        """Return the status of the document; see `DOCUMENT_STATUSES`.

        :rtype: str
        """
        self.ensure_one()
        links = self.pay_link_ids.filtered(
            lambda link: link.state != "deactivated" or link.amount_paid
        )
        if not links:
            return "none"
        if any(links.mapped("amount_paid")) or self._pay_link_has_money():
            amounts = self._pay_link_get_amounts()
            compare = amounts["currency"].compare_amounts
            held = links.transaction_ids._get_amount_held()  # not due, nor paid yet
            if compare(amounts["amount_paid"], held) > 0:
                rest = amounts["amount_due"] + held
                return "partial" if compare(rest, 0) > 0 else "paid"
        return "seen" if any(links.mapped("first_seen_at")) else "asked"

    def _pay_link_has_money(self):
        """Return whether money may have come in beside the links; cheap to answer.

        :rtype: bool
        """
        return False


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "pay.link.status.mixin"]

    @api.depends(
        "amount_total", "order_line.invoice_lines.move_id.amount_residual", "state"
    )
    def _compute_pay_link_status(self):
        return super()._compute_pay_link_status()

    def _pay_link_has_money(self):
        return bool(self.order_line.invoice_lines or self.transaction_ids)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "pay.link.status.mixin"]

    @api.depends("amount_residual", "amount_total", "state")
    def _compute_pay_link_status(self):
        return super()._compute_pay_link_status()

    def _pay_link_has_money(self):
        compare = self.currency_id.compare_amounts
        return compare(self.amount_residual, self.amount_total) != 0
