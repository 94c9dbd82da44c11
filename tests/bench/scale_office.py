"""What people ask a shop: the back office's requests, and the customers' pages."""

import http.cookiejar
import json
import urllib.request

COLUMNS = {
    "name": {},
    "document_name": {},
    "partner_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "amount": {},
    "amount_paid": {},
    "state": {},
    "payment_state": {},
    "create_date": {},
}
LIST = {"specification": COLUMNS, "limit": 80, "count_limit": 1001, "order": ""}
RECENT = [("create_date", ">=", "today -90d")]


def search(text):
    """What the search box looks for."""
    return [
        "|",
        "|",
        ("name", "ilike", text),
        ("document_name", "ilike", text),
        ("partner_id", "child_of", text),
    ]


def listing(domain):
    return "web_search_read", [], {"domain": domain, **LIST}


def figures(domain, groups, aggregates):
    return "formatted_read_group", [domain, groups, aggregates], {}


def graph(domain):
    return figures(domain, ["create_date:month", "state"], ["amount:sum"])


def pivot(domain):
    return figures(
        domain, ["user_id"], ["amount:sum", "amount_paid:sum", "paid_rate:avg"]
    )


def kanban(domain):
    options = {
        "auto_unfold": True,
        "unfold_read_specification": COLUMNS,
        "unfold_read_default_limit": 40,
    }
    sums = ["amount:sum_currency", "amount:sum"]
    return "web_read_group", [domain, ["state"], sums], options


def bars(domain):
    options = {
        "domain": domain,
        "group_by": "state",
        "progress_bar": {
            "field": "payment_state",
            "colors": {"paid": "success", "partial": "warning"},
        },
    }
    return "read_progress_bar", [], options


TABS = (
    "search_panel_select_range",
    ["state"],
    {"enable_counters": True, "expand": True},
)
# By the administrator, who sees all links.
OFFICE = {
    "list, all": listing([]),
    "list, active": listing([("state", "=", "active")]),
    "list, paid": listing([("state", "=", "paid")]),
    "list, deactivated": listing([("state", "=", "deactivated")]),
    "list, expired": listing([("state", "=", "expired")]),
    "list, mine": listing([("user_id", "=", 2)]),
    "tabs with counts": TABS,
    "search, number": listing(search("/00000500")),
    "search, document": listing(search("S00000321")),
    "search, customer": listing(search("Cedar 121")),
    "search, nothing found": listing(search("no such thing")),
    "search, amount": listing([("amount", "=", 1234.56)]),
    "filter, alerts": listing([("payment_exception", "!=", "none")]),
    "filter, in progress": listing(
        [("payment_state", "in", ("pending", "authorized"))]
    ),
    "filter, partly paid": listing([("payment_state", "=", "partial")]),
    "filter, new link asked": listing([("renewal_requested_at", "!=", False)]),
    "filter, expiring": listing(
        [("state", "=", "active"), ("expires_at", "<", "today +4d")]
    ),
    "kanban, active": kanban([("state", "=", "active")]),
    "kanban bars, active": bars([("state", "=", "active")]),
    "graph, 90 days": graph(RECENT),
    "pivot, 90 days": pivot(RECENT),
    # Whoever asks for the sums of all years has them counted.
    "kanban, all years": kanban([]),
    "kanban bars, all years": bars([]),
    "graph, all years": graph([]),
    "pivot, all years": pivot([]),
}
SELLER = {
    "seller: list": listing([("state", "=", "active")]),
    "seller: list, all": listing([]),
    "seller: tabs": TABS,
    "seller: search": listing(search("S00000321")),
    "seller: graph, 90 days": graph(RECENT),
}


class Office:
    """The requests to one server.

    :param str path: where a link can be paid
    :param float share: of 90 days, in which the small shop makes as many links in all
    """

    def __init__(self, server, path, share):
        self.server = server
        self.path = path
        self.share = share
        self.seller = server.rpc.as_user("seller1", "seller")
        self.portal = self._log_in("portal", "portal")

    def get_requests(self):
        """Return what can be asked.

        :return: Functions by their names.
        :rtype: dict
        """
        requests = {
            name: self._call(self.server.rpc, request)
            for name, request in OFFICE.items()
        }
        requests |= {
            name: self._call(self.seller, request) for name, request in SELLER.items()
        }
        hours = round(90 * 24 * self.share)
        alike = graph([("create_date", ">=", f"now -{hours}H")])
        requests["graph, as many links"] = self._call(self.server.rpc, alike)
        return {
            **requests,
            "till: news": lambda: self.server.rpc(
                "pos.config", "pay_link_get_news", self._get_tills()
            ),
            "portal: home": lambda: self._open(self.portal, "/my/home"),
            "portal: list": lambda: self._open(self.portal, "/my/pay-links"),
            "portal: search": lambda: self._open(
                self.portal, "/my/pay-links?search=S0000&search_in=all"
            ),
            "pay page": lambda: self._open(urllib.request.build_opener(), self.path),
        }

    @staticmethod
    def _call(rpc, request):
        method, arguments, keywords = request
        return lambda: rpc("pay.link", method, *arguments, **keywords)

    def _get_tills(self):
        return self.server.rpc("pos.config", "search", [], limit=1)

    def _open(self, opener, path):
        with opener.open(self.server.url + path, timeout=300) as response:
            assert response.status == 200
            return response.read()

    def _log_in(self, login, password):
        cookies = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(cookies)
        )
        params = {"db": self.server.database, "login": login, "password": password}
        request = urllib.request.Request(
            self.server.url + "/web/session/authenticate",
            data=json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with opener.open(request, timeout=60) as response:
            assert json.load(response)["result"]["uid"]
        return opener
