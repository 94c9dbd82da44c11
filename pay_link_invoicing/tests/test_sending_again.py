from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .dialog_common import DialogCommon


@tagged("post_install", "-at_install")
class TestSendingAgain(DialogCommon):
    """The same link goes out once more; nothing of it changes."""

    def setUp(self):
        super().setUp()
        self.link = self._make_link(self.order, amount=400, user_id=self.seller.id)

    def _open_again(self, **values):
        form = self._open_form(self.link.with_user(self.seller).action_send())
        for name, value in values.items():
            form[name] = value
        return form.save()

    def test_shows_the_link(self):
        wizard = self._open_again()
        self.assertEqual((wizard.link_id, wizard.amount_due), (self.link, 400))
        self.assertFalse(wizard.alerts)

    def test_sends_the_same_link_by_every_channel(self):
        self._open_again(by_sms=True).action_send()
        self._open_again().action_whatsapp()
        self._open_again().action_copy()
        self._open_again().action_show_qr()
        self.assertEqual(self.order.pay_link_ids, self.link)
        self.assertEqual(self.link.state, "active")
        self.assertEqual(
            set(self.link.sending_ids.mapped("channel")),
            {"email", "sms", "whatsapp", "copy", "qr"},
        )

    def test_sends_to_another_address(self):
        self._open_again(email="boss@customer.example").action_send()
        self.assertEqual(self.link.email, "boss@customer.example")
        self.assertEqual(self.link.sending_ids.address, "boss@customer.example")
        self.assertEqual(self.link.amount, 400)

    def test_refuses_another_sellers_link(self):
        stranger = new_test_user(
            self.env,
            login="pay_link_other_seller",
            groups="sales_team.group_sale_salesman",
            company_id=self.env.company.id,
        )
        with self.assertRaises(AccessError):
            self.link.with_user(stranger).action_send()
        values = {
            "res_model": "sale.order",
            "res_id": self.order.id,
            "link_id": self.link.id,
        }
        with self.assertRaises(AccessError):
            self.env["pay.link.send"].with_user(stranger).create(values).action_copy()

    def test_refuses_the_link_of_another_document(self):
        wizard = self._open_again()
        wizard.res_id = self._make_order(user_id=self.seller.id).id
        with self.assertRaises(UserError):
            wizard.action_send()
