from odoo import models
from odoo.tools import SQL


class PosConfig(models.Model):
    """What two workers must not both do for one point of sale or one customer."""

    _inherit = "pos.config"

    def _pay_link_take_turn(self, record):
        """Let one transaction at a time go on, each knowing what the last one did.

        A lock would not do: who has waited for it goes on with what was read before.
        As the row is written, PostgreSQL raises a serialization failure in all but the
        first, and Odoo runs them again on the new facts. Nothing of it changes.

        :param record: What they fight for: a point of sale, a customer.
        """
        record.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id = %s",
                SQL.identifier(record._table),
                record.id,
            )
        )
