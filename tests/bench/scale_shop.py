"""A shop that has sold by pay links for years, made by its database in some minutes."""

from pathlib import Path

HISTORY = Path(__file__).with_name("history")
SELLERS = 12
COMPANIES = 2
TABLES = (
    "pay_link",
    "payment_transaction",
    "pay_link_sending",
    "pay_link_event",
    "pay_link_visit",
    "pay_link_unread_rel",
    "pos_order",
    "mail_activity",
    "res_partner",
)


def fill(server, count):
    """Give a server's database the history of this many links."""
    _make_people(server.rpc)
    cluster = server.environment.cluster
    texts = [
        (HISTORY / f"{name}.sql").read_text(encoding="utf-8")
        for name in ("links", "events")
    ]
    cluster.sql("".join(texts).format(count=count), server.database)
    for table in TABLES:  # as autovacuum does, which is off here
        cluster.sql(f"VACUUM ANALYZE {table}", server.database)


def _make_people(rpc):
    """Make what the history's statements look for."""
    company_ids = list(range(1, COMPANIES + 1))
    foreign = [("name", "in", ["EUR", "JPY"]), ("active", "=", False)]
    rpc(
        "res.currency",
        "write",
        rpc("res.currency", "search", foreign),
        {"active": True},
    )
    group = rpc(
        "ir.model.data",
        "search_read",
        [("module", "=", "sales_team"), ("name", "=", "group_sale_salesman")],
        ["res_id"],
    )[0]["res_id"]
    values = {"company_id": 1, "company_ids": [(6, 0, company_ids)]}
    values["group_ids"] = [(4, group)]
    sellers = [
        {**values, "name": f"Seller {n}", "login": f"seller{n}"}
        for n in range(1, SELLERS + 1)
    ]
    sellers[0]["password"] = "seller"  # it takes its time to make a password safe
    rpc("res.users", "create", sellers)
    for company_id in company_ids:
        reminder = {"company_id": company_id, "trigger": "after_sending", "days": 3}
        rpc("pay.link.reminder", "create", [reminder])
