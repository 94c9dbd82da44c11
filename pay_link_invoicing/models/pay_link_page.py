import hashlib
import re

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import TOKEN_PATTERN

# HTTP status of each kind of page; an address that is over answers 410.
PAGE_STATUS = {
    "pay": 200,
    "sign": 200,
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
# How often the page's script asks for news. A customer waits for the first two; the
# others may change by what happens elsewhere.
POLLS = {
    "processing": "fast",
    "pending": "fast",
    "pay": "slow",
    "unavailable": "slow",
    "authorized": "slow",
    "expired": "slow",
    "deactivated": "slow",
}
RENEWABLE_KINDS = ("expired", "deactivated")
PRINTABLE_KINDS = (
    "pay",
    "sign",
    "unavailable",
    "processing",
    "pending",
    "authorized",
    "paid",
)


class PayLink(models.Model):
    """Which page the customer gets, and what it says."""

    _inherit = "pay.link"

    # === FINDING === #

    @api.model
    def _find_by_token(self, token, lang=None):
        """Return the link of a token, as sudo, in its customer's language.

        :param str token: Whatever the address holds.
        :param str|None lang: The language that the customer chose instead.
        :return: The link, or nothing where the token is malformed or unknown.
        :rtype: pay.link
        """
        if not self._is_token(token):
            return self.browse()
        # sudo: who has the token may see and pay what it is for
        link_sudo = self.sudo()._search_token(token)
        if not link_sudo:
            return link_sudo
        link_sudo = link_sudo.with_context(pay_link_lang=lang)._in_customer_language()
        model = link_sudo.env.get(link_sudo.res_model)
        if isinstance(model, self.pool["pay.link.mixin"]):
            model.browse(link_sudo.res_id)._pay_link_prefetch()
        return link_sudo

    @api.model
    def _is_token(self, text):
        """Return whether a text has the form of a token.

        :param text: Whatever an address holds.
        :rtype: bool
        """
        return isinstance(text, str) and bool(re.fullmatch(TOKEN_PATTERN, text))

    @api.model
    def _is_known(self, token, transaction_id=None):
        """Return whether this database has what a page of a link is about.

        A replica may not have it yet.

        :param str token: Whatever the address holds.
        :param int transaction_id: A payment by the link that the page is about too.
        :rtype: bool
        """
        if not self._is_token(token):
            return True  # that it is nothing is known everywhere
        domain = Domain("token", "=", token)
        if transaction_id:
            payment = Domain("id", "=", transaction_id) & Domain("state", "=", "done")
            domain &= Domain("transaction_ids", "any", payment)
        # sudo: tells only whether to look elsewhere, and by the address itself
        return bool(self.sudo().search_count(domain, limit=1))

    # === KIND === #

    def _get_last_attempt(self):
        """Return the latest attempt; captures, voids and refunds are not attempts.

        :rtype: payment.transaction
        """
        self.ensure_one()
        attempts = self.transaction_ids.filtered(
            lambda tx: not tx.source_transaction_id
        )
        return attempts.sorted("id")[-1:]

    def _get_page_kind(self, awaiting=False, again=False):
        """Return which page the customer gets now; a key of `PAGE_STATUS`.

        :param bool awaiting: See `_get_page_kind_of_link`.
        :param bool again: See `_get_page_kind_of_link`.
        :rtype: str
        """
        kind = self._get_page_kind_of_link(awaiting, again)
        return "unavailable" if kind == "pay" and not self._get_option_rows() else kind

    def _get_page_kind_of_link(self, awaiting, again):
        """Return the kind of page, whether or not there is a way to pay.

        What happened to money comes before what became of the address: who paid an
        expired link reads of the payment.

        :param bool awaiting: Whether the customer has just come back from a provider,
                              so that an attempt without an answer is to be waited for.
        :param bool again: Whether the customer wants to pay in another way than the
                           one whose money is on its way, where it can be given up.
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
        replaceable = again and self._is_replaceable(attempt)
        if attempt.state == "pending" and not replaceable:
            return "pending"
        return self._get_page_kind_of_address()

    @api.model
    def _is_attempt_in_progress(self, attempt, awaiting):
        """Return whether an answer is to come, or one came that is not booked yet.

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
        is_held = self.hold_status in ("held", "lapsing")
        if (is_held or self.payment_state == "authorized") and nothing_due:
            return "authorized"
        if state == "deactivated":
            return "superseded" if self.superseded_by_id else "deactivated"
        if state == "paid":
            return "settled" if self.is_paid_elsewhere else "paid"
        if nothing_due:
            return "settled"
        if state == "expired":
            return "expired"
        return "pay"

    def _get_page_version(self, kind):
        """Return a short text that changes when the page has something new to say.

        :param str kind: See `_get_page_kind`.
        :rtype: str
        """
        self.ensure_one()
        attempt = self._get_last_attempt()
        if attempt.state == "draft" and kind != "processing":
            attempt = attempt.browse()  # somebody has a form before them: no news yet
        facts = (
            kind,
            attempt.id,
            attempt.state,
            self.state,
            self.payment_state,
            self.currency_id.round(self.amount_due),
            bool(self.renewal_requested_at),
            bool(self.account_invited_at),
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]

    # === ACTIONS OF THE CUSTOMER === #

    def _request_renewal(self):
        """Tell the seller that the customer wants a new link. Once, not a click."""
        self.ensure_one()
        self._lock()
        if self.renewal_requested_at or self._get_page_kind() not in RENEWABLE_KINDS:
            return
        self.renewal_requested_at = fields.Datetime.now()
        self._report_renewal_request()

    def _post_process_attempts(self):
        """Book what the providers have answered and nobody has booked yet."""
        self.ensure_one()
        self.transaction_ids.filtered(
            lambda tx: tx.state != "draft" and not tx.is_post_processed
        )._post_process()
