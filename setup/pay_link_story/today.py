"""What is going on just now: a link in each state that there is."""

from datetime import timedelta

from odoo import fields


def tell_today(shop):
    """Let the last days happen; what needs a person comes last."""
    for hours, happen in (
        (5, _tell_ends),
        (4, _tell_good_news),
        (3, _tell_odd_money),
        (2, _tell_money_on_its_way),
        (1, _tell_portal),
        (0.2, _tell_trouble),
    ):
        shop.clock.move_to(hours)
        happen(shop)


def _in_days(days):
    return fields.Datetime.now() + timedelta(days=days)


def _tell_good_news(shop):
    """Sent, seen, paid in part, paid."""
    shop.link(shop.order("moreau", ("table", 2), ("stool", 8)), expires_at=_in_days(14))
    seen = shop.link(shop.order("melati", ("armchair", 2), ("lamp", 2)), "whatsapp")
    shop.see(seen)
    part = shop.link(
        shop.order("senvang", ("table", 4), ("stool", 16), ("delivery", 1)),
        allow_partial=True,
        amount_min=500,
    )
    shop.pay(part, 1800)
    shop.pay(shop.link(shop.order("eleni", ("rug", 1), ("lamp", 1)), "sms"))
    shop.pay(shop.link(shop.invoice("fernhill", ("design", 2), ("shelf", 3))))


def _tell_money_on_its_way(shop):
    """Promised by wire transfer, and held until the goods are delivered."""
    pending = shop.link(shop.invoice("galazio", ("stool", 12)))
    shop.see(pending)
    shop.start(pending)._set_pending()
    held = shop.link(shop.order("harbour", ("shelf", 4), ("delivery", 1)), capture_mode="delivery")
    shop.see(held)
    attempt = shop.start(held)
    attempt._set_authorized()
    attempt._post_process()


def _tell_odd_money(shop):
    """Too late, too much, twice: booked, marked, and somebody is asked."""
    late = shop.link(shop.order("tilleuls", ("stool", 4)))
    attempt = shop.start(late)
    late.action_deactivate()
    if attempt.state == "cancel":  # the bank had it already
        attempt.state = "draft"
    shop.receive(attempt)
    _pay_at_the_same_time(shop, shop.invoice("ratna", ("lamp", 3)))


def _pay_at_the_same_time(shop, invoice):
    """The link is paid while a payment by bank is entered for the same invoice."""
    link = shop.link(invoice)
    attempt = shop.start(link)
    wizard = shop.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    )
    wizard.sudo().create({})._create_payments()
    if attempt.state == "cancel":
        attempt.state = "draft"
    shop.receive(attempt)


def _tell_ends(shop):
    """Taken back, replaced by a newer one, and refunded."""
    shop.link(shop.order("maple", ("stool", 20))).action_deactivate()
    order = shop.order("khoa", ("rug", 1), ("armchair", 1))
    shop.link(order)
    shop.link(order, "sms", amount=300)
    refunded = shop.link(shop.order("prairie", ("lamp", 6)))
    shop.pay(refunded)
    shop.refund(refunded, 190)


def _tell_portal(shop):
    """The customer who can log in has something to pay, and has paid before."""
    shop.pay(shop.link(shop.order("owen", ("lamp", 2)), "email"))
    order = shop.order("owen", ("table", 1), ("armchair", 2), ("delivery", 1))
    shop.link(order, expires_at=_in_days(10), allow_partial=True, amount_min=400)
    shop.link(shop.invoice("owen", ("design", 1)))


def _tell_trouble(shop):
    """Two links that need the seller: a wrong address, and a customer who comes late.

    And a quotation that nobody has asked the money of yet.
    """
    bounced = shop.link(shop.order("elodie", ("shelf", 1), ("delivery", 1)), None)
    shop.bounce(bounced, "elodie.marchand@exmaple.com", "The domain does not exist.")
    expired = shop.link(shop.order("ratna", ("armchair", 1), ("lamp", 1)), expires_at=_in_days(-1))
    expired.sudo()._move_to("expired")
    expired.sudo()._request_renewal()
    shop.order("fernhill", ("table", 1), ("stool", 6), ("delivery", 1))
