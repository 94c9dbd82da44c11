from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..models.pay_link_hold_clock import HOLD_FAILED
from .capture_common import CaptureCommon


@tagged("post_install", "-at_install")
class TestCaptureDelivery(CaptureCommon):
    """With the mode *After delivery*, money is captured by itself."""

    def _triggers(self):
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_capture")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def test_each_delivery_is_captured(self):
        hold = self._hold(mode="delivery")
        self._run_cron()
        self.assertEqual(self.requests, [])
        self._deliver(self.order, 1)
        self._run_cron()
        self.assertCaptured(hold, 500.0)
        self._run_cron()
        self.assertCaptured(hold, 500.0)
        self._deliver(self.order, 2)
        self._run_cron()
        self.assertCaptured(hold, 500.0, 500.0)
        self.assertEqual(hold.pay_link_id.state, "paid")

    def test_a_delivery_starts_the_cron_once_before_the_commit(self):
        self._hold(mode="delivery")
        before = self._triggers()
        self._deliver(self.order, 1)
        self._deliver(self.order, 2)
        self.assertEqual(self._triggers(), before, "nothing before the commit")
        self.env.cr.precommit.run()
        self.assertEqual(self._triggers(), before + 1)

    def test_a_delivery_of_another_order_starts_nothing(self):
        self._hold(mode="manual")
        before = self._triggers()
        self._deliver(self.order, 1)
        self.env.cr.precommit.run()
        self.assertEqual(self._triggers(), before)

    def test_by_hand_means_by_hand(self):
        self._hold(mode="manual")
        self._deliver(self.order, 2)
        self._run_cron()
        self.assertEqual(self.requests, [])

    def test_the_cron_beside_the_button_captures_once(self):
        hold = self._hold(mode="delivery")
        self._deliver(self.order, 1)
        hold._pay_link_capture(500.0)
        self._run_cron()
        self.assertCaptured(hold, 500.0)

    def test_two_holds_of_one_order_are_not_captured_twice(self):
        first = self._hold(mode="delivery", amount=400.0, allow_partial=True)
        second = self._hold(mode="delivery")
        self.assertEqual(second.amount, 600.0)
        self._deliver(self.order, 1)
        self._run_cron()
        self.assertCaptured(first, 400.0)
        self.assertCaptured(second, 100.0)

    # === Once, at the last one === #

    def test_a_provider_that_captures_all_only_waits_for_the_last_delivery(self):
        type(self).support = "full_only"
        hold = self._hold(mode="delivery")
        self._deliver(self.order, 1)
        self._run_cron()
        self.assertEqual(self.requests, [])
        self._deliver(self.order, 2)
        self._run_cron()
        self.assertCaptured(hold, 1000.0)

    def test_where_all_only_does_not_fit_a_person_is_asked(self):
        type(self).support = "full_only"
        hold = self._hold(mode="delivery")
        self._deliver(self.order, 1)
        self.order.action_lock()
        self._run_cron()
        self.assertEqual(self.requests, [])
        self.assertEqual(
            hold.pay_link_id.activity_ids.activity_type_id, self.env.ref(HOLD_FAILED)
        )

    # === Never delivered === #

    def test_what_is_ordered_no_more_is_released(self):
        hold = self._hold(mode="delivery")
        self._deliver(self.order, 1)
        self.order.order_line.product_uom_qty = 1
        self._run_cron()
        self.assertEqual(self.requests, [("capture", 500.0), ("void", 500.0)])
        self.assertEqual((hold.state, hold.pay_link_id.state), ("done", "paid"))

    def test_closing_the_order_releases_what_was_not_delivered(self):
        self._hold(mode="delivery")
        self._deliver(self.order, 1)
        self._run_cron()
        before = self._triggers()
        self.order.action_lock()
        self.env.cr.precommit.run()
        self.assertEqual(self._triggers(), before + 1)
        self._run_cron()
        self.assertEqual(self.requests, [("capture", 500.0), ("void", 500.0)])

    def test_locking_before_anything_is_delivered_closes_nothing(self):
        self._hold(mode="delivery")
        self.order.action_lock()
        self._run_cron()
        self.assertEqual(self.requests, [])

    def test_where_orders_are_locked_on_confirmation_a_lock_closes_nothing(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "sale.group_auto_done_setting"
        )
        self._hold(mode="delivery")
        self.assertTrue(self.order.locked)
        self._deliver(self.order, 1)
        self._run_cron()
        self.assertEqual(self.requests, [("capture", 500.0)])

    # === Refused === #

    def test_a_refused_capture_is_tried_again_with_growing_pauses(self):
        type(self).answer = "error"
        hold = self._hold(mode="delivery")
        self._deliver(self.order, 2)
        for tries, pause in ((1, 0), (1, 0.5), (2, 1), (2, 1.5), (3, 2)):
            for child in hold.child_transaction_ids:
                child.last_state_change = fields.Datetime.now() - timedelta(
                    hours=pause, minutes=1
                )
            self._run_cron()
            self.assertEqual(len(self.requests), tries)
        self.assertEqual(len(hold.pay_link_id.activity_ids), 1)
        type(self).answer = "done"
        self._age_failures(hold, hours=5)
        self._run_cron()
        self.assertCaptured(hold, 1000.0)
        self.assertFalse(hold.pay_link_id.activity_ids)

    def test_after_some_tries_it_is_left_to_the_seller(self):
        type(self).answer = "error"
        hold = self._hold(mode="delivery")
        self._deliver(self.order, 2)
        for _try in range(7):
            self._age_failures(hold, days=3)
            self._run_cron()
        self.assertEqual(len(self.requests), 5)

    # === Lines that are not delivered by themselves === #

    def test_a_discount_counts_as_far_as_the_goods(self):
        self.order.write(
            {
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "name": "Discount",
                            "price_unit": -100.0,
                        }
                    )
                ]
            }
        )
        hold = self._hold(mode="delivery")
        self.assertEqual(hold.amount, 900.0)
        self.order.order_line[0].qty_delivered = 1
        self._run_cron()
        self.order.order_line[0].qty_delivered = 2
        self._run_cron()
        self.assertCaptured(hold, 450.0, 450.0)

    def test_more_than_ordered_captures_no_more_than_held(self):
        hold = self._hold(mode="delivery")
        self._deliver(self.order, 3)
        self._run_cron()
        self.assertCaptured(hold, 1000.0)


@tagged("post_install", "-at_install")
class TestCaptureStock(CaptureCommon):
    """Where the warehouse delivers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "picking_ids" in cls.env["sale.order"]._fields:
            cls.product = cls.env["product.product"].create(
                {"name": "Oak chair", "list_price": 500.0, "is_storable": True}
            )
            cls.product.taxes_id = False
            cls.order = cls._make_order(user_id=cls.seller.id)

    def _need_stock(self):
        if "picking_ids" not in self.env["sale.order"]._fields:
            self.skipTest("needs the add-on sale_stock")

    def _ship(self, quantity, backorder=True):
        picking = self.order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.with_context(
            skip_backorder=True,
            picking_ids_not_to_backorder=() if backorder else picking.ids,
        ).button_validate()
        self.assertEqual(picking.state, "done")
        self.env.flush_all()

    def test_each_transfer_is_captured(self):
        self._need_stock()
        hold = self._hold(mode="delivery")
        self._ship(1)
        self._run_cron()
        self.assertCaptured(hold, 500.0)
        self._ship(1)
        self._run_cron()
        self.assertCaptured(hold, 500.0, 500.0)

    def test_a_transfer_starts_the_cron(self):
        self._need_stock()
        self._hold(mode="delivery")
        self.env.cr.precommit.run()
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_capture")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self._ship(1)
        self.env.cr.precommit.run()
        after = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)

    def test_what_no_transfer_will_bring_is_released(self):
        self._need_stock()
        self._hold(mode="delivery")
        self._ship(1, backorder=False)
        self._run_cron()
        self.assertEqual(self.requests, [("capture", 500.0), ("void", 500.0)])

    def test_locking_releases_nothing_that_is_on_its_way(self):
        self._need_stock()
        self._hold(mode="delivery")
        self._ship(1)
        self.order.action_lock()
        self._run_cron()
        self.assertEqual(self.requests, [("capture", 500.0)])
