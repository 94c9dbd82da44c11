from odoo import models
from odoo.tools import format_date, format_datetime

from .pay_link_history import RECEIPT_KINDS
from .pay_link_page import (
    PAGE_STATUS,
    POLLS,
    PRINTABLE_KINDS,
)

COMPANY_TEXTS = {
    "pay": "pay_link_text",
    "paid": "pay_link_thanks",
    "authorized": "pay_link_thanks",
}


class PayLink(models.Model):
    """What the page says: plain values for its templates."""

    _inherit = "pay.link"

    def _prepare_page_values(self, awaiting=False, again=False):
        """Return what the templates of the pay page show: plain values, no records.

        :param bool awaiting: See `_get_page_kind`.
        :param bool again: See `_get_page_kind`.
        :rtype: dict
        """
        self.ensure_one()
        kind = self._get_page_kind_of_link(awaiting, again)
        form = self._prepare_page_form() if kind == "pay" else {}
        if kind == "pay" and not form["options"]:
            kind, form = "unavailable", {}
        return {
            "kind": kind,
            "status": PAGE_STATUS[kind],
            "version": self._get_page_version(kind),
            "poll": POLLS.get(kind, ""),
            "awaiting": awaiting,
            "path": self._get_path(),
            "company": self._prepare_page_company(),
            "document": self._prepare_page_document(kind),
            "attempt": self._prepare_page_attempt(kind),
            "renewal_requested": bool(self.renewal_requested_at),
            "newer_path": self._get_newest()._get_path()
            if kind == "superseded"
            else "",
            "form": form,
            "history": self._prepare_history() if PAGE_STATUS[kind] == 200 else [],
            "has_receipts": kind in RECEIPT_KINDS,
            "account": self._get_account_offer(kind),
            "company_text": self._get_company_text(kind),
            **self._prepare_page_language(),
        }

    def _prepare_page_company(self):
        """Return who asks for the money and how to reach them.

        :rtype: dict
        """
        company = self.company_id
        own_logo = not company.uses_default_logo
        return {
            "name": company.name,
            "logo": f"/web/binary/company_logo?company={company.id}"
            if own_logo
            else "",
            "base_url": company.get_base_url() if own_logo else "",
            "email": company.email or "",
            "phone": company.phone or "",
        }

    def _get_company_text(self, kind):
        """Return the company's own words, before or after the payment.

        :param str kind: See `_get_page_kind`.
        :rtype: str
        """
        name = COMPANY_TEXTS.get(kind)
        if not name:
            return ""
        self.company_id.fetch([name])  # and no column more
        return self.company_id[name] or ""

    def _prepare_page_document(self, kind):
        """Return what is paid, and the sums.

        :param str kind: See `_get_page_kind`.
        :rtype: dict
        """
        document = self._get_document()
        values = {
            "name": self.document_name,
            "expires": self._format_time(self.expires_at),
            "expires_iso": f"{self.expires_at.isoformat()}Z" if self.expires_at else "",
        }
        if (
            not document or PAGE_STATUS[kind] == 410
        ):  # who is late learns no more than due
            return values
        return {**values, **self._prepare_page_details(document, kind)}

    def _prepare_page_details(self, document, kind):
        """Return what the document of a live link says.

        :param document: A record of a model that inherits `pay.link.mixin`.
        :param str kind: See `_get_page_kind`.
        :rtype: dict
        """
        due_date = document._pay_link_get_due_date()
        return {
            "type": document._pay_link_get_type_name(),
            "lines": [
                self._prepare_page_line(line) for line in document._pay_link_get_lines()
            ],
            "sums": self._prepare_page_sums(document),
            "refunded": self._format_refunded(),
            "due_date": format_date(self.env, due_date, date_format="long"),
            "pdf": kind in PRINTABLE_KINDS and bool(document._pay_link_get_report()),
        }

    def _prepare_page_line(self, line):
        """Return a line as the page shows it: what it is, the rest of its text, amount.

        :param dict line: See `_pay_link_get_lines`.
        :rtype: dict
        """
        title, _newline, note = line["name"].partition("\n")
        return {
            "title": title,
            "note": note,
            "quantity": line["quantity"],
            "amount": self.currency_id.format(line["amount"]),
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
        if compare(discount := amounts.get("amount_discount", 0.0), 0) > 0:
            label = self.env._("Discount for paying early")
            rows.append(("discount", label, f"\N{MINUS SIGN} {format_(discount)}"))
        if compare(amounts["amount_paid"], 0) > 0:
            paid = f"\N{MINUS SIGN} {format_(amounts['amount_paid'])}"
            rows.append(("paid", self.env._("Paid so far"), paid))
            rows.append(
                ("due", self.env._("Still due"), format_(amounts["amount_due"]))
            )
        if compare(self.amount_refunded, 0) > 0:
            rows.append(
                ("refunded", self.env._("Refunded"), format_(self.amount_refunded))
            )
        if 0 != compare(self.amount_due, amounts["amount_due"]):
            rows.append(("asked", self.env._("Asked now"), format_(self.amount_due)))
        return [dict(zip(("key", "label", "amount"), row, strict=True)) for row in rows]

    def _get_attempt_shown(self, kind):
        """Return the attempt that the page tells of.

        :param str kind: See `_get_page_kind`.
        :rtype: payment.transaction
        """
        return self._get_last_attempt()

    def _prepare_page_attempt(self, kind):
        """Return what the last attempt tells, in the provider's own words.

        :param str kind: See `_get_page_kind`.
        :rtype: dict
        """
        attempt = self._get_attempt_shown(kind)
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
            "message": provider_sudo._pay_link_get_status_message(attempt.state),
            "error": attempt.state_message if attempt.state == "error" else "",
            "replaceable": attempt.pay_link_id == self
            and self._is_replaceable(attempt),
        }

    def _format_refunded(self):
        """Return what was given back, or nothing.

        :rtype: str
        """
        if self.currency_id.compare_amounts(self.amount_refunded, 0) <= 0:
            return ""
        return self.currency_id.format(self.amount_refunded)

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
        tz = self.env.context.get("tz") or "UTC"
        return (
            format_datetime(self.env, moment, tz=tz, dt_format="long") if moment else ""
        )
