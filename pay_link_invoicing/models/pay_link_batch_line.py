import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from ..const import BATCH_LINE_STATES

_logger = logging.getLogger(__name__)


class PayLinkBatchLine(models.Model):
    """One document of a bulk sending."""

    _name = "pay.link.batch.line"
    _description = "Document of a Bulk Sending"
    _inherit = ["pay.link.addressee"]
    _order = "id"
    _rec_name = "document_name"

    batch_id = fields.Many2one(
        comodel_name="pay.link.batch", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        selection=BATCH_LINE_STATES, required=True, readonly=True, default="draft"
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char(string="Document", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    amount = fields.Monetary(string="To Pay", readonly=True)
    email = fields.Char(string="E-mail")
    phone = fields.Char()
    document_problem = fields.Char(readonly=True)
    problem = fields.Char(compute="_compute_problem")
    failure_reason = fields.Char(string="Why It Failed", readonly=True)
    link_id = fields.Many2one(
        comodel_name="pay.link", string="Pay Link", readonly=True, ondelete="set null"
    )

    _queue_idx = models.Index("(id) WHERE state = 'queued'")

    # === COMPUTE === #

    @api.depends(
        "document_problem", "email", "phone", "batch_id.by_email", "batch_id.by_sms"
    )
    def _compute_problem(self):
        for line in self:
            line.problem = line.document_problem or line._get_channel_problem()

    def _get_channel_problem(self):
        """Return why no chosen channel reaches the customer.

        :rtype: str
        """
        problems = [
            self._get_address_problem(channel) for channel in self._get_channels()
        ]
        return "" if not all(problems) else " ".join(problems)

    def _get_channels(self):
        """Return the channels chosen for the sending.

        :return: Keys of `channel` of `pay.link.sending`.
        :rtype: list[str]
        """
        chosen = {"email": self.batch_id.by_email, "sms": self.batch_id.by_sms}
        return [channel for channel, is_chosen in chosen.items() if is_chosen]

    # === CRUD === #

    def write(self, vals):
        if not self.env.su and (
            vals.keys() - {"email", "phone"}
            or set(self.batch_id.mapped("state")) != {"draft"}
        ):
            raise AccessError(
                self.env._("Only the addresses can be changed, before sending.")
            )
        return super().write(vals)

    # === BUSINESS === #

    @api.model
    def _prepare_lines(self, documents):
        """Return what a sending shows of documents, those with a problem first.

        :param documents: Payable documents that the user may write.
        :return: Create values.
        :rtype: list[dict]
        """
        documents_sudo = documents.sudo()  # the caller checked: they are shown by name
        lines = [self._prepare_line(document_sudo) for document_sudo in documents_sudo]
        return sorted(
            lines,
            key=lambda line: (
                not line.get("document_problem")
                and bool(email_normalize(line.get("email")))
            ),
        )

    @api.model
    def _prepare_line(self, document_sudo):
        values = {
            "res_model": document_sudo._name,
            "res_id": document_sudo.id,
            "document_name": document_sudo.display_name,
        }
        try:
            document_sudo._pay_link_check()
            defaults = document_sudo._pay_link_prepare_values()
            amounts = document_sudo._pay_link_get_amounts()
            links = self.env["pay.link"]
            links._check_enabled(self.env["res.company"].browse(defaults["company_id"]))
            links._check_limits(
                amounts["amount_due"], defaults["company_id"], amounts["currency"]
            )
        except UserError as error:
            return {**values, "document_problem": str(error)}
        wanted = ("partner_id", "company_id", "currency_id", "email", "phone")
        return {
            **values,
            **{name: defaults.get(name) for name in wanted},
            "amount": amounts["amount_due"],
        }

    def _send(self):
        """Make and send the links of these lines; what fails says why and is left.

        Conflicts with other work go up to Odoo, which runs the same lines again.
        """
        for line in self:
            try:
                with self.env.cr.savepoint():
                    link = line._send_link()
                    line.write({"state": "sent", "link_id": link.id})
            except psycopg2.OperationalError:
                raise
            except UserError as error:
                line.write({"state": "failed", "failure_reason": str(error)})
            except Exception:
                _logger.exception("Could not send a pay link for %s", line.res_id)
                reason = self.env._("Something went wrong. Please send it by hand.")
                line.write({"state": "failed", "failure_reason": reason})

    def _send_link(self):
        """Make the link with the rights of the seller, and queue its messages.

        :rtype: pay.link
        :raise UserError: If the document can't be paid now, or no channel reaches the
                          customer.
        """
        self.ensure_one()
        user = self.batch_id.user_id
        links = (
            self.env["pay.link"]
            .with_user(user)
            .with_context(
                allowed_company_ids=user.company_ids.ids,
                mail_notify_force_send=False,  # Odoo's mail queue sends many at once
                lang=user.lang,
            )
            .with_company(self.company_id)
        )
        link = links.create(
            {
                "res_model": self.res_model,
                "res_id": self.res_id,
                "email": self.email,
                "phone": self.phone,
            }
        )
        channels = self._get_channels()
        usable = [c for c in channels if not link._get_sending_problem(c)]
        if not usable:
            raise UserError(self._get_channel_problem())
        for channel in usable:
            link._send(channel)
        return link
