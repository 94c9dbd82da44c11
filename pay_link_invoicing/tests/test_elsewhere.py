from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .account_common import AccountCommon
from .common import PayLinkCommon


def _register(env, invoices, **values):
    """Pay invoices as a user does: by hand, in cash."""
    wizard = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoices.ids
    )
    return wizard.create({"group_payment": True, **values})._create_payments()


def register_without_entry(test, invoice, **values):
    """As with Odoo's accounting app, which waits for the bank statement."""
    journal = test.company_data["default_journal_cash"]
    method = journal.inbound_payment_method_line_ids[:1]
    method.payment_account_id = False
    values |= {"journal_id": journal.id, "payment_method_line_id": method.id}
    moves = type(test.env["account.move"])
    with patch.object(moves, "_get_invoice_in_payment_state", lambda *_: "in_payment"):
        return _register(test.env, invoice, **values)


@tagged("post_install", "-at_install")
class TestElsewhere(PayLinkCommon):
    def assertElsewhere(self, link):
        self.assertEqual((link.state, link.is_paid_elsewhere), ("paid", True))
        self.assertEqual(link.payment_state, "unpaid")
        self.assertEqual(link._get_page_kind(), "settled")
        self.assertIn("closed itself", link.message_ids[:2].mapped("body")[-1])

    def _match_statement(self, invoice, amount):
        """Match a line of the bank statement with an invoice."""
        journal = self.company_data["default_journal_bank"]
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "payment_ref": invoice.name,
                "partner_id": invoice.partner_id.id,
                "amount": amount,
            }
        )
        suspense = line.move_id.line_ids.filtered(
            lambda item: item.account_id == journal.suspense_account_id
        )
        receivable = invoice.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        suspense.account_id = receivable.account_id
        (suspense + receivable).reconcile()
        return receivable

    def test_cash(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        _register(self.env, invoice)
        self.assertElsewhere(link)
        self.assertTrue(link.paid_at)
        form = Form(link)
        self.assertTrue(form._get_modifier("payment_state", "invisible"), "“Unpaid”")

    def test_cash_without_a_journal_entry(self):
        """Without an outstanding account, Odoo leaves the residual as it is."""
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        payment = register_without_entry(self, invoice)
        self.assertFalse(payment.move_id)
        self.assertEqual(invoice.amount_residual, 1000.0)
        self.assertEqual(invoice._pay_link_get_amounts()["amount_due"], 0.0)
        self.assertElsewhere(link)

    def test_part_of_it_without_a_journal_entry(self):
        order_link = self._make_link(self.order)
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        invoice.action_post()
        payment = register_without_entry(self, invoice, amount=300.0)
        self.assertFalse(payment.move_id)
        self.assertEqual(invoice._pay_link_get_amounts()["amount_due"], 700.0)
        self.assertAmounts(order_link, paid=0.0, due=700.0)
        self.assertEqual(order_link.state, "active")

    def test_bank_statement(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        self._match_statement(invoice, 400.0)
        self.assertEqual(link.state, "active")
        self.assertAmounts(link, paid=0.0, due=600.0)
        self._match_statement(invoice, 600.0)
        self.assertElsewhere(link)

    def test_credit_note(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        invoice._reverse_moves([{}], cancel=True)
        self.assertElsewhere(link)

    def test_invoice_of_an_order(self):
        link = self._make_link(self.order)
        other = self._make_link(self._make_order())
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        invoice.action_post()
        self.assertEqual(link.state, "active")
        _register(self.env, invoice)
        self.assertElsewhere(link)
        self.assertEqual(other.state, "active")

    def test_link_of_the_invoice_closes_the_one_of_the_order(self):
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        invoice.action_post()
        link, other = self._make_link(self.order), self._make_link(invoice)
        self._pay(other)
        self.assertElsewhere(link)
        self.assertEqual((other.state, other.is_paid_elsewhere), ("paid", False))
        self.assertEqual(other.payment_exception, "none")

    def test_own_payment_is_not_elsewhere(self):
        for document in (self.order, self._make_invoice()):
            link = self._make_link(document)
            self._pay(link)
            self.assertEqual((link.state, link.is_paid_elsewhere), ("paid", False))
            self.assertEqual(link.payment_state, "paid")

    def test_part_by_link_the_rest_in_cash(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice, allow_partial=True)
        self._pay(link, 250.5)
        _register(self.env, invoice)
        self.assertEqual((link.state, link.payment_state), ("paid", "partial"))
        self.assertTrue(link.is_paid_elsewhere)
        self.assertEqual(link._get_page_kind(), "settled")

    def test_open_attempt_is_released(self):
        invoice = self._make_invoice()
        attempt = self._make_attempt(self._make_link(invoice))
        _register(self.env, invoice)
        self.assertEqual(attempt.state, "cancel")

    def test_held_money_is_no_settlement(self):
        self.provider.support_manual_capture = "partial"
        invoice = self._make_invoice()
        link = self._make_link(invoice, allow_partial=True)
        attempt = self._make_attempt(link, 600.0)
        attempt._set_authorized()
        attempt._post_process()
        self._match_statement(invoice, 400.0)
        self.assertEqual((link.state, link.amount_due), ("active", 0.0))

    def test_cancelled_payment_is_owed_again(self):
        """As after a dispute that was lost: the money is gone."""
        for document in (self._make_invoice(), self.order):
            attempt = self._pay(self._make_link(document))
            attempt.payment_id.action_cancel()
            self.assertEqual(document._pay_link_get_amounts()["amount_due"], 1000.0)

    def test_bank_return_lets_the_seller_renew(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        self._match_statement(invoice, 1000.0).remove_move_reconcile()
        self.assertTrue(link.can_renew)
        self.assertEqual(link.state, "paid")
        end = fields.Datetime.now().replace(microsecond=0) + timedelta(days=3)
        link.action_renew(end)
        self.assertEqual((link.state, link.is_paid_elsewhere), ("active", False))
        self.assertEqual((link.expires_at, link.paid_at), (end, False))
        self._pay(link)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))

    def test_no_end_in_the_past(self):
        link = self._make_link(self._make_invoice())
        link.expires_at = fields.Datetime.now() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "future"):
            link.action_renew(fields.Datetime.now() - timedelta(hours=1))

    def test_documents_without_links_cost_one_query(self):
        invoices = self._make_invoice()
        for _index in range(3):
            invoices += self._make_invoice()
        self.env.flush_all()
        with self.assertQueryCount(1):
            invoices._pay_link_close_settled()

    def test_many_at_once(self):
        invoices = self._make_invoice() + self._make_invoice() + self._make_invoice()
        links = self.env["pay.link"].create(
            [{"res_model": "account.move", "res_id": i.id} for i in invoices]
        )
        _register(self.env, invoices)
        self.assertEqual(set(links.mapped("state")), {"paid"})
        self.assertEqual(links.mapped("is_paid_elsewhere"), [True] * 3)


@tagged("post_install", "-at_install")
class TestAccountElsewhere(AccountCommon):
    def test_account_is_settled_item_by_item(self):
        link = self._make_account_link(self.first + self.second)
        _register(self.env, self.first.move_id)
        self.assertEqual((link.state, link.amount_due), ("active", 200.02))
        _register(self.env, self.second.move_id)
        self.assertEqual((link.state, link.is_paid_elsewhere), ("paid", True))

    def test_paying_the_account_closes_the_link_of_an_invoice(self):
        link = self._make_link(self.first.move_id)
        account = self._make_account_link()
        self._pay(account)
        self.assertEqual((link.state, link.is_paid_elsewhere), ("paid", True))
        self.assertEqual((account.state, account.is_paid_elsewhere), ("paid", False))


@tagged("post_install", "-at_install")
class TestNewAmount(PayLinkCommon):
    def test_new_amount_is_checked_against_what_is_due(self):
        link = self._make_link(self.order, amount=300.0)
        link.amount = 1000.0
        for amount in (1000.01, 0.0, -5.0, float("nan")):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                link.amount = amount
        link.allow_partial = True
        self._pay(link, 400.0)
        link.amount = 1000.0
        with self.assertRaises(ValidationError):
            link.amount = 1000.01

    def test_amount_of_a_link_that_is_over_stays(self):
        for state in ("paid", "deactivated", "expired"):
            link = self._make_link(self._make_order())
            link._move_to(state)
            link.amount = 1000.0
            with self.subTest(state=state), self.assertRaises(UserError):
                link.amount = 1.0

    def test_line_that_was_added_can_be_asked(self):
        link = self._make_link(self.order)
        self.order.order_line = [Command.create({"product_id": self.product.id})]
        link.amount = 1500.0
        self.assertEqual(link.amount_due, 1500.0)
