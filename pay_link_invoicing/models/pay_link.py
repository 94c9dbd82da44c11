import logging
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
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


class PayLink(models.Model):
    _name = "pay.link"
    _description = "Pay Link"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "document_name"]
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
        comodel_name="res.company", required=True, readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Seller",
        default=lambda self: self.env.user,
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
        help="The smaller of what the link still asks and what the document owes.",
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
        help="When the money is taken. Only providers that can do that are offered.",
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
    deactivated_at = fields.Datetime(string="Deactivated On", readonly=True, copy=False)
    superseded_by_id = fields.Many2one(
        comodel_name="pay.link", string="Replaced By", readonly=True, copy=False
    )
    renewal_requested_at = fields.Datetime(
        string="New Link Requested", readonly=True, copy=False
    )

    _token_uniq = models.Constraint("unique(token)", "The token must be unique.")
    _document_idx = models.Index("(res_model, res_id)")
    _active_uniq = models.UniqueIndex(
        "(res_model, res_id, company_id, currency_id)"
        " WHERE state = 'active' AND supersedes",
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

    @api.depends("name", "document_name")
    def _compute_display_name(self):
        for link in self:
            link.display_name = f"{link.name} ({link.document_name})"

    # === CONSTRAINS === #

    @api.constrains("amount", "amount_min", "allow_partial")
    def _check_amounts(self):
        for link in self:
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
        self.browse().check_access("create")  # before older links are closed
        documents = {f"{v.get('res_model')},{v.get('res_id')}" for v in vals_list}
        # the later of two links for the same document replaces the earlier
        if len(documents) < len(vals_list):
            return self.concat(*(self.create([vals]) for vals in vals_list))
        values_list = self._complete_values(vals_list)
        replaced = [
            (values["res_model"], values["res_id"])
            for values in values_list
            if values["supersedes"]
        ]
        older = self._search_active(replaced)._filter_rivals(values_list)
        older._deactivate()
        links = super().create(values_list)
        older._point_to(links)
        links.browse(
            link.id
            for link, vals in zip(links, vals_list, strict=True)
            if "provider_ids" not in vals
        )._accept_default_providers()
        links._subscribe_sellers()
        return links

    def write(self, vals):
        forbidden = self._get_server_fields() & vals.keys()
        if forbidden and not self.env.su:
            raise AccessError(
                self.env._(
                    "These fields follow from the document and its payments: %s",
                    ", ".join(sorted(forbidden)),
                )
            )
        self._check_numbers(vals)
        if "amount" in vals:
            self._check_new_amount(vals["amount"] or 0)
        return super().write(vals)

    @api.model
    def _get_server_fields(self):
        """Return the fields that nobody writes by hand.

        :rtype: frozenset[str]
        """
        return SERVER_FIELDS

    def _get_path(self):
        """Return the path of the pay page.

        :rtype: str
        """
        self.ensure_one()
        return f"/pay/{self.sudo().token}"  # the address is the link's whole purpose

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
