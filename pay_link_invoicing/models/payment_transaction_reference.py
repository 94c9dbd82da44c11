from odoo import api, models

PROBES_MAX = 10  # hardly anybody tries as often as that


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model
    def _compute_reference(self, provider_code, prefix=None, separator="-", **kwargs):
        """Number the attempts of links by asking for one name after the other.

        Odoo looks for all that begin alike: where the database does not sort byte by
        byte, that reads every transaction ever made.
        """
        if self.pay_link_id or kwargs.get("pay_link_id"):
            prefix = prefix or self.sudo()._compute_reference_prefix(
                separator, **kwargs
            )
            prefix = prefix and self._pay_link_find_free_reference(prefix, separator)
        return super()._compute_reference(
            provider_code, prefix=prefix, separator=separator, **kwargs
        )

    @api.model
    def _pay_link_find_free_reference(self, prefix, separator):
        """Return the first free one of the references that Odoo would give in turn.

        :param str prefix: The reference of the first attempt.
        :param str separator: What stands before the numbers of the others.
        :return: The reference; the prefix where too many are taken, for Odoo to number.
        :rtype: str
        """
        transactions_sudo = self.sudo()  # references are unique among all
        candidates = [prefix]
        candidates += [f"{prefix}{separator}{n}" for n in range(1, PROBES_MAX)]
        for reference in candidates:
            if not transactions_sudo.search_count(
                [("reference", "=", reference)], limit=1
            ):
                return reference
        return prefix
