"""The language that a visitor chooses on the page: kept by their browser alone.

Odoo's own cookie can't say it: Odoo sets that on any page of the shop, chosen or not.
It follows the choice, for the pages of Odoo that a payment leads through.
"""

from werkzeug.urls import url_encode

from odoo.http import request

COOKIE = "pay_link_lang"
ODOO_COOKIE = "frontend_lang"
PARAMETER = "lang"


def read_language():
    """Return the language that the visitor chose, by this address or before.

    :return: The code of an active language.
    :rtype: str | None
    """
    languages = request.env["res.lang"]
    chosen = languages._get_data(code=request.httprequest.args.get(PARAMETER)).code
    if chosen:
        _keep(chosen)
        return chosen
    return languages._get_data(code=request.cookies.get(COOKIE)).code or None


def _keep(code):
    cookies = request.future_response
    is_secure = request.httprequest.scheme == "https"
    options = {"secure": is_secure, "samesite": "Lax"}
    cookies.set_cookie(COOKIE, code, path="/pay/", httponly=True, **options)
    cookies.set_cookie(ODOO_COOKIE, code, **options)


def get_here(link_sudo):
    """Return the address of this page, to which a language can be added.

    :param pay.link link_sudo: What the page is about.
    :rtype: str
    """
    asked = request.httprequest
    if asked.method == "POST":  # what a form is answered with has no address
        return f"{link_sudo._get_path()}?"
    query = {key: asked.args[key] for key in asked.args if key != PARAMETER}
    return f"{asked.path}?{url_encode(query)}{'&' if query else ''}"
