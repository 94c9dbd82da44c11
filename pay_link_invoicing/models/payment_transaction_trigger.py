from odoo import models

POST_PROCESSING = "payment.cron_post_process_payment_tx"


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _update_state(self, allowed_states, target_state, state_message):
        """Have Odoo book what a provider has decided at once, not in ten minutes.

        An attempt that was started, and never paid, has nothing to book.
        """
        started = self.filtered(lambda tx: tx.state == "draft")
        moved = super()._update_state(allowed_states, target_state, state_message)
        linked = moved.filtered("pay_link_id")
        if target_state == "cancel":
            linked -= started
        if linked and target_state != "error":
            self._pay_link_trigger_post_processing()
        return moved

    def _pay_link_trigger_post_processing(self):
        """Let Odoo's post-processing run after this transaction; once is enough."""
        done = self.env.cr.precommit.data
        if not done.get("pay_link_post_processing"):
            done["pay_link_post_processing"] = True
            self.env.ref(POST_PROCESSING).sudo()._trigger()  # whoever has paid
