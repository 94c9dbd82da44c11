from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestSession(PosPayLinkCommon):
    """Which session shows a payment by link, and what its papers say of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.pos_config_usd

    def _follow_up(self, attempt):
        attempt._pay_link_follow_up()
        return attempt.pay_link_session_id

    def assertBookedOnce(self, attempt, order):
        """The money is in the books with an entry of its own, and cleared the debt."""
        self.assertEqual(attempt.payment_id.amount, attempt.amount)
        self.assertFalse(attempt.payment_id.pos_session_id)
        self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 0)
        self.assertFalse(self._get_open_lines())

    # === REGISTER OPEN === #

    def test_shown_in_the_open_session(self):
        order = self._sell(account=100)
        session = order.session_id
        attempt = self._pay(self._make_link(order))
        self.assertEqual(attempt.pay_link_session_id, session)
        self.assertEqual((session.pay_link_count, session.pay_link_amount), (1, 100))
        data = session.get_closing_control_data()["pay_link_payments"]
        self.assertEqual(data["totals"], [order.currency_id.format(100)])
        self.assertEqual(data["payments"][0]["customer"], "Ada's Bakery")
        self.assertEqual(data["payments"][0]["link"], attempt.pay_link_id.name)
        self.assertBookedOnce(attempt, order)

    def test_closing_books_nothing_of_it(self):
        order = self._sell(account=100)
        attempt = self._pay(self._make_link(order))
        session = self._close_session()
        self.assertEqual(session.state, "closed")
        self.assertBookedOnce(attempt, order)
        lines = session.move_id.line_ids | session.bank_payment_ids.move_id.line_ids
        self.assertFalse(lines.filtered(lambda line: line.partner_id == self.customer))

    def test_report_of_the_session(self):
        order = self._sell(account=60, cash=40)
        self._pay(self._make_link(order))
        session = self._close_session()
        report = self.env["report.point_of_sale.report_saledetails"]
        details = report.get_sale_details(session_ids=session.ids)
        self.assertEqual(
            details["pay_link_payments"]["totals"], [order.currency_id.format(60)]
        )
        html = self.env["ir.actions.report"]._render_qweb_html(
            "point_of_sale.sale_details_report",
            session.ids,
            data={"session_ids": session.ids},
        )[0]
        self.assertIn(order.pay_link_ids.name, html.decode())
        self.assertIn("Payments by Pay Link", html.decode())

    def test_report_of_a_day_has_what_no_session_shows(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        link.sudo().pos_config_id = self.config
        self._close_session()
        self._pay(link)
        self.assertFalse(link.transaction_ids.pay_link_session_id)
        report = self.env["report.point_of_sale.report_saledetails"]
        details = report.get_sale_details(config_ids=self.config.ids)
        self.assertEqual(len(details["pay_link_payments"]["payments"]), 1)
        other = self.config.copy()
        details = report.get_sale_details(config_ids=other.ids)
        self.assertFalse(details["pay_link_payments"]["payments"])

    def test_report_tells_nothing_of_another_company(self):
        order = self._sell(account=100)
        self._pay(self._make_link(order))
        user = self._make_foreign_cashier()
        report = self.env["report.point_of_sale.report_saledetails"].with_user(user)
        for asked in (
            {"session_ids": order.session_id.ids},
            {"config_ids": self.config.ids},
            {},
        ):
            details = report.with_company(user.company_id).get_sale_details(**asked)
            self.assertEqual(details["pay_link_payments"]["payments"], [], asked)

    def test_report_without_payments_by_link(self):
        self._sell(cash=10)
        session = self._close_session()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "point_of_sale.sale_details_report",
            session.ids,
            data={"session_ids": session.ids},
        )[0]
        self.assertNotIn("Payments by Pay Link", html.decode())

    def test_refund_lowers_the_total(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        attempt = self._pay(link)
        refund = attempt._create_child_transaction(30, is_refund=True)
        refund._set_done()
        refund._post_process()
        session = order.session_id
        self.assertEqual((session.pay_link_count, session.pay_link_amount), (2, 70))

    # === REGISTER CLOSED === #

    def _sell_and_close(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        self._close_session()
        return order, link

    def test_closed_register_stays_closed_where_that_is_wanted(self):
        order, link = self._sell_and_close()
        attempt = self._pay(link)
        self.assertFalse(self._follow_up(attempt))
        self.assertFalse(self.config.current_session_id)
        self.assertBookedOnce(attempt, order)

    def test_closed_register_is_opened(self):
        self.config.pay_link_open_register = True
        order, link = self._sell_and_close()
        attempt = self._pay(link)
        self.assertBookedOnce(attempt, order)  # before the register is opened
        session = self._follow_up(attempt)
        self.assertEqual(session, self.config.current_session_id)
        self.assertEqual(session.state, "opening_control")
        self.assertTrue(session.pay_link_is_opened)
        self.assertEqual(session.user_id, link.user_id)
        self.assertIn("still to be counted", session.message_ids[:1].body)
        self.assertEqual(session.pay_link_amount, 100)
        self.assertBookedOnce(attempt, order)

    def test_opened_once_for_two_payments(self):
        self.config.pay_link_open_register = True
        orders = self._sell(account=100) | self._sell(account=50)
        links = [self._make_link(order) for order in orders]
        self._close_session()
        attempts = [self._pay(link) for link in links]
        sessions = {self._follow_up(attempt) for attempt in attempts}
        self.assertEqual(sessions, {self.config.current_session_id})

    def test_cashier_counts_and_closes_the_opened_session(self):
        self.config.pay_link_open_register = True
        order, link = self._sell_and_close()
        attempt = self._pay(link)
        session = self._follow_up(attempt)
        session.set_opening_control(0, "counted")
        self.assertEqual(session.state, "opened")
        sale = self._sell(cash=20)
        self.assertEqual(sale.session_id, session)
        self._close_session()
        self.assertEqual(session.state, "closed")
        self.assertBookedOnce(attempt, order)

    def test_who_leaves_without_counting_leaves_the_session(self):
        self.config.pay_link_open_register = True
        _order, link = self._sell_and_close()
        session = self._follow_up(self._pay(link))
        self.assertEqual(
            session.delete_opening_control_session(), {"status": "success"}
        )
        self.assertTrue(session.exists())

    def test_money_is_safe_where_the_register_can_not_be_opened(self):
        self.config.pay_link_open_register = True
        order, link = self._sell_and_close()
        attempt = self._pay(link)
        sessions = type(self.env["pos.session"])
        refusal = UserError("The shop is being refurbished.")
        with patch.object(sessions, "create", side_effect=refusal):
            self.assertFalse(self._follow_up(attempt))
        self.assertFalse(self.config.current_session_id)
        bodies = " ".join(link.message_ids.mapped("body"))
        self.assertIn("being refurbished", bodies)
        self.assertBookedOnce(attempt, order)

    def test_session_that_is_being_closed_shows_it(self):
        self.config.pay_link_open_register = True
        order = self._sell(account=100)
        session = order.session_id
        link = self._make_link(order)
        session.update_closing_control_state_session("")
        attempt = self._pay(link)
        self.assertEqual(self._follow_up(attempt), session)
        self.assertBookedOnce(attempt, order)

    def test_links_without_a_till(self):
        attempt = self._pay(self._make_link(self.order))
        self.assertFalse(self._follow_up(attempt))

    def test_register_of_another_point_of_sale_stays_closed(self):
        other = self.config.copy()
        (self.config | other).pay_link_open_register = True
        _order, link = self._sell_and_close()
        session = self._follow_up(self._pay(link))
        self.assertEqual(session.config_id, self.config)
        self.assertFalse(other.current_session_id)
