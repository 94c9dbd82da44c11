"""What the pay page reads of wide tables, and no column more.

The page is opened far more often than paid, and half of its time would go into columns
that it does not show. A field that is missing here is fetched when it is needed.
"""

from odoo import api, models
from odoo.tools import SQL

# Read together, with the search for the token.
PAGE_FIELDS = (
    "name",
    "token",
    "state",
    "payment_state",
    "res_model",
    "res_id",
    "document_name",
    "partner_id",
    "company_id",
    "currency_id",
    "amount",
    "early_discount",
    "amount_paid",
    "allow_partial",
    "amount_min",
    "expires_at",
    "first_seen_at",
    "superseded_by_id",
    "renewal_requested_at",
    "account_invited_at",
    "attempt_id",
    "capture_mode",
    "hold_status",
    "hold_until",
    "is_narrowed",
    "is_paid_elsewhere",
)
PARTNER_FIELDS = ("lang", "tz", "country_id", "commercial_partner_id")
COMPANY_FIELDS = (
    "name",
    "email",
    "phone",
    "uses_default_logo",
    "account_price_include",
)

ORDER_FIELDS = (
    "amount_tax",
    "amount_total",
    "company_id",
    "create_date",
    "currency_id",
    "name",
    "require_signature",
    "state",
    "validity_date",
)
ORDER_LINE_FIELDS = (
    "company_id",
    "display_type",
    "is_downpayment",
    "name",
    "order_id",
    "price_subtotal",
    "price_total",
    "product_uom_id",
    "product_uom_qty",
)

MOVE_FIELDS = (
    "amount_residual",
    "amount_tax",
    "amount_total",
    "company_id",
    "create_date",
    "currency_id",
    "invoice_date",
    "invoice_date_due",
    "invoice_payment_term_id",
    "move_type",
    "name",
    "payment_state",
    "state",
)
MOVE_LINE_FIELDS = (
    "amount_currency",
    "amount_residual",
    "amount_residual_currency",
    "balance",
    "currency_id",
    "date",
    "date_maturity",
    "discount_amount_currency",
    "discount_balance",
    "discount_date",
    "display_type",
    "move_id",
    "name",
    "price_subtotal",
    "price_total",
    "product_uom_id",
    "quantity",
    "reconciled",
)
INVOICE_LINES = ("product", "line_section", "line_subsection", "line_note")


class PayLink(models.Model):
    _inherit = "pay.link"

    def _search_token(self, token):
        """Search a link by its token; read customer and company with the same query.

        :param str token: A well-formed token.
        :rtype: pay.link
        """
        query = self._search([("token", "=", token)], limit=1)
        paths = [("", name) for name in ("id", *PAGE_FIELDS)]
        terms = [self._field_to_sql(query.table, name, query) for _via, name in paths]
        for via, names in (
            ("partner_id", PARTNER_FIELDS),
            ("company_id", COMPANY_FIELDS),
        ):
            comodel, alias = self._fields[via].join(self, query.table, query)
            paths += [(via, name) for name in names]
            terms += [comodel._field_to_sql(alias, name, query) for name in names]
        partner = self._fields["partner_id"].join(self, query.table, query)[1]
        terms.append(self._get_pending_sql(partner))
        rows = self.env.execute_query(query.select(*terms))
        if not rows:
            return self.browse()
        *values, is_pending = rows[0]
        link = self.browse(values[0]).with_context(pay_link_none_pending=not is_pending)
        for (via, name), value in list(zip(paths, values, strict=True))[1:]:
            record = link[via] if via else link
            record._fields[name]._insert_cache(record, [value])
        return link

    @api.model
    def _get_pending_sql(self, partner):
        """Return the term that tells whether a payment of the customer is underway.

        Where none is, the page need not look for what it might be for.

        :param str partner: The alias of the customer.
        :rtype: SQL
        """
        return SQL(
            """EXISTS (
                SELECT 1
                  FROM payment_transaction tx
                  JOIN res_partner payer ON payer.id = tx.partner_id
                 WHERE tx.state IN ('pending', 'authorized')
                   AND payer.commercial_partner_id = %s)""",
            SQL.identifier(partner, "commercial_partner_id"),
        )


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_prefetch(self):
        """Read what the pay page is going to show, where that is less than all."""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _pay_link_prefetch(self):
        self.fetch(ORDER_FIELDS)
        lines = self.env["sale.order.line"].search_fetch(
            [("order_id", "in", self.ids)], ORDER_LINE_FIELDS
        )
        self._fields["order_line"]._insert_cache(
            self, [lines._ids]
        )  # one query for both


class AccountMove(models.Model):
    _inherit = "account.move"

    def _pay_link_prefetch(self):
        self.fetch(MOVE_FIELDS)
        lines = self.env["account.move.line"].search_fetch(
            [("move_id", "in", self.ids)], MOVE_LINE_FIELDS
        )
        shown = lines.filtered(lambda line: line.display_type in INVOICE_LINES)
        self._fields["line_ids"]._insert_cache(self, [lines._ids])
        self._fields["invoice_line_ids"]._insert_cache(self, [shown._ids])
