from odoo import Command, api, fields, models

from ..const import CAPTURE_MODES


class PayLinkSend(models.TransientModel):
    """The dialog that asks for the money of one document, or sends a link again."""

    _name = "pay.link.send"
    _description = "Send Pay Link"
    _inherit = ["pay.link.addressee"]

    res_model = fields.Char(string="Document Model", required=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True
    )
    link_id = fields.Many2one(
        comodel_name="pay.link",
        string="Link to Send Again",
        help="Its terms stay as they are.",
    )
    document_name = fields.Char(string="Document", compute="_compute_document")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", compute="_compute_document"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_document"
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_document"
    )
    amount_due = fields.Monetary(string="Outstanding", compute="_compute_document")

    allow_partial = fields.Boolean(
        string="Part Payment",
        compute="_compute_terms",
        store=True,
        readonly=False,
        help="Let the customer pay in several parts.",
    )
    amount_min = fields.Monetary(string="Smallest Payment")
    expires_at = fields.Datetime(
        string="Expires", compute="_compute_terms", store=True, readonly=False
    )
    capture_mode = fields.Selection(
        selection=CAPTURE_MODES,
        string="Capture",
        required=True,
        default="provider",
        help="When the money that the customer authorizes is taken. Offers only"
        " providers that are set up to capture in this way.",
    )
    payment_method_ids = fields.Many2many(
        comodel_name="payment.method",
        string="Payment Methods",
        help="The payment methods this link accepts. Empty: all.",
    )
    available_method_ids = fields.Many2many(
        comodel_name="payment.method", compute="_compute_available_method_ids"
    )
    provider_line_ids = fields.One2many(
        comodel_name="pay.link.send.provider",
        inverse_name="send_id",
        string="Providers",
        compute="_compute_provider_line_ids",
        store=True,
        readonly=False,
    )
    provider_count = fields.Integer(compute="_compute_provider_count")

    effects = fields.Json(string="What Will Happen", compute="_compute_effects")
    alerts = fields.Json(compute="_compute_alerts")
    can_create = fields.Boolean(compute="_compute_alerts")
    can_send = fields.Boolean(compute="_compute_alerts")

    # === COMPUTE === #

    @api.depends("res_model", "res_id", "link_id")
    def _compute_document(self):
        for wizard in self:
            document_sudo = wizard._get_document()
            values = document_sudo._pay_link_prepare_values()
            wizard.document_name = document_sudo._pay_link_get_name()
            wizard.partner_id = values["partner_id"]
            wizard.company_id = values["company_id"]
            wizard.currency_id = values["currency_id"]
            wizard.amount_due = (
                wizard.link_id.amount_due
                if wizard.link_id
                else document_sudo._pay_link_get_amounts()["amount_due"]
            )

    @api.depends("res_model", "res_id")
    def _compute_terms(self):
        for wizard in self:
            defaults = wizard._get_defaults()
            wizard.allow_partial = defaults["allow_partial"]
            wizard.expires_at = defaults["expires_at"]

    @api.depends("res_model", "res_id")
    def _compute_provider_line_ids(self):
        for wizard in self:
            providers_sudo = wizard._get_compatible_providers(wizard.amount_due)
            named_sudo = wizard._get_document().pay_link_provider_id & providers_sudo
            wizard.provider_line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "provider_id": provider.id,
                        "accepted": not named_sudo or provider in named_sudo,
                    }
                )
                for provider in providers_sudo
            ]

    @api.depends("provider_line_ids")
    def _compute_provider_count(self):
        for wizard in self:
            wizard.provider_count = len(wizard.provider_line_ids)

    @api.depends("provider_line_ids.accepted")
    def _compute_available_method_ids(self):
        for wizard in self:
            wizard.available_method_ids = wizard._get_compatible_methods(
                wizard._get_compatible_providers(wizard.amount_due)
            )

    @api.depends("amount", "amount_due", "res_model", "res_id")
    def _compute_effects(self):
        for wizard in self:
            effects = []
            if not wizard._get_amount_problem():
                document_sudo = wizard._get_document()
                effects = document_sudo._pay_link_describe_effects(wizard.amount)
            message = "\n".join(effects)
            wizard.effects = message and {
                "effects": {"level": "info", "message": message}
            }

    @api.depends(
        "amount",
        "amount_due",
        "allow_partial",
        "amount_min",
        "by_email",
        "by_sms",
        "capture_mode",
        "email",
        "expires_at",
        "payment_method_ids",
        "phone",
        "provider_line_ids.accepted",
    )
    def _compute_alerts(self):
        for wizard in self:
            problem = wizard._get_link_problem()
            problems = wizard._get_channel_problems()
            channels = wizard._get_channels()
            alerts = wizard._get_alerts(problem, problems)
            wizard.alerts = alerts or False
            wizard.can_create = not problem
            wizard.can_send = bool(channels) and not (
                problem
                or "provider" in alerts
                or any(problems[channel] for channel in channels)
            )

    # === GETTERS === #

    def _get_document(self):
        """Return the document, as sudo: the user's right to write it is checked here.

        :rtype: recordset of a model that inherits `pay.link.mixin`
        """
        self.ensure_one()
        document = self.env["pay.link"]._browse_payable(self.res_model, self.res_id)
        if self.link_id:
            document = document._pay_link_for_link(self.link_id)
        else:
            document = document._pay_link_for_values(self._get_document_values())
        document._pay_link_check_access()
        return document.sudo()

    def _get_document_values(self):
        """Return what the dialog knows of the part of the document to pay.

        :return: See `_pay_link_for_values`.
        :rtype: dict
        """
        return {}

    def _get_defaults(self):
        """Return what the link is like, or what a new one would be like.

        :return: Values of `pay.link`.
        :rtype: dict
        """
        self.ensure_one()
        names = ("email", "phone", "allow_partial", "expires_at")
        if link := self.link_id:
            return {name: link[name] for name in names}
        defaults = self.env["pay.link"]._prepare_defaults(self._get_document())
        return {name: defaults.get(name, False) for name in names}

    def _get_compatible_providers(self, amount):
        """Return the providers by which the customer can pay this amount.

        :param float amount: In the document's currency.
        :return: The accepted ones, once the user could choose.
        :rtype: payment.provider
        """
        providers_sudo = self.env["payment.provider"].sudo()  # shown by name only
        providers_sudo = providers_sudo._get_compatible_providers(
            self.company_id.id,
            self.partner_id.id,
            amount,
            currency_id=self.currency_id.id,
        )
        providers_sudo = providers_sudo._pay_link_filter(self, amount, amount)
        if refused := self.provider_line_ids.filtered(lambda line: not line.accepted):
            providers_sudo -= refused.sudo().provider_id
        return providers_sudo

    def _get_compatible_methods(self, providers_sudo):
        """Return the payment methods that these providers offer the customer.

        :param payment.provider providers_sudo: See `_get_compatible_providers`.
        :rtype: payment.method
        """
        methods_sudo = self.env["payment.method"].sudo()
        return methods_sudo._get_compatible_payment_methods(
            providers_sudo.ids, self.partner_id.id, currency_id=self.currency_id.id
        ).sudo(False)
