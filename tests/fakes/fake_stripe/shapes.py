"""Objects in the shapes that Stripe publishes, without the values of its examples."""

import copy
import json
from pathlib import Path

FIXTURES = json.loads(
    (Path(__file__).parent / "fixtures3.json").read_text(encoding="utf-8")
)["resources"]
# What the examples hold and a new object doesn't; all that is named nowhere is kept.
EMPTY = {
    "account": {"charges_enabled": True, "details_submitted": True},
    "charge": {
        "balance_transaction": None,
        "billing_details": {
            "address": FIXTURES["charge"]["billing_details"]["address"],
            "email": None,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "description": None,
        "receipt_url": None,
        "shipping": None,
        "source": None,
        "transfer_data": None,
    },
    "checkout.session": {
        "adaptive_pricing": None,
        "after_expiration": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "currency_conversion": None,
        "custom_text": dict.fromkeys(FIXTURES["checkout.session"]["custom_text"]),
        "customer_details": None,
        "invoice_creation": None,
        "managed_payments": None,
        "payment_intent": None,
        "payment_method_configuration_details": None,
        "permissions": None,
        "saved_payment_method_options": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "wallet_options": None,
    },
    "customer": {"discount": None, "shipping": None},
    "dispute": {},
    "payment_intent": {
        "automatic_payment_methods": None,
        "canceled_at": None,
        "last_payment_error": None,
        "managed_payments": None,
        "next_action": None,
        "payment_method_configuration_details": None,
        "processing": None,
        "shipping": None,
        "transfer_data": None,
    },
    "payment_method": {"metadata": {}},
    "refund": {},
    "webhook_endpoint": {"description": None},
    "event": {},
}


def blank(resource):
    """A new object of a kind, to be filled."""
    return copy.deepcopy({**FIXTURES[resource], **EMPTY[resource]})
