from odoo import api, models
from odoo.tools import SQL


class PayLink(models.Model):
    """The numbers of new links, drawn together."""

    _inherit = "pay.link"

    @api.model
    def _draw_numbers(self, count):
        """Return the numbers of new links, in one statement where Odoo takes one each.

        :param int count: How many, from 1.
        :rtype: list[str]
        """
        sequences_sudo = self.env["ir.sequence"].sudo()  # whoever may make links
        first = sequences_sudo.next_by_code("pay.link")
        sequence_sudo = sequences_sudo.search(
            [
                ("code", "=", "pay.link"),
                ("company_id", "in", [self.env.company.id, False]),
            ],
            order="company_id",
            limit=1,
        )
        if count == 1 or sequence_sudo.implementation != "standard":
            rest = [sequences_sudo.next_by_code("pay.link") for _ in range(count - 1)]
            return [first, *rest]
        current_sudo = sequence_sudo._get_current_sequence()
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(2, %s)",
                self._get_number_source(sequence_sudo, current_sudo),
                count,
            )
        )
        is_range = current_sudo._name == "ir.sequence.date_range"
        if is_range:
            sequence_sudo = sequence_sudo.with_context(
                ir_sequence_date_range=current_sudo.date_from
            )
        return [first, *(sequence_sudo.get_next_char(number) for (number,) in rows)]

    @api.model
    def _get_number_source(self, sequence, current):
        """Return the name of PostgreSQL's sequence behind one of Odoo's.

        :param ir.sequence sequence: The one of pay links.
        :param current: Itself, or its `ir.sequence.date_range` of today.
        :rtype: str
        """
        if current == sequence:
            return f"ir_sequence_{sequence.id:03d}"
        return f"ir_sequence_{sequence.id:03d}_{current.id:03d}"
