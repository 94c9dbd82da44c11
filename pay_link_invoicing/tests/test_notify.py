import json
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..models.pay_link_notify import CHANGED, TOAST
from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestNotify(PayLinkCommon):
    """The seller is told at once, wherever they are in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            login="pay_link_notified",
            groups="sales_team.group_sale_salesman",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
            notification_type="inbox",
        )
        cls.order.user_id = cls.seller
        cls.link = cls._make_link(cls.order)
        cls.env["bus.bus"].sudo().search([]).unlink()

    def _sent(self, kind):
        """What waits on the bus: (channel, payload) of this kind."""
        self.env.cr.precommit.run()
        sent = []
        for row in self.env["bus.bus"].sudo().search([], order="id"):
            message = json.loads(row.message)
            if message["type"] == kind:
                sent.append((json.loads(row.channel), message["payload"]))
        return sent

    def _pay(self, link, amount=None, **values):
        attempt = super()._pay(link, amount, **values)
        attempt._pay_link_report_booking()  # the cron's part, without its mails
        return attempt

    def _bell(self, user):
        return (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("res_partner_id", "=", user.partner_id.id),
                    ("notification_type", "=", "inbox"),
                    ("mail_message_id.model", "=", "pay.link"),
                ]
            )
        )

    def _own(self, channel, user):
        return channel[1:] == ["res.partner", user.partner_id.id]

    # === Money === #

    def test_a_payment_is_told_at_once_and_to_nobody_else(self):
        self._pay(self.link)
        [(channel, news)] = self._sent(TOAST)
        self.assertTrue(self._own(channel, self.seller), channel)
        self.assertIn("1,000.00", news["title"])
        for part in (self.partner.name, self.order.name):
            self.assertIn(part, news["message"])
        self.assertNotIn("Still due", news["message"])
        self.assertEqual(
            (news["res_model"], news["res_id"], news["company_id"]),
            ("sale.order", self.order.id, self.order.company_id.id),
        )

    def test_the_bell_has_an_unread_line(self):
        self._pay(self.link)
        line = self._bell(self.seller)
        self.assertEqual(len(line), 1)
        self.assertFalse(line.is_read)
        self.assertIn(self.order.name, line.mail_message_id.body)

    def test_who_wants_mails_gets_a_mail_beside_the_bell(self):
        self.seller.notification_type = "email"
        self._pay(self.link)
        self.assertEqual(len(self._bell(self.seller)), 1)
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("recipient_ids", "=", self.seller.partner_id.id)])
        )
        self.assertIn("1,000.00", mail.subject)
        self.assertIn(f'/odoo/sale.order/{self.order.id}">', mail.body_html)
        self.assertIn(f">{self.order.name}</a>", mail.body_html)

    def test_who_wants_the_inbox_gets_no_mail(self):
        self._pay(self.link)
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search([("recipient_ids", "=", self.seller.partner_id.id)])
        )
        self.assertFalse(mails)

    def test_a_part_payment_says_what_is_left(self):
        self.link.allow_partial = True
        self._pay(self.link, 400)
        [(_channel, news)] = self._sent(TOAST)
        self.assertIn("Still due: $\xa0600.00", news["message"])

    def test_one_payment_is_told_once(self):
        attempt = self._pay(self.link)
        attempt.is_post_processed = False
        attempt.is_post_processed = True
        attempt._post_process()
        self.assertEqual(len(self._sent(TOAST)), 1)

    def test_what_is_no_payment_is_not_told(self):
        attempt = self._make_attempt(self.link)
        attempt._set_canceled()
        attempt._post_process()
        self.assertEqual(self._sent(TOAST), [])

    def test_the_news_are_in_the_language_of_the_seller(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.seller.lang = "fr_FR"
        self._pay(self.link)
        [(_channel, news)] = self._sent(TOAST)
        self.assertIn("1\xa0000,00", news["title"])

    def test_who_left_the_company_is_not_told_but_somebody_is(self):
        self.seller.active = False
        self._pay(self.link)
        [(channel, _news)] = self._sent(TOAST)
        self.assertTrue(self._own(channel, self.env.ref("base.user_admin")), channel)
        self.assertFalse(self._bell(self.seller))

    def test_who_left_the_company_is_asked_nothing(self):
        attempt = self._make_attempt(self.link)
        self.link.action_deactivate()
        self.seller.active = False
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(self.link.payment_exception, "late")
        asked = self.link.activity_ids.user_id
        self.assertEqual(asked, self.env.ref("base.user_admin"))

    # === Open forms === #

    def test_open_forms_are_told_to_load_again(self):
        follower = new_test_user(
            self.env, "pay_link_follower", groups="sales_team.group_sale_salesman"
        )
        customer = new_test_user(
            self.env, "pay_link_portal_follower", groups="base.group_portal"
        )
        self.order.message_subscribe((follower | customer).partner_id.ids)
        self._pay(self.link)
        sent = self._sent(CHANGED)
        self.assertTrue(any(self._own(channel, follower) for channel, _news in sent))
        self.assertFalse(any(self._own(channel, customer) for channel, _news in sent))
        for _channel, news in sent:
            self.assertEqual(
                news["documents"],
                [
                    {"model": "pay.link", "id": self.link.id},
                    {"model": "sale.order", "id": self.order.id},
                ],
            )

    # === A new link === #

    def test_a_customer_who_asks_for_a_new_link_is_told_of_once(self):
        self.link.expires_at = fields.Datetime.now() - timedelta(hours=1)
        self.link.sudo()._request_renewal()
        self.link.sudo()._request_renewal()
        [(_channel, news)] = self._sent(TOAST)
        self.assertTrue(news["renewable"])
        self.assertEqual(len(self._bell(self.seller)), 1)

    def test_the_button_renews_an_expired_link(self):
        self.link.expires_at = fields.Datetime.now() - timedelta(hours=1)
        action = self.link.with_user(self.seller).action_answer_renewal()
        self.assertTrue(self.link._is_payable())
        self.assertEqual(action["tag"], "display_notification")

    def test_the_button_leads_to_a_new_link_where_the_old_one_was_closed(self):
        self.link._deactivate()
        action = self.link.with_user(self.seller).action_answer_renewal()
        self.assertEqual(action["res_model"], "pay.link.send")
        self.assertEqual(action["context"]["default_res_id"], self.order.id)
