"""The payment methods of Stripe's test mode that the fake knows."""

from dataclasses import dataclass

DECLINED = "Your card was declined."
POOR = "Your card has insufficient funds."


@dataclass(frozen=True)
class Card:
    """How a payment method behaves.

    decline     the code of its refusal
    refund      what a refund becomes at first
    later       what it becomes some time later
    """

    name: str
    title: str
    last4: str
    brand: str = "visa"
    kind: str = "card"
    decline: str | None = None
    message: str | None = None
    has_multicapture: bool = True
    is_disputed: bool = False
    is_slow: bool = False
    refund: str = "succeeded"
    later: str | None = None


CARDS = {
    card.name: card
    for card in (
        Card("pm_card_visa", "Visa, is paid", "4242"),
        Card("pm_card_mastercard", "Mastercard, is paid", "4444", "mastercard"),
        Card(
            "pm_card_unionpay",
            "UnionPay, cannot be captured in parts",
            "0005",
            "unionpay",
            has_multicapture=False,
        ),
        Card(
            "pm_card_chargeDeclined",
            "Visa, is declined",
            "0002",
            decline="generic_decline",
            message=DECLINED,
        ),
        Card(
            "pm_card_chargeDeclinedInsufficientFunds",
            "Visa, has no funds",
            "9995",
            decline="insufficient_funds",
            message=POOR,
        ),
        Card(
            "pm_card_createDispute", "Visa, is disputed later", "0259", is_disputed=True
        ),
        Card(
            "pm_card_pendingRefund",
            "Visa, refunds take time",
            "7726",
            refund="pending",
            later="succeeded",
        ),
        Card("pm_card_refundFail", "Visa, refunds fail later", "5126", later="failed"),
        Card(
            "pm_usBankAccount_processing",
            "Bank account, takes days",
            "6789",
            "bank",
            kind="us_bank_account",
            is_slow=True,
        ),
    )
}


OTHER = "pm_other_"


def other(kind):
    """A way to pay without a card, such as `ideal`: it is always paid."""
    title = kind.replace("_", " ").capitalize()
    return Card(f"{OTHER}{kind}", f"{title}, is paid", "0000", kind, kind)


def get_card(world, name):
    """The card of `pm_card_visa`, or of a payment method that was made from it.

    :raises ApiError: when there is none
    """
    if name in CARDS:
        return CARDS[name]
    if name.startswith(OTHER):
        return other(name.removeprefix(OTHER))
    return CARDS[world.get("payment_method", name, "payment_method")["_card"]]


def make_method(world, card, billing_details=None):
    """The payment method of a customer who pays with a card."""
    method = world.new("payment_method", type=card.kind, _card=card.name)
    method["billing_details"] = billing_details or {
        **dict.fromkeys(method["billing_details"]),
        "address": dict.fromkeys(method["billing_details"]["address"]),
    }
    if card.kind == "card":
        shown = {"brand": card.brand, "display_brand": card.brand, "last4": card.last4}
        method["card"] |= {**shown, "generated_from": None, "wallet": None}
    else:
        del method["card"]
        method[card.kind] = {"last4": card.last4}
    return method
