"""What a seller does in the back office."""

import re

from playwright.sync_api import expect

FIRST_VISIT_MS = 120_000  # the server puts the back office's scripts together


class Seller:
    """Somebody who is logged in to the back office."""

    def __init__(self, page, url):
        self.page = page
        self.url = url

    def log_in(self, login="admin", password="admin"):
        self.page.goto(f"{self.url}/web/login?redirect=/odoo")
        self.page.locator("input[name=login]").fill(login)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator(".oe_login_form button[type=submit]").click()
        navbar = self.page.locator(".o_main_navbar")
        navbar.wait_for(timeout=FIRST_VISIT_MS)
        return self

    def open(self, action, record_id):
        """Open a record's form."""
        self.page.goto(f"{self.url}/odoo/action-{action}/{record_id}")
        self.page.locator(".o_form_view .o_form_statusbar").wait_for()

    def open_order(self, order_id):
        self.open("sale.action_quotations_with_onboarding", order_id)

    def open_link(self, link_id):
        self.open("pay_link_invoicing.action_pay_link", link_id)

    def open_dialog(self):
        """*Send pay link* on the document that is open."""
        self.page.locator("button[name=action_send_pay_link]").click()
        dialog = self.page.locator(".modal .o_form_view")
        dialog.wait_for()
        return dialog

    def create_link(self):
        """Create the link that the dialog describes; its form opens."""
        self.page.locator(".modal button[name=action_create_link]").click()
        expect(self.page.locator(".modal")).to_have_count(0)
        self.page.locator(".o_form_view .o_field_widget[name=url]").wait_for()

    def copy_url(self):
        """Copy the address from the link's form, by its button."""
        self.page.locator(".o_field_widget[name=url] button.o_clipboard_button").click()
        return self.page.evaluate("navigator.clipboard.readText()")

    def refund(self, amount):
        """Give money of the link back whose form is open."""
        self.page.locator(".o_statusbar_buttons button[name=action_refund]").click()
        dialog = self.page.locator(".modal")
        dialog.locator(".o_field_widget[name=amount] input").fill(amount)
        dialog.locator("footer button[name=action_refund]").click()
        expect(dialog).to_have_count(0)

    def expect_status(self, label):
        """Wait until the form's status bar shows a state."""
        current = self.page.locator(".o_statusbar_status .o_arrow_button_current")
        expect(current.first).to_have_text(re.compile(rf"^\s*{label}\s*$"))
