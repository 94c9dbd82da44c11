from odoo.tests import tagged

from .http_common import PayLinkHttpCommon


@tagged("post_install", "-at_install")
class TestDemo(PayLinkHttpCommon):
    """The hosted page of Odoo's provider Demo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        codes = dict(cls.env["payment.provider"]._fields["code"].selection)
        if "demo" not in codes:
            cls.skipTest(cls, "Odoo's provider Demo is not installed.")
        cls.provider.write({"code": "demo", "pay_link_is_hosted": True})

    def _open(self):
        return self._post("/checkout", data={"method": self.choice})

    def _choose(self, outcome):
        response = self._post("/demo/pay", data={"outcome": outcome})
        self.link.invalidate_recordset()
        return response

    def test_checkout_leads_to_the_page(self):
        response = self._open()
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(
            response.headers["Location"], f"{self.link._get_path()}/demo"
        )
        page = self._get(path="/demo")
        self.assertKind(page, "demo", 200)
        self.assertPayHeaders(page)
        self.assertIn("1,000.00", page.text)

    def test_opened_again_it_is_the_same_attempt(self):
        self._open()
        self._open()
        self.assertEqual(len(self.link.transaction_ids), 1)

    def test_outcomes(self):
        for outcome, state in (
            ("error", "error"),
            ("cancel", "cancel"),
            ("done", "done"),
        ):
            with self.subTest(outcome=outcome):
                self._open()
                response = self._choose(outcome)
                self.assertIn("awaiting=1", response.headers["Location"])
                self.assertEqual(self.link.transaction_ids[0].state, state)
        self.link.transaction_ids._post_process()
        self.assertEqual(self.link.state, "paid")

    def test_looking_changes_nothing(self):
        self._open()
        self._get(path="/demo")
        self.assertEqual(self.link.transaction_ids.state, "draft")

    def test_nothing_to_pay_here(self):
        for path in ("/demo", "/demo?outcome=done"):
            with self.subTest(path=path):
                response = self._get(path=path)
                self.assertKind(response, "pay", 200)
        self._choose("done")
        self.assertFalse(self.link.transaction_ids)

    def test_unknown_outcome_changes_nothing(self):
        self._open()
        self._choose("refunded")
        self.assertEqual(self.link.transaction_ids.state, "draft")

    def test_unknown_address(self):
        self.assertEqual(self.url_open(f"/pay/{'x' * 32}/demo").status_code, 404)

    def test_attempts_of_other_providers_are_not_paid_here(self):
        attempt = self._make_attempt(self.link)
        self.provider.pay_link_is_hosted = False
        self._choose("done")
        self.assertEqual(attempt.state, "draft")

    def test_deactivated_meanwhile(self):
        self._open()
        self.link.action_deactivate()
        self._choose("done")
        self.assertEqual(self.link.transaction_ids.state, "cancel")
        self.assertEqual(self.link.amount_paid, 0)
