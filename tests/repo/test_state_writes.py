"""The state of a pay link is written in one method only."""

import ast

import pytest
from house import FUNCTIONS, enclosing, parse
from state_writes import WRITER, fault_of, find_state_writes


def test_the_state_is_written_in_one_method(addons):
    faults = [fault for addon in addons.values() for fault in find_state_writes(addon)]
    assert faults == []


def test_the_one_method_writes_it(addons):
    """The check above would pass on a tree where it no longer knows what a write is."""
    addon_name, relative = WRITER[0].split("/", 1)
    tree = parse(addons[addon_name].path / relative)
    found = [
        enclosing(node, FUNCTIONS).name
        for node in ast.walk(tree)
        if fault_of(node, code_of_link=False)
    ]
    assert found == [WRITER[1]]


IN_LINK = """
class PayLink(models.Model):
    _inherit = "pay.link"

    def f(self, links):
        %s
"""
IN_ORDER = """
class SaleOrder(models.Model):
    _inherit = "sale.order"

    def f(self, tx, vals):
        %s
"""


@pytest.mark.parametrize(
    "code",
    [
        'self.state = "paid"',
        'self["state"] = "paid"',
        'self.write({"state": "paid"})',
        'self.sudo().write({"paid_at": 1, "state": "paid"})',
        'self.filtered("x").update({"state": "paid"})',
        'super().write({"state": "paid"})',
        'self._write(dict(state="paid"))',
        'vals = {"state": "paid"}; self.write(vals)',
        'vals = {}; vals["state"] = "paid"; self.write(vals)',
        'vals = {}; vals.update(state="paid"); self.write(vals)',
        'self.write({"paid_at": 1, **{"state": "paid"}})',
        'self.write({"paid_at": 1} | {"state": "paid"})',
        'setattr(self, "state", "paid")',
        'self.create([{"res_id": 1, "state": "paid"}])',
        'self.env.cr.execute("UPDATE pay_link SET state = %s", ("paid",))',
        'for link in self: link.state = "paid"',
        'older = self.browse(1); older.state = "paid"',
        'for x in self.search([]): x.state = "paid"',
        'self.state, self.x = "paid", 1',
        'self.superseded_by_id.create({}); links.write({"state": "paid"})',
    ],
)
def test_a_write_in_a_class_of_the_link_is_found(plant, code):
    addon = plant({"models/planted.py": IN_LINK % code})["pay_link_invoicing"]
    assert find_state_writes(addon)


@pytest.mark.parametrize(
    "code",
    [
        'self.pay_link_ids.state = "paid"',
        'tx.pay_link_id.state = "paid"',
        'tx.pay_link_id.sudo().write({"state": "paid"})',
        'link_sudo = tx.x; link_sudo.state = "paid"',
        'self.env["pay.link"].browse(1).write({"state": "paid"})',
        'm = self.env["pay.link"]; x = m.search([]); x.write({"state": "paid"})',
        'x = tx.pay_link_id; y = x.sudo(); y.state = "paid"',
        'for x in self.pay_link_ids: x.write({"state": "paid"})',
        'if x := self.pay_link_ids: x.state = "paid"',
        '[x.write({"state": "paid"}) for x in self.pay_link_ids]',
        'self.pay_link_ids.create({"state": "paid"})',
        'self.env.cr.execute("insert into pay_link (state) values (1)")',
    ],
)
def test_a_write_from_elsewhere_is_found(plant, code):
    addon = plant({"models/planted.py": IN_ORDER % code})["pay_link_invoicing"]
    assert find_state_writes(addon)


@pytest.mark.parametrize(
    "code",
    [
        'self.state = "sale"',
        'self.write({"state": "sale"})',
        'tx.write({"state": "done"})',
        'self.pay_link_ids._move_to("paid")',
        'self.pay_link_ids.write({"amount": 1})',
        'if self.pay_link_ids.state == "paid": pass',
        'domain = [("state", "=", "paid")]; self.pay_link_ids.filtered_domain(domain)',
        'values = {"state": tx.pay_link_id.state}; return values',
    ],
)
def test_another_write_is_no_fault(plant, code):
    addon = plant({"models/planted.py": IN_ORDER % code})["pay_link_invoicing"]
    assert find_state_writes(addon) == []


@pytest.mark.parametrize(
    "body",
    [
        'state = fields.Selection(compute="_compute_state")',
        'state = fields.Selection(related="x.state")',
        "def _move_to(self, state, **values): pass",
    ],
)
def test_a_redefinition_is_found(plant, body):
    text = f'class PayLink(models.Model):\n    _inherit = "pay.link"\n    {body}\n'
    addons = plant({"models/pay_link.py": text}, name="pay_link_pos")
    assert find_state_writes(addons["pay_link_pos"])


def test_the_one_method_is_allowed_there_only(plant):
    text = 'class PayLink(models.Model):\n    _name = "pay.link"\n    def %s(self):'
    text += '\n        self.write({"state": "paid"})\n'
    allowed = plant({"models/pay_link.py": text % "_move_to"})
    assert not find_state_writes(allowed["pay_link_invoicing"])
    other = plant({"models/pay_link.py": text % "_renew"})
    assert find_state_writes(other["pay_link_invoicing"])


ACTION = """<odoo><record id="a" model="ir.actions.server">
<field name="model_id" ref="pay_link_invoicing.model_pay_link" />
<field name="code">%s</field></record></odoo>"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("data/a.sql", "UPDATE pay_link SET state = 'paid';"),
        ("data/a.sql", "update pay_link\n   set x = 1,\n state = 'paid';"),
        (
            "data/a.xml",
            '<odoo><record id="a" model="pay.link">'
            '<field name="state">paid</field></record></odoo>',
        ),
        (
            "data/a.xml",
            '<odoo><function model="pay.link" name="write">'
            "<value eval=\"{'state': 'paid'}\"/></function></odoo>",
        ),
        ("data/a.xml", ACTION % "records.write({'state': 'paid'})"),
        ("data/a.xml", ACTION % "record['state'] = 'paid'"),
    ],
)
def test_a_write_in_data_is_found(plant, path, text):
    assert find_state_writes(plant({path: text})["pay_link_invoicing"])


def test_harmless_data_is_no_fault(plant):
    addons = plant(
        {
            "data/a.sql": "UPDATE ir_cron SET active = false WHERE state = 'code';",
            "data/a.xml": ACTION % "records.action_deactivate()",
        }
    )
    assert find_state_writes(addons["pay_link_invoicing"]) == []
