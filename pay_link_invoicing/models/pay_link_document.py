from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..const import SERVER_FIELDS
from .pay_link import is_amount


class PayLink(models.Model):
    """A link and its document, which says what a new link is about."""

    _inherit = "pay.link"

    @api.model
    def _complete_values(self, vals):
        """Return create values filled from the document, its rights checked.

        :param dict vals: Create values; `res_model` and `res_id` are required.
        :rtype: dict
        """
        document = self._browse_payable(vals.get("res_model"), vals.get("res_id"))
        document.check_access("write")
        document_sudo = (
            document.sudo()
        )  # the user may write the document: checked above
        document_sudo._pay_link_check()
        amounts = document_sudo._pay_link_get_amounts()
        defaults = {
            "name": self.env["ir.sequence"].sudo().next_by_code("pay.link"),
            "document_name": document_sudo.display_name,
            "amount": amounts["amount_due"],
            "amount_min": 0,
            **document_sudo._pay_link_prepare_values(),
        }
        for field in ("partner_id", "company_id", "currency_id"):
            if vals.get(field) not in (None, False, defaults[field]):
                raise ValidationError(
                    self.env._("The customer, company and currency are the document's.")
                )
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k not in SERVER_FIELDS}
        values = {
            **defaults,
            **vals,
            "res_model": document._name,
            "res_id": document.id,
        }
        self._check_amount_asked(values["amount"], amounts)
        return values

    @api.model
    def _check_amount_asked(self, amount, amounts):
        """Check the amount of a new link against its document.

        :param float amount: In the document's currency.
        :param dict amounts: See `_pay_link_get_amounts`.
        :raise ValidationError: If it is no positive number, or above what is due.
        """
        if not is_amount(amount):
            raise ValidationError(self.env._("The amount must be a number."))
        if amounts["currency"].compare_amounts(amount, 0) <= 0:
            raise ValidationError(self.env._("The amount must be positive."))
        if amounts["currency"].compare_amounts(amount, amounts["amount_due"]) > 0:
            raise ValidationError(
                self.env._(
                    "The amount is above what is due (%s).",
                    amounts["currency"].format(amounts["amount_due"]),
                )
            )

    @api.model
    def _browse_payable(self, res_model, res_id):
        """Return the existing payable document of these references.

        :raise UserError: If there is none.
        """
        payable = self.pool["pay.link.mixin"]
        model = self.env.get(res_model) if isinstance(res_model, str) else None
        if model is None or not isinstance(model, payable) or model._abstract:
            raise UserError(self.env._("This kind of document can't be paid by link."))
        if not isinstance(res_id, int) or not (
            document := model.browse(res_id).exists()
        ):
            raise UserError(self.env._("The document to pay does not exist."))
        return document

    def _get_document(self):
        """Return the document, or nothing where it was deleted.

        :rtype: recordset of a model that inherits `pay.link.mixin`, or None
        """
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return None
        document = self.env[self.res_model].browse(self.res_id)
        if "create_date" not in document._cache:  # read at most once a request
            document.sudo().fetch()  # whether it is there, as `exists()` would tell
        return document if "create_date" in document._cache else None

    @api.model
    def _search_active(self, documents):
        """Return the active links of these documents, as sudo.

        :param list documents: (`res_model`, `res_id`) pairs.
        :rtype: pay.link
        """
        ids_by_model = defaultdict(list)
        for res_model, res_id in documents:
            ids_by_model[res_model].append(res_id)
        return self.sudo().search(  # a colleague's link for the same document counts
            Domain("state", "=", "active")
            & Domain.OR(
                Domain("res_model", "=", res_model) & Domain("res_id", "in", res_ids)
                for res_model, res_ids in ids_by_model.items()
            )
        )

    def _point_to(self, newer):
        """Let superseded links lead to the ones that replace them.

        :param pay.link newer: The new links, for the same documents.
        """
        by_document = {(link.res_model, link.res_id): link for link in newer}
        for link in self:
            link.superseded_by_id = by_document[link.res_model, link.res_id]

    def action_open_document(self):
        """Open the document that the link is for.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
