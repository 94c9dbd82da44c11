from odoo import Command, fields, models


class PayLinkSend(models.TransientModel):
    """The dialog for a customer's account: it asks for chosen items."""

    _inherit = "pay.link.send"

    item_ids = fields.Many2many(
        comodel_name="account.move.line", string="Open Items", readonly=True
    )

    def _get_document_values(self):
        values = super()._get_document_values()
        if self.item_ids:
            values["item_ids"] = [Command.set(self.item_ids._origin.ids)]
        return values

    def _prepare_link_values(self):
        return {**super()._prepare_link_values(), **self._get_document_values()}
