from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.pay_link_activity import EXPIRED, RENEWAL
from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestActivity(PayLinkCommon):
    """What needs a person, for as long as it does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = cls._make_link(cls.order)

    def _expire(self):
        self.link.expires_at = fields.Datetime.now() - timedelta(hours=1)
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_expire"
            ).method_direct_trigger()

    def _types(self):
        self.link.invalidate_recordset()
        types = [self.env.ref(xmlid) for xmlid in (EXPIRED, RENEWAL)]
        return [
            (activity.activity_type_id.get_external_id().popitem()[1], activity.user_id)
            for activity in self.link.activity_ids
            if activity.activity_type_id in types
        ]

    # === Expired === #

    def test_seller_is_asked_about_a_link_that_expired_unpaid(self):
        self._expire()
        self.assertEqual(self._types(), [(EXPIRED, self.link.user_id)])
        self.assertIn("1,000.00", self.link.activity_ids.summary)

    def test_nobody_is_asked_about_a_link_for_which_nothing_is_due(self):
        self.order._action_cancel()
        self._expire()
        self.assertEqual(self.link.state, "expired")
        self.assertEqual(self._types(), [])

    def test_a_link_that_fails_stops_no_other(self):
        ill = self._make_link(self._make_order())
        ill.expires_at = fields.Datetime.now() - timedelta(hours=2)
        is_over = type(ill)._is_over

        def fail(link):
            return is_over(link) if link != ill else 1 / 0

        self.startPatcher(patch.object(type(ill), "_is_over", fail))
        with mute_logger("odoo.addons.pay_link_invoicing.models.pay_link_life"):
            self._expire()
        self.assertEqual(self.link.state, "expired")

    def test_renewing_answers_the_question(self):
        self._expire()
        self.link.action_renew()
        self.assertEqual(self._types(), [])

    def test_a_newer_link_answers_the_question(self):
        self._expire()
        self._make_link(self.order)
        self.assertEqual(self._types(), [])

    # === Asked for a new link === #

    def test_a_request_replaces_the_question(self):
        self._expire()
        self.link.sudo()._request_renewal()
        self.link.sudo()._request_renewal()
        self.assertEqual(self._types(), [(RENEWAL, self.link.user_id)])

    def test_renewing_answers_the_request_before_the_cron_has_run(self):
        self.link.expires_at = fields.Datetime.now() - timedelta(hours=1)
        self.link.sudo()._request_renewal()
        self.assertEqual(self._types(), [(RENEWAL, self.link.user_id)])
        self.link.action_renew()
        self.assertEqual(self._types(), [])
