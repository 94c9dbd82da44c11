from reportlab.graphics.barcode import qrencoder

from odoo import models

from .pay_link_page import PRINTABLE_KINDS

QR_BORDER_MODULES = 4  # the quiet zone that the standard asks for


class PayLink(models.Model):
    """What the customer can download: the document, and the address as a picture."""

    _inherit = "pay.link"

    def _render_document(self):
        """Return the document as the customer may download it.

        Nothing is stored, as this happens on GET.

        :return: The file name and the PDF; nothing where the link is over.
        :rtype: tuple(str, bytes) | None
        """
        self.ensure_one()
        document = self._get_document()
        if not document or self._get_page_kind() not in PRINTABLE_KINDS:
            return None
        if not (report := document._pay_link_get_report()):
            return None
        reports = document.env["ir.actions.report"].with_context(
            report_pdf_no_attachment=True
        )
        content, _type = reports._render_qweb_pdf(report, res_ids=document.ids)
        return f"{self.document_name.replace('/', '_')}.pdf", content

    def _render_qr(self):
        """Return the address as a QR code, dark on white in both colour schemes.

        :return: An SVG document.
        :rtype: str
        """
        self.ensure_one()
        code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
        code.addData(self.url)
        code.make()
        count, border = code.getModuleCount(), QR_BORDER_MODULES
        path = "".join(
            f"M{column + border} {row + border}h1v1h-1z"
            for row in range(count)
            for column in range(count)
            if code.isDark(row, column)
        )
        side = count + 2 * border
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"'
            ' shape-rendering="crispEdges">'
            f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
        )
