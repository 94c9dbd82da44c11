"""What the till asks the server for: one dialog for whatever is paid by link."""

from odoo import Command, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.pay_link_invoicing.tools import is_amount


class PosConfig(models.Model):
    _inherit = "pos.config"

    # === CALLED BY THE TILL === #

    def pay_link_prepare(self, res_model, res_id, values=None):
        """Return what the dialog shows at first.

        :param str res_model: Of the document.
        :param int res_id: Of the document.
        :param dict|None values: What is known already; see `_pay_link_prepare_dialog`.
        :return: Plain values; `problem` says why no link can be made, if so.
        :rtype: dict
        :raise UserError: If the till may not ask for this document's money.
        """
        document = self._pay_link_browse(res_model, res_id)
        dialog = self._pay_link_open_dialog(document, values or {})
        currency = dialog.currency_id
        smallest, largest = dialog.company_id._pay_link_get_limits(currency)
        return {
            "document": dialog.document_name,
            "customer": dialog.partner_id.display_name,
            "partner_id": dialog.partner_id.id,
            "currency_id": currency.id,
            "amount_due": dialog.amount_due,
            "amount": dialog.amount,
            "amount_min": smallest,
            "amount_max": min(largest, dialog.amount_due),
            "email": dialog._get_email_normalized() or dialog.email or "",
            "phone": dialog.phone or "",
            "by_email": dialog.by_email,
            "by_sms": dialog.by_sms,
            "channels": self._pay_link_get_channels(),
            "methods": self._pay_link_describe_methods(dialog),
            "link": self._pay_link_describe_active(dialog),
            **self._pay_link_describe_problems(dialog),
        }

    def pay_link_check(self, res_model, res_id, values):
        """Return what is wrong with what the cashier has typed.

        :param dict values: See `_pay_link_prepare_dialog`.
        :return: `problem`, and `problems` by channel.
        :rtype: dict
        :raise UserError: If the till may not ask for this document's money.
        """
        document = self._pay_link_browse(res_model, res_id)
        dialog = self._pay_link_open_dialog(document, values)
        return self._pay_link_describe_problems(dialog)

    def pay_link_send(self, res_model, res_id, values):
        """Make a link, and send it by the chosen channels; it replaces the older one.

        :param dict values: See `_pay_link_prepare_dialog`; `channels` are those to use.
        :return: `link`, and a `message` for the cashier.
        :rtype: dict
        :raise UserError: If it can't be made or sent in this way. Then nothing is.
        """
        document = self._pay_link_browse(res_model, res_id)
        channels = self._pay_link_check_channels(values.get("channels") or [])
        document._pay_link_before_send()
        dialog = document.env["pay.link.send"].create(
            self._pay_link_prepare_dialog(document, values)
        )
        for channel in channels:
            if problem := dialog._get_address_problem(channel):
                raise UserError(problem)
        link = dialog._create_link()
        sendings = link.sending_ids.browse()
        for channel in channels:
            sendings |= link._send(channel)
        return {
            "link": self._pay_link_describe_link(link),
            "message": self._pay_link_describe_sendings(link, sendings),
        }

    def pay_link_share(self, link_id, channel):
        """Note that a link was shown or handed over by the cashier.

        :param int link_id: A link that this till may use.
        :param str channel: `copy`, `qr` or `whatsapp`.
        :return: `link`, with `whatsapp_url` where that was asked for.
        :rtype: dict
        :raise UserError: If the link is over, or there is no such channel.
        """
        link = self._pay_link_browse_link(link_id)
        if channel not in ("copy", "qr", "whatsapp"):
            raise UserError(self.env._("A link can't be handed over in this way."))
        if channel != "copy":
            self._pay_link_check_channels([channel])
        link._send(channel)
        return {"link": self._pay_link_describe_link(link)}

    def pay_link_deactivate(self, link_id):
        """Close the address of a link for good.

        :param int link_id: A link that this till may use.
        :return: `link`, as it is then.
        :rtype: dict
        :raise UserError: If the till has nothing to do with this link.
        """
        link = self._pay_link_browse_link(link_id)
        link.action_deactivate()
        return {"link": self._pay_link_describe_link(link)}

    # === RIGHTS === #

    def _pay_link_check_cashier(self):
        """Check that the user sells at this point of sale, which uses pay links.

        :raise AccessError: If the user is no cashier.
        :raise UserError: If pay links are switched off.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Only cashiers can send pay links here."))
        if not self._pay_link_is_on():
            raise UserError(
                self.env._("Pay links are switched off for %s.", self.display_name)
            )

    def _pay_link_browse(self, res_model, res_id):
        """Return a document whose money this till may ask for.

        :return: A record of a model that inherits `pay.link.mixin`, which makes its
                 links at this point of sale.
        :raise UserError: If there is none, or it is none of this till's business.
        """
        self._pay_link_check_cashier()
        links = self._pay_link_at().env["pay.link"]
        document = links._browse_payable(res_model, res_id)
        document._pay_link_check_till(self)
        return document.with_company(self.company_id)

    def _pay_link_browse_link(self, link_id):
        """Return a link that this till may use.

        :param int link_id: Whatever came from outside.
        :rtype: pay.link
        :raise UserError: If it does not exist, or is none of this till's business.
        """
        self._pay_link_check_cashier()
        links = self._pay_link_at().env["pay.link"]
        link = links.browse(link_id if isinstance(link_id, int) else ()).exists()
        document = link and link.sudo()._get_document()  # checked right below
        if not document:
            raise UserError(self.env._("This pay link does not exist any more."))
        document.sudo(False)._pay_link_check_till(self)
        link.check_access("write")
        return link

    def _pay_link_check_channels(self, channels):
        """Return the channels, if this point of sale allows them.

        :param list[str] channels: Whatever came from outside.
        :rtype: list[str]
        :raise UserError: If one of them is switched off.
        """
        if set(channels) - set(self._pay_link_get_channels()):
            raise UserError(
                self.env._("The settings of %s allow no such sending.", self.name)
            )
        return channels

    # === DIALOG === #

    def _pay_link_prepare_dialog(self, document, values):
        """Return the values of the back office's dialog for what the cashier wants.

        :param document: See `_pay_link_browse`.
        :param dict values: `amount` (in the document's currency), `email`, `phone`,
                            `note`, `method_ids`, `item_ids`; those that are missing are
                            proposed by the document.
        :return: Create values of `pay.link.send`.
        :rtype: dict
        """
        wanted = {
            name: values[name] for name in ("email", "phone", "note") if name in values
        }
        if (amount := values.get("amount")) is not None:
            if not is_amount(amount):
                raise UserError(self.env._("The amount must be a number."))
            wanted |= {"amount_choice": "other", "amount": amount}
        if method_ids := values.get("method_ids"):
            wanted["payment_method_ids"] = [Command.set(method_ids)]
        if item_ids := values.get("item_ids"):
            wanted["item_ids"] = [Command.set(item_ids)]
        return {"res_model": document._name, "res_id": document.id, **wanted}

    def _pay_link_open_dialog(self, document, values):
        """Return the back office's dialog with the cashier's values in it.

        :param document: See `_pay_link_browse`.
        :param dict values: See `_pay_link_prepare_dialog`.
        :return: A new record; nothing is written.
        :rtype: pay.link.send
        """
        wanted = self._pay_link_prepare_dialog(document, values)
        proposed = {name: wanted.pop(name) for name in ("res_model", "res_id")}
        if "item_ids" in wanted:
            proposed["item_ids"] = wanted.pop("item_ids")
        dialog = document.env["pay.link.send"].new(proposed)
        # Both come from one compute: what is typed is not proposed again.
        dialog.update({"email": dialog.email, "phone": dialog.phone, **wanted})
        return dialog

    def _pay_link_describe_problems(self, dialog):
        """Return what stands in the way, in words.

        :param pay.link.send dialog: See `_pay_link_open_dialog`.
        :return: `problem`, and `problems` by channel.
        :rtype: dict
        """
        problem = dialog._get_link_problem()
        if not problem and (alert := dialog._get_provider_alert()):
            problem = alert["provider"]["message"]
        return {"problem": problem, "problems": dialog._get_channel_problems()}

    def _pay_link_describe_methods(self, dialog):
        """Return the payment methods that the cashier can choose from.

        :param pay.link.send dialog: See `_pay_link_open_dialog`.
        :return: `id`, `name` and the address of the `image` of each.
        :rtype: list[dict]
        """
        return [
            {
                "id": method.id,
                "name": method.name,
                "image": f"/web/image/payment.method/{method.id}/image",
            }
            for method in dialog.available_method_ids._origin
        ]

    def _pay_link_describe_active(self, dialog):
        """Return the link that the document has already, if any.

        :param pay.link.send dialog: See `_pay_link_open_dialog`.
        :rtype: dict | bool
        """
        links_sudo = self.env["pay.link"]._search_active(
            [(dialog.res_model, dialog.res_id)]
        )
        links_sudo = links_sudo.filtered(
            lambda link: link._get_effective_state() == "active"
        )
        link = links_sudo.sudo(False)._filtered_access("read")[:1]
        return self._pay_link_describe_link(link) if link else False

    def _pay_link_describe_link(self, link):
        """Return what the till shows of a link.

        :rtype: dict
        """
        phone = link._find_phone()
        is_active = link.state == "active"
        methods_sudo = link.sudo().payment_method_ids  # of a link that was read
        return {
            "id": link.id,
            "name": link.name,
            "state": link.state,
            "payment_state": link.payment_state,
            "amount": link.amount,
            "amount_due": link.amount_due,
            "method_ids": methods_sudo.ids,
            "url": link.url if is_active else "",
            "qr_url": link.qr_url if is_active else "",
            "whatsapp_url": link._get_whatsapp_url() if phone and is_active else "",
            "expires": format_date(self.env, link.expires_at),
        }

    def _pay_link_describe_sendings(self, link, sendings):
        """Return what the cashier is told after sending.

        :rtype: str
        """
        if addresses := ", ".join(sendings.mapped("address")):
            return self.env._(
                "%(link)s is on its way to %(addresses)s.",
                link=link.name,
                addresses=addresses,
            )
        return self.env._("%s is ready to be paid.", link.name)
