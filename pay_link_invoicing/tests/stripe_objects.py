"""The objects of the stand-in for Stripe: what is made, paid, captured, given back."""

import itertools
import time


class StripeError(Exception):
    def __init__(self, status, message="Told to fail", **error):
        super().__init__(message)
        self.status = status
        self.body = {
            "error": {"type": "invalid_request_error", "message": message, **error}
        }


class StripeObjects:
    """Sessions, intents and refunds, and what happens to them."""

    def __init__(self):
        self.url = ""
        self.sessions, self.intents, self.refunds = {}, {}, {}
        self.multicapture = "unavailable"
        self.capture_before = int(time.time()) + 6 * 86400
        self.numbers = itertools.count(1)

    # === WHAT CUSTOMERS DO === #

    def pay(self, session_id, status=None):
        """A customer pays on the page of a session."""
        session = self.sessions[session_id]
        data = session["payment_intent_data"]
        intent = self.make_intent(
            session["amount_total"],
            session["currency"],
            metadata=data["metadata"],
            description=data["description"],
            capture_method=data["capture_method"],
        )
        session.update(status="complete", payment_intent=intent["id"])
        self.confirm(intent, status)
        return intent

    def confirm(self, intent, status=None):
        """A card is charged; a given status is one on the way."""
        is_manual = intent["capture_method"] == "manual"
        intent["status"] = status or ("requires_capture" if is_manual else "succeeded")
        received = intent["amount"] if intent["status"] == "succeeded" else 0
        held = intent["amount"] if intent["status"] == "requires_capture" else 0
        intent.update(amount_received=received, amount_capturable=held)
        intent["latest_charge"] = {
            "id": f"ch_{next(self.numbers)}",
            "object": "charge",
            "amount_refunded": 0,
            "payment_method_details": {
                "type": "card",
                "card": {
                    "brand": "visa",
                    "capture_before": self.capture_before if held else None,
                    "multicapture": {"status": self.multicapture},
                },
            },
        }

    def make_intent(self, amount, currency, **values):
        intent_id = f"pi_{next(self.numbers)}"
        self.intents[intent_id] = {
            "id": intent_id,
            "object": "payment_intent",
            "amount": amount,
            "amount_received": 0,
            "amount_capturable": 0,
            "currency": currency,
            "status": "requires_payment_method",
            "capture_method": "automatic",
            "latest_charge": None,
            "last_payment_error": None,
            "payment_method": None,
            "metadata": {},
            "description": None,
            **values,
        }
        return self.intents[intent_id]

    # === WHAT THE API DOES === #

    def _find(self, objects, name):
        if name not in objects:
            raise StripeError(404, f"No such object: '{name}'", code="resource_missing")
        return objects[name]

    def _create_session(self, params):
        left = int(params["expires_at"]) - time.time()
        if not 1800 <= left <= 86400:
            raise StripeError(
                400, "The `expires_at` timestamp must be later or earlier"
            )
        lines = [line["price_data"] for line in params["line_items"].values()]
        session_id = f"cs_test_{next(self.numbers)}"
        self.sessions[session_id] = {
            "id": session_id,
            "object": "checkout.session",
            "status": "open",
            "url": f"{self.url}/pay/{session_id}",
            "payment_intent": None,
            "payment_status": "unpaid",
            "amount_total": sum(int(line["unit_amount"]) for line in lines),
            "currency": lines[0]["currency"],
            "expires_at": int(params["expires_at"]),
            "metadata": params["metadata"],
            "client_reference_id": params["client_reference_id"],
            "payment_intent_data": params["payment_intent_data"],
        }
        return self._show_session(self.sessions[session_id])

    def _show_session(self, session):
        shown = {k: v for k, v in session.items() if k != "payment_intent_data"}
        return {**shown, "payment_intent": self.intents.get(session["payment_intent"])}

    def _expire_session(self, session):
        if session["status"] != "open":
            raise StripeError(
                400, "Only Checkout Sessions with a status in ['open'] can be expired."
            )
        session["status"] = "expired"
        if intent := self.intents.get(session["payment_intent"]):
            intent["status"] = "canceled"
        return self._show_session(session)

    def _create_intent(self, params):
        intent = self.make_intent(
            int(params["amount"]),
            params["currency"],
            metadata=params.get("metadata", {}),
            description=params["description"],
            capture_method=params["capture_method"],
            customer=params.get("customer"),
            client_secret="secret",
        )
        if params.get("confirm"):
            self.confirm(intent)
        return intent

    def _list_intents(self, params):
        data = [
            intent
            for intent in self.intents.values()
            if intent.get("customer") == params["customer"]
        ]
        url = "/v1/payment_intents"
        return {"object": "list", "url": url, "has_more": False, "data": data}

    def _capture(self, intent, params):
        amount = int(params.get("amount_to_capture", intent["amount_capturable"]))
        if (
            intent["status"] != "requires_capture"
            or amount > intent["amount_capturable"]
        ):
            raise StripeError(
                400, "It can't be captured", code="payment_intent_unexpected_state"
            )
        intent["amount_received"] += amount
        intent["amount_capturable"] -= amount
        if params.get("final_capture", "true") == "true":
            self._release(intent)
            intent["status"] = "succeeded"
        return intent

    def _release(self, intent):
        """Give back what is still held, which Stripe shows as a refund."""
        amount, intent["amount_capturable"] = intent["amount_capturable"], 0
        if amount:
            intent["latest_charge"]["amount_refunded"] += amount
            self._make_refund(intent, amount)

    def _cancel(self, intent):
        is_over = intent["status"] in ("succeeded", "canceled", "processing")
        if is_over or intent["amount_received"]:
            raise StripeError(
                400, "It can't be canceled", code="payment_intent_unexpected_state"
            )
        self._release(intent)
        intent["status"] = "canceled"
        return intent

    def refund(self, payment_intent, amount, metadata=None, status="succeeded"):
        intent = self.intents[payment_intent]
        charge = intent["latest_charge"]
        released = intent["amount"] - intent["amount_received"]
        given = charge["amount_refunded"] - released
        if given + int(amount) > intent["amount_received"]:
            raise StripeError(400, "Refund amount is greater than unrefunded amount")
        charge["amount_refunded"] += int(amount)
        return self._make_refund(intent, int(amount), metadata, status)

    def _make_refund(self, intent, amount, metadata=None, status="succeeded"):
        refund_id = f"re_{next(self.numbers)}"
        self.refunds[refund_id] = {
            "id": refund_id,
            "object": "refund",
            "amount": amount,
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "status": status,
            "metadata": metadata or {},
            "created": int(time.time()),
        }
        return self.refunds[refund_id]
