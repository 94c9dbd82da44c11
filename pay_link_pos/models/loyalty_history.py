from odoo import fields, models


class LoyaltyHistory(models.Model):
    """What a payment by link did to a wallet: once a payment."""

    _inherit = "loyalty.history"

    pay_link_transaction_id = fields.Many2one(
        comodel_name="payment.transaction",
        string="Payment",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_system",
    )

    _pay_link_transaction_uniq = models.UniqueIndex(
        "(pay_link_transaction_id) WHERE pay_link_transaction_id IS NOT NULL",
        "This payment was credited to the e-wallet already.",
    )

    def _get_order_portal_url(self):
        """The customer finds the invoice of a top-up in the history of the wallet."""
        if self.order_model != "account.move":
            return super()._get_order_portal_url()
        move = self.env["account.move"].browse(self.order_id).exists()
        return move.get_portal_url() if move else False
