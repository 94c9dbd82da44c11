from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PayLinkCommon

NOON = datetime(2030, 3, 20, 12)


@tagged("post_install", "-at_install")
class TestReminder(PayLinkCommon):
    """Customers are reminded when the settings say so, and no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({"email": "norbert@example.com", "tz": "UTC"})
        # an offer of today would have run out by the frozen days
        cls.env.company.quotation_validity_days = 0
        cls.order.validity_date = False

    def _add_reminder(self, trigger="after_sending", days=3, **values):
        return self.env["pay.link.reminder"].create(
            {"trigger": trigger, "days": days, **values}
        )

    def _send(self, document=None, at=NOON, **values):
        """A link that was sent at a moment."""
        link = self._make_link(document or self.order, **values)
        link.with_context(mail_notify_force_send=False)._send("email")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pay_link SET create_date = %s WHERE id = %s", [at, link.id]
        )
        self.env.cr.execute(
            "UPDATE pay_link_sending SET create_date = %s WHERE link_id = %s",
            [at, link.id],
        )
        self.env.invalidate_all()
        return link

    def _run(self, moment=NOON):
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_remind")
        with freeze_time(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _count(self, link):
        link.invalidate_recordset()
        rows = link.sending_ids.filtered(lambda row: row.purpose == "reminder")
        return len(rows.filtered(lambda row: row.state != "failed"))

    def test_after_sending_once(self):
        self._add_reminder(days=3)
        link = self._send()
        self._run(NOON + timedelta(days=2, hours=22))
        self.assertEqual(self._count(link), 0)
        self._run(NOON + timedelta(days=3, hours=1))
        self.assertEqual(self._count(link), 1)
        self._run(NOON + timedelta(days=3, hours=2))
        self._run(NOON + timedelta(days=4))
        self.assertEqual(self._count(link), 1)

    def test_by_the_channel_of_the_settings(self):
        self.partner.phone = "+32470123456"
        self._add_reminder(channel="sms")
        link = self._send(phone="+32470123456")
        self._run(NOON + timedelta(days=3, hours=1))
        reminder = link.sending_ids.filtered(lambda row: row.purpose == "reminder")
        self.assertEqual(reminder.channel, "sms")

    def test_sent_again_counts_anew(self):
        self._add_reminder(days=3)
        link = self._send()
        with freeze_time(NOON + timedelta(days=2)):
            link.with_context(mail_notify_force_send=False)._send("email")
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE pay_link_sending SET create_date = %s WHERE id = %s",
                [NOON + timedelta(days=2), max(link.sending_ids.ids)],
            )
            self.env.invalidate_all()
        self._run(NOON + timedelta(days=3, hours=1))
        self.assertEqual(self._count(link), 0)
        self._run(NOON + timedelta(days=5, hours=1))
        self.assertEqual(self._count(link), 1)

    def test_what_is_long_past_is_left_alone(self):
        link = self._send()
        self._add_reminder(days=3)
        self._run(NOON + timedelta(days=30))
        self.assertEqual(self._count(link), 0)

    def test_a_link_that_was_never_sent(self):
        self._add_reminder(days=0)
        link = self._make_link(self.order)
        self._run(datetime.now().replace(hour=12) + timedelta(days=1))
        self.assertEqual(self._count(link), 0)

    def test_before_the_end(self):
        self._add_reminder("before_expiry", days=2)
        end = NOON + timedelta(days=10)
        link = self._send(expires_at=end)
        self._run(end - timedelta(days=2, hours=1))
        self.assertEqual(self._count(link), 0)
        self._run(end - timedelta(days=1, hours=23))
        self.assertEqual(self._count(link), 1)

    def test_not_before_the_end_of_a_link_that_lives_shorter(self):
        self._add_reminder("before_expiry", days=2)
        link = self._send(expires_at=NOON + timedelta(days=1))
        self._run(NOON + timedelta(hours=2))
        self.assertEqual(self._count(link), 0)

    def test_after_the_due_date(self):
        self._add_reminder("after_due", days=5)
        invoice = self._make_invoice(
            invoice_date="2030-03-20", invoice_date_due="2030-03-30"
        )
        link = self._send(invoice)
        self._run(datetime(2030, 4, 3, 12))
        self.assertEqual(self._count(link), 0)
        self._run(datetime(2030, 4, 4, 12))
        self.assertEqual(self._count(link), 1)

    def test_not_before_a_due_date_that_was_put_off(self):
        self._add_reminder("after_due", days=1)
        invoice = self._make_invoice(invoice_date_due=(NOON - timedelta(days=1)).date())
        link = self._send(invoice)
        invoice.button_draft()
        invoice.invoice_date_due = (NOON + timedelta(days=6)).date()
        invoice.action_post()
        self._run()
        self.assertEqual(self._count(link), 0)
        self._run(NOON + timedelta(days=7))
        self.assertEqual(self._count(link), 1)

    def test_by_a_due_date_that_was_moved_forward(self):
        self._add_reminder("after_due", days=1)
        invoice = self._make_invoice(
            invoice_date_due=(NOON + timedelta(days=60)).date()
        )
        link = self._send(invoice)
        invoice.button_draft()
        invoice.invoice_date_due = (NOON - timedelta(days=1)).date()
        invoice.action_post()
        self._run()
        self.assertEqual(self._count(link), 1)

    def test_by_the_day_of_an_open_item_that_was_moved_forward(self):
        self._add_reminder("after_due", days=1)
        invoice = self._make_invoice(
            invoice_date_due=(NOON + timedelta(days=60)).date()
        )
        link = self._send(self.partner.commercial_partner_id)
        items = invoice.line_ids.filtered("date_maturity")
        items.date_maturity = (NOON - timedelta(days=1)).date()
        self._run()
        self.assertEqual(self._count(link), 1)

    def test_stops_when_it_is_paid_or_over(self):
        self._add_reminder()
        paid, closed = self._send(), self._send(self._make_order())
        over = self._send(self._make_order(), expires_at=NOON + timedelta(days=1))
        self._pay(paid)
        closed.action_deactivate()
        self._run(NOON + timedelta(days=3, hours=1))
        for link in (paid, closed, over):
            self.assertEqual(self._count(link), 0)

    def test_not_while_a_payment_is_on_its_way(self):
        self._add_reminder()
        link = self._send()
        self._make_attempt(link)._set_pending()
        self._run(NOON + timedelta(days=3, hours=1))
        self.assertEqual(self._count(link), 0)

    def test_of_a_part_payment_the_rest_is_reminded(self):
        self._add_reminder()
        link = self._send(allow_partial=True)
        self._pay(link, 400.0)
        self._run(NOON + timedelta(days=3, hours=1))
        self.assertEqual(self._count(link), 1)

    def test_stops_at_the_limit(self):
        self.env.company.pay_link_reminder_max = 1
        self._add_reminder(days=1)
        self._add_reminder(days=2)
        link = self._send()
        self._run(NOON + timedelta(days=1, hours=1))
        self._run(NOON + timedelta(days=2, hours=1))
        self.assertEqual(self._count(link), 1)

    def test_no_limit_reached_with_two_that_differ(self):
        self._add_reminder(days=1)
        self._add_reminder(days=2)
        link = self._send()
        self._run(NOON + timedelta(days=1, hours=1))
        self._run(NOON + timedelta(days=2, hours=1))
        self.assertEqual(self._count(link), 2)

    def test_an_excluded_customer(self):
        self._add_reminder()
        link = self._send()
        self.partner.commercial_partner_id.pay_link_no_reminder = True
        self._run(NOON + timedelta(days=3, hours=1))
        self.assertEqual(self._count(link), 0)

    def test_another_company_reminds_of_its_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._add_reminder(company_id=other.id)
        link = self._send()
        self._run(NOON + timedelta(days=3, hours=1))
        self.assertEqual(self._count(link), 0)

    def test_a_company_that_switched_links_off(self):
        self._add_reminder()
        link = self._send()
        self.env.company.pay_link_enabled = False
        self._run(NOON + timedelta(days=3, hours=1))
        self.assertEqual(self._count(link), 0)

    def test_sleeping_customers_are_left_alone(self):
        self.partner.tz = "America/Los_Angeles"
        self._add_reminder(days=3)
        link = self._send()
        self._run(NOON + timedelta(days=3, hours=1))  # 6:00 over there
        self.assertEqual(self._count(link), 0)
        self._run(NOON + timedelta(days=3, hours=6))
        self.assertEqual(self._count(link), 1)

    def test_a_bad_address_is_noted_once(self):
        self._add_reminder()
        link = self._send()
        link.email = "nobody"
        self._run(NOON + timedelta(days=3, hours=1))
        self._run(NOON + timedelta(days=3, hours=2))
        rows = link.sending_ids.filtered(lambda row: row.purpose == "reminder")
        self.assertEqual(rows.mapped("state"), ["failed"])
        self.assertIn("not a valid e-mail", rows.failure_reason)

    @mute_logger("odoo.addons.pay_link_invoicing.models.pay_link_sending_reminder")
    def test_one_that_can_not_be_made_stops_no_other(self):
        self._add_reminder(channel="sms")
        self.partner.write({"phone": "+32470123456"})
        broken, sound = self._send(), self._send(self._make_order())
        template = self.env.ref("pay_link_invoicing.sms_template_pay_link_reminder")
        template.body = f"{{{{ object.url if object.id != {broken.id} else 1 / 0 }}}}"
        self._run(NOON + timedelta(days=3, hours=1))
        self.assertEqual((self._count(broken), self._count(sound)), (0, 1))
        rows = broken.sending_ids.filtered(lambda row: row.purpose == "reminder")
        self.assertEqual(rows.mapped("state"), ["failed"])

    def test_an_offer_that_ran_out_is_not_reminded_of(self):
        self._add_reminder()
        order = self._make_order()
        link = self._send(order)
        order.validity_date = NOON.date() + timedelta(days=1)
        self._run(NOON + timedelta(days=3, hours=1))
        rows = link.sending_ids.filtered(lambda row: row.purpose == "reminder")
        self.assertFalse(rows)

    def test_sellers_do_not_set_them(self):
        seller = new_test_user(
            self.env, "reminder_seller", groups="sales_team.group_sale_manager"
        )
        with self.assertRaises(AccessError):
            self.env["pay.link.reminder"].with_user(seller).create({"days": 1})
