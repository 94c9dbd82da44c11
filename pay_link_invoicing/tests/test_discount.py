from freezegun import freeze_time

from odoo.tests import tagged

from .discount_common import AFTER, INSIDE, INVOICED, DiscountCommon
from .test_elsewhere import _register


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
