from odoo import api, fields, models
from odoo.exceptions import UserError


class PayLink(models.Model):
    """What a link of a customer's account asks for."""

    _inherit = "pay.link"

    item_ids = fields.Many2many(
        comodel_name="account.move.line",
        relation="pay_link_item_rel",
        column1="link_id",
        column2="item_id",
        string="Open Items",
        readonly=True,
        copy=False,
        help="The open items of the customer's account that this link asks for.",
    )
    item_amounts = fields.Json(
        readonly=True,
        copy=False,
        help="What each of them left open when the link was made, by id.",
    )

    def _filter_rivals(self, values_list):
        """Keep the links that ask for the same debt as new ones with these values.

        A customer has an account in each company and currency; any other document is
        one debt.

        :param list[dict] values_list: Complete create values of `pay.link`.
        :rtype: pay.link
        """
        keys = ("res_id", "company_id", "currency_id")
        accounts = {
            tuple(values[key] for key in keys)
            for values in values_list
            if values["res_model"] == "res.partner"
        }
        return self.filtered(
            lambda link: (
                link.res_model != "res.partner"
                or tuple(link._get_debt()[key] for key in keys) in accounts
            )
        )

    def _get_debt(self):
        """Return what the link is for, as create values.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "res_model": self.res_model,
            "res_id": self.res_id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
        }

    @api.model
    def _browse_items(self, commands):
        """Return the existing items of the commands that a caller has sent.

        :param list|None commands: Commands for `item_ids`, or ids.
        :rtype: account.move.line
        :raise UserError: If one of them does not exist.
        """
        items = self.env["account.move.line"]
        if not commands:
            return items
        items = items.browse(self.new({"item_ids": commands}).item_ids._origin.ids)
        if not items or items.exists() != items:
            raise UserError(self.env._("The chosen items do not exist."))
        return items
