from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Command

from .common import SellerCommon

REFUSAL = "The bank says no."


class CaptureCommon(SellerCommon):
    """Held money at a provider that can hold: the dummy provider learns it here.

    `answer` is what it says to a capture or a release: `done` at once, `error`, or
    nothing, so that the answer comes later.
    """

    answer = "done"
    support = "partial"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # of what a warehouse delivers, the quantities can't be entered by hand
        cls.product.type = "service"
        cls.order = cls._make_order(user_id=cls.seller.id)
        # invoices are mailed later: that is of no interest here, and takes its time
        cls.env["ir.config_parameter"].sudo().set_param("sale.async_emails", "True")
        cls.requests = []
        transactions = cls.env.registry["payment.transaction"]
        providers = cls.env.registry["payment.provider"]
        compute = providers._compute_feature_support_fields

        def support(records):
            compute(records)
            for provider in records.filtered(lambda p: p.code == "none"):
                provider.support_manual_capture = cls.support

        def capture(tx):
            cls._answer_request(tx, "capture", "_set_done")

        def void(tx):
            cls._answer_request(tx, "void", "_set_canceled")

        for model, name, replacement in (
            (providers, "_compute_feature_support_fields", support),
            (transactions, "_send_capture_request", capture),
            (transactions, "_send_void_request", void),
        ):
            cls.startClassPatcher(patch.object(model, name, replacement))
        cls.env.invalidate_all()
        cls.provider.capture_manually = True

    def setUp(self):
        super().setUp()
        type(self).answer, type(self).support = "done", "partial"
        self.requests.clear()

    @classmethod
    def _answer_request(cls, tx, request, method):
        cls.requests.append((request, tx.amount))
        if cls.answer == "error":
            raise ValidationError(REFUSAL)
        if cls.answer == "done":
            getattr(tx, method)()

    @classmethod
    def _make_service_order(cls, lines=((1, 100.0, ()),), **values):
        """An order of services that are delivered by hand.

        :param lines: Quantity, unit price and taxes of each line.
        """
        order_line = [
            Command.create(
                {
                    "product_id": cls._make_service(index).id,
                    "product_uom_qty": quantity,
                    "price_unit": price,
                    "tax_ids": [Command.set([tax.id for tax in taxes])],
                }
            )
            for index, (quantity, price, taxes) in enumerate(lines)
        ]
        values = {"user_id": cls.seller.id, **values}
        return cls._make_order(order_line=order_line, **values)

    @classmethod
    def _make_service(cls, index):
        return cls.env["product.product"].create(
            {
                "name": f"Work {index}",
                "type": "service",
                "invoice_policy": "delivery",
                "taxes_id": False,
            }
        )

    def _hold(self, document=None, mode="manual", amount=None, **values):
        """A link of the document whose money is held, booked as Odoo books it."""
        document = document or self.order
        link = self._make_link(document, capture_mode=mode, **values)
        hold = self._make_attempt(link, amount)
        hold._set_authorized()
        hold._post_process()
        self.assertEqual(hold.pay_link_capture_mode, mode)
        return hold

    def _wizard(self, order=None, user=None, **values):
        order = (order or self.order).with_user(user or self.env.user)
        action = order.action_pay_link_capture()
        wizards = self.env[action["res_model"]].with_user(user or self.env.user)
        return wizards.with_context(**action["context"]).create(values)

    def _deliver(self, order, *quantities):
        goods = order.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        for line, quantity in zip(goods, quantities, strict=True):
            line.qty_delivered = quantity
        self.env.flush_all()

    def _age_failures(self, hold, **ago):
        for child in hold.child_transaction_ids:
            child.last_state_change -= timedelta(**ago)

    def _run_cron(self):
        """What the server does by itself soon: capture what was delivered, book it."""
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_capture"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self._book()

    def _book(self, newest_first=False):
        transactions = self.env["payment.transaction"].search(
            [("is_post_processed", "=", False), ("state", "!=", "draft")],
            order="id desc" if newest_first else "id",
        )
        for transaction in transactions:
            transaction._post_process()
        self.env.invalidate_all()

    def assertCaptured(self, hold, *amounts):
        captures = hold.child_transaction_ids.filtered(lambda tx: tx.state == "done")
        self.assertEqual(captures.sorted("id").mapped("amount"), list(amounts))
