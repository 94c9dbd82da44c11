"""What a customer does in a browser, on the pay page and on the provider's form."""

import re

from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
MAX_TABS = 60


class Customer:
    """A person before a pay page."""

    def __init__(self, page):
        self.page = page
        self.main = page.locator("main[data-kind]")

    def open(self, url):
        self.page.goto(url)
        return self

    def expect_kind(self, *kinds):
        """Wait, without a reload by us, until the page is of one of these kinds."""
        wanted = re.compile(f"^({'|'.join(kinds)})$")
        expect(self.main).to_have_attribute("data-kind", wanted)

    def choose(self, value):
        """Choose a way to pay by the value of its radio."""
        self.page.locator(f"#pay_form input[name=method][value='{value}']").check()

    def go_on(self):
        self.page.locator("#pay_button").click()

    def confirm_demo(self, state="done"):
        """Fill in the form of the Demo provider and submit it."""
        self.expect_kind("form")
        page = self.page
        if page.locator("#customer_input").count():
            page.locator("#customer_input").fill("4242 4242 4242 4242")
        page.locator("#simulated_payment_state").select_option(state)
        page.locator("button[name=o_payment_submit_button]").click()

    def pay_by_demo(self, value, state="done"):
        self.choose(value)
        self.go_on()
        self.confirm_demo(state)

    def tab_to(self, selector):
        """Press Tab until the element has the focus; fail when it never gets it."""
        for _ in range(MAX_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                "selector => document.activeElement.matches(selector)", selector
            ):
                return
        raise AssertionError(f"Tab never reaches {selector}")
