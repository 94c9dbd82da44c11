import json

from odoo.tests import tagged

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestLive(PosPayLinkCommon):
    """The tills hear of what has changed, and only those that show it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(account=100)
        cls.config = cls.order.config_id

    def _listen(self):
        """Return what the tills were told since the last time."""
        self.env.cr.precommit.run()
        bus = self.env["bus.bus"].sudo()
        heard = [
            (json.loads(row.channel)[-1], json.loads(row.message))
            for row in bus.search([], order="id")
            if "PAY_LINK_CHANGED" in row.message
        ]
        bus.search([]).unlink()
        return [(channel, message["payload"]) for channel, message in heard]

    def test_each_change_is_told(self):
        self._listen()
        link = self._make_link(self.order, allow_partial=True, amount_min=10)
        channel, told = self._listen()[-1]
        self.assertEqual(channel, self.config.access_token)
        self.assertEqual(told["order_ids"], self.order.ids)
        self.assertEqual(
            told["links"],
            [
                {
                    "id": link.id,
                    "res_model": "pos.order",
                    "res_id": self.order.id,
                    "state": "active",
                    "payment_state": "unpaid",
                }
            ],
        )
        self._pay(link, 30)
        self.assertEqual(self._listen()[-1][1]["links"][0]["payment_state"], "partial")
        self._pay(link, 70)
        self.assertEqual(self._listen()[-1][1]["links"][0]["payment_state"], "paid")

    def test_deactivated(self):
        link = self._make_link(self.order)
        self._listen()
        link.action_deactivate()
        self.assertEqual(self._listen()[-1][1]["links"][0]["state"], "deactivated")

    def test_authorized(self):
        link = self._make_link(self.order)
        self._listen()
        self._hold(link)
        state = self._listen()[-1][1]["links"][0]["payment_state"]
        self.assertEqual(state, "authorized")

    def test_link_of_the_invoice(self):
        self._listen()
        self._make_link(self.order.account_move)
        self.assertEqual(self._listen()[-1][1]["order_ids"], self.order.ids)

    def test_paid_in_the_office(self):
        self._listen()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.order.account_move.ids
        ).create({"amount": 40})._create_payments()
        self.assertEqual(self._listen()[-1][1]["order_ids"], self.order.ids)
        self.order.account_move.line_ids.remove_move_reconcile()
        self.assertEqual(self._listen()[-1][1]["order_ids"], self.order.ids)

    def test_sales_tell_nobody(self):
        """Neither a sale that is paid at once, nor one on account without a link."""
        self._listen()
        self._sell(cash=10)
        self._sell(account=10, cash=5)
        self.assertEqual(self._listen(), [])

    def test_links_of_the_office_tell_nobody(self):
        self._listen()
        self._pay(self._make_link(self._make_invoice()))
        self.assertEqual(self._listen(), [])

    def test_tills_that_share_orders(self):
        other = self.config.copy()
        stranger = self.config.copy()
        for config in other | stranger:
            config.payment_method_ids = self.bank_payment_method
            config.open_ui()
        other.trusted_config_ids = self.config
        self._listen()
        self._make_link(self.order)
        channels = {channel for channel, _told in self._listen()}
        self.assertEqual(channels, {self.config.access_token, other.access_token})
