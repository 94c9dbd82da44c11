import logging
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PayLinkCommon

TRANSACTION = "odoo.addons.payment.models.payment_transaction.PaymentTransaction"
GUARD_LOGGER = "odoo.addons.pay_link_invoicing.models.payment_transaction"


@tagged("post_install", "-at_install")
class TestAmountGuard(PayLinkCommon):
    """A wrong amount is refused each time, not the first time only."""

    def setUp(self):
        super().setUp()
        self.attempt = self._make_attempt(self._make_link(self.order))
        self.startPatcher(
            patch(
                f"{TRANSACTION}._extract_amount_data",
                lambda tx, data: data["amount_data"],
            )
        )
        self.startPatcher(
            patch(f"{TRANSACTION}._apply_updates", lambda tx, data: tx._set_done())
        )

    def _answer(self, amount=1000.0, currency_code=None):
        currency_code = currency_code or self.currency.name
        data = {"amount": amount, "currency_code": currency_code}
        self.attempt._process("none", {"amount_data": data})

    @mute_logger(GUARD_LOGGER)
    def test_wrong_amount_twice(self):
        for _time in range(3):
            self._answer(amount=1.0)
            self.assertEqual(self.attempt.state, "error")

    @mute_logger(GUARD_LOGGER)
    def test_wrong_currency_twice(self):
        for _time in range(2):
            self._answer(currency_code="JPY")
            self.assertEqual(self.attempt.state, "error")

    @mute_logger(GUARD_LOGGER)
    def test_right_amount_after_a_wrong_one(self):
        self._answer(amount=1.0)
        self._answer()
        self.assertEqual(self.attempt.state, "done")


@tagged("post_install", "-at_install")
class TestOwnershipGuard(PayLinkCommon):
    """A provider's object belongs to one transaction."""

    @mute_logger(GUARD_LOGGER, "odoo.sql_db")
    def test_reference_of_another_attempt(self):
        first = self._make_attempt(self._make_link(self.order))
        second = self._make_attempt(self._make_link(self._make_order()))

        def apply_updates(tx, data):
            tx.provider_reference = data["id"]
            tx._set_done()

        with (
            patch(f"{TRANSACTION}._apply_updates", apply_updates),
            patch(f"{TRANSACTION}._extract_amount_data", lambda tx, data: None),
        ):
            first._process("none", {"id": "pi_1"})
            second._process("none", {"id": "pi_1"})
        self.assertEqual((first.state, second.state), ("done", "draft"))


@tagged("post_install", "-at_install")
class TestOneOpenAttempt(PayLinkCommon):
    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_draft(self):
        link = self._make_link(self.order)
        self._make_attempt(link)
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self._make_attempt(link)
        self.assertIn("one_open_attempt", str(caught.exception))


@tagged("post_install", "-at_install")
class TestOtherTransactions(PayLinkCommon):
    def test_core_is_left_alone(self):
        """Money for a cancelled transaction without a link is refused, as in Odoo."""
        tx = self._create_transaction("direct")
        tx._set_canceled()
        with mute_logger("odoo.addons.payment.models.payment_transaction"):
            tx._set_done()
        self.assertEqual(tx.state, "cancel")


@tagged("post_install", "-at_install")
class TestLogs(PayLinkCommon):
    def test_access_log_hides_the_token(self):
        token = self._make_link(self.order).token
        with self.assertLogs("werkzeug", "ERROR") as captured:
            logging.getLogger("werkzeug").error(
                '%s "%s" %s', "127.0.0.1", f"GET /pay/{token}/state?x=1 HTTP/1.1", 200
            )
        self.assertNotIn(token, captured.output[0])
        self.assertIn("/pay/***/state?x=1", captured.output[0])

    def test_access_log_hides_the_token_of_an_address_that_was_torn(self):
        token = self._make_link(self.order).token
        for path in (f"%20{token}", f"{token}%0A", f"%20{token}%3Fx=1"):
            with self.subTest(path=path):
                with self.assertLogs("werkzeug", "ERROR") as captured:
                    logging.getLogger("werkzeug").error(f'"GET /pay/{path} HTTP/1.1"')
                self.assertNotIn(token, captured.output[0])

    def test_access_log_hides_the_token_in_a_query(self):
        token = self._make_link(self.order).token
        with self.assertLogs("werkzeug", "ERROR") as captured:
            logging.getLogger("werkzeug").error(
                f'"GET /web/login?redirect=%2Fpay%2F{token}%2Fform HTTP/1.1" 200'
            )
        self.assertNotIn(token, captured.output[0])
        self.assertIn("%2Fpay%2F***%2Fform", captured.output[0])
