"""What the till's customer list asks the server for: wallets and open items."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class PosConfig(models.Model):
    _inherit = "pos.config"

    # === CALLED BY THE TILL === #

    def pay_link_prepare_wallet(self, partner_id, program_id=None):
        """Find the customer's wallet of a programme, or make an empty one.

        :param int partner_id: The customer.
        :param int|None program_id: Which programme, where there are several.
        :return: `card_id` and `balance` (formatted), False where the cashier has to
                 choose among the `programs` first.
        :rtype: dict
        :raise UserError: If this till tops up no wallet of this customer.
        """
        customer = self._pay_link_browse_customer(partner_id)
        self._pay_link_check_wallets()
        programs = self._pay_link_get_wallet_programs()
        if not programs:
            raise UserError(
                self.env._("No e-wallet program is offered at %s.", self.display_name)
            )
        program = programs.filtered(lambda program: program.id == program_id)
        if program_id and not program:
            raise UserError(self.env._("This e-wallet is not offered here."))
        if len(programs) == 1:
            program = programs
        card = program and self._pay_link_get_wallet(customer, program)
        if card:
            card.sudo()._pay_link_check()  # of this till; refused before it is asked
        return {
            "card_id": card and card.id,
            "balance": card and program.currency_id.format(card.points),
            "programs": [{"id": each.id, "name": each.name} for each in programs],
        }

    def pay_link_get_items(self, partner_id):
        """Return what is open on the customer's account now.

        :param int partner_id: The customer.
        :return: `partner_id` (who keeps the account) and `customer`; `items`, oldest
                 first, with `problem` where this till can't ask for one; `pending`
                 sales of open sessions; `balance` of both, in the till's currency.
        :rtype: dict
        :raise UserError: If this till may not ask for the account of this customer.
        """
        customer = self._pay_link_browse_customer(partner_id).commercial_partner_id
        self._pay_link_check_accounts()
        items_sudo = self._pay_link_search_account(customer)
        payments_sudo = self._pay_link_search_pending(customer)
        own = items_sudo.filtered(lambda item: item.currency_id == self.currency_id)
        balance = sum(own.mapped("amount_residual_currency"))
        balance += sum(payments_sudo.mapped("amount"))
        return {
            "partner_id": customer.id,
            "customer": customer.display_name,
            "items": self._pay_link_describe_items(customer, items_sudo),
            "pending": [
                {
                    "id": payment.id,
                    "name": payment.pos_order_id.pos_reference,
                    "date": format_date(self.env, payment.payment_date),
                    "amount": payment.amount,
                }
                for payment in payments_sudo
            ],
            "balance": self.currency_id.round(balance),
        }

    # === RIGHTS === #

    def _pay_link_browse(self, res_model, res_id):
        """Cashiers may read no journal items: the account is read for them.

        Which items they may choose says `_pay_link_check_items`.
        """
        document = super()._pay_link_browse(res_model, res_id)
        return document.sudo() if res_model == "res.partner" else document

    def _pay_link_prepare_dialog(self, document, values):
        if document._name == "res.partner":
            self._pay_link_check_items(document, values.get("item_ids"))
        return super()._pay_link_prepare_dialog(document, values)

    def _pay_link_check_items(self, customer, item_ids):
        """Check that these are open items of a customer that this till can ask for.

        :param res.partner customer: Of this till.
        :param list[int] item_ids: Whatever came from outside.
        :raise UserError: If not.
        """
        if not item_ids:
            raise UserError(self.env._("Choose at least one item."))
        items_sudo = self._pay_link_search_account(customer)
        own = items_sudo.filtered(lambda item: item.currency_id == self.currency_id)
        if not set(item_ids) <= set(own.ids):
            raise UserError(
                self.env._(
                    "Some of the chosen items are not open any more. Choose again."
                )
            )

    def _pay_link_browse_customer(self, partner_id):
        """Return a customer of this till.

        :param int partner_id: Whatever came from outside.
        :rtype: res.partner
        :raise UserError: If there is none, or none of this company.
        """
        self._pay_link_check_cashier()
        partners = self.env["res.partner"].with_company(self.company_id)
        is_id = isinstance(partner_id, int) and not isinstance(partner_id, bool)
        customer = partners.browse(partner_id if is_id else ()).exists()
        if not customer:
            raise UserError(self.env._("Choose a customer first."))
        customer.check_access("read")
        if not customer.active:
            raise UserError(self.env._("%s is archived.", customer.display_name))
        if (
            customer.company_id
            and customer.company_id not in self.company_id.parent_ids
        ):
            raise UserError(
                self.env._(
                    "%(customer)s is a customer of %(company)s.",
                    customer=customer.display_name,
                    company=customer.company_id.display_name,
                )
            )
        return customer

    def _pay_link_check_wallets(self):
        """Check that this point of sale tops up wallets by link.

        :raise UserError: If that is switched off.
        """
        if not self.pay_link_ewallet:
            raise UserError(
                self.env._(
                    "Pay links for e-wallets are switched off for %s.",
                    self.display_name,
                )
            )

    def _pay_link_check_accounts(self):
        """Check that this point of sale settles accounts by link.

        :raise UserError: If that is switched off.
        """
        if not self.pay_link_account:
            raise UserError(
                self.env._(
                    "Pay links for customer accounts are switched off for %s.",
                    self.display_name,
                )
            )

    # === WALLETS === #

    def _pay_link_get_wallet_programs(self):
        """Return the wallet programmes of this point of sale and its company.

        :rtype: loyalty.program
        """
        self.ensure_one()
        programs = self.with_company(self.company_id)._get_program_ids()
        return programs.filtered(
            lambda program: (
                program.program_type == "ewallet"
                and (
                    not program.company_id
                    or program.company_id in self.company_id.parent_ids
                )
            )
        )

    def _pay_link_get_wallet(self, customer, program):
        """Return the customer's wallet of a programme; make one where there is none.

        :param res.partner customer: Of this till.
        :param loyalty.program program: Of this till.
        :rtype: loyalty.card
        """
        domain = [("partner_id", "=", customer.id), ("program_id", "=", program.id)]
        cards = self.env["loyalty.card"].search(domain, order="id")
        usable = cards.filtered(
            lambda card: (
                not card.expiration_date
                or card.expiration_date >= fields.Date.context_today(card)
            )
        )
        if usable:
            return usable[0]
        self._pay_link_take_turn(customer)  # two tills make one wallet
        # Cashiers may not make cards; the till's own sales make them in the same way.
        # No mail: there is nothing on it yet.
        cards_sudo = self.env["loyalty.card"].sudo()
        cards_sudo = cards_sudo.with_context(loyalty_no_mail=True)
        card_sudo = cards_sudo.create(
            {"partner_id": customer.id, "program_id": program.id, "points": 0.0}
        )
        return card_sudo.sudo(False).with_context(loyalty_no_mail=False)

    # === ACCOUNTS === #

    def _pay_link_search_account(self, customer):
        """Return the open items of a customer in this company, as sudo.

        Cashiers may read no journal items. That they may ask for these was checked.

        :param res.partner customer: A commercial partner, of this till.
        :rtype: account.move.line
        """
        customer_sudo = customer.with_company(self.company_id).sudo()
        return customer_sudo._pay_link_search_items()._pay_link_sorted()

    def _pay_link_search_pending(self, customer):
        """Return what was put on account in sessions that are open, as sudo.

        The books don't know of it before the session is closed, unless the sale was
        invoiced.

        :param res.partner customer: A commercial partner.
        :rtype: pos.payment
        """
        payments_sudo = self.env["pos.payment"].sudo()  # of a customer that was checked
        found = payments_sudo.search(
            [
                ("company_id", "=", self.company_id.id),
                ("pos_order_id.partner_id.commercial_partner_id", "=", customer.id),
                ("pos_order_id.state", "=", "paid"),
                ("pos_order_id.account_move", "=", False),
                ("session_id.state", "!=", "closed"),
            ],
            order="id",
        )
        return found.filtered(
            lambda payment: (
                payment.payment_method_id.type == "pay_later"
                and payment.currency_id == self.currency_id
            )
        )

    def _pay_link_describe_items(self, customer, items_sudo):
        """Return the open items as the till shows them.

        :param res.partner customer: Who keeps the account.
        :param account.move.line items_sudo: See `_pay_link_search_account`.
        :rtype: list[dict]
        """
        today = fields.Date.context_today(self)
        own = items_sudo.filtered(lambda item: item.currency_id == self.currency_id)
        picked = own._pay_link_pick(customer.with_company(self.company_id))
        result = []
        for item in items_sudo:
            due_date = item.date_maturity or item.date
            name, _newline, note = item._pay_link_describe().partition("\n")
            receipts = item.move_id.pos_order_ids.mapped("pos_reference")
            result.append(
                {
                    "id": item.id,
                    "name": name,
                    "note": " · ".join(filter(None, [*receipts, note])),
                    "amount": item.amount_residual_currency,
                    "amount_text": item.currency_id.format(
                        item.amount_residual_currency
                    ),
                    "is_overdue": due_date < today
                    and item.amount_residual_currency > 0,
                    "problem": self._pay_link_find_item_problem(item, picked),
                }
            )
        return result

    def _pay_link_find_item_problem(self, item_sudo, picked):
        """Return why this till can't ask for an open item, or nothing.

        :param account.move.line item_sudo: Of the customer.
        :param account.move.line picked: Those that one link can ask for.
        :rtype: str
        """
        if item_sudo.currency_id != self.currency_id:
            return self.env._("In another currency: ask for it in the back office.")
        if item_sudo not in picked:
            return self.env._("On another account: ask for it in the back office.")
        return ""
