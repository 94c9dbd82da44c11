from odoo import http

from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing

from .common import redirect_to_page


class PayLinkPostProcessing(PaymentPostProcessing):
    @http.route()
    def display_status(self, **kwargs):
        """Send who paid a link back to its page, which waits for the answer."""
        link_sudo = self._get_monitored_transaction().pay_link_id
        if link_sudo:
            return redirect_to_page(link_sudo, "?awaiting=1")
        return super().display_status(**kwargs)
