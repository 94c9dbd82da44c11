"""A cashier at the till, in a real browser."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect
from till_customers import CustomerList

DESKTOP = {"width": 1280, "height": 800}
TABLET = {"width": 1024, "height": 768}
LOADING_MS = 120_000


class Till:
    """The till of a point of sale, as its cashier uses it.

    :param server: the `OdooServer` it talks to
    :param browser: Playwright's browser
    :param int config_id: the point of sale
    """

    def __init__(self, server, browser, config_id, login="admin", viewport=None):
        self.server = server
        self.config_id = config_id
        self.context = browser.new_context(viewport=viewport or DESKTOP)
        self.context.set_default_timeout(LOADING_MS)
        self.page = self.context.new_page()
        self.requests = []
        self.page.on("request", self._note)
        self._log_in(login)

    def _note(self, request):
        """Keep what is asked of the server: not its files, nor its websocket."""
        path = urlsplit(request.url).path
        if request.resource_type in ("fetch", "xhr") and path.startswith("/web/"):
            self.requests.append(path)

    def _log_in(self, login):
        self.page.goto(f"{self.server.url}/web/login")
        self.page.get_by_label("Email").fill(login)
        self.page.get_by_label("Password").fill(login)
        self.page.get_by_role("button", name="Log in", exact=True).click()
        self.page.wait_for_url(re.compile(r"/odoo|/my"))

    def go(self):
        """Go to the till; what is in the way there stays."""
        self.server.rpc("pos.config", "open_ui", [self.config_id])
        self.page.goto(f"{self.server.url}/pos/ui/{self.config_id}?from_backend=True")

    def open_register(self):
        """Open the register: nothing is counted."""
        opening = self.page.get_by_role("button", name="Open Register")
        opening.click(timeout=LOADING_MS)
        self._expect_products()

    def open(self):
        """Go to the till, and open its register if that is closed."""
        self.go()
        if self._get_session_state() == "opening_control":
            self.open_register()
        self._expect_products()
        return self

    def _expect_products(self):
        products = self.page.locator(".product-list .product").first
        expect(products).to_be_visible(timeout=LOADING_MS)

    def _get_session_state(self):
        domain = [("config_id", "=", self.config_id), ("state", "!=", "closed")]
        found = self.server.rpc("pos.session", "search_read", domain, ["state"])
        return found[0]["state"]

    def start_order(self):
        """Start an order beside those in progress."""
        self.page.locator(".list-plus-btn").click()
        expect(self.page.locator(".product-screen .orderline")).to_have_count(0)

    def add(self, product):
        """Put one piece of a product into the order."""
        self.page.locator(".product-list .product", has_text=product).first.click()
        expect(self.page.locator(".orderline", has_text=product).first).to_be_visible()

    def pay(self, method):
        """Go to the payment screen and pay all by one method."""
        self.page.locator(".pay-order-button").first.click()
        methods = self.page.locator(".paymentmethods .paymentmethod")
        methods.filter(has_text=re.compile(rf"^\s*{method}\s*$")).first.click()

    def pay_more(self, method, amount):
        """On the payment screen, pay what is left; it has to be this amount."""
        methods = self.page.locator(".paymentmethods .paymentmethod")
        methods.filter(has_text=re.compile(rf"^\s*{method}\s*$")).first.click()
        line = self.page.locator(".paymentline.selected")
        expect(line).to_contain_text(method)
        expect(line).to_contain_text(amount)

    def act(self, name):
        """Choose one of the order's further actions."""
        self.page.locator(".more-btn").first.click()
        self.page.locator(".control-buttons-modal button", has_text=name).click()

    def ask_deposit(self, amount):
        """Open the dialog of the deposit, and say how much to ask."""
        self.act("Deposit")
        dialog = self.page.locator(".pay-link-dialog")
        dialog.locator("#pay_link_amount").fill(amount)
        return dialog

    def choose_customer(self, name):
        """Choose the customer of the order, from any screen that shows one."""
        CustomerList(self).open().find(name).click()
        expect(self.page.locator(".modal")).to_have_count(0)

    def show_open_orders(self):
        """Show the orders in progress."""
        self.page.get_by_role("button", name="Orders").first.click()
        expect(self.page.locator(".ticket-screen")).to_be_visible()

    def show_orders(self, filter_name):
        """Show the order list, filtered."""
        self.show_open_orders()
        self.page.locator(".pos-search-bar .filter").click()
        options = self.page.locator(".pos-search-bar .options li")
        wanted = re.compile(rf"^\s*{filter_name}\s*$", re.IGNORECASE)
        options.filter(has_text=wanted).click()

    def get_row(self, customer):
        """The row of the order list with the newest order of a customer."""
        return self.page.locator(".order-row", has_text=customer).first

    def load_order(self, customer):
        """Go on with an order in progress of the order list."""
        self.get_row(customer).click()
        self.page.locator(".load-order-button").click()
        expect(self.page.locator(".product-screen")).to_be_visible()

    def go_to_payment(self):
        self.page.locator(".pay-order-button").first.click()
        expect(self.page.locator(".payment-screen")).to_be_visible()

    def refund(self, customer):
        """Refund the newest finished order of a customer, up to its payment."""
        self.show_orders("Paid")
        self.get_row(customer).click()
        self.page.locator(".leftpane .pay-order-button").click()
        expect(self.page.locator(".payment-screen")).to_be_visible()

    def validate(self):
        """Validate the order; its receipt is shown."""
        self.page.locator("button.validation-button.next").click()
        expect(self.page.locator(".receipt-screen")).to_be_visible()

    def next_order(self):
        """Leave the receipt for a new order."""
        self.page.get_by_role("button", name="New Order").click()
        expect(self.page.locator(".product-list .product").first).to_be_visible()

    def show_closing(self):
        """Open what is counted when the register is closed."""
        self.page.locator(".pos-rightheader .fa-bars").click()
        self.page.get_by_text("Close Register", exact=True).click()

    def close_register(self):
        """Count what is in the drawer as expected, and close."""
        self.show_closing()
        popup = self.page.locator(".close-pos-popup")
        expect(popup).to_be_visible()
        for fill in popup.locator("button.fa-clone").all():
            fill.click()
        popup.get_by_role("button", name="Close Register").click()
        expect(self.page.get_by_role("button", name="Open Register")).to_be_visible()

    def close(self):
        self.context.close()
