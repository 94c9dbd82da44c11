"""The till's list of customers, and what a customer's menu asks for."""

from playwright.sync_api import expect


class CustomerList:
    """The list of customers of an open till."""

    def __init__(self, till):
        self.till = till
        self.page = till.page
        self.dialog = self.page.locator(".pay-link-dialog")
        self.items = self.page.locator(".pay-link-items")
        self.code = self.page.locator(".pay-link-qr-dialog")

    def open(self):
        self.page.get_by_role("button", name="Customer", exact=True).first.click()
        return self

    def find(self, name):
        """The row of a customer; the server is asked when the till knows none."""
        search = self.page.get_by_placeholder("Search Customers")
        rows = self.page.locator(".partner-info")
        row = rows.filter(has_text=name).first
        nobody = self.page.get_by_text("No customers found")
        search.fill(name)
        # a click is lost where the list shrinks under it
        expect(rows.filter(has_not_text=name)).to_have_count(0)
        expect(row.or_(nobody).first).to_be_visible()
        if not row.is_visible():
            search.press("Enter")
            expect(row).to_be_visible()
        return row

    def choose(self, name, item):
        """Choose an item of the customer's menu, by its class."""
        self.find(name).locator("button:has(.fa-bars)").click()
        self.page.locator(f".{item}").click()

    def show_code(self):
        """Make the link, and show its QR code to who stands before the till."""
        self.dialog.locator(".pay-link-qr").click()
        expect(self.code.locator(".pay-link-qr-code")).to_be_visible()

    def close_dialog(self):
        self.dialog.locator(".pay-link-close").click()
        expect(self.dialog).to_have_count(0)
