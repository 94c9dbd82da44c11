from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..const import DISCOUNT_KEPT_DAYS
from .discount_common import AFTER, INSIDE, DiscountCommon


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
