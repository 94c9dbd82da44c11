from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import BATCH_STATES
from .pay_link_notify import CHANGED

DRAFT_LIFE = timedelta(days=1)  # a dialog that was closed is forgotten after that
BATCH_SIZE = 10  # links in a transaction
GC_BATCH = 1000


class PayLinkBatch(models.Model):
    """Links for many documents, sent in the background.

    A draft is what the dialog shows; queued lines are sent by a scheduled action, a
    transaction for each few of them, so that nothing is lost or sent twice by a crash.
    """

    _name = "pay.link.batch"
    _description = "Bulk Sending of Pay Links"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Seller",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        selection=BATCH_STATES, required=True, readonly=True, default="draft"
    )
    queued_at = fields.Datetime(string="Started", readonly=True)
    by_email = fields.Boolean(string="E-mail", default=True)
    by_sms = fields.Boolean(string="SMS")
    line_ids = fields.One2many(
        comodel_name="pay.link.batch.line", inverse_name="batch_id", string="Documents"
    )
    line_count = fields.Integer(string="Documents Chosen", compute="_compute_counts")
    ready_count = fields.Integer(string="Ready", compute="_compute_counts")
    problem_count = fields.Integer(string="With a Problem", compute="_compute_counts")
    sent_count = fields.Integer(string="Sent", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    progress = fields.Integer(compute="_compute_counts", help="In percent.")

    # === COMPUTE === #

    @api.depends(
        "line_ids.state", "line_ids.email", "line_ids.phone", "by_email", "by_sms"
    )
    def _compute_counts(self):
        for batch in self:
            states = batch.line_ids.mapped("state")
            batch.line_count = len(states)
            batch.sent_count = states.count("sent")
            batch.failed_count = states.count("failed")
            batch.ready_count = len(batch._get_ready_lines())
            batch.problem_count = states.count("draft") - (
                batch.ready_count if batch.state == "draft" else 0
            )
            waiting = states.count("queued")
            done = batch.sent_count + batch.failed_count
            batch.progress = 100 * done // (done + waiting) if done else 0

    def _get_ready_lines(self):
        """Return the lines that can be sent by the chosen channels.

        :rtype: pay.link.batch.line
        """
        return self.line_ids.filtered(
            lambda line: line.state == "draft" and not line.problem
        )

    # === CRUD === #

    def write(self, vals):
        if not self.env.su and vals.keys() - {"by_email", "by_sms", "line_ids"}:
            raise AccessError(self.env._("Only the channels can be chosen."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(batch.state != "draft" for batch in self):
            raise UserError(self.env._("What was sent stays in the history."))

    @api.autovacuum
    def _gc_drafts(self):
        """Forget the dialogs that were closed without sending."""
        limit = fields.Datetime.now() - DRAFT_LIFE
        domain = [("state", "=", "draft"), ("create_date", "<", limit)]
        drafts = self.search(domain, limit=GC_BATCH)
        drafts.unlink()
        return len(drafts), len(drafts) == GC_BATCH

    # === ACTIONS === #

    def action_queue(self):
        """Send the lines that are ready, in the background.

        :return: The window action that shows the progress.
        :rtype: dict
        :raise UserError: If there is nothing to send, or it was sent already.
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        if self.state != "draft":
            raise UserError(self.env._("This was sent already."))
        if not self.by_email and not self.by_sms:
            raise UserError(self.env._("Choose how to send the links."))
        ready = self._get_ready_lines()
        if not ready:
            raise UserError(self.env._("None of the documents is ready to be sent."))
        batch_sudo = self.sudo()  # access was checked; states are the server's
        ready.sudo().state = "queued"
        batch_sudo.write({"state": "queued", "queued_at": fields.Datetime.now()})
        batch_sudo._trigger()
        return self._get_form_action()

    def action_retry(self):
        """Queue the lines that failed once more.

        :raise UserError: If none has failed.
        """
        self.ensure_one()
        self.check_access("write")
        failed_sudo = self.sudo().line_ids.filtered(lambda x: x.state == "failed")
        if not failed_sudo:
            raise UserError(self.env._("Nothing has failed."))
        failed_sudo.write({"state": "queued", "failure_reason": False})
        self.sudo().state = "queued"
        self.sudo()._trigger()

    def action_cancel(self):
        """Take back what was not sent yet."""
        self.ensure_one()
        self.check_access("write")
        waiting = self.sudo().line_ids.filtered(lambda line: line.state == "queued")
        waiting.lock_for_update()
        waiting.state = "cancelled"
        self.sudo()._finish()

    def action_view_links(self):
        """Open the links that were made.

        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pay_link_invoicing.action_pay_link"
        )
        action["domain"] = [("id", "in", self.line_ids.link_id.ids)]
        action["context"] = {"create": False}
        return action

    def _get_dialog_action(self):
        """Return the window action of the dialog, in which nothing was sent yet.

        :rtype: dict
        """
        view = self.env.ref("pay_link_invoicing.pay_link_batch_view_form_dialog")
        return {
            **self._get_form_action(),
            "views": [(view.id, "form")],
            "target": "new",
        }

    def _get_form_action(self):
        """Return the window action that shows the progress.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send pay links"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # === BUSINESS === #

    @api.model
    def _trigger(self):
        """Let the scheduled action run now."""
        self.env.ref("pay_link_invoicing.cron_pay_link_batch")._trigger()

    def _announce_progress(self):
        """Let the sellers' open pages show how far it is."""
        for batch in self:
            documents = [{"model": self._name, "id": batch.id}]
            batch.user_id._bus_send(CHANGED, {"documents": documents})

    def _finish(self):
        """Close the sendings that have nothing left to send, and tell their sellers."""
        for batch in self:
            if "queued" in batch.line_ids.mapped("state") or batch.state != "queued":
                continue
            batch.state = "done"
            in_language = batch.with_context(lang=batch.user_id.lang)
            batch.user_id._bus_send(
                "simple_notification",
                {
                    "title": batch.name,
                    "type": "warning" if batch.failed_count else "success",
                    "sticky": bool(batch.failed_count),
                    "message": in_language.env._(
                        "%(sent)s pay links sent, %(failed)s failed.",
                        sent=batch.sent_count,
                        failed=batch.failed_count,
                    ),
                },
            )

    # === CRON === #

    @api.model
    def _cron_send(self):
        """Send the queued lines, a few in each transaction."""
        lines = self.env["pay.link.batch.line"]
        domain = [("state", "=", "queued")]
        remaining = lines.search_count(domain)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        while chunk := lines.search(domain, limit=BATCH_SIZE, order="id"):
            chunk = chunk.try_lock_for_update(allow_referencing=True)
            chunk._send()
            chunk.batch_id._finish()
            chunk.batch_id._announce_progress()
            remaining = max(0, remaining - len(chunk))
            seconds = self.env["ir.cron"]._commit_progress(
                len(chunk), remaining=remaining
            )
            if not chunk or seconds <= 0:
                break
