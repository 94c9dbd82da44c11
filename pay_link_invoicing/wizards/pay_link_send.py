from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class PayLinkSend(models.TransientModel):
    """The dialog that asks for the money of one document."""

    _name = "pay.link.send"
    _description = "Send Pay Link"

    res_model = fields.Char(string="Document Model", required=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True
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
    amount_due = fields.Monetary(compute="_compute_document")

    amount = fields.Monetary(
        string="Amount to Ask",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="Everything that is due, or less for a deposit.",
    )
    allow_partial = fields.Boolean(
        string="Part Payment", help="Let the customer pay in several parts."
    )
    amount_min = fields.Monetary(string="Smallest Payment")
    expires_at = fields.Datetime(
        string="Expires", compute="_compute_expires_at", store=True, readonly=False
    )
    email = fields.Char(
        string="E-mail", compute="_compute_email", store=True, readonly=False
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

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for wizard in self:
            document_sudo = wizard._get_document()
            values = document_sudo._pay_link_prepare_values()
            wizard.document_name = document_sudo._pay_link_get_name()
            wizard.partner_id = values["partner_id"]
            wizard.company_id = values["company_id"]
            wizard.currency_id = values["currency_id"]
            wizard.amount_due = document_sudo._pay_link_get_amounts()["amount_due"]

    @api.depends("amount_due")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.amount_due

    @api.depends("res_model", "res_id")
    def _compute_email(self):
        for wizard in self:
            values = wizard._get_document()._pay_link_prepare_values()
            wizard.email = values.get("email")

    @api.depends("res_model", "res_id")
    def _compute_expires_at(self):
        for wizard in self:
            values = wizard._get_document()._pay_link_prepare_values()
            wizard.expires_at = values.get("expires_at")

    @api.depends("res_model", "res_id")
    def _compute_provider_line_ids(self):
        for wizard in self:
            wizard.provider_line_ids = [Command.clear()] + [
                Command.create({"provider_id": provider.id})
                for provider in wizard._get_compatible_providers(wizard.amount_due)
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
        "email",
        "expires_at",
        "payment_method_ids",
        "provider_line_ids.accepted",
    )
    def _compute_alerts(self):
        for wizard in self:
            problem = wizard._get_amount_problem() or wizard._get_expiry_problem()
            email_problem = wizard._get_email_problem()
            wizard.can_create = not problem
            wizard.can_send = not problem and not email_problem
            wizard.alerts = wizard._get_alerts(problem, email_problem)

    # === GETTERS === #

    def _get_document(self):
        """Return the document, as sudo: the user's right to write it is checked here.

        :rtype: recordset of a model that inherits `pay.link.mixin`
        """
        self.ensure_one()
        document = self.env["pay.link"]._browse_payable(self.res_model, self.res_id)
        document = document._pay_link_for_values(self._get_document_values())
        document._pay_link_check_access()
        return document.sudo()

    def _get_document_values(self):
        """Return what the dialog knows of the part of the document to pay.

        :return: See `_pay_link_for_values`.
        :rtype: dict
        """
        return {}

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

    # === ACTIONS === #

    def action_send(self):
        """Create the link and send it by e-mail.

        :return: A notification that closes the dialog.
        :rtype: dict
        :raise UserError: If the e-mail address is not one.
        """
        self.ensure_one()
        if problem := self._get_email_problem():
            raise UserError(problem)
        link = self._create_link()
        link._send("email")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(link)s was sent to %(email)s.", link=link.name, email=link.email
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_create_link(self):
        """Create the link and open it, to copy its address or to show its QR code.

        :rtype: dict
        """
        self.ensure_one()
        link = self._create_link()
        link._log_on_document(self.env._("Pay link created"))
        return {
            "type": "ir.actions.act_window",
            "res_model": "pay.link",
            "res_id": link.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _create_link(self):
        """Create the link that this dialog describes.

        :rtype: pay.link
        :raise UserError: If it can't be paid.
        """
        if problem := self._get_amount_problem() or self._get_expiry_problem():
            raise UserError(problem)
        providers_sudo = self._get_chosen_providers()
        link = self.env["pay.link"].create(self._prepare_link_values())
        link.sudo().provider_ids = providers_sudo  # sellers may not read providers
        return link

    def _prepare_link_values(self):
        """Return the create values of the link.

        :rtype: dict
        """
        return {
            "res_model": self.res_model,
            "res_id": self.res_id,
            "amount": self.amount,
            "allow_partial": self.allow_partial,
            "amount_min": self.amount_min if self.allow_partial else 0,
            "expires_at": self.expires_at,
            "email": email_normalize(self.email) or self.email,
            "payment_method_ids": [Command.set(self.payment_method_ids.ids)],
        }

    def _get_chosen_providers(self):
        """Return the providers the link is limited to; none if all are accepted.

        :rtype: payment.provider
        :raise UserError: If none is accepted.
        """
        lines = self.provider_line_ids
        accepted = lines.filtered("accepted")
        if accepted == lines:
            return self.env["payment.provider"].sudo()
        providers_sudo = accepted.sudo().provider_id
        providers_sudo &= self._get_compatible_providers(self.amount)
        if not providers_sudo:
            raise UserError(self.env._("Accept at least one provider."))
        return providers_sudo
