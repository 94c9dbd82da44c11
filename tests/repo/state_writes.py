"""Finds writes of a pay link's `state`, as far as the source tells.

What is followed inside of a function: `self` in classes of `pay.link`, expressions that
name the model or one of the `…pay_link…` fields, variables and loops fed by those, and
dicts that hold a `state`.
"""

import ast
import re

from house import FUNCTIONS, class_strings, class_value, enclosing, link_parents, parse
from lxml import etree

MODEL = "pay.link"
WRITER = ("pay_link_invoicing/models/pay_link.py", "_move_to")
WRITES = {"write", "update", "_write", "_write_multi", "create", "_load_records_write"}
LINK_NAME = re.compile(r"(?<![a-z])(pay_)?links?(?![a-z])|pay_link")
SQL_WRITE = re.compile(
    r"(update\s+\"?pay_link\"?\s.*\bstate\b|insert\s+into\s+\"?pay_link\"?[\s(])",
    re.I | re.S,
)


def find_state_writes(addon):
    """All writes of a link's state outside of the one method, as texts for a person."""
    faults = []
    for path in addon.files(".py", tests=False):
        where = addon.where(path)
        for line, what in scan_python(parse(path), where):
            faults.append(f"{where}:{line} {what}")
    for path in addon.files(".sql", tests=False):
        if SQL_WRITE.search(path.read_text(encoding="utf-8")):
            faults.append(f"{addon.where(path)} writes the state by SQL")
    for path in addon.files(".xml", tests=False):
        faults += [f"{addon.where(path)} {what}" for what in scan_xml(path)]
    return faults


def scan_python(tree, where="", code_of_link=False):
    """(line, fault) of each write in a syntax tree.

    :param bool code_of_link: for a server action on the model: `record` is a link there
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from scan_class(node, where)
        fault = fault_of(node, code_of_link)
        if fault and not is_in_writer(node, where):
            yield node.lineno, fault


def scan_class(node, where):
    """Redefinitions of the field or of the one method in classes of the model."""
    if not is_link_class(node):
        return
    state = class_value(node, "state")
    if isinstance(state, ast.Call):
        for keyword in state.keywords:
            if keyword.arg in ("compute", "inverse", "related"):
                yield state.lineno, f"gives state a {keyword.arg}"
    for method in node.body:
        is_writer = isinstance(method, FUNCTIONS) and method.name == WRITER[1]
        if is_writer and where != WRITER[0]:
            yield method.lineno, f"overrides {WRITER[1]}"


def fault_of(node, code_of_link):
    """What is wrong with one node, or None."""
    if isinstance(node, ast.Call):
        return fault_of_call(node, code_of_link)
    if isinstance(node, (ast.Attribute, ast.Subscript)):
        is_stored = isinstance(node.ctx, (ast.Store, ast.Del))
        if is_stored and names_state(node) and is_link(node.value, code_of_link):
            return "assigns the state"
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if SQL_WRITE.search(node.value):
            return "writes the state by SQL"
    return None


def fault_of_call(node, code_of_link):
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name == "setattr" and len(node.args) > 1:
        is_state = "state" in constants(node.args[1])
        return (
            "sets the state"
            if is_state and is_link(node.args[0], code_of_link)
            else None
        )
    if name not in WRITES or not isinstance(node.func, ast.Attribute):
        return None
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    if not any(holds_state(value) for value in values):
        return None
    return f"{name}s a state" if is_link(node.func.value, code_of_link) else None


def is_in_writer(node, where):
    function = enclosing(node, FUNCTIONS)
    return where == WRITER[0] and function is not None and function.name == WRITER[1]


def is_link_class(node):
    names = class_strings(node, "_name") or class_strings(node, "_inherit")
    return MODEL in names


def names_state(node):
    if isinstance(node, ast.Attribute):
        return node.attr == "state"
    return "state" in constants(node.slice)


def constants(node):
    return [node.value] if isinstance(node, ast.Constant) else []


# === WHAT IS A LINK === #


def is_link(node, code_of_link=False, seen=()):
    """Whether an expression may be pay links."""
    if code_of_link:
        return True
    root = root_of(node)
    text = ast.unparse(node)
    if LINK_NAME.search(text) or f"'{MODEL}'" in text:
        return True
    if isinstance(root, ast.Name):
        owner = enclosing(node, ast.ClassDef)
        in_link_class = owner is not None and is_link_class(owner)
        if root.id in ("self", "super"):
            return in_link_class and stays_in_model(node)
        if root.id not in seen:
            return any(
                is_link(source, seen=(*seen, root.id))
                for source in sources_of(root.id, node)
            )
    return False


def stays_in_model(node):
    """Whether a chain that starts at `self` still is about the same model.

    `self.filtered(…).sudo()` is; `self.partner_id` and `self.env["x"]` are not.
    """
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            is_method = isinstance(getattr(node, "parent", None), ast.Call)
            if not is_method or node.parent.func is not node:
                return False
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.BinOp):
            return stays_in_model(node.left) or stays_in_model(node.right)
        else:
            return False
    return True


def root_of(node):
    while not isinstance(node, ast.Name):
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.BinOp):
            node = node.left
        else:
            return None
    return node


def sources_of(name, node):
    """The expressions that feed a local variable."""
    function = enclosing(node, (*FUNCTIONS, ast.Lambda, ast.Module))
    for inner in ast.walk(function) if function else ():
        if isinstance(inner, ast.Assign):
            if any(feeds(target, name) for target in inner.targets):
                yield inner.value
        elif isinstance(inner, (ast.NamedExpr, ast.For, ast.comprehension)):
            if feeds(inner.target, name):
                yield inner.value if isinstance(inner, ast.NamedExpr) else inner.iter


def feeds(target, name):
    return any(isinstance(t, ast.Name) and t.id == name for t in ast.walk(target))


# === WHAT IS A DICT WITH A STATE === #


def holds_state(node):
    """Whether written values have a `state`, in a literal or a local variable."""
    if isinstance(node, ast.Dict):
        return any(
            ("state" in constants(key)) if key is not None else holds_state(value)
            for key, value in zip(node.keys, node.values, strict=True)
        )
    if isinstance(node, (ast.List, ast.Tuple)):
        return any(holds_state(element) for element in node.elts)
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        return holds_state(node.elt)
    if isinstance(node, ast.BinOp):
        return holds_state(node.left) or holds_state(node.right)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dict":
        named = any(keyword.arg == "state" for keyword in node.keywords)
        return named or any(holds_state(argument) for argument in node.args)
    return isinstance(node, ast.Name) and variable_holds_state(node)


def variable_holds_state(name):
    function = enclosing(name, (*FUNCTIONS, ast.Module))
    for inner in ast.walk(function) if function else ():
        if isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Store):
            if getattr(inner.value, "id", "") == name.id and names_state(inner):
                return True
        if isinstance(inner, ast.Assign) and not isinstance(inner.value, ast.Name):
            targets = [getattr(target, "id", "") for target in inner.targets]
            if name.id in targets and holds_state(inner.value):
                return True
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            is_fed = inner.func.attr in ("update", "setdefault")
            if is_fed and getattr(inner.func.value, "id", "") == name.id:
                named = any(keyword.arg == "state" for keyword in inner.keywords)
                first = inner.args[0] if inner.args else None
                if named or (first is not None and "state" in constants(first)):
                    return True
                if isinstance(first, ast.Dict) and holds_state(first):
                    return True
    return False


# === XML === #


def scan_xml(path):
    """Faults in data files: records with a state, calls of write, server actions."""
    tree = etree.parse(str(path))
    for record in tree.iterfind(f".//record[@model='{MODEL}']"):
        if record.find("field[@name='state']") is not None:
            yield f"record {record.get('id')} has a state"
    for call in tree.iterfind(f".//function[@model='{MODEL}']"):
        text = etree.tostring(call, encoding="unicode")
        if call.get("name") in WRITES and "state" in text:
            yield "calls write with a state"
    for record in tree.iterfind(".//record"):
        code = record.findtext("field[@name='code']")
        model = record.find("field[@name='model_id']")
        if code and model is not None and "pay_link" in (model.get("ref") or ""):
            parsed = link_parents(ast.parse(code.strip()))
            for _line, fault in scan_python(parsed, code_of_link=True):
                yield f"action {record.get('id')} {fault}"
