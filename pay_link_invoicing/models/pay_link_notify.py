from markupsafe import Markup

from odoo import models

TOAST = "pay_link_invoicing/toast"
CHANGED = "pay_link_invoicing/changed"


class PayLink(models.Model):
    """What the seller is told at once: a toast, a line in the bell, a fresh form."""

    _inherit = "pay.link"

    def _notify_seller(self, transaction):
        """Show the seller a payment. Called once a payment, as it is booked.

        The bus waits for the commit; the bell follows, see `_ring_bell_for`.

        :param payment.transaction transaction: The confirmed payment.
        """
        self.ensure_one()
        link = self._in_seller_language()
        link._show_toast(**link._describe_payment(transaction))
        self._announce_change()

    def _ring_bell_for(self, transaction):
        """Put a payment into the seller's bell. Called once, after it was booked.

        :param payment.transaction transaction: The confirmed payment.
        """
        self.ensure_one()
        link = self._in_seller_language()
        link._ring_bell(**link._describe_payment(transaction))

    def _describe_payment(self, transaction):
        """Return what a payment is told as.

        :param payment.transaction transaction: The confirmed payment.
        :return: `title` and `message`, in the language of the environment.
        :rtype: dict
        """
        amount = transaction.currency_id.with_env(self.env).format(transaction.amount)
        text = self.env._(
            "%(customer)s paid %(amount)s for %(document)s.",
            customer=transaction.partner_id.display_name,
            amount=amount,
            document=self.document_name,
        )
        parts = (text, self._describe_rest(), self._describe_exception(transaction))
        return {
            "title": self.env._("%(amount)s received", amount=amount),
            "message": " ".join(filter(None, parts)),
        }

    def _describe_exception(self, transaction):
        """Return what was odd about a payment, as a sentence, or nothing.

        :param payment.transaction transaction: A confirmed payment.
        :rtype: str
        """
        if self.exception_transaction_id != transaction:
            return ""
        exception = self.payment_exception
        if exception == "none":
            exception = self.resolved_exception
        return self._explain_exceptions().get(exception, "")

    def _notify_renewal_request(self):
        """Tell the seller that the customer asks for a new link, with a button."""
        self.ensure_one()
        link = self._in_seller_language()
        title = link.env._("New pay link asked for")
        text = link.env._(
            "%(customer)s could not pay %(document)s and asks for a new link.",
            customer=link.partner_id.display_name,
            document=link.document_name,
        )
        link._show_toast(title, text, type="warning", renewable=True)
        link._ring_bell(title, text)
        self._announce_change()

    def _in_seller_language(self):
        """Return the link in the language of the person who is told.

        :rtype: pay.link
        """
        self.ensure_one()
        return self.with_context(lang=self._get_responsible().lang)

    def _describe_rest(self):
        """Return what is left to pay of the document, as a sentence, or nothing.

        :rtype: str
        """
        document = self._get_document()
        if not document:
            return ""
        amounts = document._pay_link_get_amounts()
        if amounts["currency"].is_zero(amounts["amount_due"]):
            return ""
        return self.env._(
            "Still due: %s.", amounts["currency"].format(amounts["amount_due"])
        )

    def _get_listener(self):
        """Return the seller who is told, if they work here still.

        :rtype: res.users
        """
        return self._get_responsible().filtered(
            lambda user: user.active and user._is_internal()
        )

    def _get_toast_users(self):
        """Return who sees a toast at once.

        :rtype: res.users
        """
        return self._get_listener()

    def _show_toast(self, title, message, **options):
        """Show a toast to the seller, wherever they are in Odoo.

        :param str title: In the seller's language, as all texts.
        :param str message: What happened, and what is left to do or to pay.
        :param dict options: What else the toast needs: `type`, `renewable`.
        """
        if users := self._get_toast_users():
            users._bus_send(
                TOAST,
                {
                    "title": title,
                    "message": message,
                    "link_id": self.id,
                    "res_model": self.res_model,
                    "res_id": self.res_id,
                    "document_name": self.document_name,
                    "company_id": self.company_id.id,
                    **options,
                },
            )

    def _ring_bell(self, title, message):
        """Put an unread line into the bell; send a mail too where the user wants mails.

        Odoo gives either one or the other, by the user's preference; the news of money
        is in the bell of everyone.

        :param str title: The line's subject.
        :param str message: The line's text.
        """
        seller = self._get_listener()
        if not seller:
            return
        document = self._get_document()
        open_document = document._get_html_link(self.document_name) if document else ""
        body = Markup("<p>%s %s</p>")
        self.with_context(pay_link_in_bell=True).message_notify(
            author_id=self.partner_id.id,
            body=body % (message, open_document),
            partner_ids=seller.partner_id.ids,
            subject=title,
        )
        if seller.notification_type == "email":
            # what opens a document within Odoo leads nowhere in a mail
            url = f"{self.get_base_url()}/odoo/{self.res_model}/{self.res_id}"
            anchor = Markup('<a href="%s">%s</a>') % (url, self.document_name)
            body %= (message, anchor if document else "")
            self._mail_news(seller, title, body)

    def _mail_news(self, seller, title, body):
        """Queue the mail for a user who handles notifications by mail.

        :param res.users seller: Who is told.
        :param str title: The mail's subject.
        :param Markup body: What is in the bell, for a mail.
        """
        html = self.env["mail.render.mixin"]._render_encapsulate(
            "mail.mail_notification_light",
            body,
            add_context={"company": self.company_id},
            context_record=self,
        )
        self.env["mail.mail"].sudo().create(  # part of telling the seller
            {
                "subject": title,
                "body_html": html,
                "email_from": self.company_id.email_formatted or seller.email_formatted,
                "recipient_ids": [(4, seller.partner_id.id)],
                "auto_delete": True,
            }
        )
        # At once, not when the queue has its turn.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        if self.env.context.get("pay_link_in_bell"):
            for recipient in recipients:
                recipient["notif"] = "inbox" if recipient["uid"] else "email"
        return recipients

    def _announce_change(self):
        """Let open forms of the link and its document load themselves again.

        For those who may have it open: who works on the link, who follows the document.
        Nothing but references leaves, so that no rights are needed to get them.
        """
        self.ensure_one()
        document = self._get_document()
        users = self._get_responsible() | self.user_id | self.create_uid
        if document and "message_partner_ids" in document._fields:
            users |= document.message_partner_ids.user_ids
        documents = [{"model": "pay.link", "id": self.id}]
        if document:
            documents.append({"model": self.res_model, "id": self.res_id})
        for user in users.filtered(lambda user: user.active and user._is_internal()):
            user._bus_send(CHANGED, {"documents": documents})

    def action_answer_renewal(self):
        """Give the customer a way to pay again: the same link, or a new one.

        :return: The notification that it was renewed, or the dialog of a new link.
        :rtype: dict
        :raise UserError: If nothing is due any more.
        """
        self.ensure_one()
        if self._get_effective_state() == "deactivated":
            return self._get_document().action_send_pay_link()
        self.action_renew()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s can be paid again.", self.name),
            },
        }
