from odoo import Command, models
from odoo.exceptions import UserError


class PayLinkSend(models.TransientModel):
    """What the buttons do."""

    _inherit = "pay.link.send"

    def action_send(self):
        """Create the link, unless it is there, and send it by the chosen channels.

        :return: A notification that closes the dialog.
        :rtype: dict
        :raise UserError: If an address is none.
        """
        self.ensure_one()
        channels = self._get_channels()
        if not channels:
            raise UserError(self.env._("Choose how to send the link."))
        for channel in channels:
            if problem := self._get_address_problem(channel):
                raise UserError(problem)
        link = self._create_link()
        sendings = self.env["pay.link.sending"]
        for channel in channels:
            sendings |= link._send(channel)
        return self._prepare_toast(
            self.env._(
                "%(link)s is on its way to %(addresses)s.",
                link=link.name,
                addresses=", ".join(sendings.mapped("address")),
            )
        )

    def action_whatsapp(self):
        """Create the link, unless it is there, and open WhatsApp with the message.

        :rtype: dict
        :raise UserError: If the phone number is none.
        """
        self.ensure_one()
        if problem := self._get_address_problem("whatsapp"):
            raise UserError(problem)
        link = self._create_link()
        link._send("whatsapp")
        return {
            "type": "ir.actions.act_url",
            "url": link._get_whatsapp_url(),
            "target": "new",
            "close": True,
        }

    def action_copy(self):
        """Create the link, unless it is there, and copy its address.

        :rtype: dict
        """
        return self._share("copy")

    def action_show_qr(self):
        """Create the link, unless it is there, and show its address as a QR code.

        :rtype: dict
        """
        return self._share("qr")

    def action_create_link(self):
        """Create the link and open it.

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

    def _share(self, channel):
        self.ensure_one()
        link = self._create_link()
        link._send(channel)
        return link._prepare_share_action(channel)

    def _prepare_toast(self, message):
        """Return a notification that closes the dialog.

        :param str message: For the seller.
        :rtype: dict
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === LINK === #

    def _create_link(self):
        """Create the link that this dialog describes, or return the one to send again.

        :rtype: pay.link
        :raise UserError: If it can't be paid.
        """
        if link := self.link_id:
            if (link.res_model, link.res_id) != (self.res_model, self.res_id):
                raise UserError(self.env._("The link is for another document."))
            link.write(self._prepare_address_values())
            return link
        if problem := self._get_link_problem():
            raise UserError(problem)
        providers_sudo = self._get_chosen_providers()
        link = self.env["pay.link"].create(self._prepare_link_values())
        link.sudo().provider_ids = providers_sudo  # sellers may not read providers
        return link

    def _prepare_address_values(self):
        """Return where the link goes to, as values of `pay.link`.

        :rtype: dict
        """
        phone = self._find_phone()
        return {
            "email": self._get_email_normalized() or self.email,
            "phone": phone.e164 if phone else self.phone,
            "note": self.note,
        }

    def _prepare_link_values(self):
        """Return the create values of the link.

        :rtype: dict
        """
        return {
            **self._prepare_address_values(),
            "res_model": self.res_model,
            "res_id": self.res_id,
            "amount": self.amount,
            "allow_partial": self.allow_partial,
            "amount_min": self.amount_min if self.allow_partial else 0,
            "expires_at": self.expires_at,
            "capture_mode": self.capture_mode,
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
