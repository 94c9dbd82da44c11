from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestTurn(TransactionCase):
    """Two workers, each with a connection of its own."""

    def _take_turn(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["pos.config"]._pay_link_take_turn(env.ref("base.main_partner"))

    def test_the_second_one_is_run_again(self):
        """It has begun before the first one has ended: what it read is old."""
        with self.registry.cursor() as two:
            two.execute("SELECT 1")
            with self.registry.cursor() as one:
                self._take_turn(one)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(SerializationFailure),
            ):
                self._take_turn(two)
            two.rollback()
            self._take_turn(two)

    def test_nothing_is_changed(self):
        partner = self.env.ref("base.main_partner")
        before = partner.write_date
        self._take_turn(self.env.cr)
        partner.invalidate_recordset()
        self.assertEqual(partner.write_date, before)
