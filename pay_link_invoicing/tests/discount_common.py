from odoo.fields import Command

from .common import PayLinkCommon

INVOICED = "2026-03-02"
INSIDE = "2026-03-12 10:00:00"  # the last day of the discount
AFTER = "2026-03-13 10:00:00"


class DiscountCommon(PayLinkCommon):
    """Invoices that cost 2 % less when they are paid within ten days."""

    prices = (500.0, 333.33)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        standard = cls.company_data["default_tax_sale"]
        cls.high = standard.copy({"name": "21%", "amount": 21.0})
        cls.low = standard.copy({"name": "6%", "amount": 6.0})
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "2 % within 10 days",
                "early_discount": True,
                "discount_percentage": 2.0,
                "discount_days": 10,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100.0, "nb_days": 30}
                    )
                ],
            }
        )

    def _make_discounted(self, *taxes, mode="included", **values):
        """An invoice with a line of each price for each tax."""
        self.term.early_pay_discount_computation = mode
        lines = [(price, tax) for price in self.prices for tax in taxes]
        return self._make_invoice(
            invoice_date=INVOICED,
            invoice_payment_term_id=self.term.id,
            invoice_line_ids=[
                Command.create(
                    {
                        "product_id": self.product.id,
                        "price_unit": price,
                        "tax_ids": [Command.set(tax.ids)],
                    }
                )
                for price, tax in lines or [(1000.0, self.high[:0])]
            ],
            **values,
        )

    def assertSettled(self, invoice):
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        residuals = (invoice.amount_residual, invoice.amount_residual_signed)
        self.assertEqual(residuals, (0, 0))
