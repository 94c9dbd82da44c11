from odoo.tests import new_test_user, tagged

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestManyLinks(PayLinkCommon):
    """Thousands of links are made in one call, in batches."""

    def _count_queries(self, documents):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        links = self.env["pay.link"].create(
            [{"res_model": doc._name, "res_id": doc.id} for doc in documents]
        )
        self.env.flush_all()
        self.assertEqual(len(set(links.mapped("name"))), len(documents))
        self.assertEqual(links.mapped("document_name"), documents.mapped("name"))
        return self.env.cr.sql_log_count - before

    def test_no_statement_is_repeated_for_each(self):
        make = {
            "sale.order": lambda count: self.env["sale.order"].concat(
                *(self._make_order() for _ in range(count))
            ),
            "account.move": lambda count: self.env["account.move"].concat(
                *(self._make_invoice() for _ in range(count))
            ),
        }
        for model, make_documents in make.items():
            with self.subTest(model=model):
                self._count_queries(make_documents(2))  # what is read once a process
                few = self._count_queries(make_documents(5))
                many = self._count_queries(make_documents(25))
                self.assertLess(many - few, 10)

    def test_the_seller_follows_a_new_link_and_gets_no_mail_for_it(self):
        seller = new_test_user(
            self.env, "many_seller", groups="sales_team.group_sale_salesman"
        )
        links = self.env["pay.link"].create(
            [
                {"res_model": "sale.order", "res_id": order.id, "user_id": seller.id}
                for order in (self.order, self._make_order())
            ]
        )
        for link in links:
            self.assertIn(seller.partner_id, link.message_partner_ids)
        self.assertNotIn(seller.partner_id, links.message_ids.notified_partner_ids)

    def test_the_numbers_follow_each_other(self):
        orders = self.env["sale.order"].concat(*(self._make_order() for _ in range(4)))
        links = self.env["pay.link"].create(
            [{"res_model": "sale.order", "res_id": order.id} for order in orders]
        )
        numbers = [int(name.rpartition("/")[2]) for name in links.mapped("name")]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 4)))

    def test_a_sequence_without_gaps_is_respected(self):
        sequence = self.env.ref("pay_link_invoicing.sequence_pay_link")
        sequence.implementation = "no_gap"
        names = self.env["pay.link"]._draw_numbers(3)
        self.assertEqual(len(set(names)), 3)
        following = self.env["pay.link"]._draw_numbers(1)[0]
        step = int(following.rpartition("/")[2]) - int(names[2].rpartition("/")[2])
        self.assertEqual(step, 1)
