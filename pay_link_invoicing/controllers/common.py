"""What the routes of the pay page share: finding the link, answering."""

from odoo.http import content_disposition, request

from ..const import PAGE_CSP
from .assets import get_asset_urls
from .language import get_here, read_language
from .replica import may_read_replica, read_primary_from_now_on

PAGE = "pay_link_invoicing.pay_page"

# What customers only look at or download. No session is begun for a GET.
PUBLIC_PAGE = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "sitemap": False,
    "readonly": may_read_replica,
    "save_session": False,
}
# The forms are `csrf=False`: the 192 random bits in the address are the authority
# for what they do, whoever is logged in, and no session is trusted. A foreign site that
# could forge such a post knows the address, and could as well open it.
PUBLIC_FORM = {
    "type": "http",
    "auth": "public",
    "methods": ["POST"],
    "csrf": False,
    "sitemap": False,
}


def find_link(token, *, is_changed=None):
    """Return the link of a token, as sudo, in the language that its page speaks.

    :param str token: Whatever the address holds.
    :param bool|None is_changed: Whether the request changes what the customer's pages
                                 show; any POST, if not said.
    :return: The link, or nothing.
    :rtype: pay.link
    """
    if request.httprequest.method == "OPTIONS":
        token = None  # Odoo lets it in everywhere; nothing here answers it
    is_post = request.httprequest.method == "POST"
    if is_post if is_changed is None else is_changed:
        read_primary_from_now_on()
    return request.env["pay.link"]._find_by_token(token, read_language())


def render_page(
    link_sudo, *, error=None, awaiting=False, again=False, template=PAGE, **extra
):
    """Render a page of the link.

    :param pay.link link_sudo: The link, or nothing: then the page says it isn't known.
    :param str|None error: Why what the customer asked for was refused; answers 422.
    :param bool awaiting: See `_get_page_kind`.
    :param bool again: See `_get_page_kind`.
    :param str template: The page's template.
    :param dict extra: Further values for the template.
    :rtype: odoo.http.Response
    """
    if not link_sudo:
        return render_not_found()
    values = link_sudo._prepare_page_values(awaiting=awaiting, again=again)
    values["here"] = get_here(link_sudo)
    status = 422 if error else values["status"]
    return render(
        template, {**values, "error": error, **extra}, status, link_sudo.env.context
    )


def render_not_found():
    """Render the one page that every unknown or malformed address gets.

    :rtype: odoo.http.Response
    """
    links = request.env["pay.link"]
    links = links.with_context(lang=read_language() or request.env.lang)
    # the address is nobody's: where to choose a language is said relative to it
    values = {"kind": "not_found", "here": "?", **links._prepare_page_language()}
    template = "pay_link_invoicing.pay_page_not_found"
    return render(template, values, 404, links.env.context)


def render(template, values, status, context=None):
    """Render a light document: no assets of Odoo's, a strict content security policy.

    :param str template: XML id.
    :param dict values: Plain values.
    :param int status: HTTP status.
    :param dict context: The context to render in, for the language.
    :rtype: odoo.http.Response
    """
    # minimal: the values that Odoo adds for pages of its own cost queries, none is used
    qweb = request.env["ir.qweb"].with_context(**(context or {}), minimal_qcontext=True)
    html = qweb._render(template, {**values, **get_asset_urls()})
    is_redirect = values.get("redirect_form")  # posts to the provider's own address
    # the form may be answered by leading to a provider's page
    targets = values.get("form", {}).get("targets", "")
    own = f"{PAGE_CSP}; form-action 'self' {targets}".strip()
    policy = PAGE_CSP if is_redirect else own
    request.future_response.headers.set("Content-Security-Policy", policy)
    return request.make_response(
        html, headers=[("Content-Type", "text/html; charset=utf-8")], status=status
    )


def redirect_to_page(link_sudo, query=""):
    """Send the customer on to the link's own page, by GET.

    :param str query: With its question mark.
    :rtype: odoo.http.Response
    """
    return request.redirect(f"{link_sudo._get_path()}{query}", code=303)


def render_pdf(name, content):
    """Answer with a file that the browser shows.

    :param str name: The file's name.
    :param bytes content: The PDF.
    :rtype: odoo.http.Response
    """
    headers = [
        ("Content-Type", "application/pdf"),
        ("Content-Length", len(content)),
        ("Content-Disposition", content_disposition(name, "inline")),
    ]
    request.env.cr.rollback()  # Odoo's reports write to what they print
    return request.make_response(content, headers=headers)
