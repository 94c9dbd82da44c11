from odoo import models


class PayLinkSend(models.TransientModel):
    """The dialog at a till: its point of sale says what is allowed."""

    _inherit = "pay.link.send"

    def _get_sms_countries(self):
        config_sudo = self.env["pos.config"]._pay_link_get_location()
        if config_sudo:
            return config_sudo._pay_link_get_sms_countries()
        return super()._get_sms_countries()

    def _get_compatible_providers(self, amount):
        providers_sudo = super()._get_compatible_providers(amount)
        config_sudo = self.env["pos.config"]._pay_link_get_location()
        if accepted_sudo := config_sudo.pay_link_provider_ids:
            providers_sudo &= accepted_sudo
        return providers_sudo

    def _get_compatible_methods(self, providers_sudo):
        methods = super()._get_compatible_methods(providers_sudo)
        config_sudo = self.env["pos.config"]._pay_link_get_location()
        if accepted_sudo := config_sudo.pay_link_payment_method_ids:
            methods &= accepted_sudo.sudo(False)
        return methods

    def _get_chosen_providers(self):
        """All that the point of sale accepts are not all that there are."""
        providers_sudo = super()._get_chosen_providers()
        config_sudo = self.env["pos.config"]._pay_link_get_location()
        return providers_sudo or config_sudo.pay_link_provider_ids

    def _prepare_link_values(self):
        """What the cashier did not narrow is narrowed by the point of sale."""
        values = super()._prepare_link_values()
        if not self.payment_method_ids:
            del values["payment_method_ids"]
        return values
