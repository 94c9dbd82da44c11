from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .http_common import PayLinkHttpCommon

LOG = "odoo.addons.pay_link_invoicing.controllers.pay_page"


@tagged("post_install", "-at_install")
class TestPayRoutes(PayLinkHttpCommon):
    """What the routes below a link's address do, and what they refuse."""

    # === CHECKOUT === #

    def test_checkout_leads_to_the_provider(self):
        response = self._post("/checkout", data={"method": self.choice})
        self.assertKind(response, "redirect", 200)
        self.assertIn(
            '<form action="dummy" method="post" id="pay_redirect">', response.text
        )
        self.assertIn('form="pay_redirect"', response.text)
        self.assertNotIn("form-action", response.headers["Content-Security-Policy"])
        attempt = self.link.attempt_id
        self.assertEqual(attempt.state, "draft")
        self.assertEqual(attempt.amount, 1000)
        self.assertEqual(attempt.operation, "online_redirect")
        self.assertEqual(attempt.sale_order_ids, self.order)
        self.assertEqual(attempt.landing_route, self.link._get_path())

    def test_checkout_leads_to_the_form_of_an_inline_provider(self):
        self.provider.inline_form_view_id = self.provider.redirect_form_view_id
        response = self._post("/checkout", data={"method": self.choice})
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(
            response.headers["Location"],
            f"{self.link._get_path()}/form?method={self.choice}",
        )
        self.assertFalse(self.link.transaction_ids)

    def test_checkout_takes_a_part(self):
        self.link.write({"allow_partial": True, "amount_min": 100})
        self._post("/checkout", data={"method": self.choice, "amount": "250.50"})
        self.assertEqual(self.link.attempt_id.amount, 250.5)

    def test_checkout_refuses_bad_amounts(self):
        self.link.write({"allow_partial": True, "amount_min": 100})
        for amount in ("0", "-5", "nan", "inf", "ten", "", "99.99", "1000.01", "1e99"):
            with self.subTest(amount=amount):
                data = {"method": self.choice, "amount": amount}
                response = self._post("/checkout", data=data)
                self.assertKind(response, "pay", 422)
                self.assertIn('id="pay_error"', response.text)
        self.assertFalse(self.link.transaction_ids)

    def test_checkout_refuses_bad_choices(self):
        other = self.provider.copy()  # not enabled
        for choice in (
            "",
            "x",
            "1",
            "-",
            "0-0",
            f"{other.id}-{self.payment_method_id}",
            f"{self.provider.id}-999999",
            "token-999999",
            "1-2-3",
        ):
            with self.subTest(choice=choice):
                response = self._post("/checkout", data={"method": choice})
                if response.status_code == 303:  # the form's page says it
                    response = self.url_open(response.headers["Location"])
                self.assertKind(response, "pay", 422)
        self.assertFalse(self.link.transaction_ids)

    def test_checkout_refuses_files(self):
        for field in ("method", "amount"):
            with self.subTest(field=field):
                response = self._post(
                    "/checkout",
                    data={"method": self.choice, "amount": "10"} | {field: None},
                    files={field: ("choice.txt", b"1")},
                )
                self.assertKind(response, "pay", 422)
        self.assertFalse(self.link.transaction_ids)

    def test_checkout_of_a_dead_link_creates_nothing(self):
        self.link._deactivate()
        response = self._post("/checkout", data={"method": self.choice})
        self.assertKind(response, "deactivated", 422)
        self.assertFalse(self.link.transaction_ids)

    def test_checkout_without_a_form_of_the_provider_creates_nothing(self):
        self.provider.redirect_form_view_id = False
        response = self._post("/checkout", data={"method": self.choice})
        self.assertKind(response, "pay", 422)
        self.assertFalse(self.link.transaction_ids)

    # === FORM === #

    def test_form_has_odoos_payment_form_for_the_choice(self):
        self.link.allow_partial = True
        response = self._get(path=f"/form?method={self.choice}&amount=12.5")
        self.assertKind(response, "form", 200)
        path = self.link._get_path()
        self.assertIn('id="o_payment_form"', response.text)
        self.assertIn(f'data-transaction-route="{path}/transaction"', response.text)
        self.assertIn(f'data-landing-route="{path}"', response.text)
        self.assertIn('data-amount="12.5"', response.text)
        self.assertEqual(response.text.count('name="o_payment_radio"'), 1)
        self.assertNotIn("o_payment_tokenize_checkbox", response.text)

    def test_form_of_a_bad_wish_is_the_page_with_the_reason(self):
        response = self._get(path=f"/form?method={self.choice}&amount=5000")
        self.assertKind(response, "pay", 422)

    # === STATE === #

    def test_state_books_the_payment(self):
        attempt = self._make_attempt(self.link)
        before = self._rpc("/state").json()["result"]
        self.assertEqual((before["kind"], before["state"]), ("pay", "active"))
        attempt._set_done()
        after = self._rpc("/state").json()["result"]
        self.assertTrue(attempt.is_post_processed)
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(
            (after["kind"], after["state"], after["payment_state"]),
            ("paid", "paid", "paid"),
        )
        self.assertNotEqual(before["version"], after["version"])
        self.assertEqual(after, self._rpc("/state").json()["result"])

    def test_state_and_page_agree_on_the_version(self):
        version = self._rpc("/state", awaiting=True).json()["result"]["version"]
        self.assertIn(f'data-version="{version}"', self._get(path="?awaiting=1").text)

    def test_state_leaves_a_started_attempt_alone(self):
        attempt = self._make_attempt(self.link)
        state = self._rpc("/state", awaiting=True).json()["result"]
        self.assertEqual(state["kind"], "processing")
        self.assertFalse(attempt.is_post_processed)

    def test_state_answers_when_booking_fails(self):
        self._make_attempt(self.link)._set_done()
        with (
            patch.object(
                self.env.registry["pay.link"], "_settle", side_effect=ValueError("bug")
            ),
            mute_logger(LOG),
        ):
            state = self._rpc("/state").json()["result"]
        self.assertEqual(state["kind"], "processing")
        self.assertFalse(self.link.attempt_id.is_post_processed)

    def test_check_does_it_without_script(self):
        self._make_attempt(self.link)._set_done()
        response = self._post("/check")
        self.assertEqual(response.status_code, 303)
        self.assertKind(self._get(), "paid", 200)

    def test_odoos_status_page_leads_back_to_the_link(self):
        self._start()
        response = self.url_open("/payment/status", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(
            response.headers["Location"], f"{self.link._get_path()}?awaiting=1"
        )

    def test_odoos_status_page_stays_for_other_payments(self):
        response = self.url_open("/payment/status", allow_redirects=False)
        self.assertEqual(response.status_code, 200)

    # === SEEN === #

    def test_seen_counts_once(self):
        self.assertEqual(self._post("/seen").status_code, 204)
        first = self.link.first_seen_at
        self.assertTrue(first)
        self._post("/seen")
        self.assertEqual(self.link.first_seen_at, first)

    def test_seen_does_not_count_the_seller(self):
        self.authenticate("admin", "admin")
        self.assertEqual(self._post("/seen").status_code, 204)
        self.assertFalse(self.link.first_seen_at)

    # === METHODS === #

    def test_only_what_is_posted_changes_something(self):
        self.link.expires_at = "2020-01-01"
        paths = ("/seen", "/renew", "/checkout", "/check", "/account", "/sign")
        for path in (*paths, "/demo/pay", "", "/document.pdf", "/qr.svg", "/form"):
            for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
                with self.subTest(path=path, method=method):
                    url = self.base_url() + self.link._get_path() + path
                    data = {"method": self.choice}
                    response = self.opener.request(method, url, data=data)
                    self.assertKind(response, "not_found", 404)
                    self.assertPayHeaders(response)
        self.assertFalse(self.link.first_seen_at)
        self.assertFalse(self.link.renewal_requested_at)
        self.assertFalse(self.link.transaction_ids)

    # === RENEW === #

    def test_renew_tells_the_seller_once(self):
        self.link.expires_at = "2020-01-01"
        for _click in range(2):
            response = self._post("/renew")
            self.assertEqual(response.status_code, 303)
        self.assertEqual(len(self.link.activity_ids), 1)
        self.assertEqual(self.link.activity_ids.user_id, self.link._get_responsible())
        page = self._get()
        self.assertKind(page, "expired", 410)
        self.assertIn('id="pay_renewal_requested"', page.text)
        self.assertNotIn("/renew", page.text)

    def test_renew_of_a_live_link_does_nothing(self):
        self._post("/renew")
        self.assertFalse(self.link.activity_ids)
        self.assertFalse(self.link.renewal_requested_at)

    # === FILES === #

    def test_document_of_a_live_link(self):
        attachments = self.env["ir.attachment"].search_count([])
        response = self._get(path="/document.pdf")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(self.order.name, response.headers["Content-Disposition"])
        self.assertEqual(self.env["ir.attachment"].search_count([]), attachments)

    def test_document_of_an_invoice_leaves_it_as_it_is(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        response = self._get(link, path="/document.pdf")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.env.invalidate_all()
        self.assertEqual(invoice.write_date.year, 2020)

    def test_document_of_a_dead_link(self):
        self.link._deactivate()
        self.assertKind(self._get(path="/document.pdf"), "not_found", 404)

    def test_qr_code(self):
        response = self._get(path="/qr.svg")
        self.assertIn("image/svg+xml", response.headers["Content-Type"])
        self.assertIn("<svg", response.text)
        self.link._deactivate()
        self.assertKind(self._get(path="/qr.svg"), "not_found", 404)
