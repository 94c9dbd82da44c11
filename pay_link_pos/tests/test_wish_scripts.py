from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestWishScripts(HttpCase):
    """The unit tests of the till's scripts for sales on account, in a browser."""

    def test_scripts(self):
        names = (
            "utils/email_address",
            "utils/phone_number",
            "utils/order_payment_validation",
            "models/pos_order_wish",
            "components/pay_link_switch",
            "components/pay_link_receipt_qr",
        )
        filters = "".join(f"&filter=@pay_link_pos/{name}" for name in names)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{filters}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
