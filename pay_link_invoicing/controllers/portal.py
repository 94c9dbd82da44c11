from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager


class PayLinkPortal(CustomerPortal):
    """The customer's own pay links, in the portal."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "pay_link_count" in counters:
            values["pay_link_count"] = self._count_pay_links("all")
        if "pay_link_to_pay_count" in counters:
            values["pay_link_to_pay_count"] = self._count_pay_links("to_pay")
        return values

    @route(
        ["/my/pay-links", "/my/pay-links/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_pay_links(self, page=1, sortby=None, filterby=None, **kwargs):
        return request.render(
            "pay_link_invoicing.portal_my_pay_links",
            self._prepare_pay_links_values(page, sortby, filterby),
        )

    def _prepare_pay_links_values(self, page, sortby, filterby):
        """Return the rendering values of the list.

        :param int page: The page, from 1.
        :param str sortby: A key of `_get_pay_link_sortings`; unknown ones are ignored.
        :param str filterby: A key of `_get_pay_link_filters`; unknown ones are ignored.
        :rtype: dict
        """
        sortings, filters = self._get_pay_link_sortings(), self._get_pay_link_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        pager = portal_pager(
            url="/my/pay-links",
            url_args={"sortby": sortby, "filterby": filterby},
            total=self._count_pay_links(filterby),
            page=page,
            step=self._items_per_page,
        )
        links = self._search_pay_links(
            filters[filterby]["domain"],
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "pay_link",
            "default_url": "/my/pay-links",
            "pay_links_sudo": links.sudo(),  # found by the user's own rights
            "pager": pager,
            "searchbar_sortings": sortings,
            "sortby": sortby,
            "searchbar_filters": filters,
            "filterby": filterby,
        }

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

    def _get_pay_link_filters(self):
        """Return the filters that the list offers.

        A link is over from its last second on, before its state says so.

        :rtype: dict
        """
        _ = request.env._
        ended = Domain("expires_at", "<=", "now")
        active = Domain("state", "=", "active")
        over = Domain("state", "in", ("deactivated", "expired")) | (active & ended)
        return {
            "all": {"label": _("All"), "domain": Domain.TRUE},
            "to_pay": {"label": _("To pay"), "domain": active & ~ended},
            "paid": {"label": _("Paid"), "domain": Domain("state", "=", "paid")},
            "over": {"label": _("Over"), "domain": over},
        }

    def _count_pay_links(self, filterby):
        """Return how many links of the user's company a filter finds.

        :param str filterby: A key of `_get_pay_link_filters`.
        :rtype: int
        """
        links = request.env["pay.link"]
        if not links.has_access("read"):
            return 0
        domain = self._get_pay_link_filters()[filterby]["domain"]
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

    def _get_own_domain(self):
        """Return the domain of the links that the user's company is to pay.

        Sellers see their customers' links in the back office; here, their own.

        :rtype: Domain
        """
        company = request.env.user.partner_id.commercial_partner_id
        return Domain("partner_id", "child_of", company.ids)
