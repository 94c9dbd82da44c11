from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PosPaymentMethod(models.Model):
    """The method of deposits: no button, and no money of its own.

    It has no journal, so Odoo takes what is paid by it for put on account: the money
    is there already, as a payment of the customer.
    """

    _inherit = "pos.payment.method"

    is_pay_link = fields.Boolean(
        string="Deposit by Pay Link",
        readonly=True,
        help="Shows on an order what its customer paid in advance by pay link.",
    )

    _pay_link_uniq = models.UniqueIndex(
        "(company_id) WHERE is_pay_link IS TRUE",
        "A company has one method for deposits by pay link.",
    )

    @api.constrains("is_pay_link", "config_ids", "journal_id", "split_transactions")
    def _check_pay_link(self):
        for method in self.filtered("is_pay_link"):
            if method.config_ids or method.journal_id or not method.split_transactions:
                raise ValidationError(
                    self.env._(
                        "%s shows deposits: it can't be chosen at the till.",
                        method.name,
                    )
                )

    @api.model
    def _pay_link_get_method(self, company):
        """Return the method that shows deposits, made when it is needed first.

        :param res.company company: The company of the order.
        :rtype: pos.payment.method
        """
        methods_sudo = self.sudo()  # one of the add-on's own, not the user's
        method_sudo = methods_sudo.with_context(active_test=False).search(
            [("is_pay_link", "=", True), ("company_id", "=", company.id)], limit=1
        )
        if not method_sudo:
            method_sudo = methods_sudo.create(
                {
                    "name": self.env._("Deposit by pay link"),
                    "is_pay_link": True,
                    "split_transactions": True,
                    "company_id": company.id,
                }
            )
        return method_sudo.with_env(self.env)

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "is_pay_link"]


class PosConfig(models.Model):
    _inherit = "pos.config"

    @api.constrains("payment_method_ids")
    def _check_pay_link_methods(self):
        """No point of sale offers deposits as a method."""
        self.payment_method_ids._check_pay_link()
