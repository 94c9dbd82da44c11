from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestScripts(HttpCase):
    def test_scripts_of_the_till(self):
        """All unit tests of the till's scripts, in one browser."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=60000"
            "&filter=@pay_link_pos/unit",
            "",
            "",
            login="admin",
            timeout=900,
            success_signal="[HOOT] Test suite succeeded",
        )
