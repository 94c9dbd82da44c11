"""Every model has access rules; what belongs to a company has a rule that says so."""

import ast
import csv

import pytest
from house import class_strings, class_value, parse
from lxml import etree

ACCESS_FILE = "security/ir.model.access.csv"


def new_models(addon, bases=frozenset({"Model", "TransientModel"})):
    """{name: class} of the models that an add-on makes, wizards too."""
    models = {}
    for path in addon.files(".py", tests=False):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ClassDef) and _has_base(node, bases):
                names = class_strings(node, "_name")
                if names and names[0] not in class_strings(node, "_inherit"):
                    models[names[0]] = node
    return models


def _has_base(node, wanted):
    bases = {base.attr for base in node.bases if isinstance(base, ast.Attribute)}
    abstract = class_value(node, "_abstract")
    return bool(bases & wanted) and not getattr(abstract, "value", False)


def access_rows(addon):
    path = addon.path / ACCESS_FILE
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def external_id(model):
    return f"model_{model.replace('.', '_')}"


def find_models_without_access(addon):
    """Models that nobody was given access to, or by a file that is not loaded."""
    rows = access_rows(addon)
    faults = [
        f"{model} has no access rule"
        for model in new_models(addon)
        if external_id(model) not in {row["model_id:id"] for row in rows}
    ]
    if rows and ACCESS_FILE not in addon.manifest["data"]:
        faults.append(f"{addon.name}/{ACCESS_FILE} is not in the manifest")
    return faults


def find_access_for_everybody(addon):
    """Access rows without a group: they hold for the public user too."""
    return [
        f"{row['id']} has no group"
        for row in access_rows(addon)
        if not row["group_id:id"]
    ]


def find_models_without_company_rule(addon):
    """Stored models of a company without a rule that looks at the company.

    Wizards need none: Odoo lets nobody but their creator at them.
    """
    ruled = set()
    for path in addon.files(".xml", tests=False):
        for rule in etree.parse(str(path)).iterfind(".//record[@model='ir.rule']"):
            model = rule.find("field[@name='model_id']").get("ref", "")
            is_global = rule.find("field[@name='groups']") is None
            if is_global and "company_id" in rule.findtext(
                "field[@name='domain_force']"
            ):
                ruled.add(model.rsplit(".", 1)[-1])
    return [
        f"{model} has a company and no rule about it"
        for model, node in new_models(addon, {"Model"}).items()
        if class_value(node, "company_id") is not None
        and external_id(model) not in ruled
    ]


def test_every_model_has_access_rules(addons):
    assert "pay.link" in new_models(addons["pay_link_invoicing"])
    faults = [f for addon in addons.values() for f in find_models_without_access(addon)]
    assert faults == []


def test_access_is_given_to_groups_only(addons):
    faults = [f for addon in addons.values() for f in find_access_for_everybody(addon)]
    assert faults == []


def test_companies_are_kept_apart(addons):
    faults = [
        fault
        for addon in addons.values()
        for fault in find_models_without_company_rule(addon)
    ]
    assert faults == []


# === EACH CHECK CAN FAIL === #

HEAD = "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n"
MODEL = 'class A(models.%s):\n    _name = "planted.thing"\n    company_id = F()\n'
RULE = """<odoo><record id="r" model="ir.rule">
<field name="model_id" ref="model_planted_thing" />
<field name="domain_force">[('company_id', 'in', company_ids)]</field>%s
</record></odoo>"""


@pytest.mark.parametrize("kind", ["Model", "TransientModel"])
def test_a_model_without_access_is_found(plant, kind):
    files = {"models/a.py": MODEL % kind, ACCESS_FILE: HEAD}
    addon = plant(files)["pay_link_invoicing"]
    assert find_models_without_access(addon) == ["planted.thing has no access rule"]


def test_an_access_file_that_is_not_loaded_is_found(plant):
    row = "a,a,model_planted_thing,base.group_user,1,0,0,0\n"
    files = {"models/a.py": MODEL % "Model", ACCESS_FILE: HEAD + row}
    addon = plant(files)["pay_link_invoicing"]
    assert find_models_without_access(addon)
    addon = plant(files, data=[ACCESS_FILE])["pay_link_invoicing"]
    assert find_models_without_access(addon) == []


def test_extended_and_abstract_models_need_no_access(plant):
    text = MODEL % "AbstractModel"
    text += 'class B(models.Model):\n    _name = "b.b"\n    _inherit = ["b.b", "c.c"]\n'
    text += 'class C(models.Model):\n    _inherit = "c.c"\n'
    assert not find_models_without_access(
        plant({"models/a.py": text})["pay_link_invoicing"]
    )


def test_access_without_a_group_is_found(plant):
    files = {ACCESS_FILE: HEAD + "a,a,model_planted_thing,,1,0,0,0\n"}
    assert find_access_for_everybody(plant(files)["pay_link_invoicing"])


def test_a_missing_company_rule_is_found(plant):
    files = {"models/a.py": MODEL % "Model"}
    assert find_models_without_company_rule(plant(files)["pay_link_invoicing"])
    for_a_group = (
        RULE % '<field name="groups" eval="[(4, ref(\'base.group_user\'))]" />'
    )
    files["security/a.xml"] = for_a_group
    assert find_models_without_company_rule(plant(files)["pay_link_invoicing"])
    files["security/a.xml"] = RULE % ""
    assert not find_models_without_company_rule(plant(files)["pay_link_invoicing"])
