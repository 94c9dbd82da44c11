from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .http_common import PayLinkHttpCommon

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestSigning(PayLinkHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order.write({"require_signature": True, "require_payment": True})

    def _sign(self, url):
        """Sign on the page of the quotation, as a guest who has its address."""
        path, _sep, query = url.partition("?")
        return self.url_open(
            f"{path}/accept?{query}",
            json={"params": {"name": "Norbert", "signature": SIGNATURE}},
        )

    def test_signs_first_and_then_pays(self):
        self.assertKind(self._get(), "sign", 200)
        answer = self._post("/sign")
        self.assertEqual(answer.status_code, 303)
        location = answer.headers["Location"]
        self.assertIn(f"/my/orders/{self.order.id}?access_token=", location)
        portal = self.url_open(location)
        self.assertEqual(portal.status_code, 200)
        self.assertIn("Sign & Pay", portal.text)
        self.assertNotIn('id="pay_link_button"', portal.text)
        result = self._sign(location).json()["result"]
        self.assertEqual(result["redirect_url"], self.link._get_path())
        self.assertEqual(self.order.signed_by, "Norbert")
        self.assertKind(self._get(), "pay", 200)
        portal = self.url_open(location)
        self.assertIn('id="pay_link_button"', portal.text)
        self._pay(self.link)
        self.assertEqual((self.order.state, self.link.state), ("sale", "paid"))

    def test_signing_confirms_an_order_that_needs_no_payment(self):
        self.order.require_payment = False
        self._sign(self._post("/sign").headers["Location"])
        self.assertEqual(self.order.state, "sale")
        self.assertKind(self._get(), "pay", 200)

    def test_nothing_is_paid_before(self):
        self.assertIn("signed before", self._rpc_error(self._start()))
        answer = self._post("/checkout", data={"method": self.choice})
        self.assertKind(answer, "sign", 422)
        self.assertFalse(self.link.transaction_ids)

    def test_looking_writes_nothing(self):
        self.order.access_token = False
        self._get()
        self.order.invalidate_recordset()
        self.assertFalse(self.order.access_token)

    def test_page_of_a_signed_quotation_leads_back(self):
        self.order.require_signature = False
        answer = self._post("/sign")
        self.assertTrue(answer.headers["Location"].endswith(self.link._get_path()))
        self.assertEqual(self._post("/sign", link=None).status_code, 303)

    def test_unknown_address_signs_nothing(self):
        answer = self.url_open(
            "/pay/" + 32 * "A" + "/sign", data={}, method="POST", allow_redirects=False
        )
        self.assertEqual(answer.status_code, 404)

    def test_signing_another_order_stays_in_the_portal(self):
        other = self._make_order(require_signature=True, require_payment=True)
        result = self._sign(other.get_portal_url()).json()["result"]
        self.assertIn("/my/orders/", result["redirect_url"])


@tagged("post_install", "-at_install")
class TestExpiredQuotation(PayLinkHttpCommon):
    def test_expired_quotation(self):
        self.order.validity_date = fields.Date.today() - timedelta(days=1)
        self.assertKind(self._get(), "expired", 410)
        self.assertIn("no longer", self._rpc_error(self._start()))
        self.assertTrue(self.link.can_renew)
        with self.assertRaisesRegex(UserError, "later expiration date"):
            self.link.action_renew()
        with self.assertRaisesRegex(UserError, "later expiration date"):
            self._make_link(self.order)
        self.order.validity_date = fields.Date.today() + timedelta(days=1)
        self.assertKind(self._get(), "pay", 200)

    def test_confirmed_order_does_not_expire(self):
        self.order.action_confirm()
        self.order.validity_date = fields.Date.today() - timedelta(days=1)
        self.assertKind(self._get(), "pay", 200)
