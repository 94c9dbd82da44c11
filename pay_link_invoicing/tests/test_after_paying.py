import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..const import ACCOUNT_INVITATION_PAUSE_HOURS
from .http_common import PayLinkHttpCommon


@tagged("post_install", "-at_install")
class TestAfterPaying(PayLinkHttpCommon):
    """What the page gives who has paid: thanks, receipts, history, an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.email = "ada@example.com"
        cls._set_scope("b2c")

    @classmethod
    def _set_scope(cls, scope):
        cls.env["ir.config_parameter"].sudo().set_param(
            "auth_signup.invitation_scope", scope
        )
        if "website" in cls.env:  # where each site decides, for its own company
            cls.env["website"].search([]).write(
                {"auth_signup_uninvited": scope, "company_id": cls.env.company.id}
            )

    def _get_receipt(self, transaction, link=None):
        return self._get(link, f"/receipt/{transaction.id}.pdf", timeout=60)

    # === THANKS === #

    def test_the_companys_thanks_are_shown_once_paid_and_escaped(self):
        self.env.company.pay_link_thanks = "See you <b>soon</b>!"
        self.assertNotIn("See you", self._get().text)
        self._pay(self.link)
        self.assertIn("See you &lt;b&gt;soon&lt;/b&gt;!", self._get().text)

    def test_the_companys_text_is_shown_before(self):
        self.env.company.pay_link_text = "Delivered <i>within</i> three days."
        self.assertIn("Delivered &lt;i&gt;within&lt;/i&gt; three", self._get().text)
        self._pay(self.link)
        self.assertNotIn("three days", self._get().text)

    def test_title_of_a_paid_page(self):
        self._pay(self.link)
        text = self._get().text
        self.assertIn(f"<title>Paid – {self.env.company.name}</title>", text)

    # === RECEIPTS AND HISTORY === #

    def test_receipt_is_the_payments_own(self):
        attempt = self._pay(self.link)
        self.assertIn(f"/receipt/{attempt.id}.pdf", self._get().text)
        response = self._get_receipt(attempt)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("Receipt", response.headers["Content-Disposition"])

    def test_receipt_of_another_link_is_not_found(self):
        other = self._make_link(self._make_order())
        attempt = self._pay(other)
        self._pay(self.link)
        self.assertEqual(self._get_receipt(attempt).status_code, 404)
        self.assertEqual(self._get_receipt(attempt, other).status_code, 200)

    def test_no_receipt_without_money(self):
        attempt = self._make_attempt(self.link)
        self.assertEqual(self._get_receipt(attempt).status_code, 404)
        attempt._set_pending()
        self.assertEqual(self._get_receipt(attempt).status_code, 404)

    def test_no_receipt_by_an_address_that_was_closed(self):
        self.link.allow_partial = True
        attempt = self._pay(self.link, 300)
        self.assertEqual(self._get_receipt(attempt).status_code, 200)
        self.link._deactivate()
        self.assertEqual(self._get_receipt(attempt).status_code, 404)

    def test_part_payments_are_listed_with_receipts(self):
        self.link.allow_partial = True
        first = self._pay(self.link, 300)
        self._make_attempt(self.link, 100)._set_error("Refused")
        text = self._get().text
        self.assertIn('id="pay_history"', text)
        self.assertIn(f"/receipt/{first.id}.pdf", text)
        self.assertEqual(len(self.link._prepare_history()), 1)
        second = self._pay(self.link)
        text = self._get().text
        self.assertIn(f"/receipt/{first.id}.pdf", text)
        self.assertIn(f"/receipt/{second.id}.pdf", text)

    def test_refund_is_listed_without_a_receipt(self):
        attempt = self._pay(self.link)
        refund = attempt._create_child_transaction(400, is_refund=True)
        refund._set_done()
        refund._post_process()
        refunded, paid = self.link._prepare_history()
        self.assertEqual((refunded["id"], refunded["state"]), (refund.id, "refund"))
        self.assertIn("\N{MINUS SIGN}", refunded["amount"])
        self.assertFalse(refunded["has_receipt"])
        self.assertTrue(paid["has_receipt"])
        self.assertIsNone(self.link._render_receipt(refund.id))

    # === ACCOUNT === #

    def _ask_for_account(self, link=None):
        with self.mock_mail():
            response = self._post("/account", link)
        self.assertEqual(response.status_code, 303)
        return self.sent

    def mock_mail(self):
        """Keep the mails that would be sent: they are deleted when they are."""
        self.sent = sent = []

        def send(mails):
            sent.extend(
                (mail.email_to, mail.body_html, mail.model, mail.auto_delete)
                for mail in mails
            )

        return patch.object(type(self.env["mail.mail"]), "send_after_commit", send)

    def test_account_is_offered_to_guests_who_have_paid(self):
        self.assertNotIn('id="pay_account"', self._get().text)
        self._pay(self.link)
        self.assertIn('id="pay_account"', self._get().text)
        self._set_scope("b2b")
        self.assertNotIn('id="pay_account"', self._get().text)

    def test_invitation_goes_to_the_address_on_file_and_nowhere_else(self):
        self.link.email = "somebody.else@example.com"
        self._pay(self.link)
        [(address, body, model, auto_delete)] = self._ask_for_account()
        self.assertEqual(address, "ada@example.com")
        self.assertIn("/web/signup?", body)
        self.assertFalse(model)  # no history of a record keeps the sign-up address
        self.assertTrue(auto_delete)
        text = self._get().text
        self.assertIn('id="pay_account_sent"', text)
        self.assertNotIn("token=", text)
        self.assertNotIn("ada@example.com", text)

    def test_invitation_is_sent_once(self):
        self._pay(self.link)
        self.assertEqual(len(self._ask_for_account()), 1)
        self.assertEqual(self._ask_for_account(), [])

    def test_another_link_sends_none_for_a_while(self):
        other = self._make_link(self._make_order())
        self._pay(self.link)
        self._pay(other)
        self.assertEqual(len(self._ask_for_account()), 1)
        self.assertEqual(self._ask_for_account(other), [])
        third = self._make_link(self._make_order())
        self._pay(third)
        hours = ACCOUNT_INVITATION_PAUSE_HOURS + 1
        past = fields.Datetime.now() - timedelta(hours=hours)
        (self.link | other).sudo().account_invited_at = past
        self.assertEqual(len(self._ask_for_account(third)), 1)

    def test_no_account_before_money_came(self):
        self.assertEqual(self._ask_for_account(), [])
        self.assertFalse(self.link.account_invited_at)

    def test_no_account_for_who_has_one(self):
        user = new_test_user(
            self.env, "ada_user", "base.group_portal", partner_id=self.partner.id
        )
        self._pay(self.link)
        for active in (True, False):  # an archived user was locked out on purpose
            user.active = active
            self.assertNotIn('id="pay_account"', self._get().text)
            self.assertEqual(self._ask_for_account(), [])

    def test_no_account_with_the_login_of_somebody_else(self):
        self._pay(self.link)
        new_test_user(self.env, "ada@example.com", "base.group_portal")
        self.assertNotIn('id="pay_account"', self._get().text)
        self.assertEqual(self._ask_for_account(), [])

    def test_no_account_without_one_valid_address(self):
        self._pay(self.link)
        for email in (False, "nobody", "a@example.com, b@example.com"):
            self.partner.email = email
            self.assertNotIn('id="pay_account"', self._get().text)
            self.assertEqual(self._ask_for_account(), [])

    def test_no_offer_to_who_is_logged_in(self):
        self._pay(self.link)
        new_test_user(self.env, "logged_in", "base.group_portal")
        self.authenticate("logged_in", "logged_in")
        self.assertNotIn('id="pay_account"', self._get().text)

    def test_from_the_mail_to_the_order_in_the_portal(self):
        self._pay(self.link)
        [(_address, body, _model, _delete)] = self._ask_for_account()
        address = re.search(r'href="([^"]+/web/signup[^"]+)"', body)[1]
        path = address.replace("&amp;", "&").split("/web/", 1)[1]
        form = self.url_open(f"/web/{path}")
        self.assertEqual(form.status_code, 200)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.text)[1]
        values = {
            "csrf_token": token,
            "login": "ada@example.com",
            "name": self.partner.name,
            "password": "a long password",
            "confirm_password": "a long password",
            "token": re.search(r'name="token"[^>]*value="([^"]+)"', form.text)[1],
            "redirect": f"/my/orders/{self.order.id}",
        }
        page = self.url_open(f"/web/{path}", data=values)
        self.partner.invalidate_recordset()
        user = self.partner.user_ids
        self.assertEqual(user.login, "ada@example.com")
        self.assertTrue(user._is_portal())
        self.assertIn(f"/my/orders/{self.order.id}", page.url)
        self.assertIn(self.order.name, page.text)
        self.assertIn('id="pay_link_history"', page.text)
        self.assertIn("/my/pay-links/receipt/", page.text)
        account = self.url_open("/my/account")
        self.assertEqual(account.status_code, 200)
        self.assertIn("ada@example.com", account.text)

    def test_mails_that_are_about_no_link_are_sent_and_deleted(self):
        mail = self.env["mail.mail"].create(
            {"email_to": "a@example.com", "body_html": "Hello", "auto_delete": True}
        )
        mail._postprocess_sent_message(success_pids=[], success_emails=[])
        self.assertFalse(mail.exists())

    # === LIVE === #

    def test_version_does_not_change_for_a_form_somebody_has_open(self):
        before = self._rpc("/state").json()["result"]["version"]
        self._make_attempt(self.link)
        after = self._rpc("/state").json()["result"]["version"]
        self.assertEqual(before, after)

    def test_version_changes_when_money_comes_elsewhere(self):
        self.link.allow_partial = True
        self.assertIn('data-poll="slow"', self._get().text)
        before = self._rpc("/state").json()["result"]["version"]
        self._pay(self.link, 300)
        after = self._rpc("/state").json()["result"]["version"]
        self.assertNotEqual(before, after)

    # === PREVIEW === #

    def test_preview_says_who_asks_never_what_or_how_much(self):
        text = self._get().text
        head = text[: text.index("</head>")]
        name = self.env.company.name
        self.assertIn(f'<meta property="og:title" content="Payment to {name}"', head)
        self.assertNotIn(self.order.name, head)
        self.assertNotIn("1,000", head)
        self.assertNotIn("og:image", head)
        self.assertIn("/pay.svg?v=", head)

    def test_preview_shows_the_companys_own_logo(self):
        gif = b"R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="
        self.env.company.logo = gif
        text = self._get().text
        path = f"/web/binary/company_logo?company={self.env.company.id}"
        base_url = self.env.company.get_base_url()
        self.assertIn(f'property="og:image" content="{base_url}{path}"', text)
        self.assertIn(f'rel="icon" href="{path}"', text)
