"""Which pages may come from a replica of the database; it is always a bit behind.

Nobody is to miss there what they have just done, or pay once more.
"""

from odoo.http import request

COOKIE = "pay_link_fresh"
# Longer than customers are usually away at a provider. A replica that is further behind
# is broken, which whoever runs it hears from it.
COOKIE_SECONDS = 15 * 60


def may_read_replica(_controller, _rule, args):
    """Return whether a page may come from the replica; the `readonly` of its route.

    Not for a browser that has just changed something or comes back from a provider,
    nor where the replica does not know yet what the page is about.

    :param dict args: What the address holds; see `_is_known`.
    :rtype: bool
    """
    if not request.env.cr.readonly:
        return True  # this is the primary: there is no replica, or none that answers
    query, cookies = request.httprequest.args, request.httprequest.cookies
    if COOKIE in cookies or "awaiting" in query:
        return False
    return "token" not in args or request.env["pay.link"]._is_known(**args)


def read_primary_from_now_on():
    """Let the pages that this browser asks for next come from the primary."""
    request.future_response.set_cookie(
        COOKIE,
        "1",
        max_age=COOKIE_SECONDS,
        expires=None,
        secure=request.httprequest.scheme == "https",
        httponly=True,
        samesite="Lax",  # who is sent back by a provider brings it along
    )
