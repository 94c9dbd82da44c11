from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from ..controllers.replica import COOKIE, COOKIE_SECONDS
from ..models.pay_link_page import PayLink
from .http_common import PayLinkHttpCommon

UNKNOWN = "x" * 32


@tagged("post_install", "-at_install")
class TestReplica(PayLinkHttpCommon):
    """Pages are read from the replica, but for what it may not know yet.

    Odoo's tests give routes a cursor that plays the replica's: it only reads.
    """

    def _sources(self, name="_prepare_page_values"):
        """Note which cursor the pages that are asked for in the block are made with."""
        sources = []
        original = getattr(type(self.env["pay.link"]), name)

        def spy(links, *args, **kwargs):
            is_replica = links.env.cr.readonly
            sources.append("replica" if is_replica else "primary")
            return original(links, *args, **kwargs)

        spying = patch.object(type(self.env["pay.link"]), name, spy)
        self.startPatcher(spying)
        return sources

    def _forget(self):
        """Go on as another browser."""
        self.opener.cookies.pop(COOKIE, None)

    # === WHERE A PAGE COMES FROM === #

    def test_a_visitor_reads_the_replica(self):
        sources = self._sources()
        self._get()
        self._post("/seen")
        self._get()
        self.assertEqual(sources, ["replica", "replica"])
        self.assertNotIn(COOKIE, self.opener.cookies)

    def test_who_has_started_an_attempt_reads_the_primary(self):
        sources = self._sources()
        self._start()
        self._get()
        self._forget()
        self._get()
        self.assertEqual(sources, ["primary", "replica"])

    def test_every_change_by_the_customer_counts(self):
        for path in ("/checkout", "/check", "/renew", "/account", "/demo/pay"):
            with self.subTest(path=path):
                self._forget()
                self._post(path)
                self.assertIn(COOKIE, self.opener.cookies)
        self._forget()
        self._rpc("/state")
        self.assertIn(COOKIE, self.opener.cookies)

    def test_the_cookie_is_short_lived_and_tells_nothing(self):
        header = self._post("/check").headers["Set-Cookie"]
        [cookie] = [c for c in self.opener.cookies if c.name == COOKIE]
        self.assertEqual((cookie.value, cookie.path), ("1", "/"))
        for part in (f"Max-Age={COOKIE_SECONDS}", "HttpOnly", "SameSite=Lax"):
            self.assertIn(part, header)
        self.assertNotIn(self.link.token, header)

    def test_who_comes_back_from_a_provider_reads_the_primary(self):
        """Also in another browser than the one that had left."""
        sources = self._sources()
        self._get(path="?awaiting=1")
        self.assertEqual(sources, ["primary"])

    # === WHAT THE REPLICA DOES NOT KNOW === #

    def test_a_link_that_is_new_is_found(self):
        sources = self._sources()
        with patch.object(PayLink, "_is_known", lambda *args, **kwargs: False):
            self.assertKind(self._get(), "pay", 200)
        self.assertEqual(sources, ["primary"])

    def test_what_nobody_knows_stays_unknown(self):
        for token in (UNKNOWN, "x", "%00", self.link.token[:-1]):
            with self.subTest(token=token):
                self.assertEqual(self.url_open(f"/pay/{token}").status_code, 404)

    def test_a_known_link_and_an_unknown_one(self):
        links = self.env["pay.link"]
        self.assertTrue(links._is_known(self.link.token))
        self.assertFalse(links._is_known(UNKNOWN))

    def test_what_is_no_token_is_not_looked_for_twice(self):
        with self.assertQueryCount(0):
            for text in ("", "x", "\0" * 32, None):
                self.assertTrue(self.env["pay.link"]._is_known(text))

    def test_a_receipt_is_known_when_its_payment_is(self):
        is_known = self.env["pay.link"]._is_known
        payment = self._pay(self.link)
        self.assertTrue(is_known(self.link.token, transaction_id=payment.id))
        payment.state = "pending"
        self.assertFalse(is_known(self.link.token, transaction_id=payment.id))
        other = self._make_link(self._make_order())
        self.assertFalse(is_known(other.token, transaction_id=payment.id))

    # === THE PORTAL === #

    def test_the_portal_shows_what_the_customer_has_just_done(self):
        user = new_test_user(self.env, "pay_link_customer", groups="base.group_portal")
        self.link.sudo().partner_id = user.partner_id
        self.authenticate(user.login, user.login)
        sources = self._sources("_is_payable")
        self.url_open("/my/pay-links")
        self.assertEqual(set(sources), {"replica"})
        self._post("/check")
        sources.clear()
        self.url_open("/my/pay-links")
        self.assertEqual(set(sources), {"primary"})
