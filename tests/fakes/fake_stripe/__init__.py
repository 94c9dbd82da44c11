"""Stripe as our tests and the demo need it: a real HTTP server that remembers.

    PYTHONPATH=tests/fakes python -m fake_stripe --port 12111

The official SDK talks to it unchanged:

    addresses = {"api": "http://127.0.0.1:12111"}
    client = stripe.StripeClient("sk_test_fake", base_addresses=addresses)

Its answers have the shapes of `fixtures3.json`, the example objects that Stripe
publishes at https://github.com/stripe/openapi under the MIT licence in `LICENSE`.
"""
