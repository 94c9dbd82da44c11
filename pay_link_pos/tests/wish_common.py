from uuid import uuid4

from odoo import Command, fields
from odoo.tests import new_test_user

from .common import PosPayLinkCommon


class WishCommon(PosPayLinkCommon):
    """A cashier whose till sends sales on account, as its own server sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            login="pos_wish_clerk",
            email="clerk@shop.example.com",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=cls.env.company.id,
        )
        cls.config = cls.pos_config_usd
        cls.nobody_method = cls.env["pos.payment.method"].create(
            {"name": "Nobody's account"}
        )
        cls.config.payment_method_ids += cls.nobody_method
        cls.config.open_ui()

    @classmethod
    def _prepare_sale(cls, account=100.0, cash=0.0, total=None, **values):
        """What the till sends for a sale of one piece; the payments by their method."""
        total = account + cash if total is None else total
        paid = [(cls.credit_payment_method, account), (cls.cash_payment_method, cash)]
        return {
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": cls.config.current_session_id.id,
            "company_id": cls.config.company_id.id,
            "user_id": cls.clerk.id,
            "partner_id": cls.customer.id,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "amount_total": total,
            "amount_tax": 0,
            "amount_paid": account + cash,
            "amount_return": 0,
            "to_invoice": False,
            "last_order_preparation_change": "{}",
            "lines": [
                Command.create(
                    {
                        "product_id": cls.goods.id,
                        "qty": 1,
                        "price_unit": total,
                        "price_subtotal": total,
                        "price_subtotal_incl": total,
                        "discount": 0,
                        "tax_ids": [],
                        "pack_lot_ids": [],
                    }
                )
            ],
            "payment_ids": [
                Command.create({"amount": amount, "payment_method_id": method.id})
                for method, amount in paid
                if amount
            ],
            "pay_link_wanted": True,
            "pay_link_email": "ada@bakery.example.com",
            "pay_link_phone": False,
            "pay_link_by_sms": False,
            **values,
        }

    def _sync(self, *sales, user=None):
        """Send sales to the server as the cashier's till does."""
        orders = self.env["pos.order"].with_user(user or self.clerk)
        orders = orders.with_context(config_id=self.config.id)
        data = orders.sync_from_ui([dict(sale) for sale in sales])
        ids = [order["id"] for order in data["pos.order"]]
        return self.env["pos.order"].browse(ids)

    def _send(self):
        """What the scheduled action does after the sale."""
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_pos.cron_pay_link_send_wished"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _get_mails(self, order):
        return self.env["mail.mail"].search(
            [("mail_message_id", "in", order.pay_link_ids.message_ids.ids)]
        )
