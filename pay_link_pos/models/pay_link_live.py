"""What the tills are told at once: which orders and links have changed."""

from odoo import api, models

CHANNEL = "PAY_LINK_CHANGED"


class PayLink(models.Model):
    _inherit = "pay.link"

    @api.model_create_multi
    def create(self, vals_list):
        links = super().create(vals_list)
        links._tell_tills()
        return links

    def _follow_state(self, state):
        res = super()._follow_state(state)
        self._tell_tills()
        return res

    def _announce_change(self):
        res = super()._announce_change()
        self._tell_tills()
        return res

    def _tell_tills(self):
        """Let the tills read again what these links are for, after the commit.

        Nothing but references and the state of the payment leave: who gets them reads
        the rest with rights of their own.
        """
        for link_sudo in self.sudo():  # told to tills, which check when they read
            orders_sudo = link_sudo._get_till_orders()
            configs_sudo = orders_sudo.config_id | link_sudo.pos_config_id
            configs_sudo._pay_link_tell(orders_sudo, link_sudo)

    def _describe_for_tills(self):
        """Return what a till learns of a link that changed.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "id": self.id,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "state": self.state,
            "payment_state": self.payment_state,
        }

    def _get_till_orders(self):
        """Return the orders whose debt this link asks for.

        :rtype: pos.order
        """
        self.ensure_one()
        orders = self.env["pos.order"]
        if self.res_model == "pos.order":
            return orders.browse(self.res_id).exists()
        if self.res_model == "account.move":
            return self.env["account.move"].browse(self.res_id).pos_order_ids
        return orders


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _pay_link_tell(self, orders, links):
        """Tell the tills of these points of sale, and those that see their orders.

        :param pos.order orders: Those to be read again.
        :param pay.link links: Those that have changed.
        """
        if not self:
            return
        message = {
            "order_ids": orders.ids,
            "links": [link._describe_for_tills() for link in links],
        }
        sharing = self.search([("trusted_config_ids", "in", self.ids)])
        for config in self | sharing:
            if config.current_session_id:
                config._notify(CHANNEL, message)


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _pay_link_tell(self):
        """Let the tills read these orders again."""
        self.config_id._pay_link_tell(self, self.env["pay.link"])

    def _generate_pos_order_invoice(self):
        """The till that sells knows what it sells: it need not read that again."""
        quiet = self.with_context(pay_link_tells_nobody=True)
        return super(PosOrder, quiet)._generate_pos_order_invoice()


class AccountPartialReconcile(models.Model):
    """Money that comes in or goes back in the office is seen at the till."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._pay_link_get_orders()._pay_link_tell()
        return partials

    def unlink(self):
        orders_sudo = self._pay_link_get_orders()
        res = super().unlink()
        orders_sudo._pay_link_tell()
        return res

    def _pay_link_get_orders(self):
        """Return the orders on account whose invoices are matched here, as sudo.

        :rtype: pos.order
        """
        if self.env.context.get("pay_link_tells_nobody"):
            return self.env["pos.order"]
        moves_sudo = self.sudo().debit_move_id.move_id  # told to tills, by reference
        return moves_sudo.pos_order_ids.filtered(
            lambda order: order._pay_link_is_followed()
        )


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _update_state(self, allowed_states, target_state, state_message):
        """Money that is held is not yet booked, but the till shows it."""
        processed = super()._update_state(allowed_states, target_state, state_message)
        processed.pay_link_id._tell_tills()
        return processed
