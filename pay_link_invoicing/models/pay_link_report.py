from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import STATES
from .pay_link_sending import CHANNELS

# Measures that are no columns: the database counts them from columns that are there.
IS_SENT = ("(%s IS NOT NULL)::int", "sent_at")
IS_SEEN = ("(%s IS NOT NULL)::int", "first_seen_at")
IS_PAID = ("(%s = 'paid')::int", "payment_state")
MEASURES = {
    "sent_count": IS_SENT,
    "seen_count": IS_SEEN,
    "seen_rate": IS_SEEN,
    "paid_count": IS_PAID,
    "paid_rate": IS_PAID,
    "days_to_pay": ("EXTRACT(EPOCH FROM %s - %s) / 86400", "paid_at", "create_date"),
}
SECONDS_A_DAY = 86400
TAB_COUNT_MAX = 1000  # as many as the list counts; nobody reads on


class PayLink(models.Model):
    """What the lists, the pivot and the graph count."""

    _inherit = "pay.link"

    name = fields.Char(index="trigram")  # what the search box looks for
    document_name = fields.Char(index="trigram")
    email = fields.Char(index="trigram")
    state = fields.Selection(selection=STATES, group_expand=True)
    sent_at = fields.Datetime(
        string="First Sent",
        compute="_compute_first_sending",
        compute_sudo=True,
        store=True,
    )
    channel = fields.Selection(
        selection=CHANNELS,
        compute="_compute_first_sending",
        compute_sudo=True,
        store=True,
        help="By which the link was sent first.",
    )
    provider_id = fields.Many2one(
        comodel_name="payment.provider",
        string="Paid Through",
        compute="_compute_provider_id",
        compute_sudo=True,
        store=True,
        help="The provider that brought the money, the last one if there were several.",
    )
    country_id = fields.Many2one(
        related="partner_id.country_id", string="Customer Country"
    )
    sent_count = fields.Integer(
        string="Sent", compute="_compute_counts", aggregator="sum"
    )
    seen_count = fields.Integer(
        string="Seen", compute="_compute_counts", aggregator="sum"
    )
    paid_count = fields.Integer(
        string="Paid", compute="_compute_counts", aggregator="sum"
    )
    seen_rate = fields.Float(
        string="Seen (%)", compute="_compute_counts", aggregator="avg"
    )
    paid_rate = fields.Float(
        string="Paid (%)", compute="_compute_counts", aggregator="avg"
    )
    days_to_pay = fields.Float(compute="_compute_days_to_pay", aggregator="avg")

    # Lists of a company or of a seller, newest first, and the counts of their tabs.
    # What is included spares the links themselves: where a seller's links are told from
    # those of others, and where the columns of the kanban are summed up.
    _company_state_idx = models.Index(
        "(company_id, state, id DESC)"
        " INCLUDE (user_id, payment_state, currency_id, amount)"
    )
    _seller_state_idx = models.Index("(user_id, state, id DESC)")
    _create_date_idx = models.Index("(create_date)")
    _amount_idx = models.Index("(amount)")
    # Few links of many: whoever looks for them does not read the others.
    _active_idx = models.Index("(id DESC) WHERE state = 'active'")
    _expiry_idx = models.Index("(expires_at) WHERE state = 'active'")
    _due_idx = models.Index("(due_date) WHERE state = 'active'")
    _alert_idx = models.Index("(id) WHERE payment_exception != 'none'")
    _renewal_idx = models.Index("(id) WHERE renewal_requested_at IS NOT NULL")
    _hold_idx = models.Index("(hold_status, id) WHERE hold_status != 'none'")
    _underway_idx = models.Index(
        "(payment_state, id)"
        " WHERE payment_state IN ('pending', 'authorized', 'partial')"
    )

    # === COMPUTE === #

    @api.depends("sending_ids.state")
    def _compute_first_sending(self):
        for link in self:
            first = link.sending_ids.filtered(
                lambda sending: (
                    sending.state != "failed" and sending.purpose == "request"
                )
            ).sorted("id")[:1]
            link.sent_at = first.create_date
            link.channel = first.channel

    @api.depends("transaction_ids.state")
    def _compute_provider_id(self):
        for link in self:
            received = link.transaction_ids._filter_received()
            payments = received.filtered(lambda tx: tx.operation != "refund")
            link.provider_id = payments.sorted("id")[-1:].provider_id

    @api.depends("sent_at", "first_seen_at", "payment_state")
    def _compute_counts(self):
        for link in self:
            link.sent_count = bool(link.sent_at)
            link.seen_count = link.seen_rate = bool(link.first_seen_at)
            link.paid_count = link.paid_rate = link.payment_state == "paid"

    @api.depends("paid_at", "create_date")
    def _compute_days_to_pay(self):
        for link in self:
            days = 0.0
            if link.paid_at:
                seconds = (link.paid_at - link.create_date).total_seconds()
                days = seconds / SECONDS_A_DAY
            link.days_to_pay = days

    # === READING IN GROUPS === #

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let the database add up measures that are not stored."""
        if field_expr not in MEASURES:
            return super()._field_to_sql(alias, field_expr, query)
        term, *columns = MEASURES[field_expr]
        return SQL(term, *(self._field_to_sql(alias, name, query) for name in columns))

    @api.model
    def _search_panel_domain_image(
        self, field_name, domain, set_count=False, limit=False
    ):
        """Count the links of each tab no further than the list itself counts.

        All of them could only be counted one by one: slower with every link ever made.
        """
        if field_name != "state" or not set_count:
            return super()._search_panel_domain_image(
                field_name, domain, set_count, limit
            )
        image = {}
        for state, label in self._fields["state"]._description_selection(self.env):
            of_state = Domain(domain) & Domain("state", "=", state)
            if count := self.search_count(of_state, limit=TAB_COUNT_MAX + 1):
                image[state] = {"id": state, "display_name": label, "__count": count}
        return image
