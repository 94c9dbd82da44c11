from werkzeug.exceptions import HTTPException, NotFound

from odoo import models
from odoo.http import request

from ..const import PAGE_HEADERS


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Give the answers to all requests for pay links their headers."""
        res = super()._pre_dispatch(rule, args)
        if request.httprequest.path.startswith("/pay/"):
            request.future_response.headers.update(PAGE_HEADERS)
        return res

    @classmethod
    def _handle_error(cls, exception):
        """Give the answers to refused requests for pay links the headers of the others.

        Odoo adds what a controller has set to its response only where it returned one.
        """
        response = super()._handle_error(exception)
        if not request.httprequest.path.startswith("/pay/"):
            return response
        if isinstance(response, HTTPException):
            response = response.get_response(request.httprequest.environ)
        for name, value in PAGE_HEADERS.items():
            response.headers[name] = value
        if isinstance(exception, NotFound):
            response.status_code = 404  # JSON-RPC says so in the body only
        return response
