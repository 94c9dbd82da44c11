from odoo import api, fields, models

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("whatsapp", "WhatsApp"),
    ("copy", "Copied"),
    ("qr", "QR code"),
]
PURPOSES = [
    ("request", "Request"),
    ("reminder", "Reminder"),
    ("receipt", "Receipt"),
]
SENDING_STATES = [("queued", "Queued"), ("sent", "Sent"), ("failed", "Failed")]
# What Odoo's notifications of a message say of its delivery.
FAILED_STATUSES = ("bounce", "exception", "canceled")
WAITING_STATUSES = ("ready", "process")


class PayLinkSending(models.Model):
    """A sending of a link: by which channel, where to, and whether it arrived."""

    _name = "pay.link.sending"
    _description = "Sending of a Pay Link"
    _order = "id desc"

    link_id = fields.Many2one(
        comodel_name="pay.link",
        string="Pay Link",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    channel = fields.Selection(selection=CHANNELS, required=True, readonly=True)
    purpose = fields.Selection(
        selection=PURPOSES, required=True, readonly=True, default="request"
    )
    address = fields.Char(string="Sent To", readonly=True)
    state = fields.Selection(
        selection=SENDING_STATES, required=True, readonly=True, default="sent"
    )
    failure_reason = fields.Char(string="Reason", readonly=True)
    message_id = fields.Many2one(
        comodel_name="mail.message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Sent By",
        readonly=True,
        default=lambda self: self.env.user,
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Tells the seller that the link did not arrive.",
    )
    is_reported = fields.Boolean(readonly=True, help="The seller was told, once.")

    # === COMPUTE === #

    @api.depends("channel", "address")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for sending in self:
            parts = [labels.get(sending.channel), sending.address]
            sending.display_name = ": ".join(filter(None, parts))

    # === DELIVERY === #

    def _deliver(self):
        """Hand the message to Odoo's queue; what the seller does by hand is done."""
        self.ensure_one()
        link = self.link_id
        if self.channel not in ("email", "sms"):
            self._mark_sent()
            return
        mail_template, sms_template = self._get_templates()
        if self.channel == "email":
            message = link._post_mail(mail_template)
            self._trigger_mail_queue()
        else:
            message = link._post_sms(sms_template)
        self.write({"message_id": message.id, "state": "queued"})
        if message.notification_ids:
            self._read_delivery()
        else:
            link = self.link_id._in_seller_language()
            self._mark_failed(link.env._("Odoo found nobody to write to."))

    @api.model
    def _follow_delivery(self, messages):
        """Bring the sendings of these messages in line with their delivery.

        Called where Odoo has written what became of a message.

        :param mail.message messages: Of any documents.
        """
        messages = messages.filtered(lambda message: message.model == "pay.link")
        if not messages:
            return
        # sudo: delivery is told to whoever happens to run the queue
        sendings_sudo = self.sudo().search([("message_id", "in", messages.ids)])
        for sending_sudo in sendings_sudo:
            link_sudo = sending_sudo.link_id._in_seller_language()
            sending_sudo.with_env(link_sudo.env)._read_delivery()

    def _trigger_mail_queue(self):
        """Let Odoo's mail queue run at once where a cron sends: else it runs hourly."""
        done = self.env.cr.precommit.data
        if self.env.context.get("mail_notify_force_send") is False and not done.get(
            "pay_link_mail_queue"
        ):
            done["pay_link_mail_queue"] = True  # once a transaction
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _get_templates(self):
        """Return the texts of this sending.

        :return: The mail and the SMS.
        :rtype: tuple(mail.template, sms.template)
        """
        self.ensure_one()
        return self.link_id._get_templates(self.purpose)

    def _read_delivery(self):
        """Read from Odoo's notifications whether the message arrived."""
        self.ensure_one()
        notifications = self.message_id.notification_ids
        statuses = set(notifications.mapped("notification_status"))
        if not statuses:
            return
        if failed := notifications.filtered(
            lambda notification: notification.notification_status in FAILED_STATUSES
        ):
            self._mark_failed(failed[0]._pay_link_get_failure_reason())
        elif statuses & set(WAITING_STATUSES):
            self.write({"state": "queued", "failure_reason": False})
        else:
            self._mark_sent()

    def _mark_sent(self):
        """Note the delivery; what was told of earlier failures is settled by it."""
        self.write({"state": "sent", "failure_reason": False})
        for sending in self:
            told = sending.link_id.sending_ids.filtered("activity_id")
            activities = told.activity_id.filtered("active")
            told.activity_id = False
            if activities:
                activities.action_feedback(
                    feedback=self.env._("Sent again: %s", sending.display_name)
                )

    def _mark_failed(self, reason):
        """Note that the message did not arrive, and tell the seller once.

        :param str reason: Why, for people.
        """
        self.write({"state": "failed", "failure_reason": reason})
        for sending in self:
            if not sending.is_reported and not sending._is_obsolete():
                sending._report_failure()

    def _is_obsolete(self):
        """Return whether nobody has to care for this failure.

        :rtype: bool
        """
        self.ensure_one()
        if self.purpose != "receipt" and not self.link_id._is_payable():
            return True
        link = self.link_id
        return bool(
            self.search_count(
                [
                    ("link_id.res_model", "=", link.res_model),
                    ("link_id.res_id", "=", link.res_id),
                    ("id", ">", self.id),
                    ("state", "=", "sent"),
                ],
                limit=1,
            )
        )

    def _report_failure(self):
        """Ask the responsible person to send it in another way."""
        self.ensure_one()
        link, user = self.link_id, self.link_id._get_responsible()
        sending = self.with_context(lang=user.lang)
        activity = link.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=sending.env._("Delivery to %s failed", sending.address),
            note=sending.env._(
                "%(reason)s Correct the address or send the link in another way.",
                reason=self.failure_reason,
            ),
            user_id=user.id,
        )
        self.write({"is_reported": True, "activity_id": activity.id})
