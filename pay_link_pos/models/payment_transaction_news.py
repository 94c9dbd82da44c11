from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

UNREAD = "pay_link_pos/unread"
NEWS_MAX = 30
NEWS_KEPT_DAYS = 30
GC_BATCH = 10_000


class PaymentTransaction(models.Model):
    """Payments as news for who asked for them, unread until they were looked at."""

    _inherit = "payment.transaction"

    pay_link_unread_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="pay_link_unread_rel",
        column1="transaction_id",
        column2="user_id",
        string="Not Read By",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Who was told of this payment at a till, and has not looked yet.",
    )

    _pay_link_news_idx = models.Index(
        "(last_state_change DESC, id DESC)"
        " WHERE state = 'done' AND pay_link_id IS NOT NULL"
    )

    @api.model
    def _pay_link_search_news(self):
        """Return the latest payments for which the user has asked, as sudo.

        As the seller, or as the cashier who made the link at a till. What is older than
        some weeks is no news.

        :rtype: payment.transaction
        """
        user = self.env.user
        mine = Domain("pay_link_id.user_id", "=", user.id)
        mine |= Domain("pay_link_id.create_uid", "=", user.id) & Domain(
            "pay_link_id.pos_config_id", "!=", False
        )
        domain = mine & Domain(
            [
                ("company_id", "in", user.company_ids.ids),
                ("pay_link_id", "!=", False),
                ("last_state_change", ">=", self._pay_link_get_news_start()),
                ("state", "=", "done"),
                ("operation", "not in", ("refund", "validation")),
                ("is_post_processed", "=", True),
            ]
        )
        transactions_sudo = self.sudo()  # the user's own sales
        found = transactions_sudo.search(
            domain, order="last_state_change desc, id desc", limit=NEWS_MAX
        )
        return found._filter_received()

    @api.model
    def _pay_link_search_unread(self):
        """Return the payments that the user has not looked at, as sudo.

        :rtype: payment.transaction
        """
        transactions_sudo = self.sudo()  # which is noted for this user only
        return transactions_sudo.search(
            [("pay_link_unread_user_ids", "=", self.env.uid)]
        )

    @api.model
    def _pay_link_get_news_start(self):
        return fields.Datetime.now() - timedelta(days=NEWS_KEPT_DAYS)

    @api.autovacuum
    def _gc_unread(self):
        """Forget what nobody has looked at: some who are told never use a till."""
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM pay_link_unread_rel WHERE (transaction_id, user_id) IN (
                    SELECT unread.transaction_id, unread.user_id
                      FROM pay_link_unread_rel unread
                      JOIN payment_transaction tx ON tx.id = unread.transaction_id
                     WHERE tx.last_state_change < %s
                     LIMIT %s
                ) RETURNING transaction_id
                """,
                self._pay_link_get_news_start(),
                GC_BATCH,
            )
        )
        self.invalidate_model(["pay_link_unread_user_ids"])
        return len(rows), len(rows) == GC_BATCH

    def _pay_link_mark_read(self):
        """Note that the user has looked at these payments."""
        self.sudo().write({"pay_link_unread_user_ids": [Command.unlink(self.env.uid)]})
        self.env.user._pay_link_announce_unread()

    def _pay_link_describe_news(self):
        """Return what the till shows of a payment.

        :rtype: dict
        """
        self.ensure_one()
        link, order = self.pay_link_id, self._pay_link_get_till_order()
        return {
            "id": self.id,
            "is_unread": self.env.uid in self.pay_link_unread_user_ids.ids,
            "amount": self.currency_id.format(self.amount),
            "customer": link.partner_id.display_name,
            "document": link.document_name,
            "reference": order.pos_reference or "",
            "order_id": order.id,
            "time": fields.Datetime.to_string(self.last_state_change),
            "exception": link._describe_exception(self),
        }

    def _pay_link_get_till_order(self):
        """Return the sale at a till that was paid, if it was one.

        :rtype: pos.order
        """
        document = self.pay_link_id._get_document()
        if document and document._name == "account.move":
            return document.pos_order_ids[:1]
        orders = self.env["pos.order"]
        return document if document and document._name == "pos.order" else orders


class ResUsers(models.Model):
    _inherit = "res.users"

    def _pay_link_count_unread(self):
        """Return of how many payments the user was told and has not looked.

        :rtype: int
        """
        self.ensure_one()
        transactions_sudo = self.env["payment.transaction"].sudo()  # a number only
        return transactions_sudo.search_count(
            [("pay_link_unread_user_ids", "=", self.id)]
        )

    def _pay_link_announce_unread(self):
        """Let all tills of the users show how many payments are unread."""
        for user in self:
            user._bus_send(UNREAD, {"unread": user._pay_link_count_unread()})


class PayLink(models.Model):
    _inherit = "pay.link"

    def _notify_seller(self, transaction):
        """Put a payment into the tills' bells too."""
        users = self._get_toast_users()
        transaction.sudo().pay_link_unread_user_ids = users  # part of the booking
        res = super()._notify_seller(transaction)
        users._pay_link_announce_unread()
        return res

    def _get_toast_users(self):
        """Tell the cashier who made the link at a till, whoever the seller is."""
        users = super()._get_toast_users()
        if self.pos_config_id:
            users |= self.create_uid.filtered(
                lambda user: user.active and user._is_internal()
            )
        return users
