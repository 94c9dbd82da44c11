import base64

from odoo import models
from odoo.tools.image import image_data_uri

QR_PIXELS = 400  # printed at 3 cm: sharp on paper, and large enough for any phone


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_prepare_print(self):
        """Return what the printed document shows of its link.

        Nothing unless the company wants it and the link can be paid now.

        Note: `self.ensure_one()`

        :return: `url` and `qr` (a data URI), or nothing.
        :rtype: dict
        """
        self.ensure_one()
        if not self["company_id"].sudo().pay_link_on_documents:  # a setting, no secret
            return {}
        link_sudo = self._pay_link_get_active()  # the document is its customer's
        if not link_sudo:
            return {}
        return {"url": link_sudo.url, "qr": link_sudo._render_qr_image()}


class PayLink(models.Model):
    _inherit = "pay.link"

    def _render_qr_image(self):
        """Return the address as a QR code for print, by Odoo's own barcodes.

        :return: A data URI.
        :rtype: str
        """
        self.ensure_one()
        png = self.env["ir.actions.report"].barcode(
            "QR", self.url, width=QR_PIXELS, height=QR_PIXELS, quiet=False, barLevel="M"
        )
        return image_data_uri(base64.b64encode(png))
