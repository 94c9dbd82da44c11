"""What the official SDK of Stripe does not say by itself. Knows nothing of Odoo."""

import stripe

# Seconds to wait for an answer. A customer or a cron waits with us.
TIMEOUT = 15
NETWORK_RETRIES = 2

# Stripe accepts an end of a session between 30 minutes and 24 hours from its creation.
# The hours are less by what the clocks may differ and a repeated request may be late.
SESSION_MINUTES_MIN = 40
SESSION_HOURS_MAX = 23
SESSION_LINES_MAX = 40
NAME_LENGTH_MAX = 250

SESSION_EXPAND = ["payment_intent.latest_charge", "payment_intent.payment_method"]
INTENT_EXPAND = ["latest_charge", "payment_method"]

# An intent that takes no more money.
FINAL_STATUSES = ("succeeded", "canceled")

LOCALES = frozenset(
    "bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv"
    " ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW".split()
)
LATIN_AMERICA = frozenset("AR BO CL CO CR DO EC GT HN MX NI PA PE PY SV UY VE".split())


def make_client(key, *, address=None, headers=None):
    """Return a client with our patience.

    :param str key: The secret key.
    :param str|None address: Of another server than Stripe's, for tests.
    :param dict|None headers: Sent with each request.
    :rtype: stripe.StripeClient
    :raise stripe.AuthenticationError: If there is no key.
    """
    http_client = stripe.RequestsClient(timeout=TIMEOUT)
    return stripe.StripeClient(
        key or None,
        http_client=http_client,
        max_network_retries=NETWORK_RETRIES,
        base_addresses={"api": address.rstrip("/")} if address else None,
        stripe_account=(headers or {}).get("Stripe-Account"),
    )


def get_locale(code):
    """Return the language of Stripe's page for a language of Odoo.

    :param str|None code: As `fr_BE`.
    :rtype: str
    """
    language, _sep, country = (code or "").partition("@")[0].partition("_")
    if language == "es" and country in LATIN_AMERICA:
        return "es-419"
    for locale in (f"{language}-{country}", language):
        if locale in LOCALES:
            return locale
    return "auto"


def is_final_answer(error):
    """Return whether an error says that the request was not done, and won't be.

    Otherwise it may have been done: the answer got lost, or Stripe has stumbled.

    :param stripe.StripeError error: What was raised.
    :rtype: bool
    """
    return isinstance(error, (stripe.InvalidRequestError, stripe.CardError))


def is_unknown_object(error):
    """Return whether the account has no such object.

    :param stripe.StripeError error: What was raised.
    :rtype: bool
    """
    return (
        isinstance(error, stripe.InvalidRequestError)
        and error.code == "resource_missing"
    )


def describe(error):
    """Return an error for the log: its kind and Stripe's number, no text of anyone.

    :param stripe.StripeError error: What was raised.
    :rtype: str
    """
    parts = (type(error).__name__, error.http_status, error.code, error.request_id)
    return " ".join(str(part) for part in parts if part)
