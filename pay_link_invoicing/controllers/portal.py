from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .common import render_pdf
from .replica import may_read_replica

COUNTERS = ("pay_link_to_pay_count", "pay_link_to_pay_sum")


class PayLinkPortal(CustomerPortal):
    """The customer's own pay links, in the portal."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "pay_link_count" in counters:
            values["pay_link_count"] = self._count_pay_links(Domain.TRUE)
        if not set(COUNTERS).isdisjoint(counters):
            to_pay_sudo = self._search_to_pay()
            found = (len(to_pay_sudo), to_pay_sudo._format_due() or 0)
            found = zip(COUNTERS, found, strict=True)  # 0 keeps the card away
            values.update({key: value for key, value in found if key in counters})
        return values

    @route(
        ["/my/pay-links", "/my/pay-links/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=may_read_replica,
    )
    def portal_my_pay_links(
        self, page=1, sortby=None, filterby=None, search=None, search_in=None, **kwargs
    ):
        return request.render(
            "pay_link_invoicing.portal_my_pay_links",
            self._prepare_pay_links_values(page, sortby, filterby, search, search_in),
        )

    @route(
        "/my/pay-links/receipt/<int:transaction_id>",
        type="http",
        auth="user",
        readonly=may_read_replica,
    )
    def portal_my_pay_link_receipt(self, transaction_id, **kwargs):
        """Download the receipt of a payment that the user's company has made."""
        # only tells which link to search for; whether it is theirs comes next
        tx_sudo = request.env["payment.transaction"].sudo().browse(transaction_id)
        link_ids = tx_sudo.exists().pay_link_id.ids
        links = self._search_pay_links(Domain("id", "in", link_ids))
        link_sudo = links.sudo()  # found by the user's own rights
        pdf = link_sudo._render_receipt(transaction_id) if link_sudo else None
        return render_pdf(*pdf) if pdf else request.not_found()

    def _prepare_pay_links_values(self, page, sortby, filterby, search, search_in):
        """Return the rendering values of the list.

        :param int page: The page, from 1.
        :param str sortby: A key of `_get_pay_link_sortings`; unknown ones are ignored.
        :param str filterby: A key of `_get_pay_link_filters`; unknown ones are ignored.
        :param str search: What to find.
        :param str search_in: A key of `_get_pay_link_inputs`; unknown ones are ignored.
        :rtype: dict
        """
        sortings, inputs = self._get_pay_link_sortings(), self._get_pay_link_inputs()
        to_pay_sudo = self._search_to_pay()
        filters = self._get_pay_link_filters(to_pay_sudo)
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        search_in = search_in if search_in in inputs else "all"
        domain = filters[filterby]["domain"]
        if search:
            fields = inputs[search_in]["fields"]
            domain &= Domain.OR(Domain(name, "ilike", search) for name in fields)
        arguments = {"sortby": sortby, "filterby": filterby}
        if search:
            arguments |= {"search": search, "search_in": search_in}
        order = sortings[sortby]["order"]
        links, pager = self._search_page_of_pay_links(domain, order, page, arguments)
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "pay_link",
            "default_url": "/my/pay-links",
            "pay_links_sudo": links.sudo(),  # found by the user's own rights
            "to_pay_sudo": to_pay_sudo,
            "pager": pager,
            "searchbar_sortings": sortings,
            "sortby": sortby,
            "searchbar_filters": filters,
            "filterby": filterby,
            "searchbar_inputs": inputs,
            "search": search,
            "search_in": search_in,
        }

    def _search_page_of_pay_links(self, domain, order, page, arguments):
        """Return one page of the list.

        :param Domain domain: What to find among the company's links.
        :param str order: See `search`.
        :param int page: The page, from 1.
        :param dict arguments: What the addresses of the other pages keep.
        :return: The links and the pager's values.
        :rtype: tuple(pay.link, dict)
        """
        pager = portal_pager(
            url="/my/pay-links",
            url_args=arguments,
            total=self._count_pay_links(domain),
            page=page,
            step=self._items_per_page,
        )
        limit, offset = self._items_per_page, pager["offset"]
        links = self._search_pay_links(domain, order=order, limit=limit, offset=offset)
        return links, pager

    def _get_pay_link_sortings(self):
        """Return the orders that the list offers.

        :rtype: dict
        """
        _ = request.env._
        return {
            "date": {"label": _("Newest"), "order": "create_date desc, id desc"},
            "expiry": {"label": _("Expires first"), "order": "expires_at, id desc"},
            "amount": {"label": _("Amount"), "order": "amount desc, id desc"},
            "document": {"label": _("Document"), "order": "document_name, id desc"},
        }

    def _get_pay_link_inputs(self):
        """Return what the list can be searched for.

        :rtype: dict
        """
        _ = request.env._
        fields = {
            "all": ("document_name", "name"),
            "document": ("document_name",),
            "number": ("name",),
        }
        labels = {
            "all": _("Search in all"),
            "document": _("Search in document"),
            "number": _("Search in number"),
        }
        return {
            key: {"input": key, "label": label, "fields": fields[key]}
            for key, label in labels.items()
        }

    def _get_pay_link_filters(self, to_pay):
        """Return the filters that the list offers.

        A link is over from its last second on, before its state says so.

        :param pay.link to_pay: See `_search_to_pay`.
        :rtype: dict
        """
        _ = request.env._
        ended = Domain("state", "=", "active") & Domain("expires_at", "<=", "now")
        over = Domain("state", "in", ("deactivated", "expired")) | ended
        return {
            "all": {"label": _("All"), "domain": Domain.TRUE},
            "to_pay": {"label": _("To pay"), "domain": Domain("id", "in", to_pay.ids)},
            "paid": {"label": _("Paid"), "domain": Domain("state", "=", "paid")},
            "over": {"label": _("Over"), "domain": over},
        }

    def _count_pay_links(self, domain):
        """Return how many links of the user's company a domain finds.

        :param Domain domain: What to find among them.
        :rtype: int
        """
        links = request.env["pay.link"]
        if not links.has_access("read"):
            return 0
        return links.search_count(self._get_own_domain() & domain)

    def _search_pay_links(self, domain, **kwargs):
        """Return the links of the user's company, by the user's own rights.

        :param Domain domain: What to find among them.
        :param dict kwargs: Arguments of `search`.
        :rtype: pay.link
        """
        links = request.env["pay.link"]
        if not links.has_access("read"):
            return links
        return links.search(self._get_own_domain() & domain, **kwargs)

    def _search_to_pay(self):
        """Return the links with which the user's company is to pay something now.

        What is due is no column: it follows from the documents, read together.

        :return: As sudo.
        :rtype: pay.link
        """
        active = self._search_pay_links(Domain("state", "=", "active"))
        links_sudo = active.sudo()  # found by the user's own rights
        return links_sudo.filtered(lambda link: link._is_to_pay())

    def _get_own_domain(self):
        """Return the domain of the links that the user's company is to pay.

        Sellers see their customers' links in the back office; here, their own.

        :rtype: Domain
        """
        company = request.env.user.partner_id.commercial_partner_id
        return Domain("partner_id", "child_of", company.ids)
