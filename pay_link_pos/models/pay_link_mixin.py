from odoo import api, models
from odoo.exceptions import UserError


class PayLinkMixin(models.AbstractModel):
    """What the till needs to know of a payable document."""

    _inherit = "pay.link.mixin"

    def _pay_link_check_till(self, config):
        """Check that a till may ask for the money of this document.

        Note: `self.ensure_one()`

        :param pos.config config: The point of sale, whose cashier the user is.
        :raise UserError: If not. Whoever can't be asked at a till says so here.
        """
        raise UserError(self.env._("This can't be paid by link from the till."))

    def _pay_link_before_send(self):
        """Do what the document needs before a till sends a link for it.

        Note: `self.ensure_one()`
        """

    @api.model
    def _pay_link_settle_part(self, amounts, part):
        """Return amounts in which a part counts as paid that the books don't match yet.

        :param dict amounts: See `_pay_link_get_amounts`.
        :param float part: In their currency.
        :rtype: dict
        """
        currency = amounts["currency"]
        due = max(0.0, currency.round(amounts["amount_due"] - part))
        return {
            **amounts,
            "amount_paid": currency.round(amounts["amount_paid"] + part),
            "amount_due": due,
            "amount_min": min(due, currency.rounding),
        }
