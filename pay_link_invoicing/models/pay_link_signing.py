"""A quotation that asks for a signature is signed before it is paid."""

from odoo import models
from odoo.exceptions import UserError


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_must_be_signed(self):
        """Return whether the customer has to sign the document before paying it.

        Note: `self.ensure_one()`

        :rtype: bool
        """
        return False

    def _pay_link_get_sign_url(self):
        """Return where the customer signs, without a login. It may write a token.

        Note: `self.ensure_one()`

        :rtype: str
        """
        return ""

    def _pay_link_is_expired(self):
        """Return whether the document's own offer has run out.

        Note: `self.ensure_one()`

        :rtype: bool
        """
        return False


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _pay_link_must_be_signed(self):
        return self._has_to_be_signed()

    def _pay_link_get_sign_url(self):
        return self.get_portal_url()

    def _pay_link_is_expired(self):
        return self.is_expired

    def _pay_link_check(self):
        if self.is_expired:
            raise UserError(
                self.env._(
                    "%s has expired: give it a later expiration date first.", self.name
                )
            )
        return super()._pay_link_check()

    def _pay_link_describe_effects(self, amount):
        effects = super()._pay_link_describe_effects(amount)
        if self._pay_link_must_be_signed():
            effects.insert(
                0, self.env._("The customer signs the quotation first, and then pays.")
            )
        return effects


class PayLink(models.Model):
    _inherit = "pay.link"

    def _must_be_signed(self):
        """Return whether the document is to be signed before anything is paid.

        :rtype: bool
        """
        document = self._get_document()
        return bool(document and document._pay_link_must_be_signed())

    def _get_page_kind_of_address(self):
        kind = super()._get_page_kind_of_address()
        return "sign" if kind == "pay" and self._must_be_signed() else kind

    def _check_payable(self):
        res = super()._check_payable()
        if self._must_be_signed():
            raise UserError(
                self.env._("%s is to be signed before it is paid.", self.document_name)
            )
        return res

    def _renew(self, expires_at=False):
        document = self._get_document()
        if document and document._pay_link_is_expired():
            raise UserError(
                self.env._(
                    "%s has expired: give it a later expiration date first.",
                    self.document_name,
                )
            )
        return super()._renew(expires_at)
