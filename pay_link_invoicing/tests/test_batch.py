from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..models import pay_link_batch
from .common import PayLinkCommon

DIALOG = "pay_link_invoicing.pay_link_batch_view_form_dialog"
LINE = "odoo.addons.pay_link_invoicing.models.pay_link_batch_line"


class BatchCommon(PayLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.email = "norbert@example.com"
        cls.silent = cls.env["res.partner"].create({"name": "Silent Customer"})
        cls.orders = cls.env["sale.order"].concat(
            cls.order,
            cls._make_order(),
            cls._make_order(partner_id=cls.silent.id),
        )

    def _open(self, documents=None, user=None):
        documents = self.orders if documents is None else documents
        if user:
            documents = documents.with_user(user)
        action = documents.action_send_pay_links()
        self.assertEqual(action["res_model"], "pay.link.batch")
        return documents.env["pay.link.batch"].browse(action["res_id"])

    def _run(self):
        """Run the scheduled action; the test's transaction stays one."""
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_batch"
            ).method_direct_trigger()


@tagged("post_install", "-at_install")
class TestBatchDialog(BatchCommon):
    """The dialog tells what will be sent, and why the rest will not."""

    def test_counts_what_is_ready_and_says_what_is_wrong(self):
        self._pay(self._make_link(self.orders[1]))
        batch = self._open()
        self.assertEqual((batch.ready_count, batch.problem_count), (1, 2))
        paid, silent, ready = batch.line_ids
        self.assertFalse(ready.problem)
        self.assertIn("nothing is due", paid.problem)
        self.assertIn("no e-mail address", silent.problem)

    def test_shows_what_is_asked(self):
        line = self._open().line_ids[1]
        self.assertEqual(line.amount, 1000.0)
        self.assertEqual(line.partner_id, self.partner)
        self.assertEqual(line.email, "norbert@example.com")

    def test_a_mended_address_makes_a_line_ready(self):
        batch = self._open()
        with Form(batch, view=DIALOG) as form:
            with form.line_ids.edit(0) as line:
                line.email = "silent@example.com"
            self.assertEqual(form.ready_count, 3)
        self.assertEqual(batch.ready_count, 3)

    def test_another_channel_changes_what_is_ready(self):
        self.silent.phone = "+32 470 12 34 56"
        batch = self._open()
        self.assertEqual(batch.ready_count, 2)
        batch.by_sms = True
        self.assertEqual(batch.ready_count, 3)
        batch.by_email = False
        self.assertEqual(batch.ready_count, 1 + bool(self.partner.phone) * 2)

    def test_a_document_that_wants_no_link_is_left_out(self):
        self.order.pay_link_blocked = True
        self.assertIn("no pay link", self._open().line_ids[0].problem)

    def test_of_one_document_it_is_the_usual_dialog(self):
        action = self.order.action_send_pay_links()
        self.assertEqual(action["res_model"], "pay.link.send")

    def test_of_nothing(self):
        with self.assertRaisesRegex(UserError, "Choose the documents"):
            self.env["sale.order"].action_send_pay_links()

    def test_nothing_is_sent_before_it_is_asked_for(self):
        self._open()
        self._run()
        self.assertFalse(self.orders.pay_link_ids)

    def test_sends_nothing_without_a_channel_or_a_ready_line(self):
        batch = self._open()
        batch.by_email = False
        with self.assertRaisesRegex(UserError, "how to send"):
            batch.action_queue()
        silent = self._open(
            self.orders[2] | self._make_order(partner_id=self.silent.id)
        )
        with self.assertRaisesRegex(UserError, "None of the documents"):
            silent.action_queue()

    def test_forgets_closed_dialogs_and_keeps_what_was_sent(self):
        closed, sent = self._open(), self._open()
        sent.action_queue()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pay_link_batch SET create_date = create_date - interval '2 days'"
        )
        self.env.invalidate_all()
        with patch.object(pay_link_batch, "GC_BATCH", 1):
            self.assertEqual(self.env["pay.link.batch"]._gc_drafts(), (1, True))
        self.assertEqual(self.env["pay.link.batch"]._gc_drafts(), (0, False))
        self.assertFalse(closed.exists())
        self.assertTrue(sent.exists())
        with self.assertRaisesRegex(UserError, "history"):
            sent.unlink()


@tagged("post_install", "-at_install")
class TestBatchSending(BatchCommon):
    """Queued lines are sent once, whatever happens meanwhile."""

    def test_sends_a_link_for_each_ready_line(self):
        batch = self._open()
        batch.action_queue()
        self.assertFalse(self.orders.pay_link_ids)
        self._run()
        self.assertEqual(batch.state, "done")
        self.assertEqual((batch.sent_count, batch.progress), (2, 100))
        self.assertEqual(len(self.orders[:2].pay_link_ids), 2)
        self.assertFalse(self.orders[2].pay_link_ids)
        sendings = self.orders.pay_link_ids.sending_ids
        self.assertEqual(sendings.mapped("address"), ["norbert@example.com"] * 2)
        self.assertEqual(batch.line_ids.link_id, self.orders.pay_link_ids)

    def test_the_mails_are_left_to_the_mail_queue(self):
        batch = self._open()
        batch.action_queue()
        self._run()
        messages = self.orders.pay_link_ids.sending_ids.message_id
        self.assertEqual(set(messages.mail_ids.mapped("state")), {"outgoing"})

    def test_never_sends_twice(self):
        batch = self._open()
        batch.action_queue()
        with self.assertRaisesRegex(UserError, "sent already"):
            batch.action_queue()
        self._run()
        self._run()
        self.assertEqual(len(self.orders.pay_link_ids.sending_ids), 2)

    def test_the_link_is_the_sellers(self):
        seller = new_test_user(
            self.env, "bulk_seller", groups="sales_team.group_sale_salesman"
        )
        self.orders.user_id = seller
        batch = self._open(user=seller)
        batch.action_queue()
        self._run()
        self.assertEqual(self.orders.pay_link_ids.user_id, seller)
        self.assertEqual(batch.sudo().sent_count, 2)

    def test_what_was_paid_meanwhile_is_not_asked_again(self):
        batch = self._open()
        batch.action_queue()
        self._pay(self._make_link(self.order))
        self._run()
        self.assertEqual((batch.sent_count, batch.failed_count), (1, 1))
        failed = batch.line_ids.filtered(lambda line: line.state == "failed")
        self.assertIn("nothing is due", failed.failure_reason)
        self.assertEqual(len(self.order.pay_link_ids), 1)

    @mute_logger(LINE)
    def test_a_failure_leaves_no_trace_and_stops_no_other(self):
        batch = self._open()
        batch.action_queue()
        lines = self.env.registry["pay.link.batch.line"]
        send_link = lines._send_link

        def fail_first(line):
            link = send_link(line)
            if line == batch.line_ids[1]:
                raise ValueError("a fault")
            return link

        with patch.object(lines, "_send_link", fail_first):
            self._run()
        self.assertEqual(batch.line_ids.mapped("state"), ["draft", "failed", "sent"])
        self.assertFalse(self.order.pay_link_ids)
        self.assertNotIn("a fault", batch.line_ids[1].failure_reason)
        batch.action_retry()
        self._run()
        self.assertEqual(batch.line_ids[1].state, "sent")
        self.assertEqual(len(self.order.pay_link_ids), 1)

    def test_stopped_in_the_middle(self):
        batch = self._open()
        batch.action_queue()
        batch.action_cancel()
        self._run()
        self.assertFalse(self.orders.pay_link_ids)
        self.assertEqual(batch.state, "done")


@tagged("post_install", "-at_install")
class TestBatchRights(BatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "batch_seller", groups="sales_team.group_sale_salesman"
        )
        cls.other = new_test_user(
            cls.env, "batch_other", groups="sales_team.group_sale_salesman"
        )
        cls.orders.user_id = cls.seller

    def test_a_seller_sends_own_documents_only(self):
        with self.assertRaises(AccessError):
            self._open(user=self.other)

    def test_a_sending_is_its_sellers(self):
        batch = self._open(user=self.seller)
        with self.assertRaises(AccessError):
            batch.with_user(self.other).read(["name"])
        with self.assertRaises(AccessError):
            batch.with_user(self.other).action_queue()

    def test_users_choose_channels_and_addresses_only(self):
        batch = self._open(user=self.seller)
        batch.by_sms = True
        batch.line_ids[0].email = "other@example.com"
        for record, values in (
            (batch, {"state": "done"}),
            (batch, {"user_id": self.other.id}),
            (batch.line_ids[0], {"state": "sent"}),
            (batch.line_ids[0], {"res_id": self._make_order().id}),
            (batch.line_ids[0], {"document_problem": False}),
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                record.write(values)

    def test_addresses_are_fixed_once_it_is_sent(self):
        batch = self._open(user=self.seller)
        batch.action_queue()
        with self.assertRaises(AccessError):
            batch.line_ids[0].email = "other@example.com"

    def test_a_line_of_a_document_that_changed_hands_fails(self):
        batch = self._open(user=self.seller)
        batch.action_queue()
        self.order.user_id = self.other
        self._run()
        self.assertEqual(batch.sudo().line_ids[1].state, "failed")
        self.assertFalse(self.order.pay_link_ids)
