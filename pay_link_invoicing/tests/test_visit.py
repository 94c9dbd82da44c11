from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models import pay_link_visit
from .http_common import PayLinkHttpCommon

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148"
COMPUTER = "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0"


@tagged("post_install", "-at_install")
class TestVisit(PayLinkHttpCommon):
    """Who opened a link and when."""

    def _see(self, agent=COMPUTER):
        response = self._post("/seen", headers={"User-Agent": agent})
        self.assertEqual(response.status_code, 204)
        self.link.invalidate_recordset()

    def _devices(self):
        return self.link.visit_ids.sorted("id").mapped("device")

    def test_a_page_shown_to_a_person_is_a_visit(self):
        self._see(PHONE)
        visit = self.link.visit_ids
        self.assertEqual((visit.device, visit.partner_id.id), ("phone", False))
        self.assertEqual(self.link.visit_count, 1)
        self.assertTrue(self.link.first_seen_at)

    def test_opening_the_address_alone_is_no_visit(self):
        self._get()
        self.assertFalse(self.link.visit_ids)
        self.assertFalse(self.link.first_seen_at)

    def test_the_customer_is_named_when_logged_in(self):
        user = new_test_user(self.env, "pay_link_customer", groups="base.group_portal")
        self.authenticate(user.login, user.login)
        self._see()
        self.assertEqual(self.link.visit_ids.partner_id, user.partner_id)

    def test_a_colleague_is_no_visitor(self):
        user = new_test_user(self.env, "pay_link_peeper", groups="base.group_user")
        self.authenticate(user.login, user.login)
        self._see()
        self.assertFalse(self.link.visit_ids)

    def test_the_same_visitor_counts_once_in_half_an_hour(self):
        self._see()
        self._see()
        self._see(PHONE)
        self.assertEqual(self._devices(), ["computer", "phone"])
        earlier = fields.Datetime.now() - timedelta(minutes=31)
        self.link.sudo().visit_ids.seen_at = earlier
        self._see()
        self.assertEqual(self._devices(), ["computer", "phone", "computer"])

    def test_visits_of_a_link_are_limited(self):
        with patch.object(pay_link_visit, "VISITS_MAX", 1):
            self._see()
            self._see(PHONE)
        self.assertEqual(self._devices(), ["computer"])

    def test_old_visits_of_links_that_are_over_are_forgotten(self):
        self._see()
        visit = self.link.sudo().visit_ids
        visit.seen_at = fields.Datetime.now() - timedelta(days=366)
        visit._gc_visits()
        self.assertTrue(visit.exists())
        self.link._deactivate()
        visit._gc_visits()
        self.assertFalse(visit.exists())

    def test_seller_sees_visits_of_own_links_only_and_changes_none(self):
        self._see()
        seller, colleague = (
            new_test_user(self.env, login, groups="sales_team.group_sale_salesman")
            for login in ("pay_link_visited", "pay_link_other")
        )
        (seller | colleague).company_ids = self.env.company
        (seller | colleague).company_id = self.env.company
        self.link.user_id = seller
        visit = self.link.visit_ids
        self.assertTrue(visit.with_user(seller).seen_at)
        with self.assertRaises(AccessError):
            visit.with_user(colleague).read(["seen_at"])
        for change in (visit.with_user(seller).unlink, self._forge_visit(seller)):
            with self.assertRaises(AccessError):
                change()

    def _forge_visit(self, user):
        visits = self.env["pay.link.visit"].with_user(user)
        return lambda: visits.create({"link_id": self.link.id, "device": "phone"})

    def test_customers_see_no_visits(self):
        self._see()
        user = new_test_user(self.env, "pay_link_customer", groups="base.group_portal")
        self.link.sudo().partner_id = user.partner_id
        with self.assertRaises(AccessError):
            self.link.visit_ids.with_user(user).read(["seen_at"])

    def test_other_companies_see_no_visits(self):
        self._see()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "pay_link_visit_elsewhere",
            groups="account.group_account_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            self.link.visit_ids.with_user(user).read(["seen_at"])
