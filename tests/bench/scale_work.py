# What the scheduled actions find to do: real documents with links, attempts, messages.
#
# Runs in `odoo shell` (see scale_worker.py): everything has an `env`.
from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)


def get_now():
    """The moment as Odoo stores it: in UTC, which it does not say."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def make_orders(env, count, partner=None):
    """Orders that a customer has not confirmed yet."""
    product = env["product.product"].search([("default_code", "=", "BENCH")])
    if not product:
        values = {"name": "Oak table", "type": "service", "default_code": "BENCH"}
        product = product.create({**values, "list_price": 120.5})
    # somebody for whom it is noon: reminders are sent by day
    zone = f"Etc/GMT{get_now().hour - 12:+d}"
    orders = env["sale.order"]
    for _number in range(count):
        customer = partner or env["res.partner"].create(
            {"name": "Ada", "email": "ada@customer.example", "tz": zone}
        )
        orders += orders.create(
            {
                "partner_id": customer.id,
                "require_signature": False,
                "order_line": [(0, 0, {"product_id": product.id})] * 3,
            }
        )
    return orders


def make_links(env, count, partner=None, **values):
    orders = make_orders(env, count, partner)
    return env["pay.link"].create(
        [{"res_model": o._name, "res_id": o.id, **values} for o in orders]
    )


def make_attempts(env, count, **values):
    """Attempts that were started."""
    attempts = env["payment.transaction"]
    for link in make_links(env, count):
        attempts += make_attempt(link, **values)
    return attempts


def make_attempt(link, **values):
    env = link.env
    provider = env["payment.provider"].search(
        [("code", "=", "demo"), ("company_id", "=", link.company_id.id)], limit=1
    )
    return env["payment.transaction"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": provider.payment_method_ids[0].id,
            "amount": link.amount_due,
            "currency_id": link.currency_id.id,
            "partner_id": link.partner_id.id,
            "operation": "online_direct",
            "reference": f"bench-{link.name}-{len(link.transaction_ids)}",
            **link._prepare_attempt_values(link.amount_due),
            **values,
        }
    )


def settle(env, count):
    attempts = make_attempts(env, count)
    for attempt in attempts:
        attempt._set_done()
        attempt._post_process()
    return attempts


def expire(env, count):
    past = get_now() - HOUR
    make_links(env, count).with_context(tracking_disable=True).expires_at = past


def send_in_bulk(env, count):
    orders = make_orders(env, count)
    batch = env["pay.link.batch"].browse(orders.action_send_pay_links()["res_id"])
    batch.action_queue()


def send_receipts(env, count):
    settle(env, count).pay_link_has_follow_up = False


def remind(env, count):
    for link in make_links(env, count):
        sending = link._note_sending("email", "request", state="sent").sudo()
        sending.flush_recordset()
        sent_at = get_now() - timedelta(days=3) - HOUR
        env.cr.execute(
            "UPDATE pay_link_sending SET create_date = %s WHERE id = %s",
            (sent_at, sending.id),
        )
    env.invalidate_all()


def hold(env, count):
    make_attempts(env, count)._set_authorized()


def hold_until_delivered(env, count):
    attempts = make_attempts(env, count)
    attempts._set_authorized()
    attempts.pay_link_capture_mode = "delivery"


def be_silent(env, count):
    for attempt in make_attempts(env, count):
        attempt.pay_link_next_check_at = get_now() - HOUR


def tell_events(env, count):
    for attempt in make_attempts(env, count):
        provider, event_id = attempt.provider_id, f"evt_{attempt.reference}"
        env["pay.link.event"]._store(provider, attempt, event_id, "bench", "{}")


def book_late(env, count):
    attempts = make_attempts(env, count)
    attempts._set_done()
    attempts.last_state_change = get_now() - HOUR


def confirm(env, count):
    make_attempts(env, count)._set_done()


def find_sales(env, count):
    """Orders of the till."""
    return env["pos.order"].search([], order="id", limit=count)


def sell_on_account(env, count):
    values = {"pay_link_wish_state": "waiting", "pay_link_wish_at": get_now()}
    find_sales(env, count).write(values)


def finish_sales(env, count):
    find_sales(env, count).pay_link_has_follow_up = True


def grow_old(env, table, column):
    """Let rows of a table be old: a day's worth of what is to be cleaned."""
    env.cr.execute(
        f"UPDATE {table} SET {column} = {column} - interval '3 years' WHERE id IN"
        f" (SELECT id FROM {table} ORDER BY id LIMIT 200)"
    )


# How many at a time: with each mail a PDF is printed, which takes all the time.
CRONS = {
    "pay_link_invoicing.cron_pay_link_expire": (expire, 10),
    "pay_link_invoicing.cron_pay_link_batch": (send_in_bulk, 2),
    "pay_link_invoicing.cron_pay_link_receipt": (send_receipts, 2),
    "pay_link_invoicing.cron_pay_link_remind": (remind, 2),
    "pay_link_invoicing.cron_pay_link_holds": (hold, 5),
    "pay_link_invoicing.cron_pay_link_capture": (hold_until_delivered, 5),
    "pay_link_invoicing.cron_pay_link_check": (be_silent, 10),
    "pay_link_invoicing.cron_pay_link_event": (tell_events, 10),
    "pay_link_invoicing.cron_pay_link_follow_up": (settle, 2),
    "pay_link_invoicing.cron_pay_link_book": (book_late, 5),
    "pay_link_pos.cron_pay_link_send_wished": (sell_on_account, 3),
    "pay_link_pos.cron_pay_link_after_sale": (finish_sales, 3),
    "payment.cron_post_process_payment_tx": (confirm, 5),
}
