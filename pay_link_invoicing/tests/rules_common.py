from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import PayLinkCommon


class RulesCommon(PayLinkCommon):
    """Users of all kinds, and two links."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._make_user("seller", "sales_team.group_sale_salesman")
        cls.colleague = cls._make_user("colleague", "sales_team.group_sale_salesman")
        cls.lead = cls._make_user("lead", "sales_team.group_sale_salesman_all_leads")
        cls.manager = cls._make_user("manager", "sales_team.group_sale_manager")
        cls.biller = cls._make_user("biller", "account.group_account_invoice")
        cls.auditor = cls._make_user("auditor", "account.group_account_readonly")
        cls.employee = cls._make_user("employee", "base.group_user")
        cls.order.user_id = cls.seller
        cls.link = cls._make_link(cls.order)
        cls.invoice_link = cls._make_link(cls._make_invoice())
        cls.invoice_link.user_id = cls.colleague
        cls._make_customers()

    @classmethod
    def _make_user(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            login=f"pay_link_{login}",
            groups=groups,
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
            **values,
        )

    @classmethod
    def _make_customers(cls):
        """The order's customer, another contact of the same company, and a stranger."""
        company = cls.env["res.partner"].create({"name": "Buyer", "is_company": True})
        cls.partner.parent_id = company
        contact = cls.partner.copy({"parent_id": company.id, "name": "Contact"})
        cls.customer = cls._make_user(
            "customer", "base.group_portal", partner_id=cls.partner.id
        )
        cls.contact = cls._make_user(
            "contact", "base.group_portal", partner_id=contact.id
        )
        cls.stranger = cls._make_user("stranger", "base.group_portal")

    def _make_link_as(self, user, document):
        return (
            self.env["pay.link"]
            .with_user(user)
            .create({"res_model": document._name, "res_id": document.id})
        )

    def assertSees(self, user, link):
        links = self.env["pay.link"].with_user(user)
        self.assertIn(link, links.search([]).sudo())
        self.assertEqual(link.with_user(user).read(["name"])[0]["name"], link.name)

    def assertSeesNot(self, user, link):
        links = self.env["pay.link"].with_user(user)
        if links.has_access("read"):
            self.assertNotIn(link, links.search([]).sudo())
        with self.assertRaises(AccessError):
            link.with_user(user).read(["name"])
