from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestOrderScripts(HttpCase):
    """The unit tests of the dialog, the order list and the till's updates."""

    def _run(self, name):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&filter=@pay_link_pos/{name}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )

    def test_dialog(self):
        self._run("components/pay_link_dialog")

    def test_order_list(self):
        self._run("screens/ticket_screen")

    def test_updates(self):
        self._run("services/pay_link_service")
