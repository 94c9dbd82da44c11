"""From a list of documents to one sending."""

from odoo import models
from odoo.exceptions import UserError


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def action_send_pay_links(self):
        """Open the dialog that asks for the money of these documents.

        :return: The window action of one link's dialog, or of a bulk sending.
        :rtype: dict
        :raise UserError: If no document was chosen.
        """
        if not self:
            raise UserError(self.env._("Choose the documents first."))
        if len(self) == 1:
            return self.action_send_pay_link()
        self._pay_link_check_access()
        batches = self.env["pay.link.batch"]
        batch = batches.create(
            {
                "name": self.env._(
                    "%(count)s × %(documents)s",
                    count=len(self),
                    documents=self.env["ir.model"]._get(self._name).name,
                )
            }
        )
        lines = self.env["pay.link.batch.line"]
        # sudo: the lines say what the server found; only addresses are the user's
        lines.sudo().create(
            [{"batch_id": batch.id, **values} for values in lines._prepare_lines(self)]
        )
        return batch._get_dialog_action()
