from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .rules_common import RulesCommon


@tagged("post_install", "-at_install")
class TestRules(RulesCommon):
    """Who may do what, each with its forbidden twin."""

    # === Sellers === #

    def test_seller_sees_own_links(self):
        self.assertSees(self.seller, self.link)

    def test_seller_sees_no_link_of_a_colleague(self):
        self.assertSeesNot(self.colleague, self.link)

    def test_seller_makes_links_for_own_orders(self):
        newer = self._make_link_as(self.seller, self.order)
        self.assertEqual(newer.state, "active")
        self.assertEqual(self.link.superseded_by_id, newer)

    def test_seller_makes_no_links_for_orders_of_a_colleague(self):
        with self.assertRaises(AccessError):
            self._make_link_as(self.colleague, self.order)
        self.assertEqual(self.link.state, "active")

    def test_seller_makes_and_sends_links_for_own_invoices(self):
        own = self._make_invoice(invoice_user_id=self.seller.id)
        own.partner_id.email = "norbert@customer.example"
        link = self._make_link_as(self.seller, own)
        action = link.action_send()
        wizard = self.env["pay.link.send"].with_user(self.seller)
        wizard.with_context(**action["context"]).create({}).action_send()
        self.assertEqual(link.sending_ids.channel, "email")
        several = own | self._make_invoice(invoice_user_id=self.seller.id)
        action = several.with_user(self.seller).action_send_pay_links()
        batch = self.env["pay.link.batch"].with_user(self.seller)
        self.assertEqual(batch.browse(action["res_id"]).line_count, 2)

    def test_seller_makes_no_links_for_invoices_of_a_colleague(self):
        invoices = self._make_invoice(invoice_user_id=self.colleague.id)
        invoices |= self._make_invoice(invoice_user_id=self.seller.id)
        with self.assertRaises(AccessError):
            self._make_link_as(self.seller, invoices[0])
        with self.assertRaises(AccessError):
            invoices.with_user(self.seller).action_send_pay_links()

    def test_seller_replaces_the_link_that_a_colleague_made_for_the_order(self):
        self.link.user_id = self.colleague
        newer = self._make_link_as(self.seller, self.order)
        self.assertEqual(self.link.superseded_by_id, newer)

    def test_seller_deactivates_own_links(self):
        attempt = self._make_attempt(self.link)
        self.link.with_user(self.seller).action_deactivate()
        self.assertEqual(self.link.state, "deactivated")
        self.assertEqual(attempt.state, "cancel")

    def test_seller_deactivates_no_link_of_a_colleague(self):
        with self.assertRaises(AccessError):
            self.link.with_user(self.colleague).action_deactivate()
        self.assertEqual(self.link.state, "active")

    def test_seller_renews_own_links(self):
        self.link._move_to("expired")
        self.link.with_user(self.seller).action_renew()
        self.assertEqual(self.link.state, "active")

    def test_seller_renews_no_link_of_a_colleague(self):
        self.link._move_to("expired")
        with self.assertRaises(AccessError):
            self.link.with_user(self.colleague).action_renew()

    def test_seller_reads_what_the_form_shows(self):
        self._pay(self.link, 200)
        link = self.link.with_user(self.seller)
        arch = link.get_view(view_type="form")["arch"]
        names = set(etree.fromstring(arch).xpath("//field[not(ancestor::field)]/@name"))
        self.assertEqual(link.read(list(names))[0]["amount_paid"], 200)
        self.assertNotIn("transaction_ids", names)
        self.assertNotIn("token", names)

    def test_seller_reads_a_link_without_naming_its_fields(self):
        self._pay(self.link, 200)
        [values] = self.link.with_user(self.seller).read()
        self.assertEqual(values["amount_paid"], 200)
        self.assertFalse({"transaction_ids", "provider_ids"} & values.keys())

    def test_seller_exports_what_is_offered(self):
        self._pay(self.link, 200)
        links = self.link.with_user(self.seller)
        offered = links.fields_get(attributes=["exportable"]).items()
        names = [name for name, field in offered if field["exportable"]]
        export = self.env.ref("base.group_allow_export")
        self.seller.group_ids = [Command.link(export.id)]
        self.assertTrue(links.export_data(names)["datas"])

    def test_seller_opens_the_invoice_of_a_link(self):
        self.invoice_link.user_id = self.seller
        action = self.invoice_link.with_user(self.seller).action_open_document()
        invoice = self.env[action["res_model"]].with_user(self.seller)
        invoice = invoice.browse(action["res_id"])
        invoice.sudo().invoice_user_id = self.seller
        arch = etree.fromstring(invoice.get_view(view_type="form")["arch"])
        names = set(arch.xpath("//field[not(ancestor::field)]/@name"))
        invoice.invalidate_recordset()
        self.assertEqual(invoice.read(list(names))[0]["state"], "posted")

    def test_seller_deletes_no_link(self):
        with self.assertRaises(AccessError):
            self.link.with_user(self.seller).unlink()

    def test_manager_deletes_unused_links(self):
        self.link.with_user(self.manager).unlink()
        self.assertFalse(self.link.exists())

    def test_lead_sees_all_links(self):
        self.assertSees(self.lead, self.link)
        self.assertSees(self.lead, self.invoice_link)

    # === Accounting === #

    def test_biller_sees_all_links(self):
        self.assertSees(self.biller, self.link)
        self.assertSees(self.biller, self.invoice_link)

    def test_biller_makes_and_closes_links_for_invoices(self):
        link = self._make_link_as(self.biller, self._make_invoice())
        link.with_user(self.biller).action_deactivate()
        self.assertEqual(link.state, "deactivated")

    def test_auditor_sees_all_links(self):
        self.assertSees(self.auditor, self.link)
        self.assertSees(self.auditor, self.invoice_link)

    def test_auditor_changes_nothing(self):
        link = self.invoice_link.with_user(self.auditor)
        with self.assertRaises(AccessError):
            link.action_deactivate()
        with self.assertRaises(AccessError):
            link.write({"email": "auditor@company.example"})
        with self.assertRaises(AccessError):
            link.action_send()
        self.invoice_link._move_to("expired")
        with self.assertRaises(AccessError):
            link.action_renew()
        with self.assertRaises(AccessError):
            self._make_link_as(self.auditor, self._make_invoice())

    def test_who_makes_no_links_closes_none(self):
        invoice = self.invoice_link._get_document()
        links = type(self.env["pay.link"])
        for user in (self.auditor, self.customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                with patch.object(links, "_deactivate") as close:
                    try:
                        self._make_link_as(user, invoice)
                    finally:
                        close.assert_not_called()  # it would ask the provider

    def test_employee_sees_nothing(self):
        self.assertSeesNot(self.employee, self.link)
        with self.assertRaises(AccessError):
            self.env["pay.link.send"].with_user(self.employee).create(
                {"res_model": "sale.order", "res_id": self.order.id}
            )

    def test_employee_reads_documents_all_the_same(self):
        self.assertEqual(self.order.with_user(self.employee).pay_link_count, 0)
        self.assertEqual(self.order.with_user(self.seller).pay_link_count, 1)

    def test_address_is_for_those_who_see_the_link(self):
        public = self.env.ref("base.public_user")
        for user in (self.employee, self.colleague, self.stranger, public):
            self.link.invalidate_recordset()
            with self.subTest(user=user.id), self.assertRaises(AccessError):
                self.link.with_user(user).action_open_page()
        self.link.invalidate_recordset()
        action = self.link.with_user(self.seller).action_open_page()
        self.assertEqual(action["url"], self.link.url)

    def test_customers_are_found_by_the_links_one_sees(self):
        partner = self.partner.commercial_partner_id
        self._make_invoice(partner_id=partner.id)
        link = self._make_link(partner)
        link.user_id = self.lead
        domain = [("id", "=", partner.id), ("pay_link_ids.amount", "=", link.amount)]
        found = {
            user: partner.with_user(user).search(domain)
            for user in (self.lead, self.colleague)
        }
        self.assertTrue(found[self.lead])
        self.assertFalse(found[self.colleague])
        with self.assertRaises(AccessError):
            partner.with_user(self.employee).search(domain)

    # === Customers === #

    def test_customer_sees_own_links(self):
        self.assertSees(self.customer, self.link)

    def test_contact_of_the_same_company_sees_the_link(self):
        self.assertSees(self.contact, self.link)

    def test_stranger_sees_no_link(self):
        self.assertSeesNot(self.stranger, self.link)

    def test_customer_changes_nothing(self):
        link = self.link.with_user(self.customer)
        for change in (
            link.action_deactivate,
            link.action_renew,
            link.action_send,
            link.unlink,
        ):
            with self.subTest(change=change.__name__), self.assertRaises(AccessError):
                change()
        with self.assertRaises(AccessError):
            link.write({"amount": 1})
        with self.assertRaises(AccessError):
            self._make_link_as(self.customer, self.order)

    def test_customer_reads_no_token_and_no_attempt(self):
        self._make_attempt(self.link)
        for name in ("token", "transaction_ids", "provider_ids"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                self.link.with_user(self.customer).read([name])

    def test_visitor_sees_nothing(self):
        self.assertSeesNot(self.env.ref("base.public_user"), self.link)

    # === Companies === #

    def test_other_company_sees_no_link(self):
        other = self.env["res.company"].create({"name": "Other company"})
        user = new_test_user(
            self.env,
            login="pay_link_elsewhere",
            groups="sales_team.group_sale_manager,account.group_account_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertSeesNot(user, self.link)
        with self.assertRaises(AccessError):
            self._make_link_as(user, self.order)
