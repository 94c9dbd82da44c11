from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestDepositScripts(HttpCase):
    def test_deposits_at_the_till(self):
        """The unit tests of the till's deposits, in a browser."""
        names = ("models/pos_order_deposit", "components/deposit_dialog")
        filters = "".join(f"&filter=@pay_link_pos/{name}" for name in names)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{filters}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
