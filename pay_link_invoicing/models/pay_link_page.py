import hashlib
import re

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..const import TOKEN_PATTERN

# The fields of a link that its page reads, fetched with the search for the token.
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
    "amount_paid",
    "allow_partial",
    "amount_min",
    "expires_at",
    "first_seen_at",
    "superseded_by_id",
    "renewal_requested_at",
    "attempt_id",
)

# HTTP status of each kind of page; an address that is over answers 410.
PAGE_STATUS = {
    "pay": 200,
    "unavailable": 200,
    "processing": 200,
    "pending": 200,
    "authorized": 200,
    "paid": 200,
    "refunded": 200,
    "settled": 200,
    "cancelled": 410,
    "superseded": 410,
    "expired": 410,
    "deactivated": 410,
}
POLLED_KINDS = ("processing", "pending")
RENEWABLE_KINDS = ("expired", "deactivated")
REPLACEABLE_CODES = ("custom", "none")  # nothing runs at a provider: a wire transfer
PRINTABLE_KINDS = ("pay", "unavailable", "processing", "pending", "authorized", "paid")


class PayLink(models.Model):
    """Which page the customer gets, and what it says."""

    _inherit = "pay.link"

    # === FINDING === #

    @api.model
    def _find_by_token(self, token):
        """Return the link of a token out of an address, as sudo, in its customer's language.

        :param str token: Whatever the address holds.
        :return: The link, or nothing where the token is malformed or unknown.
        :rtype: pay.link
        """
        if not isinstance(token, str) or not re.fullmatch(TOKEN_PATTERN, token):
            return self.browse()
        # sudo: who has the token may see and pay what it is for
        link_sudo = self.sudo().search_fetch([("token", "=", token)], PAGE_FIELDS, limit=1)
        return link_sudo._in_customer_language() if link_sudo else link_sudo

    def _in_customer_language(self):
        """Return the link in the language, time zone and company of its page.

        :rtype: pay.link
        """
        self.ensure_one()
        partner = self.partner_id
        languages = self.env["res.lang"]
        known = languages._get_data(code=partner.lang) or languages._get_data(
            code=self.company_id.partner_id.lang
        )
        return self.with_context(
            lang=known.code or self.env.lang or languages.get_installed()[0][0],
            tz=partner.tz or self.env.context.get("tz") or "UTC",
            allowed_company_ids=self.company_id.ids,
        )

    # === KIND === #

    def _get_last_attempt(self):
        """Return the latest attempt; captures, voids and refunds are not attempts.

        :rtype: payment.transaction
        """
        self.ensure_one()
        attempts = self.transaction_ids.filtered(lambda tx: not tx.source_transaction_id)
        return attempts.sorted("id")[-1:]

    def _get_page_kind(self, awaiting=False, again=False):
        """Return which page the customer gets now; a key of `PAGE_STATUS`.

        What happened to money comes before what became of the address: who paid an
        expired link reads of the payment.

        :param bool awaiting: Whether the customer has just come back from a provider, so
                              that an attempt without an answer is one to wait for.
        :param bool again: Whether the customer wants to pay in another way than the one
                           whose money is on its way, where that can be given up.
        :rtype: str
        """
        self.ensure_one()
        attempt = self._get_last_attempt()
        if self._is_attempt_in_progress(attempt, awaiting):
            return "processing"
        if self.payment_state == "paid":
            return "paid"
        document = self._get_document()
        if not document or not document._pay_link_is_open():
            return "refunded" if self.payment_state == "refunded" else "cancelled"
        replaceable = again and attempt.provider_code in REPLACEABLE_CODES
        if attempt.state == "pending" and not replaceable:
            return "pending"
        return self._get_page_kind_of_address()

    @api.model
    def _is_attempt_in_progress(self, attempt, awaiting):
        """Return whether an attempt has an answer to come, or one that is not booked yet.

        :rtype: bool
        """
        if attempt.state in ("authorized", "done"):
            return not attempt.is_post_processed
        return awaiting and attempt.state == "draft"

    def _get_page_kind_of_address(self):
        """Return the kind of page of a link whose money is not on its way.

        :rtype: str
        """
        state = self._get_effective_state()
        nothing_due = self.currency_id.compare_amounts(self.amount_due, 0) <= 0
        if self.payment_state == "refunded" and (state != "active" or nothing_due):
            return "refunded"
        if self.payment_state == "authorized" and nothing_due:
            return "authorized"
        if state == "deactivated":
            return "superseded" if self.superseded_by_id else "deactivated"
        if state == "paid":
            return "paid"
        if nothing_due:
            return "settled"
        if state == "expired":
            return "expired"
        return "pay" if self._get_option_rows() else "unavailable"

    def _get_page_version(self, kind):
        """Return a short text that changes when the page has something new to say.

        :param str kind: See `_get_page_kind`.
        :rtype: str
        """
        self.ensure_one()
        attempt = self._get_last_attempt()
        facts = (
            kind,
            attempt.id,
            attempt.state,
            self.state,
            self.payment_state,
            self.currency_id.round(self.amount_due),
            bool(self.renewal_requested_at),
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]

    # === VALUES === #

    def _prepare_page_values(self, awaiting=False, again=False):
        """Return what the templates of the pay page show: plain values, no records.

        :param bool awaiting: See `_get_page_kind`.
        :param bool again: See `_get_page_kind`.
        :rtype: dict
        """
        self.ensure_one()
        kind = self._get_page_kind(awaiting, again)
        values = {
            "kind": kind,
            "status": PAGE_STATUS[kind],
            "version": self._get_page_version(kind),
            "poll": kind in POLLED_KINDS,
            "awaiting": awaiting,
            "path": self._get_path(),
            "company": self._prepare_page_company(),
            "document": self._prepare_page_document(kind),
            "attempt": self._prepare_page_attempt(),
            "renewable": kind in RENEWABLE_KINDS,
            "renewal_requested": bool(self.renewal_requested_at),
            "newer_path": self._get_newest()._get_path() if kind == "superseded" else "",
            **self._prepare_page_language(),
        }
        if kind == "pay":
            values["form"] = self._prepare_page_form()
        return values

    def _prepare_page_language(self):
        """Return language and direction of the page.

        :rtype: dict
        """
        lang = self.env["res.lang"]._get_data(code=self.env.lang)
        return {"html_lang": lang.code.replace("_", "-"), "html_dir": lang.direction}

    def _prepare_page_company(self):
        """Return who asks for the money and how to reach them.

        :rtype: dict
        """
        company = self.company_id
        own_logo = not company.uses_default_logo
        return {
            "name": company.name,
            "logo": f"/web/binary/company_logo?company={company.id}" if own_logo else "",
            "email": company.email or "",
            "phone": company.phone or "",
        }

    def _prepare_page_document(self, kind):
        """Return what is paid, and the sums.

        :param str kind: See `_get_page_kind`.
        :rtype: dict
        """
        document = self._get_document()
        if not document:
            return {"type": "", "name": self.document_name, "lines": [], "sums": []}
        due_date = document._pay_link_get_due_date()
        type_name = document["type_name"] if "type_name" in document._fields else ""
        return {
            "type": type_name,
            "name": self.document_name,
            "lines": [
                {**line, "amount": self.currency_id.format(line["amount"])}
                for line in document._pay_link_get_lines()
            ],
            "sums": self._prepare_page_sums(document),
            "due_date": format_date(self.env, due_date, date_format="long"),
            "expires": self._format_time(self.expires_at),
            "expires_iso": f"{self.expires_at.isoformat()}Z" if self.expires_at else "",
            "pdf": kind in PRINTABLE_KINDS and bool(document._pay_link_get_report()),
        }

    def _prepare_page_sums(self, document):
        """Return the rows below the lines: total, paid so far, due, asked now.

        :return: One dict a row: `key`, `label` and the formatted `amount`.
        :rtype: list[dict]
        """
        amounts = document._pay_link_get_amounts()
        compare, format_ = self.currency_id.compare_amounts, self.currency_id.format
        tax = document["amount_tax"] if "amount_tax" in document._fields else 0
        rows = []
        if compare(tax, 0) > 0 and document.company_id.account_price_include != (
            "tax_included"
        ):
            rows.append(("tax", self.env._("Taxes"), format_(tax)))
        rows.append(("total", self.env._("Total"), format_(amounts["amount_total"])))
        if compare(amounts["amount_paid"], 0) > 0:
            paid = format_(-amounts["amount_paid"])
            rows.append(("paid", self.env._("Paid so far"), paid))
            rows.append(("due", self.env._("Still due"), format_(amounts["amount_due"])))
        if 0 != compare(self.amount_due, amounts["amount_due"]):
            rows.append(("asked", self.env._("Asked now"), format_(self.amount_due)))
        return [dict(zip(("key", "label", "amount"), row, strict=True)) for row in rows]

    def _prepare_page_attempt(self):
        """Return what the last attempt tells: amount, reference, the provider's own words.

        :rtype: dict
        """
        attempt = self._get_last_attempt()
        if not attempt:
            return {"state": "", "message": "", "error": ""}
        provider_sudo = attempt.provider_id  # the link is sudoed
        reference = attempt.reference
        if attempt.provider_code == "custom":  # what a wire transfer has to quote
            reference = attempt._get_communication()
        return {
            "state": attempt.state,
            "amount": attempt.currency_id.format(attempt.amount),
            "reference": reference,
            "provider": provider_sudo.name,
            "message": provider_sudo._get_status_message(attempt.state),
            "error": attempt.state_message if attempt.state == "error" else "",
            "replaceable": attempt.provider_code in REPLACEABLE_CODES,
        }

    def _get_newest(self):
        """Return the link at the end of the chain of those that replaced this one.

        :rtype: pay.link
        """
        link, seen = self, self
        while link.superseded_by_id and link.superseded_by_id not in seen:
            link = link.superseded_by_id
            seen |= link
        return link

    def _format_time(self, moment):
        """Return a moment in the page's language and time zone, the zone named.

        :param datetime.datetime|bool moment: In UTC.
        :rtype: str
        """
        return format_datetime(self.env, moment, dt_format="long") if moment else ""

    # === ACTIONS OF THE CUSTOMER === #

    def _mark_seen(self):
        """Note the first time that a person, not a scanner, had the page before them."""
        self.ensure_one()
        if not self.first_seen_at:
            self.first_seen_at = fields.Datetime.now()

    def _request_renewal(self):
        """Tell the seller that the customer wants a new link. Once, not a click."""
        self.ensure_one()
        self._lock()
        if self.renewal_requested_at or self._get_page_kind() not in RENEWABLE_KINDS:
            return
        self.renewal_requested_at = fields.Datetime.now()
        seller = self._get_responsible()
        self.with_context(lang=seller.lang).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.with_context(lang=seller.lang).env._(
                "%s asks for a new pay link", self.partner_id.display_name
            ),
            user_id=seller.id,
        )

    def _post_process_attempts(self):
        """Book what the providers have answered and nobody has booked yet."""
        self.ensure_one()
        self.transaction_ids.filtered(
            lambda tx: tx.state != "draft" and not tx.is_post_processed
        )._post_process()
