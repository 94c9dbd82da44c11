"""The till's list of orders, and the dialog of the pay link there."""

import re

from playwright.sync_api import expect


class OrderList:
    """The order list of an open till."""

    def __init__(self, till):
        self.page = till.page
        self.url = f"{till.server.url}/pos/ui/{till.config_id}/ticket"
        self.rows = self.page.locator(".ticket-screen .order-row")

    def open(self):
        self.page.goto(self.url)
        expect(self.page.locator(".ticket-screen")).to_be_visible()
        return self

    def filter(self, text):
        self.page.locator(".pos-search-bar .filter").click()
        options = self.page.locator(".pos-search-bar .options li")
        options.filter(has_text=re.compile(rf"^\s*{text}\s*$")).click()

    def row(self, reference):
        return self.rows.filter(has_text=reference)

    def expect_state(self, reference, state, due=None):
        """Wait, without a reload by us, until the order's row says so."""
        row = self.row(reference)
        expect(row.locator(".pay-link-state")).to_have_text(state)
        if due is None:
            expect(row.locator(".pay-link-due")).to_have_count(0)
        else:
            expect(row.locator(".pay-link-due")).to_contain_text(due)

    def ask(self, reference):
        """Open the dialog of the pay link: two taps."""
        self.row(reference).click()
        self.page.locator(".leftpane .pay-link-ask").click()
        expect(self.page.locator("#pay_link_amount")).to_be_visible()
        return self.page.locator(".pay-link-dialog")
