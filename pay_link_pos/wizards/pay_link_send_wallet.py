from odoo import models

from ..models.pay_link_wallet import WALLET


class PayLinkSend(models.TransientModel):
    """The dialog for an e-wallet: nothing is due, the amount is free."""

    _inherit = "pay.link.send"

    def _get_chosen_amount(self):
        if self.res_model == WALLET and self.amount_choice == "full":
            return self._get_document()._pay_link_get_default_amount()
        return super()._get_chosen_amount()

    def _compute_amount_choices(self):
        wallets = self.filtered(lambda wizard: wizard.res_model == WALLET)
        wallets.amount_choices = "other"
        return super(PayLinkSend, self - wallets)._compute_amount_choices()

    def _get_compatible_providers(self, amount):
        """Not every provider takes as much as could be asked."""
        if self.res_model == WALLET and not self.link_id:
            amount = self.amount
        return super()._get_compatible_providers(amount)
