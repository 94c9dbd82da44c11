"""Customers by a part of their names, which the search box of the links asks for."""

from odoo import models
from odoo.modules.db import FunctionStatus


def _by_trigram(column):
    """Return what defines an index for `ilike`, as Odoo compares.

    :param str column: The column of a text.
    :return: A function of the registry: without trigrams, there is no such index.
    """

    def define(registry):
        unaccent = registry.has_unaccent
        usable = not unaccent or unaccent == FunctionStatus.INDEXABLE
        if not (registry.has_trigram and usable):
            return ""
        return f"USING gin ({registry.unaccent(column)} gin_trgm_ops)"

    return define


class ResPartner(models.Model):
    _inherit = "res.partner"

    # One for each column that Odoo compares with a name: without one of them, it would
    # read all customers, and once more for each letter that somebody types.
    _pay_link_name_idx = models.Index(_by_trigram("complete_name"))
    _pay_link_email_idx = models.Index(_by_trigram("email"))
    _pay_link_ref_idx = models.Index(_by_trigram("ref"))
    _pay_link_vat_idx = models.Index(_by_trigram("vat"))
    _pay_link_registry_idx = models.Index(_by_trigram("company_registry"))
