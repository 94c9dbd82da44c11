"""The hosted page of a Checkout Session, small."""

from html import escape

from . import sessions
from .cards import CARDS, other
from .errors import ApiError

WITHOUT_CENTS = {"jpy", "krw", "vnd", "clp", "xof", "xaf", "xpf"}
WITH_MILLS = {"bhd", "jod", "kwd", "omr", "tnd"}
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f6f8fa;color:#1a1f36}
main{max-width:26rem;margin:2rem auto;padding:1.5rem;background:#fff;
border-radius:.75rem;box-shadow:0 1px 4px #0002}
.badge{background:#ffde92;color:#5a3b00;padding:.1rem .5rem;border-radius:.3rem;
font-size:.8rem;display:inline-block}
a{display:block;margin:.5rem 0}li{padding:.25rem 0}
li span:last-child{white-space:nowrap}
h1{font-size:1.9rem;margin:.5rem 0}ul{list-style:none;padding:0}
li{display:flex;justify-content:space-between;gap:1rem}
label{display:block;padding:.35rem 0}input[type=email]{width:100%;padding:.5rem;
box-sizing:border-box;font:inherit}
button{width:100%;padding:.8rem;border:0;border-radius:.5rem;background:#0a53be;
color:#fff;font:inherit;font-weight:600;margin:1rem 0;cursor:pointer}
.error{background:#fdecec;color:#8c1c13;padding:.6rem;border-radius:.4rem}
"""


def money(amount, currency):
    """An amount in its smallest unit, for people."""
    digits = 0 if currency in WITHOUT_CENTS else 3 if currency in WITH_MILLS else 2
    return f"{amount / 10**digits:,.{digits}f} {currency.upper()}"


def show(world, session_id, error="", status=200):
    """The page as it is now: a status and HTML."""
    with world.lock:
        session = world.objects[sessions.RESOURCE].get(session_id)
        if session is None:
            return 404, _page(
                "Nothing here", "<p>There is no such page.</p>", "missing"
            )
        if session["status"] == "open" and session["expires_at"] <= world.now():
            kind = "expired"
        else:
            kind = session["status"]
        if kind != "open":
            return _closed(session, kind)
        return status, _page("Pay", _form(session, error), "open")


def submit(world, session_id, values):
    """The customer clicks on *Pay*: where to go, or the page again."""
    with world.lock:
        session = world.objects[sessions.RESOURCE].get(session_id)
        if session is None or session["status"] != "open":
            return None, show(world, session_id)
        if session["expires_at"] <= world.now():
            sessions.end(world, session)
            return None, show(world, session_id)
        try:
            sessions.pay(world, session, values.get("card"), values.get("email"))
        except ApiError as error:
            return None, show(world, session_id, str(error), error.status)
        url = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id)
        return url, None


def _closed(session, kind):
    if kind == "complete":
        text = "You have paid already. You can close this page."
        return 200, _page("All done", f"<p id=message>{text}</p>", kind)
    text = "This page is no longer open. Nothing was charged."
    back = session["cancel_url"]
    link = (
        f'<p><a id=back href="{escape(back)}">Back to the shop</a></p>' if back else ""
    )
    return 200, _page("Page closed", f"<p id=message>{text}</p>{link}", kind)


def _form(session, error):
    currency = session["currency"]
    lines = "".join(
        f"<li><span>{escape(line['description'])} × {line['quantity']}</span>"
        f"<span>{money(line['amount_total'], currency)}</span></li>"
        for line in session["_line_items"]
    )
    alert = f"<p class=error role=alert id=error>{escape(error)}</p>" if error else ""
    total = money(session["amount_total"], currency)
    cancel = session["cancel_url"]
    back = f'<a id=cancel href="{escape(cancel)}">← Cancel</a>' if cancel else ""
    return (
        f"{back}<h1 id=total>{total}</h1><ul id=lines>{lines}</ul>{alert}"
        "<form method=post><label>E-mail <input type=email name=email"
        f' value="{escape(session["customer_email"] or "")}"></label>'
        f"<fieldset><legend>Test card</legend>{_cards(session)}</fieldset>"
        f"<button id=pay>Pay {total}</button></form>"
    )


def _cards(session):
    types = session["payment_method_types"]
    cards = [card for card in CARDS.values() if card.kind in types]
    known = {card.kind for card in cards}
    cards += [other(kind) for kind in types if kind not in known]
    return "".join(
        f'<label><input type=radio name=card value="{card.name}"'
        f"{' checked' if number == 0 else ''}> {escape(card.title)}"
        f" <small>•••• {card.last4}</small></label>"
        for number, card in enumerate(cards)
    )


def _page(title, body, kind):
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        '<meta name=robots content="noindex"><link rel=icon href="data:,">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f'<body><main data-kind="{kind}"><span class=badge>TEST: no real money</span>'
        f"{body if kind == 'open' else f'<h1>{escape(title)}</h1>{body}'}"
        "</main></body></html>"
    )
