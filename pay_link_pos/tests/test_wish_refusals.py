"""Whatever goes wrong with the link, the sale is made and the seller is told."""

import socket
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .wish_common import WishCommon

MODELS = "odoo.addons.pay_link_pos.models"


@tagged("post_install", "-at_install")
class TestWishRefusals(WishCommon):
    def assertTold(self, order, reason):
        """The sale is made, there is no link, the seller knows why."""
        self.assertIn(order.state, ("paid", "done"))
        self._send()
        self.assertEqual(order.pay_link_wish_state, "failed")
        self.assertFalse(order.pay_link_ids.sending_ids)
        activity = order.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.clerk)
        self.assertIn(reason, activity.note)
        self.assertIn(reason, order.message_ids[0].body)
        self._send()
        self.assertEqual(order.activity_ids, activity, "told once")

    def test_bad_address(self):
        for email, reason in (
            ("a@b.com, c@d.com", "several e-mail addresses"),
            ("nonsense", "not a valid e-mail address"),
        ):
            with self.subTest(email=email):
                order = self._sync(self._prepare_sale(pay_link_email=email))
                self.assertTrue(order.pay_link_ids, "the code is on the receipt")
                self.assertTold(order, reason)

    def test_no_address(self):
        self.customer.email = False
        order = self._sync(self._prepare_sale(pay_link_email=False))
        self.assertTold(order, "has no e-mail address")

    def test_bad_number_does_not_stop_the_mail(self):
        sale = self._prepare_sale(pay_link_by_sms=True, pay_link_phone="12")
        order = self._sync(sale)
        self._send()
        self.assertEqual(order.pay_link_ids.sending_ids.channel, "email")
        self.assertIn("not a valid phone number", order.activity_ids.note)

    def test_number_of_a_country_that_gets_no_sms(self):
        self.config.pay_link_sms_country_ids = self.env.ref("base.be")
        sale = self._prepare_sale(
            pay_link_by_sms=True, pay_link_phone="+1 415 555 2671", pay_link_email=False
        )
        self.assertTold(self._sync(sale), "where the settings allow no SMS")

    def test_no_customer(self):
        method = self.nobody_method
        sale = self._prepare_sale(
            partner_id=False,
            payment_ids=[
                Command.create({"amount": 100, "payment_method_id": method.id})
            ],
        )
        order = self._sync(sale)
        self.assertFalse(order.account_move)
        self.assertTold(order, "has no customer")

    def test_archived_customer(self):
        self.customer.active = False
        order = self._sync(self._prepare_sale())
        self._send()
        self.assertEqual(order.state, "done")
        self.assertEqual(order.pay_link_wish_state, "sent")

    def test_switched_off_meanwhile(self):
        self.config.pay_link_enabled = False
        order = self._sync(self._prepare_sale())
        self.assertFalse(order.account_move)
        self.assertTold(order, "Pay links are switched off")

    def test_amount_beyond_the_limits(self):
        self.config.pay_link_amount_max = 99.99
        order = self._sync(self._prepare_sale())
        self.assertFalse(order.pay_link_ids)
        self.assertTold(order, "at most")

    def test_refund(self):
        sale = self._prepare_sale(account=-100, total=-100, is_refund=True)
        order = self._sync(sale)
        self.assertTold(order, "is a refund")

    def test_invoice_that_fails(self):
        orders = self.env.registry["pos.order"]
        with patch.object(orders, "_create_invoice", side_effect=UserError("Locked")):
            order = self._sync(self._prepare_sale())
            self.assertEqual(order.state, "paid")
            self.assertFalse(order.account_move)
            self.assertTold(order, "Locked")

    def test_what_nobody_foresaw_is_tried_again(self):
        orders = self.env.registry["pos.order"]
        with patch.object(
            orders, "_pay_link_make_wished", side_effect=ZeroDivisionError
        ):
            with self.assertLogs(f"{MODELS}.pos_order_wish", "ERROR"):
                order = self._sync(self._prepare_sale())
            with self.assertLogs(f"{MODELS}.pos_order_wish_sending", "ERROR"):
                self._send()
        self.assertEqual(order.state, "paid")
        self.assertEqual(order.pay_link_wish_state, "waiting")
        self.assertGreater(order.pay_link_wish_at, order.create_date)
        order.pay_link_wish_at = order.create_date
        self._send()
        self.assertEqual(order.pay_link_wish_state, "sent")
        self.assertEqual(order.account_move.state, "posted")

    def test_cashier_of_another_company(self):
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = new_test_user(
            self.env,
            login="pos_wish_stranger",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        order = self._sync(self._prepare_sale(user_id=stranger.id))
        self.assertEqual(order.state, "done")
        self._send()
        self.assertEqual(order.pay_link_ids.company_id, self.env.company)
        self.assertFalse(
            order.pay_link_ids.with_user(stranger)._filtered_access("read"),
        )


@tagged("post_install", "-at_install")
class TestWishOnce(WishCommon):
    def test_synchronised_twice(self):
        sale = self._prepare_sale()
        order = self._sync(sale)
        self.assertEqual(self._sync(sale), order)
        self._send()
        self.assertEqual(self._sync(sale), order)
        self._send()
        self.assertEqual(len(order.pay_link_ids), 1)
        self.assertEqual(len(order.pay_link_ids.sending_ids), 1)

    def test_sent_by_hand_meanwhile(self):
        order = self._sync(self._prepare_sale())
        order.pay_link_ids._send("email")
        self._send()
        self.assertEqual(len(order.pay_link_ids.sending_ids), 1)
        self.assertEqual(order.pay_link_wish_state, "sent")

    def test_paid_by_the_code_on_the_receipt(self):
        order = self._sync(self._prepare_sale())
        self._pay(order.pay_link_ids)
        self._send()
        asked = order.pay_link_ids.sending_ids.filtered(
            lambda row: row.purpose == "request"
        )
        self.assertFalse(asked)
        self.assertFalse(order.activity_ids)
        self.assertEqual(len(order.pay_link_ids), 1)

    def test_mail_server_is_down(self):
        """A real refusal: nobody listens where the mail server should be."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {"name": "Down", "smtp_host": "127.0.0.1", "smtp_port": port}
        )
        order = self._sync(self._prepare_sale())
        self._send()
        mail = self._get_mails(order)
        servers = self.env.registry["ir.mail_server"]
        with (
            patch.object(servers, "_disable_send", lambda: False),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            mail.send()
        sending = order.pay_link_ids.sending_ids.sudo()
        self.assertEqual(order.state, "done")
        self.assertEqual(sending.state, "failed")
        self.assertIn("not delivered", order.message_ids[0].body)
        self.assertEqual(order.pay_link_ids.activity_ids.user_id, self.clerk)
        self.assertTrue(sending.retry_at)
        sending.retry_at = order.create_date
        self._send()
        self.assertEqual(sending.state, "queued")
        self.assertEqual(mail.state, "outgoing")
