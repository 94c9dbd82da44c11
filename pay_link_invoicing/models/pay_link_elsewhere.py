"""A document that was settled in another way closes its links by itself."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class PayLink(models.Model):
    _inherit = "pay.link"

    is_paid_elsewhere = fields.Boolean(
        readonly=True,
        copy=False,
        help="The document was settled in another way than by this link.",
    )

    def _close_settled(self):
        """Close those of these links whose documents owe nothing any more.

        A link whose own money is on its way is left to its own settlement.
        """
        booking = self.env["payment.transaction"].browse(
            self.env.context.get("pay_link_transaction_id") or ()
        )
        settled = (self - booking.pay_link_id)._filter_settled_elsewhere()
        if not settled:
            return
        settled._lock()
        moved = settled._move_to(
            "paid", is_paid_elsewhere=True, paid_at=fields.Datetime.now()
        )
        moved._release_open_attempts()
        text = self.env._("Settled in another way: the link closed itself.")
        moved._message_log_batch(bodies=dict.fromkeys(moved.ids, text))

    def _filter_settled_elsewhere(self):
        """Keep the links whose documents are open and owe nothing, own money aside.

        :rtype: pay.link
        """
        waiting = self.filtered(lambda link: link._has_money_on_its_way())
        settled = self.browse()
        for link, document in (self - waiting)._get_documents().items():
            amounts = document._pay_link_get_amounts()
            owed = link.currency_id.compare_amounts(amounts["amount_due"], 0)
            if owed <= 0 and document._pay_link_is_open():
                settled |= link
        return settled

    def _has_money_on_its_way(self):
        """Return whether the link holds money, or has received some not booked yet.

        :rtype: bool
        """
        self.ensure_one()
        return any(
            tx.state == "authorized"
            or (tx.state == "done" and not tx.is_post_processed)
            for tx in self.transaction_ids
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        res = super().write(vals)
        if "matched_payment_ids" in vals:  # payments without an entry of their own
            self._pay_link_close_settled()
        return res

    def _pay_link_close_settled(self):
        """Close the active links of what these entries settle: one query if none."""
        if not self.ids:
            return
        links_sudo = self.env["pay.link"].sudo()  # whoever books closes them
        links_sudo.search(
            Domain("state", "=", "active") & self._pay_link_get_debts_domain()
        )._close_settled()

    def _pay_link_get_debts_domain(self):
        """Orders and accounts are settled by their entries, too.

        The database makes an array of each first: with subqueries beside each other,
        it would read all active links.
        """
        orders = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """%s = ANY(ARRAY(
                    SELECT so_line.order_id
                      FROM sale_order_line so_line
                      JOIN sale_order_line_invoice_rel rel
                        ON rel.order_line_id = so_line.id
                      JOIN account_move_line line ON line.id = rel.invoice_line_id
                     WHERE line.move_id IN %s))""",
                SQL.identifier(alias, "res_id"),
                self._ids,
            )
        )
        accounts = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """%s = ANY(ARRAY(
                    SELECT item.link_id
                      FROM pay_link_item_rel item
                      JOIN account_move_line line ON line.id = item.item_id
                     WHERE line.move_id IN %s))""",
                SQL.identifier(alias, "id"),
                self._ids,
            )
        )
        return (
            super()._pay_link_get_debts_domain()
            | (Domain("res_model", "=", "sale.order") & orders)
            | (Domain("res_model", "=", "res.partner") & accounts)
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _reconcile_post_hook(self, data):
        res = super()._reconcile_post_hook(data)
        self.move_id._pay_link_close_settled()
        return res


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        res = super().write(vals)
        if vals.get("state") in ("in_process", "paid"):
            without_entry = self.filtered(lambda payment: not payment.move_id)
            without_entry.invoice_ids._pay_link_close_settled()
        return res
