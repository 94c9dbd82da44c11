from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _log_message_on_linked_documents(self, message):
        """The order's history tells of its link's payments as its invoice's does."""
        super()._log_message_on_linked_documents(message)
        for link in self.pay_link_id.filtered(lambda link: link.res_model == "pos.order"):
            order = link._get_document()
            if order:
                order.message_post(body=message, author_id=self._pay_link_get_author().id)
