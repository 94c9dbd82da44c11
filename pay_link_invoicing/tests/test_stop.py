from ast import literal_eval

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .account_common import AccountCommon
from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestStop(PayLinkCommon):
    """Who is about to pay something that gets cancelled is stopped."""

    def assertStopped(self, link, attempt):
        self.assertEqual(attempt.state, "cancel")
        self.assertEqual(link.state, "active")
        self.assertEqual(link._get_page_kind(), "cancelled")

    def test_cancelled_order(self):
        link = self._make_link(self.order)
        attempt, other = self._make_attempt(link), self._make_link(self._make_order())
        attempt_of_other = self._make_attempt(other)
        self.order._action_cancel()
        self.assertStopped(link, attempt)
        self.assertEqual(attempt_of_other.state, "draft")

    def test_promise_that_nobody_works_on(self):
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        attempt._set_pending()
        self.order._action_cancel()
        self.assertStopped(link, attempt)

    def test_payment_in_work_at_the_provider_stays(self):
        """Its money comes, and is reported as late."""
        self._use_stripe()
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        attempt._set_pending()
        self.order._action_cancel()
        self.assertEqual(attempt.state, "pending")
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(link.payment_exception, "late")

    def test_invoice_reset_to_draft(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        attempt = self._make_attempt(link)
        invoice.button_draft()
        self.assertStopped(link, attempt)
        invoice.action_post()
        self.assertTrue(link._is_payable())

    def test_cancelled_invoice(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        attempt = self._make_attempt(link)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertStopped(link, attempt)

    def test_order_goes_on_without_its_invoice(self):
        self.order.action_confirm()
        link = self._make_link(self.order)
        invoice = self.order._create_invoices()
        invoice.action_post()
        attempt = self._make_attempt(link)
        invoice.button_draft()
        self.assertEqual(attempt.state, "draft")

    def test_nobody_about_to_pay_costs_one_query(self):
        invoice = self._make_invoice()
        self._make_link(invoice)
        self.env.flush_all()
        with self.assertQueryCount(1):
            invoice._pay_link_stop()


@tagged("post_install", "-at_install")
class TestAccountStop(AccountCommon):
    def test_cancelled_item(self):
        link = self._make_account_link(self.first + self.second)
        attempt = self._make_attempt(link)
        self.first.move_id.button_draft()
        self.assertEqual((attempt.state, link.state), ("cancel", "active"))
        self.assertAmounts(link, paid=0.0, due=200.02)

    def test_credits_are_not_shown_as_overdue(self):
        view = self.env.ref("pay_link_invoicing.pay_link_items_view_form")
        arch = etree.fromstring(view.arch)
        (node,) = arch.xpath("//field[@name='due_date']")
        classes = literal_eval(node.get("options"))["classes"]
        for amount, is_red in ((100.0, True), (-100.0, False)):
            danger = classes["danger"].replace("record.amount", "amount")
            red = safe_eval(danger, {"days": -3, "amount": amount})
            self.assertEqual(red, is_red)
