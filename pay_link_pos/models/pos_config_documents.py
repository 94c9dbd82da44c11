"""What a till may do with the wallets and the accounts of customers."""

from odoo import models
from odoo.exceptions import UserError


class PosConfig(models.Model):
    _inherit = "pos.config"

    def pay_link_prepare(self, res_model, res_id, values=None):
        """Nothing is due for a wallet: the dialog shows what it holds."""
        answer = super().pay_link_prepare(res_model, res_id, values)
        if res_model == "loyalty.card":
            card = self._pay_link_browse(res_model, res_id)
            balance = card.program_id.currency_id.format(card.points)
            name = card.program_id.name
            answer["amount_due"] = 0.0
            answer["document"] = self.env._(
                "%(wallet)s: %(balance)s now", wallet=name, balance=balance
            )
        return answer


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _pay_link_check_till(self, config):
        """A till tops up the wallets of its own programmes."""
        self.ensure_one()
        config._pay_link_check_wallets()
        self.check_access("read")
        if self.program_type == "ewallet" and self.program_id not in (
            config._pay_link_get_wallet_programs()
        ):
            raise UserError(self.env._("This e-wallet is not offered here."))
        if self.partner_id:
            config._pay_link_browse_customer(self.partner_id.id)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _pay_link_check_till(self, config):
        """A till asks for the accounts of its company's customers."""
        self.ensure_one()
        config._pay_link_check_accounts()
        config._pay_link_browse_customer(self.id)
