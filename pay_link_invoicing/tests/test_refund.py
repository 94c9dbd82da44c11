from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PayLinkCommon


class RefundCommon(PayLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        RefundCommon.support = "partial"
        providers = type(cls.env["payment.provider"])
        patcher = patch.object(
            providers,
            "_compute_feature_support_fields",
            lambda records: records.update({"support_refund": RefundCommon.support}),
        )
        cls.startClassPatcher(patcher)
        cls.payment_method.support_refund = "partial"
        cls.partner.email = "norbert@example.com"

    def _set_support(self, support):
        RefundCommon.support = support
        self.addCleanup(setattr, RefundCommon, "support", "partial")
        self.provider.invalidate_recordset(["support_refund"])

    def _refund(self, link, amount=None, outcome="_set_done", **values):
        """Give money back through the dialog; the provider answers at once."""

        def answer(refund):
            getattr(refund, outcome)()

        wizard = self._open_refund(link, **values)
        if amount is not None:
            wizard.amount = amount
        transactions = type(self.env["payment.transaction"])
        with patch.object(transactions, "_send_refund_request", answer):
            return wizard.action_refund()

    def _open_refund(self, link, **values):
        context = link.action_refund()["context"]
        return self.env["pay.link.refund"].with_context(**context).create(values)

    def _pay_twice(self, link):
        replaced = self._make_attempt(link)
        replaced._set_canceled()
        replaced.flush_recordset()
        self._pay(link)
        replaced._set_done()
        replaced._post_process()
        return replaced


@tagged("post_install", "-at_install")
class TestRefund(RefundCommon):
    def test_full_refund(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        attempt = self._pay(link)
        action = self._refund(link)
        self.assertEqual(action["params"]["type"], "success")
        refund = attempt.child_transaction_ids
        self.assertEqual((refund.amount, refund.state), (-1000.0, "done"))
        self.assertEqual(refund.payment_id.payment_type, "outbound")
        self.assertAmounts(link, paid=0.0, due=1000.0)
        self.assertEqual((link.state, link.payment_state), ("paid", "refunded"))
        self.assertEqual(link.amount_refunded, 1000.0)
        self.assertEqual(link._get_page_kind(), "refunded")
        self.assertTrue(link.can_renew)

    def test_part_of_it(self):
        link = self._make_link(self.order)
        self._pay(link)
        self._refund(link, 250.55)
        self.assertAmounts(link, paid=749.45, due=250.55)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))
        page = link._in_customer_language()._prepare_page_values()
        self.assertEqual(page["kind"], "paid")
        self.assertIn("250.55", page["document"]["refunded"])
        wizard = self._open_refund(link)
        self.assertEqual((wizard.amount_max, wizard.amount), (749.45, 749.45))
        self._refund(link)
        self.assertEqual((link.amount_paid, link.payment_state), (0.0, "refunded"))
        with self.assertRaisesRegex(UserError, "nothing to give back"):
            link.action_refund()

    def test_customer_is_told(self):
        link = self._make_link(self.order)
        self._pay(link)
        self._refund(link, 250.55)
        mail = link.message_ids.filtered(lambda m: "250.55" in m.body and m.subject)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.partner_ids, self.partner)
        self.assertIn("749.45", mail.body)

    def test_customer_is_told_in_the_direction_of_their_language(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.partner.lang = "ar_001"
        link = self._make_link(self.order)
        self._pay(link)
        self._refund(link, 250.55)
        body = link.message_ids.filtered(lambda m: "250.55" in m.body)[:1].body
        self.assertIn('dir="rtl"', body)
        self.assertIn("text-align:left", body.replace(": ", ":"))
        self.assertNotIn("text-align:right", body.replace(": ", ":"))

    @mute_logger("odoo.addons.pay_link_invoicing.models.pay_link_refund")
    def test_mail_that_can_not_be_made_keeps_nothing_from_the_books(self):
        link = self._make_link(self.order)
        attempt = self._pay(link)
        self.env.ref("pay_link_invoicing.mail_template_pay_link_refund").unlink()
        self._refund(link)
        refund = attempt.child_transaction_ids
        self.assertTrue(refund.is_post_processed)
        self.assertEqual(refund.payment_id.amount, 1000.0)
        told = link.message_ids.filtered(lambda message: "failed" in message.body)
        self.assertEqual(len(told), 1)

    def test_never_more_than_was_received(self):
        link = self._make_link(self.order)
        self._pay(link)
        for amount in (1000.01, 0.0, -1.0):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                self._refund(link, amount)
        self._refund(link, 600.0, outcome="_set_pending")  # not booked by anybody yet
        wizard = self._open_refund(link)
        self.assertEqual((wizard.amount_max, wizard.amount_pending), (400.0, 600.0))
        with self.assertRaises(ValidationError):
            self._refund(link, 400.01)

    def test_stale_dialog(self):
        link = self._make_link(self.order)
        self._pay(link)
        wizard = self._open_refund(link)
        self._refund(link)
        with self.assertRaises(ValidationError):
            wizard.action_refund()

    def test_refused_refund_changes_nothing(self):
        link = self._make_link(self.order)
        self._pay(link)
        action = self._refund(link, outcome="_set_canceled")
        self.assertEqual(action["params"]["type"], "danger")
        self.assertAmounts(link, paid=1000.0, due=0.0)
        self.assertEqual(self._open_refund(link).amount_max, 1000.0)

    def test_provider_that_gives_back_all_or_nothing(self):
        self._set_support("full_only")
        link = self._make_link(self.order)
        self._pay(link)
        with self.assertRaisesRegex(ValidationError, "in full only"):
            self._refund(link, 10.0)
        self._refund(link)
        self.assertEqual(link.payment_state, "refunded")

    def test_provider_that_gives_nothing_back(self):
        self._set_support("none")
        link = self._make_link(self.order)
        self._pay(link)
        wizard = self._open_refund(link)
        self.assertEqual(wizard.support, "none")
        with self.assertRaisesRegex(ValidationError, "by itself"):
            wizard.action_refund()
        wizard.amount = 12.34
        action = wizard.action_register_refund()
        form = Form(self.env["account.payment"].with_context(**action["context"]))
        self.assertEqual((form.payment_type, form.amount), ("outbound", 12.34))
        self.assertEqual(form.partner_id, self.partner)

    def test_renewed_after_a_refund_the_books_match(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        self._pay(link)
        self._refund(link, 300.0)
        link.action_renew()
        self.assertEqual((link.state, link.amount_due), ("active", 300.0))
        self._pay(link)
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))
        lines = link.transaction_ids._get_receivable_lines()
        self.assertEqual(set(lines.mapped("amount_residual")), {0.0})


@tagged("post_install", "-at_install")
class TestUnexpectedMoney(RefundCommon):
    def test_refund_of_a_second_payment(self):
        link = self._make_link(self.order)
        second = self._pay_twice(link)
        self.assertEqual(link.exception_transaction_id, second)
        self.assertEqual(link.amount_excess, 1000.0)
        wizard = self._open_refund(link)
        self.assertEqual((wizard.transaction_id, wizard.amount), (second, 1000.0))
        self._refund(link)
        self.assertEqual(link.payment_exception, "none")
        self.assertEqual(
            (link.resolved_exception, link.exception_resolution),
            ("duplicate", "refunded"),
        )
        self.assertEqual(link.exception_resolved_by_id, self.env.user)
        self.assertFalse(link.activity_ids)
        self.assertAmounts(link, paid=1000.0, due=0.0)
        lines = second._get_receivable_lines()
        self.assertEqual(set(lines.mapped("amount_residual")), {0.0})
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))

    def test_excess_is_proposed(self):
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        self.order.order_line.product_uom_qty = 1
        attempt._set_done()
        attempt._post_process()
        self.assertEqual((link.payment_exception, link.amount_excess), ("over", 500.0))
        wizard = self._open_refund(link)
        self.assertEqual((wizard.amount, wizard.amount_max), (500.0, 1000.0))
        self._refund(link, 100.0)
        self.assertEqual((link.payment_exception, link.amount_excess), ("over", 400.0))
        self._refund(link)
        self.assertEqual((link.payment_exception, link.amount_excess), ("none", 0.0))

    def test_keep_as_credit(self):
        link = self._make_link(self.order)
        second = self._pay_twice(link)
        link.action_keep_credit()
        self.assertEqual(
            (link.payment_exception, link.resolved_exception),
            ("none", "duplicate"),
        )
        self.assertEqual(link.exception_resolution, "kept")
        self.assertFalse(link.activity_ids)
        self.assertIn("stays on the customer", link.message_ids[0].body)
        lines = second._get_receivable_lines()
        self.assertEqual(sum(lines.mapped("amount_residual")), -1000.0)
        with self.assertRaisesRegex(UserError, "nothing to decide"):
            link.action_keep_credit()

    def test_money_for_a_cancelled_order(self):
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        self.order._action_cancel()
        attempt._set_done()
        attempt._post_process()
        self.assertEqual((link.payment_exception, link.amount_excess), ("late", 1000.0))
        self._refund(link)
        self.assertEqual(link.payment_exception, "none")
        self.assertEqual(link.payment_state, "refunded")


@tagged("post_install", "-at_install")
class TestRefundRights(RefundCommon):
    def _make_user(self, groups):
        return new_test_user(self.env, "user of money", groups=groups)

    def test_billing_refunds(self):
        link = self._make_link(self.order)
        self._pay(link)
        user = self._make_user("account.group_account_invoice")
        self._refund(link.with_user(user), 10.0)
        self.assertEqual(link.amount_refunded, 10.0)

    def test_sellers_do_not_refund(self):
        user = self._make_user("sales_team.group_sale_salesman_all_leads")
        link = self._make_link(self.order)
        self._pay_twice(link)
        wizard = self._open_refund(link)
        with self.assertRaises(AccessError):
            link.with_user(user).action_refund()
        with self.assertRaises(AccessError):
            wizard.with_user(user).action_refund()
        with self.assertRaises(AccessError):
            self.env["pay.link.refund"].with_user(user).create({"link_id": link.id})
        link.with_user(user).action_keep_credit()
        self.assertEqual(link.exception_resolved_by_id, user)

    def test_others_decide_nothing(self):
        for group in ("account.group_account_readonly", "base.group_portal"):
            link = self._make_link(self._make_order())
            self._pay_twice(link)
            user = new_test_user(self.env, f"user of {group}", groups=group)
            for action in ("action_refund", "action_keep_credit"):
                with self.subTest(group=group), self.assertRaises(AccessError):
                    getattr(link.with_user(user), action)()

    def test_nobody_writes_the_decision(self):
        link = self._make_link(self.order)
        self._pay_twice(link)
        user = self._make_user("account.group_account_manager")
        with self.assertRaises(AccessError):
            link.with_user(user).write({"exception_resolution": "kept"})
