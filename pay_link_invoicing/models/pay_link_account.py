"""The offer of an account in the portal, to who has paid as a guest.

Who holds the address of a link need not be its customer: addresses are forwarded. So
the page never shows a sign-up token; the invitation goes by mail to the address that is
on file for the customer, whatever the link itself was sent to.
"""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import email_normalize

from ..const import ACCOUNT_INVITATION_PAUSE_HOURS

PAID_KINDS = ("paid", "authorized")


class PayLink(models.Model):
    _inherit = "pay.link"

    account_invited_at = fields.Datetime(
        string="Invited to the Portal",
        readonly=True,
        copy=False,
        help="When who paid by this link asked for an account.",
    )

    def _get_account_offer(self, kind):
        """Return what the page says of an account.

        :param str kind: See `_get_page_kind`.
        :return: `offer`, `sent`, or nothing.
        :rtype: str
        """
        self.ensure_one()
        if kind not in PAID_KINDS or not self.env.user._is_public():
            return ""
        if self.account_invited_at:
            return "sent"
        return "offer" if self._get_account_email() else ""

    def _get_account_email(self):
        """Return the address to which an invitation may go.

        Only the customer's own, on file; only where sign-up is open to everybody, and
        where neither the customer nor the address has a user, archived ones included.

        :rtype: str
        """
        self.ensure_one()
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        partner_sudo = self.partner_id.sudo()  # asked for by who holds the address
        email = email_normalize(partner_sudo.email)
        if not email or not partner_sudo.active:
            return ""
        if users_sudo._get_signup_invitation_scope() != "b2c":
            return ""
        domain = ["|", ("partner_id", "=", partner_sudo.id), ("login", "=ilike", email)]
        return "" if users_sudo.search_count(domain, limit=1) else email

    def _invite_to_portal(self):
        """Send the customer an invitation to the portal: once a link, once a while.

        :return: Whether one was sent.
        :rtype: bool
        """
        self.ensure_one()
        self._lock()
        email = self._get_account_email()
        is_offered = self._get_account_offer(self._get_page_kind()) == "offer"
        if not email or not is_offered:
            return False
        is_new = not self._was_just_invited()
        self.account_invited_at = fields.Datetime.now()
        if is_new:
            self._send_account_mail(email)
        return is_new

    def _was_just_invited(self):
        """Return whether another link has sent the customer an invitation lately.

        :rtype: bool
        """
        since = fields.Datetime.now() - timedelta(hours=ACCOUNT_INVITATION_PAUSE_HOURS)
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("account_invited_at", ">", since),
        ]
        return bool(self.search_count(domain, limit=1))

    def _send_account_mail(self, email):
        """Send the mail with the sign-up address; no history keeps that address.

        :param str email: The customer's.
        """
        company = self.company_id
        values = {
            "company": company,
            "partner": self.partner_id,
            "document_name": self.document_name,
            "signup_url": self._get_signup_url(),
        }
        body = self.env["ir.qweb"]._render(
            "pay_link_invoicing.pay_account_mail", values, minimal_qcontext=True
        )
        mail_sudo = self.env["mail.mail"].sudo()  # the public may not send mail
        mail_sudo.create(
            {
                "subject": self.env._("Your account at %s", company.name),
                "email_from": company.email_formatted or self.user_id.email_formatted,
                "email_to": email,
                "body_html": body,
                "auto_delete": True,
                "message_type": "user_notification",
            }
        ).send_after_commit()

    def _get_signup_url(self):
        """Return the address with which the customer makes an account.

        It leads on to the document, where the customer may see it.

        :rtype: str
        """
        partner_sudo = self.partner_id.sudo()  # the mail goes to the customer only
        partner_sudo = partner_sudo.with_context(signup_valid=True)
        document = self._get_document()
        path = document["access_url"] if document and self._is_portal(document) else ""
        path = path if path and path != "#" else "/my/pay-links"
        return partner_sudo._get_signup_url_for_action(url=path)[partner_sudo.id]

    def _is_portal(self, document):
        """Return whether the portal shows a document to the customer of this link.

        :rtype: bool
        """
        if "access_url" not in document._fields:
            return False
        company = document["partner_id"].commercial_partner_id
        return company == self.partner_id.commercial_partner_id
