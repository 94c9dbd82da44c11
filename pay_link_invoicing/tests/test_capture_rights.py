from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .capture_common import CaptureCommon


@tagged("post_install", "-at_install")
class TestCaptureRights(CaptureCommon):
    """Who may take held money, and who may not."""

    def test_who_may_not_write_the_order_may_not_touch_its_money(self):
        hold = self._hold()
        self._deliver(self.order, 2)
        other = new_test_user(
            self.env, login="other_seller", groups="sales_team.group_sale_salesman"
        )
        order, link = self.order.with_user(other), hold.pay_link_id.with_user(other)
        for call in (
            order.action_pay_link_capture,
            order.action_pay_link_release,
            order.action_pay_link_ask_again,
            order.payment_action_capture,
            order.payment_action_void,
            link.action_capture_hold,
            link.action_release_hold,
            link.action_ask_again,
        ):
            with self.assertRaises(AccessError):
                call()
        wizards = self.env["pay.link.capture"].with_user(other)
        for values in ({"order_id": self.order.id}, {"link_id": link.id}):
            with self.assertRaises(AccessError):
                wizards.new(values).mapped("amount_captured")
            with self.assertRaises(AccessError):
                wizards.create(values).action_capture()
        self.assertEqual(self.requests, [])

    def test_the_dialog_is_for_sellers_and_accountants(self):
        self._hold()
        self._deliver(self.order, 2)
        portal = new_test_user(
            self.env, login="capture_portal", groups="base.group_portal"
        )
        with self.assertRaises(AccessError):
            self.env["pay.link.capture"].with_user(portal).create(
                {"order_id": self.order.id}
            )
        accountant = new_test_user(
            self.env,
            login="capture_accountant",
            groups="account.group_account_invoice,sales_team.group_sale_salesman_all_leads",
        )
        self._wizard(user=accountant).action_capture()
        self.assertEqual(self.requests, [("capture", 1000.0)])
