"""A morning at the till: sales on account, a deposit, e-wallets, news in the bell."""

from uuid import uuid4

from odoo import fields
from odoo.fields import Command

HOURS_AGO = 6
CASH_AT_OPENING = 200
# customer, (product, quantity) …, how it is paid: "later" with a pay link
SALES = (
    (None, (("Office Lamp", 2),), "cash"),
    ("tilleuls", (("Office Chair Black", 4),), "later"),
    ("maple", (("Large Cabinet", 2), ("Drawer", 1)), "later"),
    (None, (("Drawer", 1),), "bank"),
    ("prairie", (("Office Chair", 6),), "later"),
    ("eleni", (("Office Lamp", 1), ("Office Chair Black", 1)), "later"),
)
PAID_BY_LINK = ("tilleuls", "eleni")
DEPOSIT = ("harbour", (("Individual Workplace", 1),), 350)
WALLET_NAME = "Lantern wallet"
WALLETS = {"owen": 40, "ratna": 0, "elodie": 25}


def tell_till(shop):
    """Open the till of the demo data's furniture shop, and serve customers."""
    shop.clock.move_to(HOURS_AGO)
    Till(shop).work()


class Till:
    """The cashier's verbs."""

    def __init__(self, shop):
        self.shop = shop
        user = shop.people["cashier"]
        self.env = user.with_user(user).with_context(**shop.env.context).env
        self.config = self.env.ref("point_of_sale.pos_config_main")

    def work(self):
        """All of the morning; the till stays open."""
        self.config.open_ui()
        self.config.current_session_id.set_opening_control(CASH_AT_OPENING, "")
        orders = [self._sell(*sale) for sale in SALES]
        for (customer, *_sale), order in zip(SALES, orders, strict=True):
            link = order.sudo().pay_link_ids
            if link:
                self.shop.send(link)
            if customer in PAID_BY_LINK:
                self.shop.pay(link)
        self._take_deposit(*DEPOSIT)
        self._fill_wallets()

    def _sell(self, customer, lines, how, **values):
        """Send an order as the till's browser does; return it."""
        uuid = str(uuid4())
        lines = [self._line(name, quantity) for name, quantity in lines]
        total = sum(line["price_subtotal_incl"] for line in lines)
        partner = self.shop.customers[customer] if customer else self.env["res.partner"]
        data = {
            "uuid": uuid,
            "access_token": str(uuid4()),
            "state": "paid" if how else "draft",
            "session_id": self.config.current_session_id.id,
            "company_id": self.config.company_id.id,
            "pricelist_id": self.config.pricelist_id.id,
            "user_id": self.env.uid,
            "partner_id": partner.id,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "amount_total": total,
            "amount_tax": total - sum(line["price_subtotal"] for line in lines),
            "amount_paid": total if how else 0,
            "amount_return": 0,
            "to_invoice": how == "later",
            "lines": [Command.create(line) for line in lines],
            "payment_ids": self._payments(how, total),
            "pay_link_wanted": how == "later",
            "pay_link_email": partner.email,
        }
        self.env["pos.order"].sync_from_ui([{**data, **values}])
        return self.env["pos.order"].search([("uuid", "=", uuid)])

    def _line(self, name, quantity):
        found = [("name", "=", name), ("available_in_pos", "=", True)]
        product = self.env["product.product"].search(found, order="id", limit=1)
        taxes = product.taxes_id._filter_taxes_by_company(self.config.company_id)
        prices = taxes.compute_all(
            product.lst_price, self.config.currency_id, quantity, product=product
        )
        return {
            "product_id": product.id,
            "qty": quantity,
            "price_unit": product.lst_price,
            "price_subtotal": prices["total_excluded"],
            "price_subtotal_incl": prices["total_included"],
            "tax_ids": [Command.set(taxes.ids)],
        }

    def _payments(self, how, total):
        if not how:
            return []
        kind = "pay_later" if how == "later" else how
        methods = self.config.payment_method_ids
        method = methods.filtered(lambda method: method.type == kind)[:1]
        return [Command.create({"payment_method_id": method.id, "amount": total})]

    def _take_deposit(self, customer, lines, amount):
        """An order taken by phone: the customer pays a part of it before it is ready."""
        order = self._sell(customer, lines, None)
        self.shop.pay(self.shop.link(order.with_env(self.shop.env), "sms", amount=amount))

    def _fill_wallets(self):
        """E-wallets, one of them just topped up by a link, one with a link to do so."""
        env = self.env(user=self.env.ref("base.user_admin"))
        program = env["loyalty.program"].search([("program_type", "=", "ewallet")], limit=1)
        program.name = WALLET_NAME
        cards = {
            key: env["loyalty.card"].create(
                {
                    "program_id": program.id,
                    "partner_id": self.shop.customers[key].id,
                    "points": points,
                }
            )
            for key, points in WALLETS.items()
        }
        self.shop.pay(self.shop.link(cards["owen"].with_env(self.shop.env), amount=60))
        self.shop.link(cards["ratna"].with_env(self.shop.env), "whatsapp", amount=50)
