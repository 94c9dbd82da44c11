import json
import time

from odoo.tests import HttpCase, tagged

from .webhook_common import OLD_SECRET, SECRET, WebhookCommon

URL = "/payment/stripe/webhook"
LOGGER = "odoo.addons.pay_link_invoicing.controllers.stripe_webhook"


@tagged("post_install", "-at_install")
class TestWebhook(WebhookCommon, HttpCase):
    """The address to which Stripe sends: over HTTP, as Stripe does it."""

    def setUp(self):
        super().setUp()
        self.cron = self.env.ref("pay_link_invoicing.cron_pay_link_event")

    def _post(self, body, signature=None, **headers):
        if signature:
            headers["Stripe-Signature"] = signature
        headers.setdefault("Content-Type", "application/json")
        return self.url_open(URL, data=body, headers=headers, method="POST")

    def _send(self, event, **kwargs):
        body = self._dump(event)
        return self._post(body, self._sign(body, **kwargs))

    def _make_ordinary(self, **values):
        return self._create_transaction("direct", reference="ORDINARY", **values)

    def assertNothingStored(self):
        self.assertFalse(self._find_events())

    # === SIGNED === #

    def test_signed_event_of_an_attempt_is_stored_and_processed_at_once(self):
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([]).unlink()
        response = self._send(self._event())
        self.assertEqual(response.status_code, 200)
        event = self._find_events()
        self.assertEqual(len(event), 1)
        self.assertEqual(
            (event.event_id, event.type, event.state, event.transaction_id),
            ("evt_1", "payment_intent.succeeded", "new", self.attempt),
        )
        self.assertEqual((event.link_id, event.tries), (self.link, 0))
        self.assertEqual(event.provider_id, self.provider)
        self.assertEqual(event.company_id, self.provider.company_id)
        self.assertEqual(json.loads(event.payload)["id"], "evt_1")
        self.assertEqual(len(triggers.search([("cron_id", "=", self.cron.id)])), 1)
        self.assertEqual(self.attempt.state, "draft")  # judged later

    def test_twenty_repeats_are_one_event(self):
        for _repeat in range(20):
            self.assertEqual(self._send(self._event()).status_code, 200)
        self.assertEqual(len(self._find_events()), 1)

    def test_attempt_is_found_by_what_stripe_says_of_it(self):
        found = [
            {"id": "ch_1", "payment_intent": "pi_of_the_attempt"},
            {"id": "ch_1", "payment_intent": {"id": "pi_of_the_attempt"}},
            {"id": "cs_1", "client_reference_id": self.attempt.reference},
            {"id": "pi_2", "description": self.attempt.reference},
            {"id": "pi_2", "metadata": {"reference": self.attempt.reference}},
        ]
        for number, target in enumerate(found):
            with self.subTest(target=target):
                event = self._event(event_id=f"evt_{number}", **target)
                self.assertEqual(self._send(event).status_code, 200)
                self.assertEqual(self._find_events()[:1].event_id, f"evt_{number}")

    def test_earlier_secret_is_still_accepted(self):
        self.provider.pay_link_old_webhook_secrets = f"\n {OLD_SECRET} \nwhsec_x"
        self.assertEqual(self._send(self._event(), secret=OLD_SECRET).status_code, 200)
        self.assertEqual(len(self._find_events()), 1)

    def test_earlier_secret_alone_is_enough(self):
        self.provider.write(
            {"stripe_webhook_secret": False, "pay_link_old_webhook_secrets": OLD_SECRET}
        )
        self.assertEqual(self._send(self._event(), secret=OLD_SECRET).status_code, 200)
        self.assertEqual(len(self._find_events()), 1)

    def test_unknown_and_foreign_events_are_acknowledged_and_dropped(self):
        for target in (
            {"id": "pi_unknown"},
            {"description": "S99999"},
            {"metadata": {"database": "another", "reference": self.attempt.reference}},
            {"id": "pi_unknown", "metadata": ["no", "dictionary"]},
            {"id": 5, "description": {"a": 1}, "payment_intent": [1]},
            {"id": "pi_\x00", "description": "\ud800"},
        ):
            with self.subTest(target=target):
                target = {"id": "pi_unknown", **target}
                self.assertEqual(self._send(self._event(**target)).status_code, 200)
        for event in (
            self._event("customer.created"),
            self._event("payment_intent.created"),
            {**self._event(), "id": None},
            {**self._event(), "data": None},
            {**self._event(), "data": {"object": "pi_of_the_attempt"}},
        ):
            with self.subTest(event=event):
                self.assertEqual(self._send(event).status_code, 200)
        self.assertNothingStored()

    def test_secret_of_another_provider_reaches_its_own_payments_only(self):
        self.provider.copy(
            {
                "stripe_publishable_key": "pk_other",
                "stripe_secret_key": "sk_other",
                "stripe_webhook_secret": "whsec_other",
                "state": "test",
            }
        )
        response = self._send(self._event(), secret="whsec_other")
        self.assertEqual(response.status_code, 200)
        self.assertNothingStored()

    def test_disabled_provider_is_not_listened_to(self):
        self.provider.state = "disabled"
        self.assertEqual(self._send(self._event()).status_code, 400)
        self.assertNothingStored()

    # === ORDINARY TRANSACTIONS === #

    def test_payment_without_a_link_is_processed_by_odoo(self):
        tx = self._make_ordinary()
        event = self._event(
            id="pi_ordinary",
            description="ORDINARY",
            status="succeeded",
            amount=round(tx.amount * 100),
            currency=tx.currency_id.name.lower(),
        )
        self.provider.pay_link_old_webhook_secrets = OLD_SECRET
        self.assertEqual(self._send(event, secret=OLD_SECRET).status_code, 200)
        self.assertEqual(tx.state, "done")
        self.assertNothingStored()

    def test_payment_without_a_link_and_a_wrong_signature_is_refused_by_odoo(self):
        tx = self._make_ordinary()
        event = self._event(id="pi_ordinary", description="ORDINARY")
        for signature in ("", "garbage", "t=1,v1=0", "t=x,v1=0"):
            with self.subTest(signature=signature):
                response = self._post(self._dump(event), signature)
                self.assertIn(response.status_code, (400, 403))
        self.assertEqual(tx.state, "draft")

    # === BAD INPUT === #

    def test_what_is_not_signed_is_refused(self):
        body = self._dump(self._event())
        now = int(time.time())
        forged = {
            "missing": None,
            "garbage": "garbage",
            "no time": "v1=0",
            "no signature": f"t={now}",
            "wrong": f"t={now},v1=0",
            "no ASCII": f"t={now},v1=\xe9",
            "endless time": f"t={'9' * 5000},v1=0",
            "another secret": self._sign(body, secret="whsec_forged"),
            "stale": self._sign(body, age_seconds=301),
            "of another body": self._sign(body + " "),
        }
        for kind, signature in forged.items():
            with self.subTest(kind=kind):
                self.assertEqual(self._post(body, signature).status_code, 400)
        self.assertNothingStored()

    def test_without_a_secret_everything_is_refused(self):
        for secret in (False, "", "  "):
            self.provider.stripe_webhook_secret = secret
            with self.subTest(secret=secret):
                self.assertEqual(self._send(self._event()).status_code, 400)
                body = self._dump(self._event())
                for signing in (" ", "False", "None"):
                    response = self._post(body, self._sign(body, secret=signing))
                    self.assertEqual(response.status_code, 400)
                self.assertEqual(self._post(body).status_code, 400)
        self.assertNothingStored()

    def test_malformed_bodies_are_refused_signed_or_not(self):
        bodies = (
            "",
            "not JSON",
            "{",
            "[]",
            "null",
            "5",
            '"text"',
            "{}",
            '{"type": 5}',
            '{"type": null, "id": "evt_1"}',
            '{"type": ["payment_intent.succeeded"]}',
            "[" * 100_000,
        )
        for body in bodies:
            for signature in (None, self._sign(body)):
                with self.subTest(body=body[:40], signature=bool(signature)):
                    self.assertEqual(self._post(body, signature).status_code, 400)
        self.assertEqual(self._post(b"\xff\xfe{", "t=1,v1=0").status_code, 400)
        self.assertNothingStored()

    def test_wrong_types_without_a_signature_are_refused(self):
        for event in (
            {**self._event(), "data": []},
            {**self._event(), "data": {"object": None}},
            self._event(description=5),
            self._event(description={"a": 1}),
            self._event(description=self.attempt.reference),
            self._event("charge.refund.updated"),
            self._event("charge.refund.updated", id="re_1", description="\x00"),
        ):
            with self.subTest(event=event):
                self.assertEqual(self._post(self._dump(event)).status_code, 400)
        self.assertNothingStored()

    def test_a_megabyte_is_refused(self):
        body = self._dump(self._event(padding="x" * 1_000_000))
        for signature in (None, self._sign(body)):
            response = self._post(body, signature)
            self.assertIn(response.status_code, (400, 413))
        self.assertNothingStored()

    def test_other_content_types_change_nothing(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            body = self._dump(self._event())
            response = self._post(
                body, self._sign(body, secret="whsec_forged"), **{"Content-Type": kind}
            )
            self.assertEqual(response.status_code, 400, kind)
        self.assertNothingStored()

    def test_a_get_is_refused(self):
        self.assertIn(self.url_open(URL).status_code, (404, 405))

    # === LOGS === #

    def test_no_payload_or_signature_gets_into_the_log(self):
        event = self._event(customer_email="norbert@customer.example")
        body = self._dump(event)
        signature = self._sign(body)
        with self.assertLogs("odoo.addons", level="DEBUG") as logs:
            self._post(body, signature)
            self._post(body, self._sign(body, secret="whsec_forged"))
        text = "\n".join(logs.output)
        for secret in ("norbert@customer.example", signature, SECRET, "evt_1"):
            self.assertNotIn(secret, text)
        self.assertIn("Refused", text)
