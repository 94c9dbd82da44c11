"""Many documents, copied by the database itself out of one of the demo data."""

# By table: which row is copied, and what differs from copy to copy.
COPIED = {
    "sale_order": ("state = 'sale'", {"name": "name || '/' || n"}),
    "account_move": (
        "state = 'posted' and move_type = 'out_invoice'",
        {"name": "name || '/' || n", "sequence_number": "sequence_number + n"},
    ),
    "pos_order": (
        "true",
        {
            "name": "name || '/' || n",
            "pos_reference": "pos_reference || n",
            "uuid": "gen_random_uuid()",
        },
    ),
}
# The demo data has none of these.
PAYMENTS = """
    insert into payment_transaction (provider_id, payment_method_id, company_id,
        currency_id, partner_id, reference, state, operation, amount)
    select provider.id, method.id, 1, 1, 1, 'OLD-' || n, 'done', 'online_direct', 10
    from (select id from payment_provider order by id limit 1) provider,
        (select id from payment_method order by id limit 1) method,
        generate_series(1, {count}) n
"""
OPENED = "update pos_session set state = 'opened', stop_at = null where id = 1"
INSERT = """
    insert into {table} ({columns})
    select {values} from (select * from {table} where {where} order by id limit 1) row,
        generate_series(1, {count}) n
"""
NAMES = """
    select column_name from information_schema.columns
    where table_name = '{table}' and table_schema = 'public' and column_name <> 'id'
"""


def fill(cluster, database, count):
    """Make so many documents of each kind, and open the register."""
    for table in COPIED:
        copy(cluster, database, table, count)
    cluster.sql(PAYMENTS.format(count=count), database)
    cluster.sql(OPENED, database)
    cluster.sql("select pg_stat_reset()", database)


def copy(cluster, database, table, count):
    """Copy a document of a table `count` times."""
    where, changed = COPIED[table]
    names = cluster.sql(NAMES.format(table=table), database)
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    statement = INSERT.format(
        table=table, columns=columns, values=values, where=where, count=count
    )
    cluster.sql(statement, database)


def digest(cluster, database, table, columns):
    """A sum over the content of these columns of a table."""
    row = ", ".join(f'"{name}"' for name in columns)
    query = (
        f"select md5(string_agg(md5(row({row})::text), '' order by id)) from {table}"
    )
    return cluster.sql(query, database)


def columns_of(cluster, database, table):
    """The columns of a table, in a fixed order."""
    return sorted(["id", *cluster.sql(NAMES.format(table=table), database)])
