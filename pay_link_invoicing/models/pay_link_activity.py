from odoo import api, models

RENEWAL = "pay_link_invoicing.mail_activity_type_renewal"
EXPIRED = "pay_link_invoicing.mail_activity_type_expired"


class PayLink(models.Model):
    """What needs a person: an activity, as long as its reason is there."""

    _inherit = "pay.link"

    @api.model_create_multi
    def create(self, vals_list):
        """Make links; those that expired before for the same documents are settled."""
        links = super().create(vals_list)
        links._find_expired_siblings()._drop_activities(RENEWAL, EXPIRED)
        return links

    def write(self, vals):
        res = super().write(vals)
        if "state" in vals:  # the links have moved
            self._follow_state(vals["state"])
        return res

    def _follow_state(self, state):
        """Ask the seller about links that expired; ask no more about others.

        :param str state: Where the links have moved to.
        """
        if state != "expired":
            self._drop_activities(RENEWAL, EXPIRED)
            return
        for link in self:
            link._report_expired()

    def _find_expired_siblings(self):
        """Return the expired links for the documents of these links, as sudo.

        :rtype: pay.link
        """
        siblings_sudo = self.sudo()  # a colleague's link asks nothing more either
        for res_model, links in self.grouped("res_model").items():
            siblings_sudo |= siblings_sudo.search(
                [
                    ("state", "=", "expired"),
                    ("res_model", "=", res_model),
                    ("res_id", "in", links.mapped("res_id")),
                ]
            )
        return siblings_sudo - self

    def _schedule_once(self, activity_type, summary, **values):
        """Schedule an activity for the seller, unless it is scheduled already.

        :param str activity_type: XML id.
        :param str summary: In the seller's language.
        :param dict values: Further values of the activity.
        """
        self.ensure_one()
        link_sudo = self.sudo()  # the server asks, whoever made it ask
        if not link_sudo.activity_search([activity_type]):
            seller = self._get_responsible()
            link_sudo.with_context(lang=seller.lang).activity_schedule(
                activity_type, summary=summary, user_id=seller.id, **values
            )

    def _drop_activities(self, *activity_types):
        """Drop activities whose reason is gone.

        :param str activity_types: XML ids.
        """
        self.sudo().activity_unlink(activity_types)  # part of what removed the reason

    def _renew(self, expires_at=False):
        res = super()._renew(expires_at)
        self._drop_activities(RENEWAL, EXPIRED)  # no move where the clock ended it
        return res

    def _settle(self, transaction):
        """A link that was paid after all needs no renewal."""
        res = super()._settle(transaction)
        if self.currency_id.compare_amounts(self._get_amount_asked(), 0) <= 0:
            self._drop_activities(RENEWAL, EXPIRED)
        return res

    def _report_expired(self):
        """Ask the seller what to do about a link that nobody paid in time."""
        self.ensure_one()
        if self.currency_id.compare_amounts(self.amount_due, 0) <= 0:
            return
        link = self._in_seller_language()
        self._schedule_once(
            EXPIRED,
            link.env._(
                "Expired unpaid: renew the link? %s is due.",
                link.currency_id.format(link.amount_due),
            ),
        )

    def _report_renewal_request(self):
        """Ask the seller for a new link, in place of what was asked before."""
        self.ensure_one()
        link = self._in_seller_language()
        self._drop_activities(EXPIRED)
        quiet = self.with_context(mail_activity_quick_update=True)  # told below
        quiet._schedule_once(
            RENEWAL,
            link.env._("%s asks for a new pay link", link.partner_id.display_name),
        )
        self._notify_renewal_request()
