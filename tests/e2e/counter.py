"""What happens at a point of sale without a screen. Made and read by RPC."""

import itertools

_numbers = itertools.count(1)


class Counter:
    """The register of one point of sale: opened, sold at, closed.

    :param shop: the `Shop` it belongs to
    :param int config_id: the point of sale
    """

    def __init__(self, shop, config_id):
        self.shop = shop
        self.rpc = shop.rpc
        self.config_id = config_id

    @classmethod
    def make(cls, shop, name, **values):
        """Set up one more point of sale, with a cashless register."""
        domain = [("is_cash_count", "=", False), ("is_pay_link", "=", False)]
        methods = shop.rpc(
            "pos.payment.method", "search", [*domain, ("company_id", "=", 1)]
        )
        values = {"name": name, "payment_method_ids": [(6, 0, methods)], **values}
        return cls(shop, shop.rpc("pos.config", "create", values))

    @property
    def session(self):
        """The session that is not closed, or nothing."""
        domain = [("config_id", "=", self.config_id), ("state", "!=", "closed")]
        fields = ["state", "pay_link_opened_by_id", "pay_link_amount"]
        fields = [*self.rpc("pos.session", "fields_get", fields, ["type"])]
        found = self.rpc("pos.session", "search_read", domain, fields)
        return found[0] if found else None

    def open(self):
        """Open the register, if it is closed; nobody counts."""
        if not self.session:
            self.rpc("pos.config", "open_ui", [self.config_id])
        self.rpc("pos.session", "set_opening_control", [self.session["id"]], 0, "")
        return self

    def close(self):
        """Close the register and post its session."""
        answer = self.rpc("pos.session", "close_session_from_ui", [self.session["id"]])
        assert answer["successful"], answer
        assert not self.session

    def take(self, amount=100.0, **values):
        """Take an order that is in progress; give it and its number on the till."""
        reference = f"77777-777-{next(_numbers):04}"
        line = {
            "product_id": self.shop.product_id,
            "name": "Oak table",
            "full_product_name": "Oak table",
            "qty": 1,
            "price_unit": amount,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "tax_ids": [(5,)],
        }
        values = {
            "session_id": self.session["id"],
            "partner_id": self.shop.customer(),
            "pos_reference": reference,
            "amount_total": amount,
            "amount_paid": 0,
            "amount_tax": 0,
            "amount_return": 0,
            "to_invoice": True,
            "lines": [(0, 0, line)],
            **values,
        }
        return self.rpc("pos.order", "create", values), reference

    def sell(self, amount=100.0, **values):
        """Sell on account; give the order and its number as the till shows it."""
        method_id = find_customer_account(self.shop)
        payment = {"payment_method_id": method_id, "amount": amount}
        values = {"amount_paid": amount, "payment_ids": [(0, 0, payment)], **values}
        order_id, reference = self.take(amount, **values)
        self.rpc("pos.order", "action_pos_order_paid", [order_id])
        return order_id, reference

    def finish(self, order_id):
        """Let the customer pay the rest of an order in progress by card."""
        config = self.shop.read("pos.config", self.config_id, "payment_method_ids")
        domain = [("id", "in", config), ("journal_id.type", "=", "bank")]
        [method_id, *_] = self.rpc("pos.payment.method", "search", domain)
        context = {"active_id": order_id}
        values = {"payment_method_id": method_id}
        wizard = self.rpc("pos.make.payment", "create", values, context=context)
        self.rpc("pos.make.payment", "check", [wizard], context=context)

    def invoice(self, order_id):
        """Make the invoice of an order; give its id."""
        self.rpc("pos.order", "action_pos_order_invoice", [order_id])
        return self.shop.read("pos.order", order_id, "account_move")[0]


def find_customer_account(shop):
    """The way to pay that puts a sale on the customer's account."""
    domain = [("journal_id", "=", False), ("config_ids", "!=", False)]
    domain += [("company_id", "=", 1)]
    return shop.rpc("pos.payment.method", "search", domain, limit=1)[0]
