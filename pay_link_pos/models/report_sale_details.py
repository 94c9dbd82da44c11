from odoo import api, models
from odoo.fields import Domain


class ReportSaleDetails(models.AbstractModel):
    """The daily report lists what came in by link, beside what the till took."""

    _inherit = "report.point_of_sale.report_saledetails"

    @api.model
    def get_sale_details(
        self,
        date_start=False,
        date_stop=False,
        config_ids=False,
        session_ids=False,
        **kwargs,
    ):
        details = super().get_sale_details(
            date_start, date_stop, config_ids, session_ids, **kwargs
        )
        transactions_sudo = self.env["payment.transaction"].sudo()  # amounts only
        transactions_sudo = transactions_sudo.search(
            self._pay_link_get_domain(date_start, date_stop, config_ids, session_ids),
            order="last_state_change",
        )._filter_received()
        details["pay_link_payments"] = (
            transactions_sudo._pay_link_describe_for_session()
        )
        return details

    def _pay_link_get_domain(self, date_start, date_stop, config_ids, session_ids):
        """Return which payments by link the report lists; see `get_sale_details`.

        :rtype: Domain
        """
        sessions, configs = self.env["pos.session"], self.env["pos.config"]
        if session_ids:  # those that the user may read, as Odoo does
            session_ids = sessions.search([("id", "in", session_ids)]).ids
            return Domain("pay_link_session_id", "in", session_ids)
        chosen = Domain("id", "in", config_ids) if config_ids else Domain.TRUE
        config_ids = configs.with_context(active_test=False).search(chosen).ids
        start, stop = self._get_date_start_and_date_stop(date_start, date_stop)
        domain = Domain("last_state_change", ">=", start)
        domain &= Domain("last_state_change", "<=", stop)
        return domain & (
            Domain("pay_link_session_id.config_id", "in", config_ids)
            | Domain("pay_link_id.pos_config_id", "in", config_ids)
        )
