from odoo import models


class PayLink(models.Model):
    """The sellers follow their links, without being told of each new one."""

    _inherit = "pay.link"

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        """Leave new links to `_subscribe_sellers`, which takes all of them together."""
        if followers_existing_policy == "update":  # what Odoo passes on creation only
            return True
        return super()._message_auto_subscribe(
            updated_values, followers_existing_policy=followers_existing_policy
        )

    def _subscribe_sellers(self):
        """Let the sellers of new links follow them."""
        for seller, links in self.grouped("user_id").items():
            links._message_subscribe(seller.sudo().partner_id.ids)  # of who may sell
