"""Two months of it, for the graphs: links made, seen, paid, forgotten and taken back."""

from collections import defaultdict
from datetime import timedelta
from random import Random

from odoo import fields

SEED = 19
DAYS = 60
CHANNELS = ("email", "email", "email", "sms", "whatsapp", "qr")
EXPIRES_DAYS = 14
BASKETS = (
    (("table", 1), ("delivery", 1)),
    (("armchair", 2),),
    (("rug", 1), ("lamp", 2)),
    (("shelf", 1), ("delivery", 1)),
    (("stool", 6),),
    (("design", 1),),
    (("lamp", 4),),
    (("table", 1), ("stool", 4), ("delivery", 1)),
)
# What becomes of a link, and how often, in a hundred.
FATES = (("paid", 74), ("part", 4), ("refunded", 4), ("deactivated", 6), ("forgotten", 12))


def tell_history(shop):
    """Let the days pass: what is due on a day happens before what is new."""
    dice, plans = Random(SEED), defaultdict(list)
    for ago in shop.clock.pass_days(DAYS):
        for happen in plans.pop(ago, ()):
            happen()
        shop.env["pay.link"].sudo().search(_is_over())._move_to("expired")
        for _ in range(_count(ago, dice)):
            _start(shop, dice, ago, plans)


def _is_over():
    now = fields.Datetime.now()
    return [("state", "=", "active"), ("expires_at", "!=", False), ("expires_at", "<", now)]


def _count(ago, dice):
    """A shop that people come to know: more links in the second month, fewer on Sundays."""
    day = fields.Date.today()
    if day.weekday() == 6:
        return 0
    return dice.choice((0, 0, 1) if ago > 30 else (0, 1, 1, 2))


def _start(shop, dice, ago, plans):
    """A new document with its link, and what will become of it."""
    customer, basket = dice.choice(list(shop.customers)), dice.choice(BASKETS)
    document = (shop.order if dice.random() < 0.4 else shop.invoice)(customer, *basket)
    fate = dice.choices(*zip(*FATES, strict=True))[0]
    days = timedelta(days=EXPIRES_DAYS)
    link = shop.link(
        document,
        dice.choice(CHANNELS),
        expires_at=fields.Datetime.now() + days,
        allow_partial=fate == "part",
    )
    wait = min(dice.choice((0, 0, 1, 1, 2, 3, 6)), ago)
    happen = _prepare(shop, link, fate)
    if wait == ago:  # still open today
        return
    if wait:
        plans[ago - wait].append(happen)
    else:
        happen()


def _prepare(shop, link, fate):
    """What happens to a link when its customer, or its seller, comes back to it."""

    def happen():
        if fate in ("paid", "refunded"):
            shop.pay(link)
        elif fate == "part":
            shop.pay(link, round(link.amount / 2, 2))
        elif fate == "deactivated":
            link.action_deactivate()
        else:
            shop.see(link)
        if fate == "refunded":
            shop.refund(link)

    return happen
