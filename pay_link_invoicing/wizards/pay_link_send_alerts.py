from odoo import fields, models


class PayLinkSend(models.TransientModel):
    """What is wrong, or worth knowing, before the link is sent."""

    _inherit = "pay.link.send"

    def _get_alerts(self, problem, channel_problems):
        """Return what the user should know before sending, for `actionable_errors`.

        :param str problem: What keeps the link from being made, if anything.
        :param dict channel_problems: What keeps it from being sent, by channel.
        :rtype: dict
        """
        alerts = {}
        if problem:
            alerts["problem"] = {"level": "danger", "message": problem}
        alerts |= self._get_channel_alerts(channel_problems)
        if self.link_id:
            return alerts
        if not problem:
            alerts |= self._get_provider_alert()
        return alerts | self._get_older_link_alert()

    def _get_channel_alerts(self, problems):
        """Return alerts about the addresses of the channels that are on.

        :param dict problems: By channel.
        :rtype: dict
        """
        alerts = {}
        for channel in self._get_channels():
            if message := problems[channel]:
                message = self.env._(
                    "%s Correct it or switch this channel off.", message
                )
                alerts[channel] = {"level": "danger", "message": message}
        if not self._get_channels():
            message = self.env._(
                "No channel is on: send it by WhatsApp, copy it or show its QR code."
            )
            alerts["channels"] = {"level": "info", "message": message}
        if self.phone and problems["whatsapp"] and "sms" not in alerts:
            alerts["phone"] = {"level": "warning", "message": problems["whatsapp"]}
        return alerts

    def _get_link_problem(self):
        """Return why the link can't be made, or sent again.

        :rtype: str
        """
        self.ensure_one()
        if self.link_id:
            return self.link_id._get_life_problem()
        return (
            self._get_amount_problem()
            or self._get_limit_problem()
            or self._get_expiry_problem()
        )

    def _get_limit_problem(self):
        """Return whether the amount is beyond the company's limits.

        :rtype: str
        """
        currency, company = self.currency_id, self.company_id
        smallest, largest = company._pay_link_get_limits(currency)
        if currency.compare_amounts(self.amount, smallest) < 0:
            return self.env._(
                "A pay link asks for at least %s (see the settings).",
                currency.format(smallest),
            )
        if currency.compare_amounts(self.amount, largest) > 0:
            return self.env._(
                "A pay link asks for at most %s (see the settings).",
                currency.format(largest),
            )
        return ""

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
        alert = {"level": "danger", "message": self._describe_missing_provider()}
        if self.env.user.has_group("base.group_system"):
            alert["action_text"] = self.env._("Set up payment providers")
            alert["action"] = self.env["ir.actions.act_window"]._for_xml_id(
                "payment.action_payment_provider"
            )
        else:
            alert["message"] += " " + self.env._("Ask an administrator to set one up.")
        return {"provider": alert}

    def _describe_missing_provider(self):
        """Return why the customer would find no way to pay.

        :rtype: str
        """
        if not self.company_id._pay_link_has_provider():
            return self.env._(
                "No payment provider is set up for %s: customers could not pay.",
                self.company_id.display_name,
            )
        return self.env._(
            "No payment provider accepts %(amount)s from %(customer)s in this way:"
            " the customer could not pay.",
            amount=self.currency_id.format(self.amount),
            customer=self.partner_id.display_name,
        )

    def _get_older_link_alert(self):
        """Return an alert if the document has an active link, which will be replaced.

        :rtype: dict
        """
        older_sudo = self.env["pay.link"]._search_active(
            [(self.res_model, self.res_id)]
        )
        if not older_sudo or not self.company_id.sudo().pay_link_supersede:
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
