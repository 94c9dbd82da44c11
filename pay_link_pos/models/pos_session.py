from odoo import api, fields, models
from odoo.tools import format_datetime


class PosSession(models.Model):
    """The payments by link that came in during a session.

    They are no part of what the session closes and posts: each is in the books already,
    with an entry of its own. The session lists them, so that its papers tell the day.
    """

    _inherit = "pos.session"

    pay_link_transaction_ids = fields.One2many(
        comodel_name="payment.transaction",
        inverse_name="pay_link_session_id",
        string="Payments by Pay Link",
        groups="point_of_sale.group_pos_user",
        bypass_search_access=True,
    )
    pay_link_opened_by_id = fields.Many2one(
        comodel_name="payment.transaction",
        string="Opened by a Payment",
        readonly=True,
        copy=False,
        help="The payment by link that came in while the register was closed.",
    )
    pay_link_is_opened = fields.Boolean(
        string="Opened by a Payment by Link", compute="_compute_pay_link_is_opened"
    )
    pay_link_count = fields.Integer(compute="_compute_pay_link_amount")
    pay_link_amount = fields.Monetary(
        string="Received by Pay Link", compute="_compute_pay_link_amount"
    )

    @api.depends("pay_link_opened_by_id")
    def _compute_pay_link_is_opened(self):
        for session in self:
            session.pay_link_is_opened = bool(session.sudo().pay_link_opened_by_id)

    @api.depends("pay_link_transaction_ids")
    def _compute_pay_link_amount(self):
        for session in self:
            transactions_sudo = session._pay_link_get_transactions()
            session.pay_link_count = len(transactions_sudo)
            session.pay_link_amount = sum(transactions_sudo.mapped("amount"))

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "pay_link_is_opened"]

    # === OPENING === #

    def delete_opening_control_session(self):
        """Who leaves without counting leaves a session that shows payments open."""
        if self.exists() and self.sudo().pay_link_transaction_ids:
            return {"status": "success"}
        return super().delete_opening_control_session()

    # === CLOSING === #

    def get_closing_control_data(self):
        data = super().get_closing_control_data()
        data["pay_link_payments"] = self._pay_link_describe_payments()
        return data

    def action_view_pay_link_payments(self):
        """Open the links whose payments this session lists.

        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pay_link_pos.action_pay_link_pos"
        )
        links = self._pay_link_get_transactions().pay_link_id
        action.update(domain=[("id", "in", links.ids)], context={"create": False})
        return action

    def _pay_link_get_transactions(self):
        """Return the payments and refunds by link of these sessions, as sudo.

        :rtype: payment.transaction
        """
        transactions_sudo = self.sudo().pay_link_transaction_ids  # who sees the session
        return transactions_sudo._filter_received().sorted("last_state_change")

    def _pay_link_describe_payments(self):
        """Return the payments by link, as the closing lists them.

        :return: See `_pay_link_describe_for_session` of `payment.transaction`.
        :rtype: dict
        """
        return self._pay_link_get_transactions()._pay_link_describe_for_session()


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _pay_link_describe_for_session(self):
        """Return these payments as plain texts, and what they sum up to.

        :return: `payments`: dicts of `id`, `link`, `customer`, `document`, `method`,
                 `time` and `amount`; and `totals`: one text a currency.
        :rtype: dict
        """
        return {
            "payments": [
                {
                    "id": tx.id,
                    "link": tx.pay_link_id.name,
                    "customer": tx.partner_id.display_name,
                    "document": tx.pay_link_id.document_name,
                    "method": tx.payment_method_id.name or tx.provider_id.name,
                    "time": format_datetime(
                        self.env, tx.last_state_change, dt_format="short"
                    ),
                    "amount": tx.currency_id.format(tx.amount),
                }
                for tx in self
            ],
            "totals": [
                currency.format(sum(transactions.mapped("amount")))
                for currency, transactions in self.grouped("currency_id").items()
            ],
        }
