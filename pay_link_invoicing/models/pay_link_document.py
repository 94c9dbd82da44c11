from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import is_amount


class PayLink(models.Model):
    """A link and its document, which says what a new link is about."""

    _inherit = "pay.link"

    @api.model
    def _complete_values(self, vals_list):
        """Return create values filled from the documents, the user's rights checked.

        :param list[dict] vals_list: `res_model` and `res_id` are required.
        :rtype: list[dict]
        """
        documents = self._browse_payables(vals_list)
        names = self._draw_numbers(len(vals_list)) if vals_list else []
        return [
            self._complete_values_of(vals, document_sudo, name)
            for vals, document_sudo, name in zip(
                vals_list, documents, names, strict=True
            )
        ]

    @api.model
    def _complete_values_of(self, vals, document_sudo, name):
        """Return the create values of one link.

        :param dict vals: What the caller wants.
        :param document_sudo: The document, whose rights were checked.
        :param str name: The number of the link.
        :rtype: dict
        """
        self._check_numbers(vals)
        document_sudo._pay_link_check()
        defaults = self._prepare_defaults(document_sudo)
        self._check_enabled(self.env["res.company"].browse(defaults["company_id"]))
        amounts = document_sudo._pay_link_get_amounts()
        for field in ("partner_id", "company_id", "currency_id"):
            if vals.get(field) not in (None, False, defaults[field]):
                raise ValidationError(
                    self.env._("The customer, company and currency are the document's.")
                )
        if not self.env.su:
            forbidden = self._get_server_fields()
            vals = {k: v for k, v in vals.items() if k not in forbidden}
        values = {
            "amount": amounts["amount_due"],
            "amount_min": 0,
            **defaults,
            "name": name,
            **vals,
            "res_model": document_sudo._name,
            "res_id": document_sudo.id,
        }
        self._check_amount_asked(values["amount"], amounts)
        if amounts["currency"].compare_amounts(values["amount"], amounts["amount_due"]):
            discount = 0.0  # a part of it is asked, whenever it is paid
        else:
            discount = amounts.get("amount_discount", 0.0)
        values["early_discount"] = discount
        self._check_limits(values["amount"], values["company_id"], amounts["currency"])
        return values

    @api.model
    def _prepare_defaults(self, document_sudo):
        """Return what a new link of the document is like unless somebody says else.

        :param document_sudo: A payable document.
        :return: Create values of `pay.link`.
        :rtype: dict
        """
        terms = self._prepare_terms(document_sudo)
        values = document_sudo._pay_link_prepare_values()
        ends = [end for end in (values.get("expires_at"), terms["expires_at"]) if end]
        return {
            "document_name": document_sudo._pay_link_get_name(),
            "due_date": document_sudo._pay_link_get_due_date(),
            **terms,
            **values,
            "expires_at": min(ends, default=False),
        }

    @api.model
    def _check_numbers(self, vals):
        """Check that what is written as an amount is one, whatever came from outside.

        :param dict vals: Create or write values of `pay.link`.
        :raise ValidationError: If one of the amounts is no number.
        """
        for name in ("amount", "amount_min"):
            if not is_amount(vals.get(name) or 0):
                raise ValidationError(self.env._("The amount must be a number."))

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

    def _check_new_amount(self, amount):
        """Check another amount for these links: what was paid by them stays asked.

        :param float amount: In the links' currencies.
        :raise UserError: If a link is over.
        :raise ValidationError: If it is above what was paid and is due.
        """
        for link_sudo in self.sudo():  # the rights to write them are Odoo's business
            document = link_sudo._get_document()
            if not link_sudo.currency_id.compare_amounts(amount, link_sudo.amount):
                continue
            if link_sudo.state != "active":
                raise UserError(link_sudo._get_life_problem())
            if document:
                amounts = document._pay_link_get_amounts()
                wanted = link_sudo._get_amount_wanted()
                asked = wanted - link_sudo._get_amount_asked()
                limit = amounts["currency"].round(amounts["amount_due"] + asked)
                self._check_amount_asked(amount, {**amounts, "amount_due": limit})

    @api.model
    def _check_limits(self, amount, company_id, currency):
        """Check the amount of a new link against the company's settings.

        :param float amount: In the currency.
        :raise ValidationError: If it is too small or too large.
        """
        company = self.env["res.company"].browse(company_id)
        smallest, largest = company._pay_link_get_limits(currency)
        if (
            currency.compare_amounts(amount, smallest) < 0
            or currency.compare_amounts(amount, largest) > 0
        ):
            raise ValidationError(
                self.env._(
                    "A pay link asks at least %(smallest)s and at most %(largest)s.",
                    smallest=currency.format(smallest),
                    largest=currency.format(largest),
                )
            )

    @api.model
    def _browse_payables(self, vals_list):
        """Return the documents of new links, as sudo: the user may write them.

        Documents of one kind are read together.

        :param list[dict] vals_list: With `res_model` and `res_id`.
        :rtype: list
        :raise UserError: If there is no such document.
        :raise AccessError: If the user may not write one.
        """
        ids_by_model = defaultdict(list)
        for vals in vals_list:
            ids_by_model[str(vals.get("res_model"))].append(vals.get("res_id"))
        by_reference = {}
        for res_model, res_ids in ids_by_model.items():
            documents = self._browse_payable(res_model, res_ids)
            documents._pay_link_check_access()
            for document in documents:
                by_reference[res_model, document.id] = document
        return [
            by_reference[vals["res_model"], vals["res_id"]]
            ._pay_link_for_values(vals)
            .sudo()  # checked right above
            for vals in vals_list
        ]

    @api.model
    def _browse_payable(self, res_model, res_ids):
        """Return the existing payable documents of these references.

        :param str res_model: Name of a model, whatever came from outside.
        :param int|list res_ids: Ids, whatever came from outside.
        :raise UserError: If one does not exist.
        """
        payable = self.pool["pay.link.mixin"]
        model = self.env.get(res_model) if isinstance(res_model, str) else None
        if model is None or not isinstance(model, payable) or model._abstract:
            raise UserError(self.env._("This kind of document can't be paid by link."))
        res_ids = res_ids if isinstance(res_ids, list) else [res_ids]
        if all(type(res_id) is int for res_id in res_ids):  # True is no id
            documents = model.browse(res_ids)
            if documents.exists() == documents:
                return documents
        raise UserError(self.env._("The document to pay does not exist."))

    def _get_document(self):
        """Return the document, or nothing; see `_get_documents`.

        :rtype: recordset of a model that inherits `pay.link.mixin`, or None
        """
        self.ensure_one()
        return self._get_documents().get(self)

    def _get_documents(self):
        """Return the documents that exist, read together whatever is read of them.

        :return: By link; a link is missing whose document was deleted, or can't be
            paid by link any more, as the add-on that cared for it is gone.
        :rtype: dict
        """
        documents, payable = {}, self.pool["pay.link.mixin"]
        for res_model, links in self.grouped("res_model").items():
            if not isinstance(self.env.get(res_model), payable):
                continue
            records = self.env[res_model].browse(links.mapped("res_id"))
            unread = records.filtered(lambda r: "create_date" not in r._cache)
            unread.sudo().fetch()  # whether they are there, as `exists()` would tell
            known = {r.id: r for r in records if "create_date" in r._cache}
            documents.update(
                {
                    link: known[link.res_id]._pay_link_for_link(link)
                    for link in links
                    if link.res_id in known
                }
            )
        return documents

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
            & Domain("supersedes", "=", True)
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
