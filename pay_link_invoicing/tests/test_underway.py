from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_account import AccountCommon


class UnderwayCommon(AccountCommon):
    def setUp(self):
        super().setUp()
        self._use_stripe()

    def _leave_pending(self, link, amount=None):
        """A direct debit: the provider has it, and confirms it days later."""
        attempt = self._make_attempt(link, amount)
        attempt._set_pending()
        attempt._post_process()
        return attempt

    def _confirm(self, attempt):
        attempt._set_done()
        attempt._post_process()

    def _expire(self, link):
        link.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        link._try_expire()
        self.assertEqual(link.state, "expired")


@tagged("post_install", "-at_install")
class TestInTime(UnderwayCommon):
    """Who paid while the link was live is not late, however long the bank takes."""

    def test_confirmed_after_the_end(self):
        link = self._make_link(self.order)
        attempt = self._leave_pending(link)
        self._expire(link)
        self._confirm(attempt)
        self.assertEqual((link.payment_state, link.payment_exception), ("paid", "none"))
        self.assertFalse(link.activity_ids)
        self.assertEqual(self.order.state, "sale")

    def test_confirmed_after_a_newer_link_was_made(self):
        link = self._make_link(self.order)
        attempt = self._leave_pending(link)
        newer = self._make_link(self.order)
        self.assertEqual(link.superseded_by_id, newer)
        self._confirm(attempt)
        self.assertEqual((link.payment_state, link.payment_exception), ("paid", "none"))
        self.assertEqual((newer.state, newer.amount_due), ("paid", 0.0))

    def test_who_closed_the_link_is_told(self):
        link = self._make_link(self.order)
        attempt = self._leave_pending(link)
        link.action_deactivate()
        self._confirm(attempt)
        self.assertEqual(link.payment_exception, "late")
        self.assertTrue(link.activity_ids)

    def test_started_after_the_end(self):
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        self._expire(link)
        attempt._set_pending()
        self._confirm(attempt)
        self.assertEqual(link.payment_exception, "late")

    def test_promised_transfer(self):
        """A promise moves no money: only what came before the end is in time."""
        self.provider.code = "none"
        link = self._make_link(self.order)
        attempt = self._leave_pending(link)
        self._expire(link)
        self._confirm(attempt)
        self.assertEqual(link.payment_exception, "late")

    def test_more_than_due_is_told_all_the_same(self):
        link = self._make_link(self.order)
        attempt = self._leave_pending(link)
        self._expire(link)
        self.order.order_line.product_uom_qty = 1
        self._confirm(attempt)
        self.assertEqual(link.payment_exception, "over")

    def test_hold_taken_at_the_provider_after_the_end(self):
        """In one piece, so that it is no capture of ours."""
        link = self._make_link(self.order)
        hold = self._make_attempt(link)
        hold._set_authorized()
        hold._post_process()
        link.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self._confirm(hold)
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))


@tagged("post_install", "-at_install")
class TestUnderway(UnderwayCommon):
    """What a provider is at work on, nobody pays a second time by another link."""

    def _start(self, link, amount=None):
        return link._start_attempt(
            amount,
            provider_id=self.provider.id,
            payment_method_id=self.payment_method_id,
            flow="redirect",
        )

    def assertWaits(self, link, attempt):
        with self.assertRaisesRegex(UserError, "already being processed"):
            self._start(link)
        self.env.flush_all()
        found = self.env["pay.link"]._find_by_token(link.token)
        values = found._prepare_page_values()
        self.assertEqual(values["kind"], "pending")
        self.assertEqual(values["attempt"]["reference"], attempt.reference)
        self.assertFalse(values["attempt"]["replaceable"])

    def assertPayable(self, link):
        self.assertFalse(self._start(link)[0])
        self.assertEqual(link._prepare_page_values()["kind"], "pay")

    def _invoice_order(self):
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        invoice.action_post()
        return invoice

    def test_newer_link_waits_for_the_older(self):
        attempt = self._leave_pending(self._make_link(self.order))
        link = self._make_link(self.order)
        self.assertWaits(link, attempt)
        attempt._set_error("No money")
        self.assertPayable(link)

    def test_part_leaves_the_rest(self):
        older = self._make_link(self.order, allow_partial=True)
        attempt = self._leave_pending(older, 300.0)
        link = self._make_link(self.order, allow_partial=True)
        self.assertEqual(self._start(link, 700.0)[1], 700.0)
        self.assertEqual(link._get_page_kind(), "pay")
        with self.assertRaisesRegex(UserError, "already being processed"):
            self._start(link, 700.01)
        link.allow_partial = False
        self.assertWaits(link, attempt)

    def test_promised_transfer_keeps_nobody(self):
        self.provider.code = "none"
        self._leave_pending(self._make_link(self.order))
        self.assertPayable(self._make_link(self.order))

    def test_order_and_its_invoice(self):
        of_order = self._make_link(self.order)
        of_invoice = self._make_link(self._invoice_order())
        attempt = self._leave_pending(of_order)
        self.assertWaits(of_invoice, attempt)
        attempt._set_canceled()
        self.assertPayable(of_invoice)
        self.assertWaits(of_order, self._leave_pending(of_invoice))

    def _hold(self, link, amount=None):
        hold = self._make_attempt(link, amount)
        hold._set_authorized()
        hold._post_process()
        return hold

    def test_hold_for_an_order_or_its_invoice(self):
        of_order = self._make_link(self.order)
        of_invoice = self._make_link(self._invoice_order())
        hold = self._hold(of_order)
        self.assertWaits(of_invoice, hold)
        hold._set_canceled()
        self.assertPayable(of_invoice)
        self.assertWaits(of_order, self._hold(of_invoice))

    def test_hold_of_a_part_is_counted_once(self):
        self._hold(self._make_link(self.order, allow_partial=True), 300.0)
        link = self._make_link(self.order)
        self.assertEqual(link.amount_due, 700.0)
        self.assertPayable(link)

    def test_hold_for_an_item_is_counted_once(self):
        self._hold(self._make_link(self.first.move_id, allow_partial=True), 50.0)
        link = self._make_account_link()
        self.assertEqual(link.amount_due, 550.06)
        self.assertPayable(link)

    def test_account_and_its_invoice(self):
        of_account = self._make_account_link()
        of_invoice = self._make_link(self.first.move_id)
        attempt = self._leave_pending(of_account)
        self.assertWaits(of_invoice, attempt)
        attempt._set_canceled()
        self.assertWaits(of_account, self._leave_pending(of_invoice))

    def test_account_and_the_order_of_its_invoice(self):
        self.order.partner_id = self.customer
        of_order = self._make_link(self.order)
        item = self._invoice_order().line_ids.filtered("date_maturity")
        of_account = self._make_account_link(item)
        attempt = self._leave_pending(of_account)
        self.assertWaits(of_order, attempt)
        attempt._set_canceled()
        self.assertWaits(of_account, self._leave_pending(of_order))

    def test_other_order_on_the_same_invoice_is_another_debt(self):
        other = self._make_order()
        links = [self._make_link(order) for order in (self.order, other)]
        attempt = self._leave_pending(links[0])
        (self.order | other).action_confirm()
        invoice = (self.order | other)._create_invoices()
        invoice.action_post()
        self.assertPayable(links[1])
        self.assertWaits(self._make_link(invoice), attempt)

    def test_payment_in_the_portal(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        attempt = self._create_transaction(
            "direct",
            reference="Portal",
            partner_id=self.partner.id,
            amount=1000.0,
            invoice_ids=invoice.ids,
        )
        attempt._set_pending()
        self.assertWaits(link, attempt)
