from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError


class PayLink(models.Model):
    """Sending a link: by which channels, and what stands in the way."""

    _name = "pay.link"
    _inherit = ["pay.link", "pay.link.addressee"]

    note = fields.Text(
        string="Personal Note",
        help="Shown to the customer in the mail that asks for the payment.",
    )
    sending_ids = fields.One2many(
        comodel_name="pay.link.sending",
        inverse_name="link_id",
        string="Sendings",
        readonly=True,
        groups="base.group_user",
    )
    delivery_problem = fields.Char(
        compute="_compute_delivery_problem",
        compute_sudo=True,
        groups="base.group_user",
        help="Why the last sending did not arrive.",
    )

    # === COMPUTE === #

    @api.depends("sending_ids.state", "sending_ids.failure_reason")
    def _compute_delivery_problem(self):
        for link in self:
            last = link.sending_ids.sorted("id")[-1:]
            link.delivery_problem = last.state == "failed" and self.env._(
                "Delivery to %(address)s failed. %(reason)s",
                address=last.address,
                reason=last.failure_reason or "",
            )

    # === ACTIONS === #

    def action_send(self):
        """Open the dialog to send this same link, once more or at last.

        :rtype: dict
        :raise UserError: If the address is over.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_sendable()
        document = self._get_document()
        return {
            **document._pay_link_prepare_send_action(),
            "name": self.env._("Send %s", self.name),
            "context": {
                "default_link_id": self.id,
                "default_res_model": self.res_model,
                "default_res_id": self.res_id,
            },
        }

    # === BUSINESS === #

    def _get_life_problem(self):
        """Return why nobody could pay with this link.

        :rtype: str
        """
        self.ensure_one()
        if self._get_effective_state() != "active":
            return self.env._(
                "%s is over: nobody can pay with it. Renew it, or make a new pay link"
                " from the document.",
                self.name,
            )
        if not self.sudo()._is_payable():  # sudo: it reads transactions
            return self.env._("%s: nothing is due.", self.name)
        return ""

    def _check_sendable(self):
        """Check that whoever gets the link can use it.

        :raise UserError: If the address is over.
        """
        for link in self:
            if problem := link._get_life_problem():
                raise UserError(problem)

    def _get_sending_problem(self, channel, purpose="request"):
        """Return why the link can't be sent this way.

        :param str channel: A key of `channel` of `pay.link.sending`.
        :param str purpose: A key of `purpose` of `pay.link.sending`.
        :return: "" if it can.
        :rtype: str
        """
        self.ensure_one()
        life = "" if purpose == "receipt" else self._get_life_problem()
        return life or self._get_address_problem(channel)

    def _send(self, channel, purpose="request"):
        """Send the links and keep the sendings in their history.

        A WhatsApp message, a copy and a QR code are the seller's own doing: they are
        noted only.

        :param str channel: A key of `channel` of `pay.link.sending`.
        :param str purpose: A key of `purpose` of `pay.link.sending`.
        :return: One row a link.
        :rtype: pay.link.sending
        :raise UserError: If a link can't be sent this way.
        """
        sendings = self.env["pay.link.sending"]
        for link in self:
            if problem := link._get_sending_problem(channel, purpose):
                raise UserError(problem)
            sending = link._note_sending(channel, purpose)
            sending._deliver()
            link._log_sending(sending)
            sendings |= sending.sudo(False)
        return sendings

    def _note_sending(self, channel, purpose, **values):
        """Keep a sending in the link's history.

        :param str channel: A key of `channel` of `pay.link.sending`.
        :param str purpose: A key of `purpose` of `pay.link.sending`.
        :param dict values: Further create values.
        :return: The row, as sudo.
        :rtype: pay.link.sending
        """
        self.ensure_one()
        phone = self._find_phone()
        addresses = {
            "email": self._get_email_normalized(),
            "sms": phone and phone.e164,
            "whatsapp": phone and phone.e164,
        }
        # sudo: nobody writes history by hand
        return (
            self.env["pay.link.sending"]
            .sudo()
            .create(
                {
                    "link_id": self.id,
                    "channel": channel,
                    "purpose": purpose,
                    "address": addresses.get(channel),
                    **values,
                }
            )
        )

    def _get_requests(self):
        """Return the sendings that asked for the payment, the first one first.

        :rtype: pay.link.sending
        """
        self.ensure_one()
        sendings = self.sending_ids.filtered(lambda row: row.purpose == "request")
        return sendings.sorted("id")

    def _log_sending(self, sending):
        """Note a sending in the history of the document.

        :param pay.link.sending sending: A row of this link.
        """
        texts = {
            "email": self.env._("Pay link sent to %s", sending.address),
            "sms": self.env._("Pay link sent by SMS to %s", sending.address),
            "whatsapp": self.env._("Pay link sent by WhatsApp to %s", sending.address),
            "copy": self.env._("Address of the pay link copied"),
            "qr": self.env._("QR code of the pay link shown"),
        }
        self._log_on_document(texts[sending.channel])

    def _log_on_document(self, text):
        """Note something about this link in its document's history.

        :param str text: What happened.
        """
        document = self._get_document()
        if not document or not hasattr(document, "message_post"):
            return
        document.message_post(
            body=self.env._(
                "%(text)s: %(link)s, %(amount)s",
                text=text,
                link=self._get_html_link(title=self.name),
                amount=self.currency_id.format(self.amount),
            )
        )

    # === SHARING === #

    def _prepare_share_action(self, mode):
        """Return the action that copies the address, or shows it as a QR code.

        :param str mode: `copy` or `qr`.
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "pay_link_share",
            "params": {
                "mode": mode,
                "name": self.display_name,
                "amount": self.currency_id.format(self.sudo().amount_due),
                "url": self.url,
                "qr_url": self.qr_url,
            },
        }

    def _get_whatsapp_url(self):
        """Return the address that opens WhatsApp with the message to the customer.

        :rtype: str
        """
        self.ensure_one()
        return f"https://wa.me/{self._find_phone().digits}?text={quote(self._get_chat_text())}"

    def _get_chat_text(self):
        """Return what a chat message says, in the customer's language.

        :rtype: str
        """
        link_sudo = self.sudo()._in_customer_language()  # who sends the link may tell
        text = link_sudo.env._(
            "Hello %(customer)s, %(company)s asks you to pay %(amount)s for"
            " %(document)s: %(url)s",
            customer=link_sudo.partner_id.name or "",
            company=link_sudo.company_id.name,
            amount=link_sudo.currency_id.format(link_sudo.amount_due),
            document=link_sudo.document_name,
            url=link_sudo.url,
        )
        return "\n\n".join(filter(None, [link_sudo.note, text]))
