from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL


class PayLink(models.Model):
    """The ways to pay that the page offers, from a cache.

    Odoo's own search reads every provider and method with all their countries and
    currencies. The page asks a cache instead; starting an attempt asks Odoo again.
    """

    _inherit = "pay.link"

    is_narrowed = fields.Boolean(
        compute="_compute_is_narrowed",
        store=True,
        help="Whether the link accepts some ways to pay only.",
    )

    @api.depends("provider_ids", "payment_method_ids")
    def _compute_is_narrowed(self):
        for link in self.with_context(active_test=False):
            link.is_narrowed = bool(link.provider_ids or link.payment_method_ids)

    def _get_option_rows(self):
        """Return the ways to pay offered on the page.

        :return: One dict a method: `provider_id`, `method_id`, `name`, `logos` (pairs
                 of name and data URI), `provider`, `is_test`, `is_published`.
        :rtype: list[dict]
        """
        self.ensure_one()
        link_sudo = self.sudo()  # customers may not read providers
        is_limited = link_sudo._has_amount_limits(link_sudo.company_id.id)
        rows = link_sudo._get_cached_option_rows(
            link_sudo.company_id.id,
            link_sudo.partner_id.country_id.id,
            link_sudo.currency_id.id,
            link_sudo.capture_mode,
            link_sudo._get_amount_min() if is_limited else 0.0,
            link_sudo.amount_due if is_limited else 0.0,
            fields.Date.context_today(link_sudo) if is_limited else False,
            self.env.user._is_internal(),
            self.env.lang,
        )
        return link_sudo._filter_option_rows(rows)

    def _prepare_page_form(self):
        """Return what the form of the pay page shows.

        :rtype: dict
        """
        self.ensure_one()
        currency, due = self.currency_id, self.amount_due
        options = self._prepare_token_options() + [
            {**row, "value": f"{row['provider_id']}-{row['method_id']}"}
            for row in self._get_option_rows()
        ]
        for index, option in enumerate(options):
            option["checked"] = index == 0 and len(options) == 1
        digits = currency.decimal_places
        smallest = self._get_amount_min()
        return {
            "options": options,
            "targets": " ".join(sorted({row.get("targets", "") for row in options})),
            "allow_partial": currency.compare_amounts(smallest, due) < 0,
            "amount": f"{due:.{digits}f}",
            "amount_min": f"{smallest:.{digits}f}",
            "step": f"{currency.rounding:.{digits}f}",
            "digits": digits,
            "symbol": currency.symbol,
            "amount_due": currency.format(due),
            "amount_min_text": currency.format(smallest),
            "pay_text": self.env._("Pay %s", currency.format(due)),
            "pay_label": self.env._("Pay %s", self._get_amount_pattern()),
        }

    def _get_amount_pattern(self):
        """Return how an amount is written, with `{}` for its number.

        :rtype: str
        """
        currency = self.currency_id
        parts = ["{}", currency.symbol]
        return "\N{NO-BREAK SPACE}".join(
            parts if currency.position == "after" else reversed(parts)
        )

    def _prepare_token_options(self):
        """Return the saved payment methods of the customer who is logged in, if so.

        :rtype: list[dict]
        """
        if not self._is_customer(self.env.user):
            return []
        providers_sudo, _methods_sudo = self._get_payment_options()
        return [
            {
                "value": f"token-{token.id}",
                "name": token.display_name,
                "logos": token.payment_method_id._pay_link_get_logos(),
                "provider": token.provider_id.pay_link_name or "",
                "is_test": token.provider_id.state == "test",
                "is_published": True,
            }
            for token in self._get_payment_tokens(providers_sudo)
        ]

    def _search_options(self, smallest, largest):
        """Ask Odoo for providers and methods, whatever the link itself accepts.

        :param float smallest: In the link's currency.
        :param float largest: In the link's currency.
        :return: Those for some payment between the two amounts.
        :rtype: tuple(payment.provider, payment.method)
        """
        kwargs = {"currency_id": self.currency_id.id}
        providers = self.env["payment.provider"]._get_compatible_providers(
            self.company_id.id, self.partner_id.id, smallest, **kwargs
        )
        providers = providers._pay_link_filter(self, smallest, largest)
        methods = self.env["payment.method"]._get_compatible_payment_methods(
            providers.ids, self.partner_id.id, **kwargs
        )
        return providers, methods

    def _filter_option_rows(self, rows):
        """Keep what the link accepts, and of each method the first provider.

        :param tuple rows: See `_get_cached_option_rows`.
        :rtype: list[dict]
        """
        providers, methods = self._get_accepted_ids() if self.is_narrowed else ((), ())
        by_method = {}
        for row in rows:
            if providers and row["provider_id"] not in providers:
                continue
            if methods and row["method_id"] not in methods:
                continue
            by_method.setdefault(row["method_id"], row)
        return list(by_method.values())

    def _get_accepted_ids(self):
        """Return what the link accepts: one query for both, archived ones included.

        An archived one still narrows the choice; without it, all would be offered.

        :return: The ids of providers and of methods; an empty set accepts all.
        :rtype: tuple(set, set)
        """
        fields_ = [
            self._fields[name] for name in ("provider_ids", "payment_method_ids")
        ]
        self.flush_recordset([field.name for field in fields_])
        selects = [
            SQL(
                "SELECT %s, %s FROM %s WHERE %s = %s",
                field.name,
                SQL.identifier(field.column2),
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                self.id,
            )
            for field in fields_
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(selects))
        return tuple({id_ for name, id_ in rows if name == f.name} for f in fields_)

    @tools.ormcache("company_id")
    def _has_amount_limits(self, company_id):
        """Return whether a provider of the company is for some amounts only.

        Where none is, the amounts have no part in the key of the cache.

        :rtype: bool
        """
        providers = self.env["payment.provider"]
        domain = Domain(providers._check_company_domain(company_id))
        domain &= Domain("state", "!=", "disabled")
        domain &= Domain.OR(
            Domain(name, ">", 0)
            for name in ("maximum_amount", "pay_link_amount_min", "pay_link_amount_max")
        )
        return bool(providers.search_count(domain, limit=1))

    @tools.ormcache(
        "company_id",
        "country_id",
        "currency_id",
        "capture_mode",
        "smallest",
        "largest",
        "day",
        "is_internal",
        "lang",
    )
    def _get_cached_option_rows(
        self,
        company_id,
        country_id,
        currency_id,
        capture_mode,
        smallest,
        largest,
        day,
        is_internal,
        lang,
    ):
        """Return all pairs of method and provider for links like this one.

        The arguments are what Odoo's search depends on; they are the cache's key.

        :rtype: tuple[dict]
        """
        providers_sudo, methods_sudo = self._search_options(smallest, largest)
        return tuple(
            {
                "provider_id": provider.id,
                "method_id": method.id,
                "name": method.name,
                "logos": method._pay_link_get_logos(),
                "provider": provider.pay_link_name or "",
                "is_test": provider.state == "test",
                "is_published": provider.is_published,
                "targets": provider._pay_link_get_form_targets(),
            }
            for method in methods_sudo
            for provider in providers_sudo
            if provider._pay_link_offers(method, capture_mode)
        )
