import re
from datetime import timedelta

from odoo import api, fields, models

# What phones call themselves; whoever says nothing of the kind sits at a computer.
PHONE = re.compile(r"Mobi|Android|iPhone|iPad", re.IGNORECASE)
SAME_VISIT_MINUTES = 30
VISITS_MAX = 100  # of a link; who comes back more often is known by then
KEEP_DAYS = 365
GC_BATCH = 10_000


class PayLinkVisit(models.Model):
    """A page shown to a person: when, on what kind of device, logged in or not.

    Nothing that follows people around: no address of a machine, no cookie.
    """

    _name = "pay.link.visit"
    _description = "Visit of a Pay Link"
    _order = "id desc"
    _rec_name = "seen_at"

    link_id = fields.Many2one(
        comodel_name="pay.link", required=True, index=True, ondelete="cascade"
    )
    seen_at = fields.Datetime(
        string="Opened On", required=True, index=True, default=fields.Datetime.now
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Logged In As",
        ondelete="set null",
        help="Empty where nobody was logged in.",
    )
    device = fields.Selection(
        selection=[("computer", "Computer"), ("phone", "Phone or Tablet")],
        required=True,
    )

    @api.autovacuum
    def _gc_visits(self):
        """Forget who opened links that are over for long."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        domain = [("seen_at", "<", limit), ("link_id.state", "!=", "active")]
        visits = self.search(domain, limit=GC_BATCH)
        visits.unlink()
        return len(visits), len(visits) == GC_BATCH


class PayLink(models.Model):
    _inherit = "pay.link"

    visit_ids = fields.One2many(
        comodel_name="pay.link.visit", inverse_name="link_id", readonly=True
    )
    visit_count = fields.Integer(string="Opened", compute="_compute_visit_count")

    def _compute_visit_count(self):
        counts = dict(
            self.env["pay.link.visit"]._read_group(
                [("link_id", "in", self.ids)], ["link_id"], ["__count"]
            )
        )
        for link in self:
            link.visit_count = counts.get(link, 0)

    def _mark_seen(self, user=None, user_agent=""):
        """Note that a person, not a scanner, sees the page.

        :param res.users user: Who is at the page; None or the public user if unknown.
        :param str user_agent: What the browser calls itself.
        """
        self.ensure_one()
        if not self.first_seen_at:
            self.first_seen_at = fields.Datetime.now()
        values = {
            "link_id": self.id,
            "partner_id": user.partner_id.id
            if user and not user._is_public()
            else False,
            "device": "phone" if PHONE.search(user_agent or "") else "computer",
        }
        if self._is_new_visit(values):
            self.env["pay.link.visit"].create(values)

    def _is_new_visit(self, values):
        """Return whether this is neither the same visit still nor one too many.

        :param dict values: Create values of the visit.
        :rtype: bool
        """
        visits = self.env["pay.link.visit"]
        since = fields.Datetime.now() - timedelta(minutes=SAME_VISIT_MINUTES)
        same = [(name, "=", value) for name, value in values.items()]
        if visits.search_count([*same, ("seen_at", ">=", since)], limit=1):
            return False
        own = [("link_id", "=", self.id)]
        return visits.search_count(own, limit=VISITS_MAX) < VISITS_MAX

    def action_view_visits(self):
        """Open the list of who opened the page.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pay.link.visit",
            "view_mode": "list",
            "domain": [("link_id", "=", self.id)],
            "name": self.env._("Opened"),
            "context": {"create": False},
        }
