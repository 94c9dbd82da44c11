from odoo import models
from odoo.tools import format_date

from .pay_link_page import PRINTABLE_KINDS

SHOWN_STATES = ("pending", "authorized", "done")  # a failed attempt moved no money
RECEIPT_KINDS = (*PRINTABLE_KINDS, "refunded", "settled")


class PayLink(models.Model):
    """What was paid by links, as their customers read it: the history and receipts."""

    _inherit = "pay.link"

    def _prepare_history(self):
        """Return the payments and refunds of these links, the latest first.

        :return: One dict a payment: `id`, `date`, `amount` (formatted; negative where
                 it is a refund), `method`, `label` and `state` (`pending`,
                 `authorized`, `done`, `refund`), and `has_receipt`.
        :rtype: list[dict]
        """
        transactions = self.transaction_ids.filtered(
            lambda tx: tx.state in SHOWN_STATES and tx.operation != "validation"
        )
        shown = transactions.filtered(lambda tx: not tx._get_captures())
        return [self._prepare_history_row(tx) for tx in shown.sorted("id", True)]

    def _prepare_history_row(self, transaction):
        """Return a payment or refund as the customer reads it.

        :param payment.transaction transaction: One of a link's, as sudo.
        :rtype: dict
        """
        is_refund = transaction.operation == "refund"
        is_booked = bool(transaction.payment_id)
        state = transaction.state
        labels = {
            "pending": self.env._("In progress"),
            "authorized": self.env._("Authorized"),
            "done": self.env._("Paid"),
        }
        refunded = self.env._("Refunded") if state == "done" else labels["pending"]
        moment = transaction.last_state_change or transaction.create_date
        return {
            "id": transaction.id,
            "date": format_date(self.env, moment),
            "amount": self._format_moved(transaction),
            "method": transaction.payment_method_id.name,
            "state": "refund" if is_refund else state,
            "label": refunded if is_refund else labels[state],
            "has_receipt": state == "done" and not is_refund and is_booked,
        }

    def _format_moved(self, transaction):
        """Return the amount of a payment, or of a refund with its minus sign in front.

        :rtype: str
        """
        text = transaction.currency_id.format(abs(transaction.amount))
        return f"\N{MINUS SIGN} {text}" if transaction.operation == "refund" else text

    def _render_receipt(self, transaction_id):
        """Return the receipt of a payment of this link: its own, not the document.

        Nothing is stored, as this happens on GET.

        :param int transaction_id: Whatever the address holds.
        :return: The file name and the PDF; nothing where it is no booked payment of
                 this link.
        :rtype: tuple(str, bytes) | None
        """
        self.ensure_one()
        payments = self.transaction_ids.filtered(lambda tx: tx.id == transaction_id)
        payment = payments._filter_received().payment_id
        if not payment or payments.operation == "refund":
            return None
        reports = self.env["ir.actions.report"].with_context(
            report_pdf_no_attachment=True, pay_link_receipt=True
        )
        content, _type = reports._render_qweb_pdf(
            "account.action_report_payment_receipt", res_ids=payment.ids
        )
        name = self.env._("Receipt %s", payment.name or self.name)
        return f"{name.replace('/', '_')}.pdf", content

    def _may_show_receipts(self):
        """Return whether who holds the address may read receipts.

        A link that was closed may have been sent to the wrong person.

        :rtype: bool
        """
        self.ensure_one()
        return self._get_page_kind() in RECEIPT_KINDS


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_get_history(self, user):
        """Return the payments made by links of this document, the latest first.

        For pages that show the document to its customer: the caller has checked access
        to the document itself.

        :param res.users user: Who looks at the page; it is rendered as somebody else.
        :return: See `_prepare_history` of `pay.link`, and `receipt`: where the user may
                 download it, or nothing.
        :rtype: list[dict]
        """
        self.ensure_one()
        links_sudo = self.sudo().pay_link_ids  # customers of the document paid it
        is_customer = any(link._is_customer(user) for link in links_sudo)
        rows = links_sudo._prepare_history()
        for row in rows:
            path = f"/my/pay-links/receipt/{row['id']}"
            row["receipt"] = path if is_customer and row["has_receipt"] else ""
        return rows
