from odoo import api, models


class PosConfig(models.Model):
    """The bell of the till: payments by link, told to who asked for them."""

    _inherit = "pos.config"

    @api.model
    def _load_pos_data_read(self, records, config):
        """The count comes with what the till loads: no request of its own."""
        read_records = super()._load_pos_data_read(records, config)
        if read_records:
            read_records[0]["_pay_link_unread"] = self.env.user._pay_link_count_unread()
        return read_records

    def pay_link_get_news(self):
        """Return the latest payments for which the user has asked.

        :return: `news`, latest first, and how many are `unread`.
        :rtype: dict
        :raise AccessError: If the user is no cashier.
        """
        self._pay_link_check_cashier()
        found_sudo = self.env["payment.transaction"]._pay_link_search_news()
        return {
            "news": [tx._pay_link_describe_news() for tx in found_sudo],
            "unread": self.env.user._pay_link_count_unread(),
        }

    def pay_link_read_news(self, transaction_ids=None):
        """Note that the user has looked at payments.

        :param list[int]|None transaction_ids: Which; None: all.
        :return: How many are `unread` now.
        :rtype: dict
        :raise AccessError: If the user is no cashier.
        """
        self._pay_link_check_cashier()
        unread_sudo = self.env["payment.transaction"]._pay_link_search_unread()
        if transaction_ids is not None:
            unread_sudo = unread_sudo.filtered(lambda tx: tx.id in transaction_ids)
        unread_sudo._pay_link_mark_read()
        return {"unread": self.env.user._pay_link_count_unread()}
