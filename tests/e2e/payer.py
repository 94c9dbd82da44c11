"""Who pays on Stripe's page, and what must have come of it."""

from customer import Customer
from shop import PRICE

CENTS = round(PRICE * 100)


class Payer(Customer):
    """A customer who also sees Stripe's page."""

    def __init__(self, page, town):
        super().__init__(page)
        self.town = town

    def go_to_stripe(self, link):
        """Open the link, choose Stripe, press the button."""
        self.open(link.url)
        self.choose(self.town.choice)
        self.go_on()
        self.page.wait_for_url(f"{self.town.control.url}/**")
        return self

    def pay(self, card="pm_card_visa"):
        """Fill in Stripe's page and submit it."""
        self.page.locator(f"input[name=card][value={card}]").check()
        self.page.locator("#pay").click()
        return self

    def pay_and_close(self):
        """Pay, and close the tab before the shop sees anyone come back."""
        self.page.route(f"{self.town.shop.server.url}/**", lambda route: route.abort())
        with self.page.expect_event("requestfailed"):
            self.pay()
        self.page.close()


def is_paid_once(town, order_id, link):
    """Stripe, the link, the order and the books tell the same story."""
    assert town.received(link) == CENTS
    assert len(town.shop.attempts(link, "done")) == 1
    [payment] = town.shop.payments(link)
    assert (payment["amount"], payment["is_reconciled"]) == (PRICE, True)
    assert town.shop.read("sale.order", order_id, "state") == "sale"
    [invoice] = town.shop.invoices(order_id)
    assert (invoice["amount_total"], invoice["amount_residual"]) == (PRICE, 0)
    fields = ("state", "payment_state", "payment_exception", "amount_paid")
    assert town.shop.read("pay.link", link.id, *fields) == {
        "id": link.id,
        "state": "paid",
        "payment_state": "paid",
        "payment_exception": "none",
        "amount_paid": PRICE,
    }
