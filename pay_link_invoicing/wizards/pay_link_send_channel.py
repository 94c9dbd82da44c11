from odoo import api, fields, models

from ..models.pay_link_phone import find_phone


class PayLinkSend(models.TransientModel):
    """Where the link goes to, and by which channels."""

    _inherit = "pay.link.send"

    email = fields.Char(
        string="E-mail", compute="_compute_addresses", store=True, readonly=False
    )
    phone = fields.Char(compute="_compute_addresses", store=True, readonly=False)
    by_email = fields.Boolean(
        string="Send by E-mail",
        compute="_compute_channels",
        store=True,
        readonly=False,
    )
    by_sms = fields.Boolean(
        string="Send by SMS", compute="_compute_channels", store=True, readonly=False
    )
    note = fields.Text(
        string="Personal Note",
        compute="_compute_note",
        store=True,
        readonly=False,
        help="Shown above the amount in the mail, in your own words.",
    )
    can_chat = fields.Boolean(compute="_compute_can_save")
    can_save_email = fields.Boolean(compute="_compute_can_save")
    can_save_phone = fields.Boolean(compute="_compute_can_save")

    # === COMPUTE === #

    @api.depends("res_model", "res_id", "link_id")
    def _compute_addresses(self):
        for wizard in self:
            defaults = wizard._get_defaults()
            wizard.email = defaults["email"]
            wizard.phone = defaults["phone"]

    @api.depends("res_model", "res_id", "link_id")
    def _compute_channels(self):
        """An SMS costs money: it is proposed only where there is no other address."""
        for wizard in self:
            wizard.by_sms = not wizard.email and not wizard._get_sms_problem()
            wizard.by_email = not wizard.by_sms

    @api.depends("link_id")
    def _compute_note(self):
        for wizard in self:
            wizard.note = wizard.link_id.note

    @api.depends("email", "phone", "partner_id")
    def _compute_can_save(self):
        for wizard in self:
            partner = wizard.partner_id
            may_write = partner.has_access("write")
            phone = wizard._find_phone()
            email = wizard._get_email_normalized()
            wizard.can_chat = bool(phone)
            wizard.can_save_email = (
                may_write and bool(email) and email != partner.email_normalized
            )
            known = find_phone(partner.phone, wizard._get_phone_countries())
            wizard.can_save_phone = (
                may_write and bool(phone) and not (known and known.e164 == phone.e164)
            )

    # === GETTERS === #

    def _get_channels(self):
        """Return the channels by which *Send* sends.

        :rtype: list[str]
        """
        self.ensure_one()
        chosen = {"email": self.by_email, "sms": self.by_sms}
        return [channel for channel, is_on in chosen.items() if is_on]

    def _get_channel_problems(self):
        """Return what is wrong with the addresses, by channel.

        :rtype: dict
        """
        return {
            channel: self._get_address_problem(channel)
            for channel in ("email", "sms", "whatsapp")
        }

    # === ACTIONS === #

    def action_save_email(self):
        """Keep the e-mail address on the customer, too.

        :rtype: dict
        """
        self.ensure_one()
        self.partner_id.email = self._get_email_normalized()
        return self._reopen()

    def action_save_phone(self):
        """Keep the phone number on the customer, too, as the whole world dials it.

        :rtype: dict
        """
        self.ensure_one()
        if phone := self._find_phone():
            self.phone = self.partner_id.phone = phone.e164
        return self._reopen()

    def _reopen(self):
        """Return the action that shows this dialog again.

        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send pay link"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
