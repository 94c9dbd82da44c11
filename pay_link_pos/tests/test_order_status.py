from odoo.tests import new_test_user, tagged

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestOrderStatus(PosPayLinkCommon):
    """How far an order is paid, as the till shows it and searches by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = new_test_user(
            cls.env,
            login="pay_link_cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=cls.env.company.id,
        )

    def assertTill(self, order, state, due):
        order.invalidate_recordset()
        order = order.with_user(self.cashier)
        self.assertEqual(order.pay_link_till_state, state)
        self.assertEqual(order.pay_link_till_due, due)
        for key in ("none", "unpaid", "partial", "paid", "authorized"):
            found = order.search(
                [("id", "=", order.id), ("pay_link_till_state", "=", key)]
            )
            self.assertEqual(bool(found), key == state, key)

    def test_paid_at_once(self):
        order = self._sell(cash=60, bank=40)
        self.assertTill(order, "none", 0)
        self.assertFalse(order.pay_link_url)

    def test_open_order(self):
        self.assertTill(self._sell(), "none", 0)

    def test_on_account(self):
        order = self._sell(account=100)
        self.assertTill(order, "unpaid", 100)
        self.assertFalse(order.pay_link_url)
        link = self._make_link(order)
        self.assertTill(order, "unpaid", 100)
        self.assertEqual(order.with_user(self.cashier).pay_link_url, link.url)
        self._pay(link)
        self.assertTill(order, "paid", 0)
        self.assertFalse(order.pay_link_url)

    def test_part_in_cash(self):
        self.assertTill(self._sell(account=60, cash=40), "partial", 60)

    def test_part_by_link(self):
        order = self._sell(account=100)
        link = self._make_link(order, allow_partial=True, amount_min=10)
        self._pay(link, 30)
        self.assertTill(order, "partial", 70)
        self._close_session()
        self.assertTill(order, "partial", 70)

    def test_not_invoiced(self):
        order = self._sell(account=100, invoice=False)
        self.assertTill(order, "unpaid", 100)
        self._close_session()
        self.assertTill(order, "unpaid", 100)
        line = self._get_open_lines()
        self.assertEqual(line.balance, 100)
        payment = self.env["account.payment"].create(
            {"partner_id": self.customer.id, "amount": 100, "payment_type": "inbound"}
        )
        payment.action_post()
        (line | payment.move_id.line_ids).filtered(
            lambda line: line.account_id == self.receivable
        ).reconcile()
        self.assertTill(order, "paid", 0)

    def test_authorized_is_not_paid(self):
        order = self._sell(account=100)
        self._hold(self._make_link(order))
        self.assertTill(order, "authorized", 0)

    def test_paid_in_the_office(self):
        order = self._sell(account=100)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=order.account_move.ids
        )
        wizard.create({"amount": 40})._create_payments()
        self.assertTill(order, "partial", 60)
        wizard.create({"amount": 60})._create_payments()
        self.assertTill(order, "paid", 0)

    def test_given_back(self):
        order = self._sell(account=100)
        refund = self._refund(order, self.credit_payment_method, 100, invoice=False)
        self.assertTill(order, "paid", 0)
        self.assertTill(refund, "none", 0)

    def test_credit_note(self):
        order = self._sell(account=100)
        self._refund(order, self.credit_payment_method, 100, invoice=True)
        self.assertEqual(order.account_move.payment_state, "reversed")
        self.assertTill(order, "none", 0)

    def test_link_of_the_invoice(self):
        order = self._sell(account=100)
        link = self._make_link(order.account_move)
        self.assertEqual(order.with_user(self.cashier).pay_link_url, link.url)
        link.action_deactivate()
        order.invalidate_recordset()
        self.assertFalse(order.with_user(self.cashier).pay_link_url)

    def test_search_of_several_states(self):
        unpaid, cash = self._sell(account=100), self._sell(cash=10)
        partial, paid = self._sell(account=60, cash=40), self._sell(account=50)
        self._pay(self._make_link(paid))
        orders = (unpaid | cash | partial | paid).with_user(self.cashier)

        def search(*states):
            return orders.search(
                [("id", "in", orders.ids), ("pay_link_till_state", "in", states)]
            )

        self.assertEqual(search("unpaid", "partial", "authorized"), unpaid | partial)
        self.assertEqual(
            search("unpaid", "partial", "authorized", "paid"), unpaid | partial | paid
        )
        self.assertEqual(search("none", "paid"), cash | paid)
        self.assertEqual(
            orders.search(
                [("id", "in", orders.ids), ("pay_link_till_state", "!=", "none")]
            ),
            unpaid | partial | paid,
        )

    def test_filter_of_the_till(self):
        """The till's own search gets the page and the count from the server."""
        orders = self.env["pos.order"].union(
            *(self._sell(account=10) for _number in range(3))
        )
        self._sell(cash=10)
        self._pay(self._make_link(orders[0]))
        domain = [["pay_link_till_state", "in", ["unpaid", "partial", "authorized"]]]
        result = (
            self.env["pos.order"]
            .with_user(self.cashier)
            .search_paid_order_ids(self.pos_config_usd.id, domain, 1, 0)
        )
        self.assertEqual(result["totalCount"], 2)
        self.assertEqual(len(result["ordersInfo"]), 1)
        self.assertIn(result["ordersInfo"][0][0], orders[1:].ids)

    def test_what_the_till_reads(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        data = order.with_user(self.cashier).read_pos_data([], order.config_id)
        values = data["pos.order"][0]
        self.assertEqual(values["pay_link_till_state"], "unpaid")
        self.assertEqual(values["pay_link_till_due"], 100)
        self.assertEqual(values["pay_link_url"], link.url)
        self.assertNotIn("pay_link_ids", values)

    def test_orders_paid_at_once_cost_no_query(self):
        orders = self.env["pos.order"].union(
            *(self._sell(cash=10, invoice=False) for _number in range(3))
        )
        self.env.flush_all()
        self.env.invalidate_all()
        for order in orders:  # what the till reads anyway
            order.mapped("payment_ids.payment_method_id.type")
            order.mapped("account_move.payment_state")
        with self.assertQueryCount(0):
            self.assertEqual(set(orders.mapped("pay_link_till_state")), {"none"})

    def test_queries_do_not_grow_with_the_orders(self):
        orders = self.env["pos.order"].union(
            *(self._sell(account=10) for _number in range(6))
        )
        for order in orders:
            self._make_link(order)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.with_user(self.cashier).mapped("pay_link_till_due")
            return self.cr.sql_log_count - before

        count(orders)  # warm
        few, many = count(orders[:2]), count(orders)
        self.assertLessEqual(many - few, 4, (few, many))
