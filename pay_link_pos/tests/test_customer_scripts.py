from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestCustomerScripts(HttpCase):
    def _run(self, *names):
        filters = "".join(f"&filter=@pay_link_pos/unit/{name}" for name in names)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{filters}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )

    def test_items_of_an_account(self):
        self._run("components/pay_link_items_dialog")

    def test_bell(self):
        self._run("components/pay_link_bell")

    def test_customer_list(self):
        self._run("components/partner_line")

    def test_wallet_of_an_order(self):
        self._run("models/pos_order_wallet")

    def test_balances(self):
        self._run("services/pay_link_wallet_service")
