from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date


class AccountMoveLine(models.Model):
    """An open item of a customer's account."""

    _inherit = "account.move.line"

    # === CHOOSING === #

    def _pay_link_filter_open(self):
        """Keep what is booked and not settled.

        :rtype: account.move.line
        """
        return self.filtered(
            lambda item: (
                item.parent_state == "posted"
                and not item.reconciled
                and not item.currency_id.is_zero(item.amount_residual_currency)
            )
        )

    def _pay_link_sorted(self):
        """Return the items in the order in which they are settled: oldest first.

        :rtype: account.move.line
        """
        return self.sorted(
            lambda item: (item.date_maturity or item.date, item.date, item.id)
        )

    def _pay_link_get_currency(self):
        """Return the currency of the items, if they have one in common.

        :rtype: res.currency
        """
        return self.currency_id if len(self.currency_id) == 1 else self.currency_id[:0]

    def _pay_link_pick(self, partner):
        """Return those of the items that one link can ask for, where nobody chose.

        In the currency of the company, or the one with the most items; of those, the
        items on the customer's usual account.

        :param res.partner partner: The customer.
        :rtype: account.move.line
        """
        currency = self.env.company.currency_id
        if currency not in self.currency_id:
            currency = self[:1].currency_id
        items = self.filtered(lambda item: item.currency_id == currency)
        usual = partner.sudo().property_account_receivable_id  # its own account
        account = usual if usual in items.account_id else items[:1].account_id
        return items.filtered(lambda item: item.account_id == account)

    def _pay_link_check_items(self, partner):
        """Check that one link of this customer can ask for these items.

        :param res.partner partner: The customer.
        :raise UserError: If not, with the reason.
        """
        foreign = self.filtered(
            lambda item: item.partner_id.commercial_partner_id != partner
        )
        if foreign or self.filtered(lambda i: i.account_type != "asset_receivable"):
            raise UserError(
                self.env._("Only open items of %s can be chosen.", partner.display_name)
            )
        if self != self._pay_link_filter_open():
            raise UserError(
                self.env._("Some of the chosen items are not open any more.")
            )
        if len(self.company_id) > 1:
            raise UserError(self.env._("Choose items of one company only."))
        if len(self.currency_id) > 1:
            raise UserError(self.env._("Choose items of one currency only."))
        if len(self.account_id) > 1:
            raise UserError(
                self.env._(
                    "Choose items of one account only: these are on %s.",
                    ", ".join(self.account_id.mapped("display_name")),
                )
            )

    def _pay_link_describe(self):
        """Return what the customer knows the item by, and when it is due.

        :return: The number, and the date on a line of its own.
        :rtype: str
        """
        self.ensure_one()
        name = self.move_id.name
        terms = self.move_id.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        if len(terms) > 1 and self in terms:
            name = f"{name}-{terms._pay_link_sorted().ids.index(self.id) + 1}"
        day = format_date(self.env, self.date_maturity or self.date)
        if self.amount_currency < 0:
            note = self.env._("Credit of %s", day)
        else:
            note = self.env._("Due on %s", day)
        return f"{name}\n{note}"

    # === SETTLING === #

    def _pay_link_match_with(self, money):
        """Match chosen credits with the debts, then money with what is left of them.

        :param account.move.line money: Lines of the link's payments and refunds.
        """
        accounts, money = self.account_id, money._pay_link_filter_open()
        money = money.filtered(lambda line: line.account_id in accounts)
        debts = (self + money).filtered(lambda i: i.amount_residual_currency > 0)
        credit = self.filtered(lambda item: item.amount_residual_currency < 0)
        (debts + credit)._pay_link_reconcile()
        ((debts + money) - credit)._pay_link_reconcile()

    def _pay_link_reconcile(self):
        """Match these lines of one account, oldest first, if there are two sides."""
        lines = self._pay_link_filter_open()._pay_link_sorted()
        signs = {line.amount_residual_currency > 0 for line in lines}
        if len(signs) == 2:
            # Odoo's other keys are amounts: a stable sort by date keeps our order
            lines.with_context(reduced_line_sorting=True).reconcile()
