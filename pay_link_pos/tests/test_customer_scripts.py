from urllib.parse import quote

from odoo.tests import HttpCase, tagged

NAMES = (
    "components.pay_link_items_dialog",
    "components.pay_link_bell",
    "components.partner_line",
    "models.pos_order_wallet",
    "services.pay_link_wallet_service",
)


@tagged("post_install", "-at_install")
class TestCustomerScripts(HttpCase):
    def test_scripts_of_the_customer_list_and_the_bell(self):
        """The unit tests of the till's scripts, in one browser."""
        pattern = f"/pay_link_pos.unit.({'|'.join(NAMES)})/"
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&filter={quote(pattern)}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
        )
