from odoo.fields import Command

from .common import PayLinkCommon


class AccountCommon(PayLinkCommon):
    """A customer with open items; amounts with cents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Ada & Sons", "is_company": True, "email": "ada@example.com"}
        )
        cls.first = cls._make_item(100.01, "2026-01-10")
        cls.second = cls._make_item(200.02, "2026-02-10")
        cls.third = cls._make_item(300.03, "2026-03-10")

    @classmethod
    def _make_item(cls, amount, due, move_type="out_invoice", **values):
        move = cls._make_invoice(
            move_type=move_type,
            partner_id=values.pop("partner_id", cls.customer.id),
            invoice_date="2026-01-01",
            invoice_date_due=due,
            invoice_payment_term_id=False,
            invoice_line_ids=[
                Command.create(
                    {
                        "product_id": cls.product.id,
                        "quantity": 1,
                        "price_unit": amount,
                        "tax_ids": False,
                    }
                )
            ],
            **values,
        )
        return move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    @classmethod
    def _make_account_link(cls, items=None, **values):
        if items is not None:
            values["item_ids"] = [Command.set(items.ids)]
        return cls._make_link(cls.customer, **values)

    def assertOpen(self, *amounts):
        items = self.first + self.second + self.third
        self.assertEqual(items.mapped("amount_residual"), list(amounts))
