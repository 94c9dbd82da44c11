"""What a shop has: customers, orders, invoices, pay links. Made and read by RPC."""

import itertools
from dataclasses import dataclass

from web import Web

PRICE = 120.5
RUNS_MAX = 10
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Link:
    """A pay link as a test holds it."""

    id: int
    url: str

    @property
    def path(self):
        return f"/pay/{self.token}"

    @property
    def token(self):
        return self.url.rsplit("/", 1)[-1]


class Shop:
    """The documents of one server."""

    def __init__(self, server):
        self.server = server
        self.rpc = server.rpc
        self.demo = self._find_provider("demo")
        self.product_id = self._make_product()

    @classmethod
    def busy(cls, server):
        """The shop of a server where paid orders are invoiced, and where Odoo's mails
        about orders wait for their cron: nobody pays for printing PDFs.
        """
        shop = cls(server)
        shop.set_parameter("sale.automatic_invoice", "True")
        shop.set_parameter("sale.async_emails", "True")
        return shop

    def _find_provider(self, code):
        domain = [("code", "=", code), ("company_id", "=", 1)]
        fields = ["payment_method_ids", "name"]
        found = self.rpc(
            "payment.provider", "search_read", domain, fields, limit=1, order="id"
        )
        return found[0]

    def _make_product(self):
        return self.rpc(
            "product.product",
            "create",
            {
                "name": "Oak table, made to measure",
                "type": "service",
                "invoice_policy": "order",
                "list_price": PRICE,
                "taxes_id": [(5,)],
            },
        )

    # === DOCUMENTS === #

    def customer(self, **values):
        number = next(_numbers)
        values = {
            "name": f"Ada Customer {number}",
            "email": f"ada{number}@example.com",
            **values,
        }
        return self.rpc("res.partner", "create", values)

    def order(self, price=PRICE, partner_id=None, lines=1, **values):
        """A quotation over `lines` times `price`."""
        values = self.order_values(price, partner_id, lines, **values)
        return self.rpc("sale.order", "create", values)

    def order_values(self, price=PRICE, partner_id=None, lines=1, **values):
        """What such a quotation is made of."""
        line = {
            "product_id": self.product_id,
            "product_uom_qty": 1,
            "price_unit": price,
        }
        return {
            "partner_id": partner_id or self.customer(),
            "require_signature": False,  # who has to sign first can't pay yet
            "order_line": [(0, 0, line)] * lines,
            **values,
        }

    def invoice(self, price=PRICE, partner_id=None):
        """A posted customer invoice."""
        line = {"product_id": self.product_id, "quantity": 1, "price_unit": price}
        invoice_id = self.rpc(
            "account.move",
            "create",
            {
                "move_type": "out_invoice",
                "partner_id": partner_id or self.customer(),
                "invoice_line_ids": [(0, 0, {**line, "tax_ids": [(5,)]})],
            },
        )
        self.rpc("account.move", "action_post", [invoice_id])
        return invoice_id

    def link(self, document_id, model="sale.order", **values):
        values = {"res_model": model, "res_id": document_id, **values}
        link_id = self.rpc("pay.link", "create", values)
        return self.get_link(link_id)

    def get_link(self, link_id):
        return Link(link_id, self.read("pay.link", link_id, "url"))

    def order_with_link(self, price=PRICE, **values):
        """A quotation and its link."""
        order_id = self.order(price)
        return order_id, self.link(order_id, **values)

    # === FACTS === #

    def read(self, model, record_id, *fields):
        """The values of a record; one value for one field."""
        values = self.rpc(model, "read", [record_id], list(fields))[0]
        return values[fields[0]] if len(fields) == 1 else values

    def attempts(self, link, *states):
        """The transactions of a link, oldest first."""
        domain = [("pay_link_id", "=", link.id)]
        domain += [("state", "in", states)] if states else []
        fields = [
            "reference",
            "state",
            "amount",
            "partner_id",
            "payment_id",
            "operation",
        ]
        return self.rpc(
            "payment.transaction", "search_read", domain, fields, order="id"
        )

    def payments(self, link):
        """The bookings of a link's money."""
        ids = [tx["payment_id"][0] for tx in self.attempts(link) if tx["payment_id"]]
        fields = ["amount", "state", "partner_id", "is_reconciled", "move_id"]
        return self.rpc("account.payment", "read", ids, fields)

    def invoices(self, order_id):
        ids = self.read("sale.order", order_id, "invoice_ids")
        fields = [
            "state",
            "payment_state",
            "amount_total",
            "amount_residual",
            "partner_id",
        ]
        return self.rpc("account.move", "read", ids, fields)

    def open_receivables(self, invoice_ids):
        """The lines of these invoices that are not reconciled."""
        domain = [
            ("move_id", "in", invoice_ids),
            ("account_id.account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
        ]
        return self.rpc("account.move.line", "search_count", domain)

    def set_parameter(self, key, value):
        self.rpc("ir.config_parameter", "set_param", key, value)

    def install(self, name):
        """Install one more of Odoo's add-ons, as an administrator does."""
        [module] = self.rpc("ir.module.module", "search", [("name", "=", name)])
        if self.read("ir.module.module", module, "state") != "installed":
            self.rpc("ir.module.module", "button_immediate_install", [module])

    def forget_follow_ups(self):
        """Strike off what the payments of other stories still wait for."""
        waiting = [("pay_link_has_follow_up", "=", True)]
        ids = self.rpc("payment.transaction", "search", waiting)
        values = {"pay_link_has_follow_up": False}
        self.rpc("payment.transaction", "write", ids, values)

    def follow_up(self):
        """Let all that follows payments happen: Odoo rations the time of its crons."""
        waiting = [("pay_link_has_follow_up", "=", True)]
        for _ in range(RUNS_MAX):
            self.server.run_cron("pay_link_invoicing.cron_pay_link_follow_up")
            if not self.rpc("payment.transaction", "search_count", waiting):
                return
        raise AssertionError("what follows payments never ends")

    # === PAYING WITHOUT A BROWSER === #

    @property
    def demo_choice(self):
        """The value of the Demo provider's radio on the page."""
        return f"{self.demo['id']}-{self.demo['payment_method_ids'][0]}"

    def start(self, link, amount=None, web=None):
        """Start an attempt as the payment form does; return its reference."""
        values = (web or Web(self.server.url)).call(
            f"{link.path}/transaction", **self.form_values(amount)
        )
        return values["reference"]

    def form_values(self, amount=None):
        """What Odoo's payment form sends."""
        return {
            "provider_id": self.demo["id"],
            "payment_method_id": self.demo["payment_method_ids"][0],
            "token_id": None,
            "amount": amount,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/",
            "is_validation": False,
        }

    def simulate(self, reference, state="done", web=None):
        """Let the Demo provider answer."""
        (web or Web(self.server.url)).call(
            "/payment/demo/simulate_payment",
            reference=reference,
            payment_details="4242",
            simulated_state=state,
        )

    def refresh(self, link):
        """Ask as the page does while it waits: this books what has come."""
        return Web(self.server.url).call(f"{link.path}/state")

    def pay(self, link, amount=None):
        """Pay as a browser does, without one."""
        self.simulate(self.start(link, amount))
        return self.refresh(link)
