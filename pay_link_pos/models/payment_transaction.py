from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _log_message_on_linked_documents(self, message):
        """The order's history tells of its link's payments as its invoice's does."""
        res = super()._log_message_on_linked_documents(message)
        link = self.pay_link_id
        if link.res_model == "pos.order" and (order := link._get_document()):
            order.message_post(body=message, author_id=self._pay_link_get_author().id)
        return res
