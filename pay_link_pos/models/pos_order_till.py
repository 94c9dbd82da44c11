from odoo import models
from odoo.exceptions import UserError


class PosOrder(models.Model):
    """What the till may do with the links of its orders."""

    _inherit = "pos.order"

    def _pay_link_check_till(self, config):
        """A till asks for its own orders, and for those of the tills it shares with."""
        self.ensure_one()
        self.check_access("read")
        if self.config_id not in config | config.trusted_config_ids:
            raise UserError(
                self.env._(
                    "%(order)s belongs to %(other)s: send the pay link there.",
                    order=self.display_name,
                    other=self.config_id.display_name,
                )
            )
        if not self.partner_id and self.state != "draft":
            raise UserError(self.env._("%s has no customer.", self.display_name))
        if self.partner_id and not self.partner_id.active:
            raise UserError(
                self.env._(
                    "%(customer)s, the customer of %(order)s, is archived: nothing can"
                    " be sent there.",
                    customer=self.partner_id.display_name,
                    order=self.display_name,
                )
            )

    def _pay_link_before_send(self):
        """What was put on account without an invoice is invoiced now.

        The PDF is made when it is needed: for the mail, or for who downloads it.
        """
        res = super()._pay_link_before_send()
        if self._pay_link_is_followed() and not self.account_move:
            # rights were checked; after closing, Odoo makes a reversal, too
            order_sudo = self.sudo().with_context(generate_pdf=False)
            order_sudo.action_pos_order_invoice()
        return res
