from odoo import api, fields, models


class PayLink(models.Model):
    """What the views of the back office need beside the link's own fields."""

    _inherit = "pay.link"

    qr_url = fields.Char(string="QR Code", compute="_compute_qr_url", compute_sudo=True)
    provider_names = fields.Char(
        string="Accepted Providers",
        compute="_compute_provider_names",
        compute_sudo=True,
        help="For sellers, who may not read the providers themselves.",
    )
    can_renew = fields.Boolean(compute="_compute_can_renew", compute_sudo=True)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer nobody what they may not read, such as providers to sellers.

        Who reads or exports links without naming fields gets all the others.
        """
        fields_by_name = super().fields_get(allfields, attributes)
        for name in list(fields_by_name):
            field = self._fields[name]
            if not field.relational or self.env[field.comodel_name].has_access("read"):
                continue
            if field.type != "many2one":  # of one record, its name can be read
                del fields_by_name[name]
            elif "exportable" in fields_by_name[name]:
                fields_by_name[name]["exportable"] = False
        return fields_by_name

    @api.depends("token")
    def _compute_qr_url(self):
        for link in self:
            link.qr_url = f"{link._get_path()}/qr.svg"

    @api.depends("provider_ids")
    def _compute_provider_names(self):
        for link in self:
            names = link.provider_ids.mapped("name")
            link.provider_names = ", ".join(names) or self.env._("All")

    @api.depends("state", "expires_at", "amount_due")
    def _compute_can_renew(self):
        for link in self:
            over = link._get_effective_state() in ("expired", "paid")
            due = link.currency_id.compare_amounts(link.amount_due, 0) > 0
            link.can_renew = over and due


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    pay_link_is_due = fields.Boolean(
        string="Payable by Pay Link",
        compute="_compute_pay_link_is_due",
        compute_sudo=True,
        help="Whether something is due for which a pay link could be sent.",
    )

    def _compute_pay_link_is_due(self):
        for document in self:
            amounts = document._pay_link_get_amounts()
            due = amounts["currency"].compare_amounts(amounts["amount_due"], 0) > 0
            is_open = document._pay_link_is_open() and not document.pay_link_blocked
            document.pay_link_is_due = is_open and due
