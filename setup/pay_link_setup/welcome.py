"""What the running demo says of itself: addresses, logins, and what to try first."""

TILL = "Furniture Shop"


def print_welcome(server, mails, stripe_url=None):
    """Print it, short.

    :param OdooServer server: which is running
    :param pathlib.Path mails: the folder of the mails that it sends
    :param str stripe_url: of the stand-in for Stripe, if there is one
    """
    url, rpc = server.url, server.rpc
    lines = [
        ("Pay link", payable_link(rpc), "open it and pay: no real money"),
        ("Seller", f"{url}/odoo/pay-links", "seller / seller"),
        ("  a tour", f"{url}/odoo?tour=pay_link_tour", ""),
        ("Cashier", f"{url}/pos/ui/{_till(rpc)}", "cashier / cashier"),
        ("  a tour", f"{url}/odoo?tour=pay_link_pos_tour", ""),
        ("Customer", f"{url}/my/pay-links", "customer / customer"),
        ("Everything", f"{url}/odoo", "admin / admin"),
        ("Mails", mails, "none leaves this machine"),
    ]
    if stripe_url:
        lines.append(("Stripe", stripe_url, "a stand-in: no real money"))
    width = max(len(str(address)) for _name, address, _note in lines)
    print()
    for name, address, note in lines:
        print(f"{name:11} {address!s:{width}}  {note}".rstrip())
    print(f"\nLog: {server.log}. Stop with Ctrl-C.", flush=True)


def payable_link(rpc):
    """The address of a link that can be paid at once: the newest of an order.

    :rtype: str
    """
    payable = [
        ("res_model", "=", "sale.order"),
        ("state", "=", "active"),
        ("payment_state", "=", "unpaid"),
        ("email", "!=", False),
        ("partner_id.user_ids", "!=", False),
    ]
    link_ids = rpc("pay.link", "search", payable, limit=1)
    link_id = link_ids[0] if link_ids else _make_link(rpc)
    return rpc("pay.link", "read", [link_id], ["url"])[0]["url"]


def _make_link(rpc):
    """A link for a quotation that nobody has to sign first; return its id."""
    domain = [("state", "in", ("draft", "sent")), ("amount_total", ">", 0)]
    order_id = rpc("sale.order", "search", domain, limit=1, order="id")[0]
    rpc("sale.order", "write", [order_id], {"require_signature": False})
    return rpc("pay.link", "create", {"res_model": "sale.order", "res_id": order_id})


def _till(rpc):
    """The id of the shop's point of sale."""
    return rpc("pos.config", "search", [("name", "=", TILL)], limit=1, order="id")[0]
