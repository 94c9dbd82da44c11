from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestPayScript(HttpCase):
    def test_script_of_the_pay_page(self):
        """The unit tests of the page's script, in a browser."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            "&filter=@pay_link_invoicing/pay",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
