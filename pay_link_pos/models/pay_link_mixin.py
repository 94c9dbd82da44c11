from odoo import models
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
