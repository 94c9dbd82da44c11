from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class PayLinkItems(models.TransientModel):
    """The open items of a customer's account, to choose what a link asks for."""

    _name = "pay.link.items"
    _description = "Open Items to Ask For"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    available_currency_ids = fields.Many2many(
        comodel_name="res.currency", compute="_compute_available_currency_ids"
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', available_currency_ids)]",
    )
    line_ids = fields.One2many(
        comodel_name="pay.link.items.line",
        inverse_name="items_id",
        string="Open Items",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    amount_overdue = fields.Monetary(string="Overdue", compute="_compute_amounts")
    amount_total = fields.Monetary(string="Chosen", compute="_compute_amounts")

    @api.depends("partner_id", "company_id")
    def _compute_available_currency_ids(self):
        for wizard in self:
            wizard.available_currency_ids = wizard._get_items().currency_id

    @api.depends("partner_id", "company_id")
    def _compute_currency_id(self):
        for wizard in self:
            items = wizard._get_items()
            picked = items._pay_link_pick(wizard.partner_id)
            wizard.currency_id = picked.currency_id or wizard.company_id.currency_id

    @api.depends("partner_id", "company_id", "currency_id")
    def _compute_line_ids(self):
        for wizard in self:
            items = wizard._get_items().filtered(
                lambda item, currency=wizard.currency_id: item.currency_id == currency
            )
            picked = items._pay_link_pick(wizard.partner_id)
            wizard.line_ids = [Command.clear()] + [
                Command.create({"item_id": item.id, "is_chosen": item in picked})
                for item in items._pay_link_sorted()
            ]

    @api.depends("line_ids.is_chosen", "currency_id")
    def _compute_amounts(self):
        for wizard in self:
            chosen = wizard.line_ids.filtered("is_chosen")
            overdue = chosen.filtered("is_overdue")
            wizard.amount_total = sum(chosen.mapped("amount"))
            wizard.amount_overdue = sum(overdue.mapped("amount"))

    def _get_items(self):
        """Return the open items that the user may see.

        :rtype: account.move.line
        """
        self.ensure_one()
        partner = self.partner_id.with_company(self.company_id)
        return partner._pay_link_search_items()

    def action_choose_overdue(self):
        """Choose what is overdue, and the credits that count against it.

        :return: The same dialog again.
        :rtype: dict
        """
        self.ensure_one()
        for line in self.line_ids:
            line.is_chosen = line.is_overdue or line.amount < 0
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open items of %s", self.partner_id.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_next(self):
        """Go on to the dialog that asks for the money of the chosen items.

        :rtype: dict
        :raise UserError: If one link can't ask for them.
        """
        self.ensure_one()
        items = self.line_ids.filtered("is_chosen").item_id
        if not items:
            raise UserError(self.env._("Choose at least one item."))
        vals = {"item_ids": [Command.set(items.ids)]}
        customer = self.partner_id._pay_link_for_values(vals)
        customer.sudo()._pay_link_check()  # items were read as the user, right above
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send pay link"),
            "res_model": "pay.link.send",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self.partner_id._name,
                "default_res_id": self.partner_id.id,
                "default_item_ids": items.ids,
            },
        }


class PayLinkItemsLine(models.TransientModel):
    """An open item, to ask for or not."""

    _name = "pay.link.items.line"
    _description = "Open Item to Ask For"

    items_id = fields.Many2one(
        comodel_name="pay.link.items", required=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Journal Item",
        required=True,
        ondelete="cascade",
    )
    is_chosen = fields.Boolean(string="Ask")
    name = fields.Char(string="Number", related="item_id.move_id.name")
    label = fields.Char(related="item_id.name")
    date = fields.Date(related="item_id.date")
    due_date = fields.Date(compute="_compute_due_date")
    is_overdue = fields.Boolean(compute="_compute_due_date")
    currency_id = fields.Many2one(related="item_id.currency_id")
    amount = fields.Monetary(
        string="Open Amount", related="item_id.amount_residual_currency"
    )

    @api.depends("item_id")
    def _compute_due_date(self):
        today = fields.Date.context_today(self)
        for line in self:
            item = line.item_id
            line.due_date = item.date_maturity or item.date
            line.is_overdue = bool(line.due_date and line.due_date < today) and (
                line.amount > 0
            )
