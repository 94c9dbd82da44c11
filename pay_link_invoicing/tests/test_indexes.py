from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL


@tagged("post_install", "-at_install")
class TestIndexes(TransactionCase):
    """What is asked often finds its rows by an index, however many there are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute(
            "SET LOCAL enable_seqscan = off"
        )  # a small table is read whole

    def _explain(self, model, domain, *terms, **options):
        query = self.env[model]._search(domain, **options)
        self.env.cr.execute(SQL("EXPLAIN %s", query.select(*terms)))
        return "\n".join(line for (line,) in self.env.cr.fetchall())

    def test_customers_are_looked_up_by_a_part_of_any_of_their_names(self):
        plan = self._explain("res.partner", [("display_name", "ilike", "no such")])
        for name in ("name", "email", "ref", "vat"):
            self.assertIn(f"res_partner_pay_link_{name}_idx", plan)
        self.assertNotIn("Seq Scan", plan)

    def test_sellers_links_are_counted_by_the_index_alone(self):
        rules = Domain("company_id", "in", [self.env.company.id])
        rules &= Domain("user_id", "in", [self.env.uid, False])
        paid = Domain("state", "=", "paid") & rules
        plan = self._explain("pay.link", paid, SQL("1"), limit=1001)
        self.assertIn("Index Only Scan using pay_link_company_state_idx", plan)
