from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import PayLinkCommon

INVOICED = "2026-03-02"
SOON = "2026-03-05 10:00:00"  # before the first day to pay


@tagged("post_install", "-at_install")
class TestInstalments(PayLinkCommon):
    def _make_terms(self, *percents):
        """Instalments that are due 10, 20, 30… days after the invoice's day."""
        return self.env["account.payment.term"].create(
            {
                "name": "Instalments",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": percent, "nb_days": days}
                    )
                    for percent, days in zip(percents, (10, 20, 30), strict=False)
                ],
            }
        )

    def _make_instalments(self, *percents, amount=1000.0):
        return self._make_invoice(
            invoice_date=INVOICED,
            invoice_payment_term_id=self._make_terms(*percents).id,
            invoice_line_ids=[
                Command.create(
                    {
                        "product_id": self.product.id,
                        "price_unit": amount,
                        "tax_ids": False,
                    }
                )
            ],
        )

    def assertOpen(self, invoice, *residuals):
        """What each instalment leaves open, in the order of their days."""
        lines = invoice.line_ids.filtered(lambda i: i.display_type == "payment_term")
        lines = lines.sorted("date_maturity")
        self.assertEqual(lines.mapped("amount_residual"), list(residuals))

    @freeze_time(SOON)
    def test_choices(self):
        invoice = self._make_instalments(30.0, 70.0)
        self.assertEqual(invoice._pay_link_get_choices(), {"next": 300.0})
        self._pay(self._make_link(invoice, amount=300.0))
        # what is left is the next one, so there is nothing to choose
        self.assertEqual(invoice._pay_link_get_choices(), {})

    def test_choices_when_days_have_passed(self):
        invoice = self._make_instalments(20.0, 30.0, 50.0)
        for day, choices in (
            ("2026-03-12", {"next": 200.0}),
            ("2026-03-13", {"next": 200.0, "overdue": 200.0}),
            ("2026-03-23", {"next": 200.0, "overdue": 500.0}),
            ("2026-04-02", {"next": 200.0}),  # all of it is overdue
        ):
            with self.subTest(day=day), freeze_time(day):
                expected = {"overdue": 500.0} if day == "2026-03-23" else {}
                self.assertEqual(
                    invoice._pay_link_get_choices(), {**choices, **expected}
                )

    @freeze_time(SOON)
    def test_next_instalment_settles_its_line(self):
        invoice = self._make_instalments(30.0, 70.0)
        link = self._make_link(invoice, amount=300.0)
        self._pay(link)
        self.assertOpen(invoice, 0.0, 700.0)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))
        self.assertEqual(invoice.payment_state, "partial")
        rest = self._make_link(invoice)
        self.assertEqual(rest.amount, 700.0)
        self._pay(rest)
        self.assertOpen(invoice, 0.0, 0.0)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(rest.payment_exception, "none")

    @freeze_time(SOON)
    def test_link_for_all_stays_payable_for_the_rest(self):
        invoice = self._make_instalments(30.0, 70.0)
        link = self._make_link(invoice, allow_partial=True)
        self._pay(link, 300.0)
        self.assertOpen(invoice, 0.0, 700.0)
        self.assertAmounts(link, paid=300.0, due=700.0)
        self.assertEqual((link.state, link.payment_state), ("active", "partial"))
        self.assertTrue(link._is_payable())
        self._pay(link)
        self.assertOpen(invoice, 0.0, 0.0)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))

    @freeze_time(SOON)
    def test_oldest_first_where_the_money_is_between(self):
        invoice = self._make_instalments(30.0, 70.0)
        self._pay(self._make_link(invoice, amount=450.0))
        self.assertOpen(invoice, 0.0, 550.0)

    @freeze_time(SOON)
    def test_to_the_cent(self):
        invoice = self._make_instalments(33.33, 66.67, amount=100.01)
        self.assertOpen(invoice, 33.33, 66.68)
        link = self._make_link(invoice, allow_partial=True)
        self._pay(link, invoice._pay_link_get_choices()["next"])
        self.assertOpen(invoice, 0.0, 66.68)
        self.assertAmounts(link, paid=33.33, due=66.68)
        self._pay(link)
        self.assertOpen(invoice, 0.0, 0.0)
        self.assertAmounts(link, paid=100.01, due=0.0)
        self.assertEqual(link.payment_exception, "none")

    @freeze_time(SOON)
    def test_thirds(self):
        invoice = self._make_instalments(33.33, 33.33, 33.34, amount=100.0)
        self.assertOpen(invoice, 33.33, 33.33, 33.34)
        for left in (66.67, 33.34, 0.0):
            due = invoice._pay_link_get_choices().get("next", 33.34)
            self._pay(self._make_link(invoice, amount=due))
            self.assertEqual(invoice.amount_residual, left)


@tagged("post_install", "-at_install")
class TestForeignCurrency(PayLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.euro.rate_ids.unlink()
        for day, rate in (("2026-03-02", 2.0), ("2026-03-05", 4.0)):
            cls.env["res.currency.rate"].create(
                {
                    "name": day,
                    "currency_id": cls.euro.id,
                    "rate": rate,
                    "company_id": cls.env.company.id,
                }
            )

    def assertNothingOpen(self, invoice):
        """Neither in the invoice's currency nor in the company's."""
        residuals = (invoice.amount_residual, invoice.amount_residual_signed)
        self.assertEqual(residuals, (0, 0))

    def _make_foreign(self):
        return self._make_invoice(invoice_date=INVOICED, currency_id=self.euro.id)

    @freeze_time(SOON)
    def test_residual_and_exchange_difference(self):
        invoice = self._make_foreign()
        link = self._make_link(invoice)
        self.assertEqual((link.currency_id, link.amount), (self.euro, 1000.0))
        attempt = self._pay(link)
        self.assertEqual(attempt.currency_id, self.euro)
        term = invoice.line_ids.filtered(lambda i: i.display_type == "payment_term")
        self.assertEqual(term.balance, 500.0)
        self.assertEqual((term.amount_residual, term.amount_residual_currency), (0, 0))
        self.assertNothingOpen(invoice)
        lines = attempt.payment_id.move_id.line_ids
        self.assertEqual(sum(lines.mapped("balance")), 0.0)
        self.assertEqual(max(lines.mapped("balance")), 250.0)
        exchange = term.matched_credit_ids.exchange_move_id
        account = self.env.company.expense_currency_exchange_account_id
        loss = exchange.line_ids.filtered(lambda i: i.account_id == account)
        self.assertEqual(loss.balance, 250.0)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))

    @freeze_time(SOON)
    def test_in_parts(self):
        invoice = self._make_foreign()
        link = self._make_link(invoice, allow_partial=True)
        self._pay(link, 333.33)
        self.assertAmounts(link, paid=333.33, due=666.67)
        self._pay(link)
        self.assertNothingOpen(invoice)
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))
