import logging
import math
import secrets
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.urls import urljoin

from ..const import (
    ALLOWED_MOVES,
    CAPTURE_MODES,
    PAYMENT_EXCEPTIONS,
    PAYMENT_STATES,
    SERVER_FIELDS,
    STATES,
    TOKEN_BYTES,
)

_logger = logging.getLogger(__name__)


def is_amount(value):
    """Return whether a value that came from outside is a finite number.

    :rtype: bool
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


class PayLink(models.Model):
    _name = "pay.link"
    _description = "Pay Link"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    name = fields.Char(
        string="Number", required=True, readonly=True, default="/", copy=False
    )
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: secrets.token_urlsafe(TOKEN_BYTES),
    )
    url = fields.Char(string="Address", compute="_compute_url", compute_sudo=True)
    state = fields.Selection(
        selection=STATES,
        required=True,
        readonly=True,
        default="active",
        copy=False,
        index=True,
        tracking=True,
    )
    payment_state = fields.Selection(
        selection=PAYMENT_STATES,
        compute="_compute_payment_state",
        compute_sudo=True,
        store=True,
        tracking=True,
    )
    payment_exception = fields.Selection(
        selection=PAYMENT_EXCEPTIONS,
        required=True,
        readonly=True,
        default="none",
        copy=False,
        tracking=True,
    )

    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char(string="Document", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Seller",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
    )
    email = fields.Char()
    phone = fields.Char()

    currency_id = fields.Many2one(
        comodel_name="res.currency", required=True, readonly=True
    )
    amount = fields.Monetary(string="Amount Asked", required=True, tracking=True)
    amount_paid = fields.Monetary(
        compute="_compute_amount_paid",
        compute_sudo=True,
        store=True,
        help="Received through this link, less what was given back.",
    )
    amount_due = fields.Monetary(
        compute="_compute_amount_due",
        compute_sudo=True,
        help="The smaller of what the link still asks and what the document still owes.",
    )
    allow_partial = fields.Boolean(string="Part Payment")
    amount_min = fields.Monetary(string="Smallest Payment")

    expires_at = fields.Datetime(string="Expires", tracking=True)
    provider_ids = fields.Many2many(
        comodel_name="payment.provider",
        string="Providers",
        check_company=True,
        help="The providers this link accepts. Empty: all.",
    )
    payment_method_ids = fields.Many2many(
        comodel_name="payment.method",
        string="Payment Methods",
        help="The payment methods this link accepts. Empty: all.",
    )
    capture_mode = fields.Selection(
        selection=CAPTURE_MODES,
        string="Capture",
        required=True,
        default="provider",
        help="Offers only providers that are set up to capture in this way.",
    )

    transaction_ids = fields.One2many(
        comodel_name="payment.transaction",
        inverse_name="pay_link_id",
        string="Transactions",
        readonly=True,
    )
    attempt_id = fields.Many2one(
        comodel_name="payment.transaction",
        string="Last Attempt",
        readonly=True,
        copy=False,
        help="Written under the lock of the link, so that two payers at the same moment"
        " can't both start an attempt.",
    )
    first_seen_at = fields.Datetime(string="First Seen", readonly=True, copy=False)
    paid_at = fields.Datetime(string="Paid On", readonly=True, copy=False)
    deactivated_at = fields.Datetime(
        string="Deactivated On", readonly=True, copy=False
    )
    superseded_by_id = fields.Many2one(
        comodel_name="pay.link", string="Replaced By", readonly=True, copy=False
    )
    renewal_requested_at = fields.Datetime(
        string="New Link Requested", readonly=True, copy=False
    )

    _token_uniq = models.Constraint("unique(token)", "The token must be unique.")
    _document_idx = models.Index("(res_model, res_id)")
    _active_uniq = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'active'",
        "Another pay link was made for this document at the same moment."
        " Open the document again to see it.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "The amount of a pay link must be positive."
    )

    # === COMPUTE === #

    @api.depends("token", "company_id")
    def _compute_url(self):
        for link in self:
            link.url = urljoin(link.company_id.get_base_url(), link._get_path())

    @api.depends("transaction_ids.state", "transaction_ids.amount")
    def _compute_amount_paid(self):
        for link in self:
            received = link.transaction_ids._filter_received()
            link.amount_paid = sum(received.mapped("amount"))

    @api.depends("amount_paid", "amount", "state", "transaction_ids.state")
    def _compute_payment_state(self):
        for link in self:
            link.payment_state = link._get_payment_state()

    @api.depends("amount", "amount_paid", "transaction_ids.state", "res_model", "res_id")
    def _compute_amount_due(self):
        for link in self:
            document = link._get_document()
            owed = document._pay_link_get_amounts()["amount_due"] if document else 0
            link.amount_due = max(0, min(link._get_amount_asked(), owed))

    @api.depends("name", "document_name")
    def _compute_display_name(self):
        for link in self:
            link.display_name = f"{link.name} ({link.document_name})"

    # === CONSTRAINS === #

    @api.constrains("amount", "amount_min", "allow_partial")
    def _check_amounts(self):
        for link in self:
            if not (is_amount(link.amount) and is_amount(link.amount_min)):
                raise ValidationError(self.env._("The amount must be a number."))
            if link.currency_id.compare_amounts(link.amount, 0) <= 0:
                raise ValidationError(self.env._("The amount must be positive."))
            if link.currency_id.compare_amounts(link.amount_min, 0) < 0:
                raise ValidationError(
                    self.env._("The smallest payment can't be negative.")
                )
            if link.currency_id.compare_amounts(link.amount_min, link.amount) > 0:
                raise ValidationError(
                    self.env._("The smallest payment can't be above the amount.")
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Make links; `res_model` and `res_id` are enough, the document fills the rest.

        The older active links of the same documents are superseded.

        :raise UserError: If a document can't be paid by link, or an amount is above
                          what is due.
        """
        documents = [(vals.get("res_model"), vals.get("res_id")) for vals in vals_list]
        if len(set(documents)) < len(documents):  # the later of two replaces the earlier
            return self.concat(*(self.create([vals]) for vals in vals_list))
        values_list = [self._complete_values(vals) for vals in vals_list]
        older = self._search_active(documents)
        older._deactivate()
        links = super().create(values_list)
        older._point_to(links)
        return links

    def write(self, vals):
        if not self.env.su and (forbidden := SERVER_FIELDS & vals.keys()):
            raise AccessError(
                self.env._(
                    "These fields follow from the document and its payments: %s",
                    ", ".join(sorted(forbidden)),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().transaction_ids:
            raise UserError(
                self.env._(
                    "A pay link that was used is part of the books. Deactivate it instead."
                )
            )

    def copy(self, default=None):
        raise UserError(self.env._("Make a new pay link from the document instead."))

    @api.model
    def _complete_values(self, vals):
        """Return create values filled from the document, its rights checked.

        :param dict vals: Create values; `res_model` and `res_id` are required.
        :rtype: dict
        """
        document = self._browse_payable(vals.get("res_model"), vals.get("res_id"))
        document.check_access("write")
        document_sudo = document.sudo()  # the user may write the document: checked above
        document_sudo._pay_link_check()
        amounts = document_sudo._pay_link_get_amounts()
        defaults = {
            "name": self.env["ir.sequence"].sudo().next_by_code("pay.link"),
            "document_name": document_sudo.display_name,
            "amount": amounts["amount_due"],
            "amount_min": 0,
            **document_sudo._pay_link_prepare_values(),
        }
        for field in ("partner_id", "company_id", "currency_id"):
            if vals.get(field) not in (None, False, defaults[field]):
                raise ValidationError(
                    self.env._("The customer, company and currency are the document's.")
                )
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k not in SERVER_FIELDS}
        values = {
            **defaults,
            **vals,
            "res_model": document._name,
            "res_id": document.id,
        }
        self._check_amount_asked(values["amount"], amounts)
        return values

    @api.model
    def _check_amount_asked(self, amount, amounts):
        """Check the amount of a new link against its document.

        :param float amount: In the document's currency.
        :param dict amounts: See `_pay_link_get_amounts`.
        :raise ValidationError: If it is no positive number, or above what is due.
        """
        if not is_amount(amount):
            raise ValidationError(self.env._("The amount must be a number."))
        if amounts["currency"].compare_amounts(amount, 0) <= 0:
            raise ValidationError(self.env._("The amount must be positive."))
        if amounts["currency"].compare_amounts(amount, amounts["amount_due"]) > 0:
            raise ValidationError(
                self.env._(
                    "The amount is above what is due (%s).",
                    amounts["currency"].format(amounts["amount_due"]),
                )
            )

    @api.model
    def _browse_payable(self, res_model, res_id):
        """Return the existing payable document of these references.

        :raise UserError: If there is none.
        """
        payable = self.pool["pay.link.mixin"]
        model = self.env.get(res_model) if isinstance(res_model, str) else None
        if model is None or not isinstance(model, payable) or model._abstract:
            raise UserError(self.env._("This kind of document can't be paid by link."))
        if not isinstance(res_id, int) or not (document := model.browse(res_id).exists()):
            raise UserError(self.env._("The document to pay does not exist."))
        return document

    # === GETTERS === #

    def _get_path(self):
        """Return the path of the pay page.

        :rtype: str
        """
        self.ensure_one()
        return f"/pay/{self.sudo().token}"  # the address is the link's whole purpose

    def _get_document(self):
        """Return the document, or nothing where it was deleted.

        :rtype: recordset of a model that inherits `pay.link.mixin`, or None
        """
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return None
        document = self.env[self.res_model].browse(self.res_id)
        if "create_date" not in document._cache:  # read at most once a request
            document.sudo().fetch()  # whether it is there, as `exists()` would tell
        return document if "create_date" in document._cache else None

    def _get_amount_asked(self):
        """Return what the link still asks, in its currency.

        :rtype: float
        """
        self.ensure_one()
        held = self.transaction_ids._filter_authorized()
        return self.currency_id.round(
            self.amount - self.amount_paid - sum(held.mapped("amount"))
        )

    def _get_amount_min(self):
        """Return the smallest amount that can be paid now, in the link's currency.

        :rtype: float
        """
        self.ensure_one()
        if not self.allow_partial:
            return self.amount_due
        smallest = max(self.amount_min, self.currency_id.rounding)
        return min(smallest, self.amount_due)

    def _get_payment_state(self):
        """Return the `payment_state` that the transactions tell.

        :rtype: str
        """
        self.ensure_one()
        compare = self.currency_id.compare_amounts
        if compare(self.amount_paid, 0) > 0:
            complete = self.state == "paid" or compare(self.amount_paid, self.amount) >= 0
            return "paid" if complete else "partial"
        payments = self.transaction_ids.filtered(lambda tx: tx.operation != "refund")
        states = set(payments.mapped("state"))
        if "done" in states and payments._filter_received():
            return "refunded"
        return next((s for s in ("authorized", "pending") if s in states), "unpaid")

    def _is_payable(self):
        """Return whether the address accepts a payment now.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self._get_effective_state() == "active"
            and self.currency_id.compare_amounts(self.amount_due, 0) > 0
        )

    def _get_effective_state(self):
        """Return the state that the clock gives the link, before the cron has written it.

        :rtype: str
        """
        self.ensure_one()
        if self.state == "active" and self._is_over():
            return "expired"
        return self.state

    def _is_over(self):
        """Return whether the end of the link has passed.

        :rtype: bool
        """
        self.ensure_one()
        return bool(self.expires_at and self.expires_at <= fields.Datetime.now())

    # === STATE === #

    def _lock(self):
        """Wait for the rows of these links and keep them until the transaction ends.

        A second payer waits here instead of failing, as `lock_for_update` would let
        them; if the first one has written the row meanwhile, PostgreSQL raises a
        serialization failure and Odoo runs the request again on the new facts.
        """
        self.env.cr.execute(
            SQL(
                "SELECT id FROM pay_link WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                self._ids or (0,),
            )
        )
        self.invalidate_recordset()

    def _move_to(self, state, **values):
        """Move the links to another state. The only method that writes `state`.

        A repeated move is skipped; an illegal one is logged and refused. Neither
        raises, as both happen in webhooks.

        :param str state: The state to move to.
        :param dict values: What else is written with the move.
        :return: The links that moved.
        :rtype: pay.link
        """
        moved = self.filtered(lambda link: state in ALLOWED_MOVES[link.state])
        for link in self - moved:
            if link.state != state:
                _logger.warning(
                    "Refused to move pay link %s from %s to %s",
                    link.name,
                    link.state,
                    state,
                )
        if moved:
            moved.sudo().write({"state": state, **values})  # callers check rights
        return moved

    @api.model
    def _search_active(self, documents):
        """Return the active links of these documents, as sudo.

        :param list documents: (`res_model`, `res_id`) pairs.
        :rtype: pay.link
        """
        ids_by_model = defaultdict(list)
        for res_model, res_id in documents:
            ids_by_model[res_model].append(res_id)
        return self.sudo().search(  # a colleague's link for the same document counts
            Domain("state", "=", "active")
            & Domain.OR(
                Domain("res_model", "=", res_model) & Domain("res_id", "in", res_ids)
                for res_model, res_ids in ids_by_model.items()
            )
        )

    def _point_to(self, newer):
        """Let superseded links lead to the ones that replace them.

        :param pay.link newer: The new links, for the same documents.
        """
        by_document = {(link.res_model, link.res_id): link for link in newer}
        for link in self:
            link.superseded_by_id = by_document[link.res_model, link.res_id]

    def _deactivate(self):
        """Close the addresses and release the attempts that are still open."""
        self._lock()
        moved = self._move_to("deactivated", deactivated_at=fields.Datetime.now())
        moved._release_open_attempts()
        moved.flush_recordset()  # one active link a document: a new one is to follow

    # === ACTIONS === #

    def action_deactivate(self):
        """Close the addresses for good."""
        self.check_access("write")
        self._deactivate()

    def action_renew(self):
        """Open expired addresses again, and paid ones whose debt a refund reopened.

        :raise UserError: If a link was deactivated, is still active, or nothing is due.
        """
        self.check_access("write")
        for link in self:
            link_sudo = link.sudo()  # rights were checked above
            link_sudo._lock()
            if link_sudo._get_effective_state() not in ("expired", "paid"):
                raise UserError(
                    self.env._("Only an expired or a paid link can be renewed.")
                )
            if link_sudo.currency_id.compare_amounts(link_sudo.amount_due, 0) <= 0:
                raise UserError(
                    self.env._("%(link)s: nothing is due.", link=link.display_name)
                )
            link_sudo._renew()

    def _renew(self):
        """Open the address again, with no end unless the seller sets a new one."""
        self.ensure_one()
        values = {"paid_at": False, "renewal_requested_at": False}
        if self._is_over():
            values["expires_at"] = False
        if self.state == "active":  # over by the clock, the cron has not run yet
            self.write(values)
        else:
            newer = self._search_active([(self.res_model, self.res_id)])
            newer._deactivate()
            newer._point_to(self)
            self._move_to("active", **values)

    def action_open_document(self):
        """Open the document that the link is for.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_page(self):
        """Open the pay page as the customer sees it.

        :rtype: dict
        """
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

    # === CRON === #

    @api.model
    def _cron_expire(self):
        """Write the end of the links whose time is over."""
        over = self.search(
            [("state", "=", "active"), ("expires_at", "<=", fields.Datetime.now())]
        )
        for link in over:
            if link.try_lock_for_update(allow_referencing=True):
                link._move_to("expired")
            self.env["ir.cron"]._commit_progress(1)
