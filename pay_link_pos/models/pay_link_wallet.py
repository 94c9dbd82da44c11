from odoo import api, models

WALLET = "loyalty.card"


class PayLink(models.Model):
    """A link that tops up an e-wallet."""

    _inherit = "pay.link"

    @api.model
    def _complete_values_of(self, vals, document_sudo, name):
        """Nothing is due for a wallet: ask what its top-up costs, unless told."""
        if document_sudo._name == WALLET and "amount" not in vals:
            vals = {**vals, "amount": document_sudo._pay_link_get_default_amount()}
        return super()._complete_values_of(vals, document_sudo, name)

    def _settle_refund(self, refund):
        """The credit goes back with the money."""
        if self.res_model == WALLET and (card := self._get_document()):
            card.sudo()._pay_link_take_back(refund)  # part of the booking
        return super()._settle_refund(refund)

    def _report_spent_wallet(self, card_sudo, missing):
        """Ask the seller about credit that was refunded and is spent.

        :param loyalty.card card_sudo: The wallet.
        :param float missing: What it lacks, in its currency.
        """
        self.ensure_one()
        link = self._in_seller_language()
        amount = card_sudo.program_id.currency_id.format(missing)
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=link.env._("%s of the refund was spent already", amount),
            note=link.env._(
                "The top-up was refunded, but %(customer)s had spent %(amount)s of it"
                " from the e-wallet. That amount is open on the customer's account.",
                customer=self.partner_id.display_name,
                amount=amount,
            ),
            user_id=self._get_responsible().id,
        )

    def _get_receipt_report(self):
        """The receipt of a top-up is its invoice."""
        invoice = self._get_receipt().invoice_ids[:1]
        if self.res_model == WALLET and invoice:
            return "account.account_invoices", invoice
        return super()._get_receipt_report()

    def _get_wallet_balance(self):
        """Return what the wallet that the link tops up holds now, or nothing.

        For the mails to its customer.

        :return: Formatted.
        :rtype: str
        """
        self.ensure_one()
        card = self._get_document() if self.res_model == WALLET else None
        if not card:
            return ""
        card_sudo = card.sudo()  # told to its own customer
        return card_sudo.program_id.currency_id.format(card_sudo.points)
