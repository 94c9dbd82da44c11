from odoo import models
from odoo.tools import format_date


class PayLink(models.Model):
    """What customers read about their money that is held."""

    _inherit = "pay.link"

    def _describe_hold(self):
        """Return what is held of the customer's money and when it is charged.

        :return: Sentences, or nothing where none is held.
        :rtype: str
        """
        self.ensure_one()
        if self.hold_status not in ("held", "lapsing"):
            return ""
        format_ = self.currency_id.format
        day = format_date(self.env, self.hold_until)
        amount = format_(self.amount_held)
        if self.res_model == "sale.order":
            text = self.env._(
                "%(amount)s is held on your card or account until %(day)s. It is"
                " charged when we deliver.",
                amount=amount,
                day=day,
            )
        else:
            text = self.env._(
                "%(amount)s is held on your card or account until %(day)s. It is not"
                " charged yet.",
                amount=amount,
                day=day,
            )
        captured = self.transaction_ids._get_amount_captured()
        if self.currency_id.compare_amounts(captured, 0) <= 0:
            return text
        paid = self.env._("%s was charged so far.", format_(captured))
        return f"{text} {paid}"

    def _prepare_page_attempt(self, kind):
        return {**super()._prepare_page_attempt(kind), "held": self._describe_hold()}

    def _prepare_page_sums(self, document):
        """What is held is not paid yet: it has a row of its own."""
        rows = super()._prepare_page_sums(document)
        compare, format_ = self.currency_id.compare_amounts, self.currency_id.format
        index = next((i for i, row in enumerate(rows) if row["key"] == "paid"), None)
        if index is None or compare(self.amount_held, 0) <= 0:
            return rows
        held = f"\N{MINUS SIGN} {format_(self.amount_held)}"
        parts = [{"key": "held", "label": self.env._("Held"), "amount": held}]
        paid = document._pay_link_get_amounts()["amount_paid"] - self.amount_held
        if compare(paid, 0) > 0:
            text = f"\N{MINUS SIGN} {format_(paid)}"
            parts.insert(0, {**rows[index], "amount": text})
        return [*rows[:index], *parts, *rows[index + 1 :]]


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_describe_holds(self):
        """Return what customers read of the money held for the document.

        For pages that show the document to its customer: the caller has checked access
        to the document itself.

        :return: One text a link.
        :rtype: list[str]
        """
        self.ensure_one()
        links_sudo = self.sudo().pay_link_ids  # customers of the document paid it
        return list(filter(None, (link._describe_hold() for link in links_sudo)))
