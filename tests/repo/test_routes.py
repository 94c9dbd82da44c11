"""Each address that is open to everybody is listed here, with its reason.

The list is the documentation: a route that is missing here, or listed and gone, fails.
"""

import ast
from dataclasses import dataclass

import pytest
from house import FUNCTIONS, enclosing, parse

OPEN = ("public", "none")


@dataclass(frozen=True)
class Open:
    """Why everybody may call a route, and why without a token against forgery."""

    auth: str
    why: str
    no_csrf: str = ""


KEY = "the random token in the address is the key; the customer has no login"
PAGE = "/pay/<string:token>"
NO_SESSION = "the token is the authority, no session is trusted: nothing can be forged"
PUBLIC_ROUTES = {
    PAGE: Open("public", f"the page: {KEY}"),
    "/pay/<path:token>": Open(
        "public",
        "whatever else is below /pay/ gets the same 404",
        no_csrf="nothing is done there, so nothing can be forged",
    ),
    f"{PAGE}/form": Open("public", f"the form of an inline provider: {KEY}"),
    f"{PAGE}/transaction": Open("public", f"starts an attempt: {KEY}"),
    f"{PAGE}/checkout": Open(
        "public", f"starts an attempt without JavaScript: {KEY}", no_csrf=NO_SESSION
    ),
    f"{PAGE}/state": Open("public", f"what became of the payment: {KEY}"),
    f"{PAGE}/check": Open(
        "public", f"the same without JavaScript: {KEY}", no_csrf=NO_SESSION
    ),
    f"{PAGE}/seen": Open(
        "public", f"a person has the page before them: {KEY}", no_csrf=NO_SESSION
    ),
    f"{PAGE}/renew": Open(
        "public", f"asks the seller for a new link: {KEY}", no_csrf=NO_SESSION
    ),
    f"{PAGE}/account": Open(
        "public",
        f"has the customer, nobody else, invited to the portal: {KEY}",
        no_csrf=NO_SESSION,
    ),
    f"{PAGE}/sign": Open(
        "public", f"leads to where the quotation is signed: {KEY}", no_csrf=NO_SESSION
    ),
    f"{PAGE}/demo": Open("public", f"the page of Odoo's provider Demo: {KEY}"),
    f"{PAGE}/demo/pay": Open(
        "public", f"what becomes of a payment by Demo: {KEY}", no_csrf=NO_SESSION
    ),
    f"{PAGE}/document.pdf": Open("public", f"the document as a file: {KEY}"),
    f"{PAGE}/receipt/<int:transaction_id>.pdf": Open(
        "public", f"the receipt of a payment by this link: {KEY}"
    ),
    f"{PAGE}/qr.svg": Open("public", f"the address as a picture: {KEY}"),
    "extends PayLinkSigning.portal_quote_accept": Open(
        "inherited", "Odoo's public signing of an order; leads on to the pay page"
    ),
    "extends PayLinkStripeController.stripe_webhook": Open(
        "inherited",
        "Odoo's public webhook of Stripe; what is of a link must be signed",
    ),
    "extends PayLinkPostProcessing.display_status": Open(
        "inherited", "Odoo's public status page; sends who paid a link back to its page"
    ),
}


@dataclass(frozen=True)
class Route:
    place: str
    path: str
    auth: str
    kind: str
    csrf: bool
    methods: tuple
    readonly: bool


def find_routes(addon):
    """The routes of an add-on, one for each path."""
    trees = {path: parse(path) for path in addon.files(".py", tests=False)}
    for path, tree in trees.items():
        neighbours = [
            t for p, t in trees.items() if p.parent == path.parent and p != path
        ]
        for node in ast.walk(tree):
            for decorator in node.decorator_list if isinstance(node, FUNCTIONS) else ():
                if is_route(decorator):
                    scope = [tree, *neighbours]
                    yield from routes_of(decorator, node, addon.where(path), scope)


def is_route(decorator):
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    return getattr(node, "attr", getattr(node, "id", "")) == "route"


def routes_of(decorator, function, place, scope):
    call = decorator if isinstance(decorator, ast.Call) else None
    options = {}
    for keyword in call.keywords if call else ():
        value = literal(keyword.value, scope)
        options.update({keyword.arg: value} if keyword.arg else value)
    paths = literal(call.args[0], scope) if call and call.args else options.get("route")
    for path in [paths] if isinstance(paths, str) else paths or [None]:
        extended = f"{enclosing(function, ast.ClassDef).name}.{function.name}"
        yield Route(
            place=f"{place}:{function.lineno}",
            path=path or f"extends {extended}",
            # an extended route keeps what it was: whoever reads the list should know
            auth=options.get("auth", "user" if path else "inherited"),
            kind=options.get("type", "http"),
            csrf=options.get("csrf", True),
            methods=tuple(options.get("methods") or ()),
            readonly=bool(options.get("readonly")),
        )


def literal(node, scope):
    """The value of an expression of constants and of names assigned in these trees.

    :param list scope: the file's tree, then those of its neighbours
    """
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return [literal(element, scope) for element in node.elts]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {literal(key, scope): literal(value, scope) for key, value in pairs}
    if isinstance(node, ast.JoinedStr):
        return "".join(str(literal(part, scope)) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return literal(node.value, scope)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return literal(node.left, scope) + literal(node.right, scope)
    value = assigned_value(getattr(node, "attr", getattr(node, "id", None)), scope)
    return f"({ast.unparse(node)})" if value is None else literal(value, scope)


def assigned_value(name, scope):
    for tree in scope:
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and name:
                if any(getattr(target, "id", None) == name for target in node.targets):
                    return node.value
    return None


def find_route_faults(addons, listed):
    """Open routes that are not on the list as they are, and entries without a route."""
    faults, seen = [], set()
    for addon in addons.values():
        for route in find_routes(addon):
            if route.auth in OPEN or route.auth == "inherited" or not route.csrf:
                seen.add(route.path)
                faults += compare(route, listed.get(route.path))
    return faults + [
        f"{path} is listed and gone" for path in listed if path not in seen
    ]


def compare(route, entry):
    if entry is None:
        yield f"{route.place} {route.path} is open ({route.auth}) and not on the list"
        return
    if entry.auth != route.auth:
        yield f"{route.place} {route.path} has auth {route.auth}, not {entry.auth}"
    if route.kind == "http" and bool(entry.no_csrf) == route.csrf:
        yield f"{route.place} {route.path} has csrf={route.csrf}: say why"
    if not entry.why:
        yield f"{route.place} {route.path}: say why"


def find_unread_only_gets(addons):
    """Open pages that are only read and get a connection that may write."""
    return [
        f"{route.place} {route.path} is a GET and not readonly"
        for addon in addons.values()
        for route in find_routes(addon)
        if route.auth in OPEN and route.methods == ("GET",) and not route.readonly
    ]


def test_open_routes_are_on_the_list(addons):
    assert find_route_faults(addons, PUBLIC_ROUTES) == []


def test_open_pages_that_only_read_are_readonly(addons):
    assert find_unread_only_gets(addons) == []


# === EACH CHECK CAN FAIL === #

CONTROLLER = """
URL = "/pay"
OPTIONS = {"auth": "public", "csrf": False}

class A(http.Controller):
    @http.route(%s)
    def page(self, token):
        return 1
"""
ENTRY = {"/pay/<token>": Open("public", KEY)}


def faults_of(plant, arguments, listed):
    addons = plant({"controllers/a.py": CONTROLLER % arguments})
    return find_route_faults(addons, listed)


@pytest.mark.parametrize(
    "arguments",
    [
        '"/pay/<token>", auth="public"',
        '["/pay/<token>"], type="http", auth="none"',
        'URL + "/<token>", auth="public"',
        'f"{URL}/<token>", auth="public"',
        'route="/pay/<token>", auth="public"',
        '"/pay/<token>", auth="user", csrf=False',
        '"/pay/<token>", **OPTIONS',
        "",
    ],
)
def test_an_unlisted_route_is_found(plant, arguments):
    assert faults_of(plant, arguments, {})


def test_a_listed_route_is_no_fault(plant):
    assert not faults_of(plant, '"/pay/<token>", auth="public"', ENTRY)
    assert not faults_of(plant, 'f"{URL}/<token>", auth="public"', ENTRY)
    assert not faults_of(plant, '"/my/x", auth="user"', {})


def test_an_entry_without_a_route_is_found(plant):
    assert faults_of(plant, '"/my/x", auth="user"', ENTRY)


def test_a_more_open_route_is_found(plant):
    assert faults_of(plant, '"/pay/<token>", auth="none"', ENTRY)
    assert faults_of(plant, '"/pay/<token>", auth="public", csrf=False', ENTRY)
    why = {"/pay/<token>": Open("public", "because", no_csrf="mail clients post it")}
    assert not faults_of(plant, '"/pay/<token>", auth="public", csrf=False', why)
    assert faults_of(plant, '"/pay/<token>", auth="public"', why)


def test_a_page_with_a_writing_connection_is_found(plant):
    page = '"/pay/<token>", auth="public", methods=["GET"]'
    assert find_unread_only_gets(plant({"controllers/a.py": CONTROLLER % page}))
    page += ", readonly=True"
    assert not find_unread_only_gets(plant({"controllers/a.py": CONTROLLER % page}))
