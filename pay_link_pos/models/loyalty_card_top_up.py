"""What money for an e-wallet does: the invoice, the credit, and both taken back.

Part of the booking of a payment, under the lock of the link.
"""

from odoo import Command, fields, models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _pay_link_settle(self, transaction):
        """Invoice the top-up and credit the wallet, as far as the link asked for it.

        What is above that stays on the customer's account.
        """
        res = super()._pay_link_settle(transaction)
        card_sudo = self.sudo()  # part of the booking
        link_sudo = card_sudo._pay_link_get_link()
        if card_sudo._pay_link_is_open():
            currency = link_sudo.currency_id
            credited = link_sudo.transaction_ids._pay_link_get_top_up_amount()
            room = currency.round(link_sudo._get_amount_wanted() - credited)
            amount = min(transaction.amount, room)
            if currency.compare_amounts(amount, 0) > 0:
                card_sudo._pay_link_top_up(transaction, amount)
        return res

    def _pay_link_top_up(self, transaction, amount):
        """Invoice a top-up and credit it, once a payment.

        :param payment.transaction transaction: The payment.
        :param float amount: What of it is for the wallet, in its currency.
        """
        invoice = self._pay_link_book(transaction, amount, "out_invoice")
        self._pay_link_move_points(
            transaction,
            self._pay_link_to_points(amount),
            self.env._("Top-up by pay link %s", transaction.pay_link_id.name),
            invoice,
        )

    def _pay_link_take_back(self, refund):
        """Take back from the wallet what was refunded of a top-up.

        What the customer has spent meanwhile can't be taken: it stays open on their
        account, and a person is asked.

        :param payment.transaction refund: The confirmed refund.
        """
        self.ensure_one()
        currency, link = refund.currency_id, refund.pay_link_id
        amount = refund._pay_link_get_wallet_part()
        if currency.compare_amounts(amount, 0) <= 0:
            return
        points = self._pay_link_to_points(amount)
        taken = max(0.0, min(points, currency.round(self.points)))
        if currency.compare_amounts(taken, points) < 0:
            missing = currency.round(points - taken)
            amount = currency.round(taken / self._pay_link_get_rate())
            link._report_spent_wallet(self, missing)
        if currency.compare_amounts(amount, 0) <= 0:
            return
        credit_note = self._pay_link_book(refund, amount, "out_refund")
        self._pay_link_move_points(
            refund,
            -taken,
            self.env._("Refund of pay link %s", link.name),
            credit_note,
        )

    def _pay_link_move_points(self, transaction, points, description, move):
        """Add points to the wallet, or take them, and write it into its history.

        :param payment.transaction transaction: What moved the money.
        :param float points: Negative where they are taken.
        :param str description: For the history.
        :param account.move move: The invoice or the credit note.
        """
        self.ensure_one()
        self.env["loyalty.history"].create(
            {
                "card_id": self.id,
                "description": description,
                "issued": max(points, 0.0),
                "used": max(-points, 0.0),
                "order_model": move._name,
                "order_id": move.id,
                "pay_link_transaction_id": transaction.id,
            }
        )
        self.invalidate_recordset(["points"])
        # Mails of the programme would render in the middle of a booking.
        card = self.with_context(loyalty_no_mail=True)
        card.points = self.program_id.currency_id.round(card.points + points)

    # === ACCOUNTING === #

    def _pay_link_book(self, transaction, amount, move_type):
        """Post the invoice or the credit note of a top-up, matched with its payment.

        :param payment.transaction transaction: The payment, or the refund.
        :param float amount: The total, taxes included, in the wallet's currency.
        :param str move_type: `out_invoice` or `out_refund`.
        :rtype: account.move
        """
        self.ensure_one()
        company = transaction.company_id
        moves = self.env["account.move"].with_company(company)
        move = moves.create(self._pay_link_prepare_move(transaction, amount, move_type))
        money = transaction._get_receivable_lines()
        terms = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        if money and terms.account_id != money.account_id[:1]:
            terms.account_id = money.account_id[:1]  # where the money is
        move.action_post()
        transaction.payment_id.invoice_ids = [Command.link(move.id)]
        transaction.invoice_ids = [Command.link(move.id)]
        (terms + money)._pay_link_reconcile()
        return move

    def _pay_link_prepare_move(self, transaction, amount, move_type):
        """Return the create values of the invoice or credit note. See `_pay_link_book`.

        :rtype: dict
        """
        link, today = transaction.pay_link_id, fields.Date.context_today(self)
        source = transaction.source_transaction_id.invoice_ids
        values = {
            "move_type": move_type,
            "partner_id": self.partner_id.id,
            "company_id": transaction.company_id.id,
            "currency_id": transaction.currency_id.id,
            "invoice_date": today,
            "invoice_date_due": today,
            "invoice_payment_term_id": False,
            "invoice_origin": link.name,
            "invoice_user_id": link.user_id.id,
            "invoice_line_ids": [
                Command.create(line)
                for line in self._pay_link_prepare_move_lines(transaction, amount)
            ],
        }
        if move_type == "out_refund" and source:
            values["reversed_entry_id"] = source[:1].id
        return values

    def _pay_link_prepare_move_lines(self, transaction, amount):
        """Return a line of the top-up product whose total with taxes is the amount.

        :return: Create values of `account.move.line`.
        :rtype: list[dict]
        """
        product = self._pay_link_get_product()
        engine = self.env["account.tax"].with_company(transaction.company_id)
        base_line = self._pay_link_prepare_base_line(transaction, amount, product)
        return [
            {
                "product_id": product.id,
                "name": f"{product.display_name} ({self.program_id.name})",
                "quantity": 1.0,
                "price_unit": base_line["price_unit"],
                "tax_ids": [Command.set(base_line["tax_ids"].ids)],
                "extra_tax_data": engine._export_base_line_extra_tax_data(base_line),
            }
        ]

    def _pay_link_prepare_base_line(self, transaction, amount, product):
        """Return the line for Odoo's tax engine, its taxes fixed.

        Taxes on a price without taxes, once that is rounded, would miss the amount by a
        cent: they are taken out of the amount and kept, as down payments keep theirs.

        :return: See `_prepare_base_line_for_taxes_computation`.
        :rtype: dict
        """
        company, currency = transaction.company_id, transaction.currency_id
        engine = self.env["account.tax"].with_company(company)
        positions = self.env["account.fiscal.position"].with_company(company)
        position = positions._get_fiscal_position(self.partner_id)
        taxes = position.map_tax(product.taxes_id._filter_taxes_by_company(company))
        rate = transaction._pay_link_get_currency_rate()
        base_line = engine._prepare_base_line_for_taxes_computation(
            {},
            product_id=product,
            tax_ids=taxes,
            price_unit=amount,
            quantity=1.0,
            currency_id=currency,
            partner_id=self.partner_id,
            rate=rate,
            special_mode="total_included",
        )
        engine._add_tax_details_in_base_lines([base_line], company)
        engine._round_base_lines_tax_details([base_line], company)
        engine._fix_base_lines_tax_details_on_manual_tax_amounts([base_line], company)
        if tax_amounts := (base_line["manual_tax_amounts"] or {}).values():
            tax = sum(values.get("tax_amount_currency", 0.0) for values in tax_amounts)
            untaxed = currency.round(amount - tax)
            tax = sum(values.get("tax_amount", 0.0) for values in tax_amounts)
            total = company.currency_id.round(amount / rate)
            base_line["manual_total_excluded_currency"] = untaxed
            base_line["manual_total_excluded"] = company.currency_id.round(total - tax)
            if not all(taxes.mapped("price_include")):
                base_line["price_unit"] = untaxed
        return base_line
