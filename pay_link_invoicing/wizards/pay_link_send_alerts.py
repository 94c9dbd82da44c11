from odoo import fields, models
from odoo.tools import email_normalize


class PayLinkSend(models.TransientModel):
    """What is wrong, or worth knowing, before the link is sent."""

    _inherit = "pay.link.send"

    def _get_alerts(self, problem, email_problem):
        """Return what the user should know before sending, for `actionable_errors`.

        :param str problem: What keeps the link from being made, if anything.
        :param str email_problem: What keeps it from being sent, if anything.
        :rtype: dict
        """
        alerts = {}
        if problem:
            alerts["problem"] = {"level": "danger", "message": problem}
        if email_problem:
            level = "danger" if self.email else "warning"
            alerts["email"] = {"level": level, "message": email_problem}
        if not problem:
            alerts |= self._get_provider_alert()
        return alerts | self._get_older_link_alert()

    def _get_amount_problem(self):
        """Return what is wrong with the amounts.

        :rtype: str
        """
        compare = self.currency_id.compare_amounts
        if compare(self.amount, 0) <= 0:
            return self.env._("The amount to ask must be positive.")
        if compare(self.amount, self.amount_due) > 0:
            return self.env._(
                "The amount is above what is due (%s).",
                self.currency_id.format(self.amount_due),
            )
        if self.allow_partial and compare(self.amount_min, self.amount) > 0:
            return self.env._("The smallest payment can't be above the amount.")
        if self.allow_partial and compare(self.amount_min, 0) < 0:
            return self.env._("The smallest payment can't be negative.")
        return ""

    def _get_expiry_problem(self):
        """Return what is wrong with the end of the link.

        :rtype: str
        """
        if self.expires_at and self.expires_at <= fields.Datetime.now():
            return self.env._("The link would be over already: choose a later end.")
        return ""

    def _get_email_problem(self):
        """Return what is wrong with the e-mail address.

        :rtype: str
        """
        if not self.email:
            return self.env._(
                "%s has no e-mail address. Type one, or create the link and copy it.",
                self.partner_id.display_name,
            )
        if email_normalize(self.email):
            return ""
        if self.email.count("@") > 1:
            return self.env._(
                "There are several e-mail addresses in “%s”. Keep one.", self.email
            )
        return self.env._("“%s” is not a valid e-mail address.", self.email)

    def _get_provider_alert(self):
        """Return an alert if the customer would find no way to pay.

        :rtype: dict
        """
        providers_sudo = self._get_compatible_providers(self.amount)
        methods = self._get_compatible_methods(providers_sudo)
        if self.payment_method_ids:
            methods &= self.payment_method_ids._origin
        if methods:
            return {}
        alert = {
            "level": "danger",
            "message": self.env._(
                "No payment provider accepts %(amount)s from %(customer)s in this way:"
                " the customer could not pay.",
                amount=self.currency_id.format(self.amount),
                customer=self.partner_id.display_name,
            ),
        }
        if self.env.user.has_group("base.group_system"):
            alert["action_text"] = self.env._("Payment providers")
            alert["action"] = self.env["ir.actions.act_window"]._for_xml_id(
                "payment.action_payment_provider"
            )
        return {"provider": alert}

    def _get_older_link_alert(self):
        """Return an alert if the document has an active link, which will be replaced.

        :rtype: dict
        """
        older_sudo = self.env["pay.link"]._search_active(
            [(self.res_model, self.res_id)]
        )
        if not older_sudo:
            return {}
        return {
            "older": {
                "level": "warning",
                "message": self.env._(
                    "%(link)s (%(amount)s) is still active. The new link will replace"
                    " it: the old page will lead to the new one.",
                    link=", ".join(older_sudo.mapped("name")),
                    amount=self.currency_id.format(sum(older_sudo.mapped("amount"))),
                ),
            }
        }
