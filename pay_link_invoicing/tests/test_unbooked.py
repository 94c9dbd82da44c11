from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PayLinkCommon

LOGGER = "odoo.addons.pay_link_invoicing.models.payment_transaction_unbooked"
REASON = "The period is closed."
ACTIVITY_TYPE = "pay_link_invoicing.mail_activity_type_unbooked"


@tagged("post_install", "-at_install")
class TestUnbooked(PayLinkCommon):
    """Money that can't be booked is not forgotten after four days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = cls._make_link(cls.order)

    def _receive(self, days):
        attempt = self._make_attempt(self.link)
        attempt._set_done()
        attempt.last_state_change = fields.Datetime.now() - timedelta(days=days)
        return attempt

    def _run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode(), mute_logger(LOGGER):
            cron = self.env.ref("pay_link_invoicing.cron_pay_link_book")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _get_activities(self):
        return self.link.activity_search([ACTIVITY_TYPE])

    def test_old_money_is_booked(self):
        attempt = self._receive(days=5)
        self._run_cron()
        self.assertTrue(attempt.payment_id)
        self.assertEqual(self.link.state, "paid")
        self.assertFalse(self._get_activities())

    def test_fresh_money_is_left_to_odoo(self):
        attempt = self._receive(days=0)
        self._run_cron()
        self.assertFalse(attempt.payment_id)

    def test_what_fails_is_told_once_until_it_is_booked(self):
        attempt = self._receive(days=1)

        def fail(*_args, **_kwargs):
            raise UserError(REASON)

        model = self.env.registry["payment.transaction"]
        with patch.object(model, "_create_payment", fail):
            self._run_cron()
            self._run_cron()
        self.assertFalse(attempt.is_post_processed)
        self.assertFalse(attempt.payment_id)
        activity = self._get_activities()
        self.assertEqual(len(activity), 1)
        self.assertIn("1,000.00", activity.summary)
        self.assertIn(REASON, activity.note)
        self._run_cron()
        self.assertTrue(attempt.payment_id)
        self.assertFalse(self._get_activities())

    def test_details_of_errors_stay_in_the_log(self):
        self._receive(days=1)

        def fail(*_args, **_kwargs):
            raise ValueError("secret of the server")

        model = self.env.registry["payment.transaction"]
        with patch.object(model, "_create_payment", fail):
            self._run_cron()
        self.assertNotIn("secret", self._get_activities().note)

    def test_transactions_beside_links_are_left_alone(self):
        transaction = self._create_transaction(
            "direct", reference="beside links", sale_order_ids=self.order.ids
        )
        transaction._set_done()
        transaction.last_state_change = fields.Datetime.now() - timedelta(days=5)
        self._run_cron()
        self.assertFalse(transaction.is_post_processed)
