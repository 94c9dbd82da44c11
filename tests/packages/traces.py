"""What a database is made of: to see whether the add-ons left something there."""

NAME = "pay[._ ]?link"
# Where models and fields are named by text, which no foreign key watches over.
NAMING = (
    *("model", "res_model", "model_name", "relation", "resource", "rating_model"),
    *("res_model_name", "active_model", "arch_db", "code", "key", "path", "context"),
)
OBJECTS = """
    select 'table ' || c.relname from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'v', 'm', 'S', 'i')
            and c.relname !~ 'signaling'
    union all
    select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' '
        || is_nullable || ' ' || coalesce(column_default, '')
        from information_schema.columns
        where table_schema = 'public' and table_name !~ 'signaling'
    union all
    select 'constraint ' || conrelid::regclass || ' ' || conname || ' '
        || pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace
    union all
    select 'trigger ' || tgrelid::regclass || ' ' || tgname
        from pg_trigger where not tgisinternal
    union all
    select 'function ' || proname from pg_proc
        where pronamespace = 'public'::regnamespace
"""
RECORDS = """
    select module || '.' || name || ' ' || model from ir_model_data
    union all
    select 'model ' || model from ir_model
    union all
    select 'field ' || model || ' ' || name from ir_model_fields
    union all
    select 'right ' || name from ir_model_access
    union all
    select 'rule ' || coalesce(name, '') from ir_rule
    union all
    select 'cron ' || cron_name from ir_cron
    union all
    select 'asset ' || path from ir_asset
    union all
    select 'parameter ' || key from ir_config_parameter
    union all
    select 'view ' || coalesce(key, name) from ir_ui_view
    union all
    select 'menu ' || (name->>'en_US') from ir_ui_menu
    union all
    select 'action ' || type || ' ' || (name->>'en_US') from ir_actions
    union all
    select 'subtype ' || (name->>'en_US') from mail_message_subtype
    union all
    select 'activity type ' || (name->>'en_US') from mail_activity_type
    union all
    select 'sequence ' || name from ir_sequence where code !~ 'pos|account'
"""
COLUMNS = """
    select table_name || ' ' || column_name from information_schema.columns
    where table_schema = 'public' and column_name in ({names})
        and data_type in ('character varying', 'text', 'jsonb')
        and table_name in (select tablename from pg_tables where schemaname = 'public')
"""


def read_schema(cluster, database):
    """All that PostgreSQL knows of a database but its rows."""
    return set(cluster.sql(OBJECTS, database))


def read_records(cluster, database):
    """What modules have put there: views, rights, crons and so on, by their names."""
    return set(cluster.sql(RECORDS, database))


def find_mentions(cluster, database):
    """Rows that name a model or a field of pay links, as table and column."""
    names = ", ".join(f"'{name}'" for name in NAMING)
    found = []
    for row in cluster.sql(COLUMNS.format(names=names), database):
        table, column = row.split()
        where = f"\"{column}\"::text ~* '{NAME}'"
        [count] = cluster.sql(f'select count(*) from "{table}" where {where}', database)
        found += [f"{table}.{column}: {count}"] if int(count) else []
    return found
