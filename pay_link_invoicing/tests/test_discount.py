from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..const import DISCOUNT_KEPT_DAYS
from .common import PayLinkCommon
from .test_elsewhere import _register

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


@tagged("post_install", "-at_install")
class TestDiscountBooking(DiscountCommon):
    def _summarize(self, payment):
        """What a payment has booked, the bank's side aside."""
        bank = payment.outstanding_account_id
        rows = [
            (
                line.account_id.code,
                line.tax_repartition_line_id.id,
                tuple(line.tax_ids.ids),
                tuple(line.tax_tag_ids.ids),
                line.partner_id.id,
                line.amount_currency,
                line.balance,
            )
            for line in payment.move_id.line_ids
            if line.account_id != bank
        ]
        return sorted(rows)

    def _check_as_odoo(self, *taxes, mode, **values):
        """Pay by link, and the same invoice with Odoo's own dialog: same books."""
        with freeze_time(INSIDE):
            invoice = self._make_discounted(*taxes, mode=mode, **values)
            twin = self._make_discounted(*taxes, mode=mode, **values)
            link = self._make_link(invoice)
            discount = invoice._pay_link_get_discount()
            self.assertGreater(discount, 0)
            self.assertEqual(
                link.amount, invoice.currency_id.round(invoice.amount_total - discount)
            )
            payment = self._pay(link).payment_id
            own = _register(self.env, twin)
        self.assertEqual(payment.amount, own.amount)
        self.assertSettled(invoice)
        self.assertSettled(twin)
        self.assertEqual(self._summarize(payment), self._summarize(own))
        self.assertAlmostEqual(sum(payment.move_id.line_ids.mapped("balance")), 0)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))
        self.assertEqual(link.payment_exception, "none")
        self.assertEqual(link.amount_due, 0)
        return payment

    def test_included(self):
        """The tax is reduced with the payment: base and tax of each rate are booked."""
        for taxes in (self.high, self.high + self.low):
            with self.subTest(taxes=taxes.mapped("name")):
                payment = self._check_as_odoo(*taxes, mode="included")
                lines = payment.move_id.line_ids
                self.assertEqual(lines.tax_line_id, taxes)
                self.assertEqual(lines.tax_ids, taxes)
                for tax in taxes:
                    base = lines.filtered(lambda line, tax=tax: tax in line.tax_ids)
                    # the cent that rounding leaves is on the largest base
                    self.assertAlmostEqual(
                        sum(base.mapped("balance")), 16.67, delta=0.011
                    )

    def test_excluded(self):
        """The tax stays; the discount is on the price without it."""
        for taxes in (self.high, self.high + self.low):
            with self.subTest(taxes=taxes.mapped("name")):
                payment = self._check_as_odoo(*taxes, mode="excluded")
                self.assertFalse(payment.move_id.line_ids.tax_line_id)

    def test_mixed(self):
        """The invoice has the reduced tax from the beginning."""
        for taxes in (self.high, self.high + self.low):
            with self.subTest(taxes=taxes.mapped("name")):
                payment = self._check_as_odoo(*taxes, mode="mixed")
                self.assertFalse(payment.move_id.line_ids.tax_line_id)

    def test_without_taxes(self):
        payment = self._check_as_odoo(mode="included")
        self.assertEqual(payment.amount, 980.0)

    def test_foreign_currency(self):
        """The discount and the change of the rate since the invoice's day."""
        self.prices = (500.0, 300.0)  # Odoo rounds others so that it can't post them
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        company = self.env.company
        for day, rate in ((INVOICED, 2.0), (INSIDE[:10], 4.0)):
            self.env["res.currency.rate"].create(
                {
                    "name": day,
                    "currency_id": euro.id,
                    "rate": rate,
                    "company_id": company.id,
                }
            )
        for mode in ("included", "excluded", "mixed"):
            with self.subTest(mode=mode):
                self._check_as_odoo(
                    *(self.high + self.low), mode=mode, currency_id=euro.id
                )

    def test_captured_hold(self):
        """A hold of the discounted amount keeps it, also where a part is captured."""
        self.provider.support_manual_capture = "partial"
        with freeze_time(INSIDE):
            invoice = self._make_discounted(self.high, self.low)
            link = self._make_link(invoice)
            attempt = self._make_attempt(link)
            attempt._set_authorized()
            attempt._post_process()
        with freeze_time(AFTER):
            link.invalidate_recordset()
            self.assertEqual(link.amount_due, 0.0)
            capture = attempt._create_child_transaction(attempt.amount)
            capture._set_done()
            capture._post_process()
        self.assertSettled(invoice)
        self.assertEqual(link.state, "paid")

    def test_part_loses_the_discount(self):
        with freeze_time(INSIDE):
            invoice = self._make_discounted()
            link = self._make_link(invoice, allow_partial=True)
            self._pay(link, 480.0)
            self.assertAmounts(link, paid=480.0, due=520.0)
            self._pay(link, 500.0)
            self.assertAmounts(link, paid=980.0, due=20.0)
            self.assertEqual((link.state, link.payment_state), ("active", "partial"))
            self._pay(link)
        self.assertSettled(invoice)
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))


@tagged("post_install", "-at_install")
class TestDiscountEnd(DiscountCommon):
    def test_link_asks_all_when_the_discount_is_over(self):
        with freeze_time(INSIDE):
            invoice = self._make_discounted()
            link = self._make_link(invoice)
            self.assertEqual(link.amount, 980.0)
            self.assertAmounts(link, paid=0.0, due=980.0)
        with freeze_time(AFTER):
            self.assertAmounts(link, paid=0.0, due=1000.0)
            with self.assertRaisesRegex(ValidationError, "1,000.00"):
                link._check_wish(980.0)
            payment = self._pay(link).payment_id
        self.assertEqual(payment.amount, 1000.0)
        self.assertSettled(invoice)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))
        self.assertEqual(link.payment_exception, "none")

    def test_never_more_than_was_asked(self):
        with freeze_time(INSIDE):
            link = self._make_link(self._make_discounted(), amount=300.0)
        with freeze_time(AFTER):
            self.assertAmounts(link, paid=0.0, due=300.0)
            self._pay(link)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))

    def test_typed_amount_stays(self):
        with freeze_time(INSIDE):
            link = self._make_link(self._make_discounted())
            link.amount = 900.0
        with freeze_time(AFTER):
            self.assertAmounts(link, paid=0.0, due=900.0)
            link.amount = 1000.0
            with self.assertRaises(ValidationError):
                link.amount = 1000.01

    def test_link_made_after_the_end(self):
        with freeze_time(AFTER):
            link = self._make_link(self._make_discounted())
        self.assertEqual((link.amount, link.early_discount), (1000.0, 0.0))

    def test_nobody_types_the_discount(self):
        link = self._make_link(self._make_invoice(), early_discount=20.0)
        self.assertEqual(link.early_discount, 0.0)

    def _start_inside(self, *taxes):
        with freeze_time(INSIDE):
            invoice = self._make_discounted(*taxes)
            link = self._make_link(invoice)
            attempt = self._make_attempt(link)
        return invoice, link, attempt

    def test_started_inside_confirmed_after(self):
        invoice, link, attempt = self._start_inside(self.high, self.low)
        with freeze_time(AFTER):
            attempt._set_done()
            link.invalidate_recordset()
            self.assertEqual(link.amount_due, 0.0)
            self.assertEqual(link.payment_state, "paid")
            attempt._post_process()
        self.assertSettled(invoice)
        self.assertEqual(attempt.payment_id.date, date(2026, 3, 13))
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))
        self.assertEqual(link.payment_exception, "none")

    def test_started_inside_confirmed_much_later(self):
        """Nobody keeps a discount for good by leaving a page open."""
        invoice, link, attempt = self._start_inside()
        end = fields.Datetime.to_datetime(INSIDE) + timedelta(days=DISCOUNT_KEPT_DAYS)
        with freeze_time(end + timedelta(minutes=1)):
            attempt._set_done()
            attempt._post_process()
            self.assertEqual(invoice.amount_residual, 20.0)
            self.assertEqual((link.state, link.payment_state), ("active", "partial"))
            self.assertAmounts(link, paid=980.0, due=20.0)
            self._pay(link)
        self.assertSettled(invoice)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))

    def test_started_after_keeps_no_discount(self):
        with freeze_time(AFTER):
            invoice = self._make_discounted()
            link = self._make_link(invoice, allow_partial=True)
            attempt = self._make_attempt(link, 980.0)
            self.assertFalse(attempt.pay_link_discount_until)
            attempt._set_done()
            attempt._post_process()
        self.assertEqual(invoice.amount_residual, 20.0)

    def test_payment_by_other_ways_is_odoos_business(self):
        """Without a link, Odoo's own posting of online payments is as it was."""
        with freeze_time(INSIDE):
            invoice = self._make_discounted()
            transaction = self._create_transaction(
                "direct",
                amount=980.0,
                currency_id=invoice.currency_id.id,
                invoice_ids=[Command.set(invoice.ids)],
            )
            transaction._set_done()
            transaction._post_process()
        self.assertSettled(invoice)

    def test_page_shows_the_discount(self):
        with freeze_time(INSIDE):
            link = self._make_link(self._make_discounted())
            sums = link._prepare_page_sums(link._get_document())
            self.assertIn("discount", [row["key"] for row in sums])
        with freeze_time(AFTER):
            link.invalidate_recordset()
            sums = link._prepare_page_sums(link._get_document())
            self.assertNotIn("discount", [row["key"] for row in sums])
