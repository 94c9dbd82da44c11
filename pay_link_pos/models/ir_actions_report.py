from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Print the invoice of an order as it was sent."""
        report = self._get_report(report_ref)
        if report.report_name != "pay_link_pos.report_order_invoice":
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        invoices = self.env["pos.order"].browse(res_ids).account_move
        invoice_report = invoices._pay_link_get_report()
        return super()._render_qweb_pdf(invoice_report, res_ids=invoices.ids, data=data)
