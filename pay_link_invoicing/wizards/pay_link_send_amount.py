from odoo import api, fields, models

AMOUNT_CHOICES = [
    ("full", "Everything due"),
    ("percent", "Deposit in %"),
    ("next", "Next instalment"),
    ("overdue", "What is overdue"),
    ("other", "Another amount"),
]


class PayLinkSend(models.TransientModel):
    """How much the link asks."""

    _inherit = "pay.link.send"

    amount_choice = fields.Selection(
        selection=AMOUNT_CHOICES, string="Ask For", required=True, default="full"
    )
    amount_choices = fields.Char(
        compute="_compute_amount_choices", help="The choices offered, with commas."
    )
    amount_percent = fields.Float(
        string="Percentage",
        digits=(5, 2),
        compute="_compute_amount_percent",
        store=True,
        readonly=False,
    )
    amount = fields.Monetary(
        string="Amount to Ask",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="Everything that is due, or less for a deposit.",
    )

    @api.depends("res_model", "res_id", "link_id")
    def _compute_amount_choices(self):
        for wizard in self:
            offered = wizard._get_document()._pay_link_get_choices()
            wizard.amount_choices = ",".join(
                key
                for key, _label in AMOUNT_CHOICES
                if key in ("full", "percent", "other") or key in offered
            )

    @api.depends("res_model", "res_id")
    def _compute_amount_percent(self):
        for wizard in self:
            document_sudo = wizard._get_document()
            wizard.amount_percent = document_sudo._pay_link_get_deposit_percent()

    @api.depends("amount_due", "amount_choice", "amount_percent")
    def _compute_amount(self):
        for wizard in self:
            amount = wizard._get_chosen_amount()
            wizard.amount = wizard.amount if amount is None else amount

    @api.onchange("amount")
    def _onchange_amount(self):
        """Whoever types an amount wants another one than was chosen."""
        chosen = self._get_chosen_amount()
        if chosen is not None and self.currency_id.compare_amounts(self.amount, chosen):
            self.amount_choice = "other"

    def _get_chosen_amount(self):
        """Return the amount that the choice stands for.

        :return: In the document's currency; None where it is typed.
        :rtype: float | None
        """
        self.ensure_one()
        if self.amount_choice == "full":
            return self.amount_due
        if self.amount_choice == "percent":
            document_sudo = self._get_document()
            total = document_sudo._pay_link_get_amounts()["amount_total"]
            part = self.currency_id.round(total * self.amount_percent / 100)
            return min(part, self.amount_due)
        return self._get_document()._pay_link_get_choices().get(self.amount_choice)
