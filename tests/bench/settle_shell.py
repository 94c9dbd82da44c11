# What `odoo shell` runs for the bench of settling: make attempts, or settle some.
#
#   BENCH_DO=make    BENCH_WANTED='[["order", 5], ["link", 20]]'
#       prints the ids of so many attempts of each kind
#   BENCH_DO=settle  BENCH_IDS="1 2 3"  BENCH_READY=… BENCH_START=…
#       settles the first one to warm up, touches BENCH_READY, waits for BENCH_START;
#       prints the seconds of each of the others, and the statements
import json
import os
import time
from pathlib import Path

import psycopg2

WAIT_SECONDS = 0.005


def make(env, kind, count):
    """Orders that were paid in full, and are not settled yet."""
    env["ir.config_parameter"].set_param("sale.automatic_invoice", "True")
    product = env["product.product"].create(
        {
            "name": "Oak table",
            "type": "service",
            "invoice_policy": "order",
            "list_price": 120.5,
        }
    )
    ids = [make_one(env, kind, product, number).id for number in range(count)]
    env["ir.cron.trigger"].search([]).unlink()
    env.cr.commit()
    return ids


def make_one(env, kind, product, number):
    partner = env["res.partner"].create(
        {"name": f"Ada {number}", "email": f"ada{number}@example.com"}
    )
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "require_signature": False,
            "order_line": [(0, 0, {"product_id": product.id})] * 3,
        }
    )
    provider = env["payment.provider"].search(
        [("code", "=", "demo"), ("company_id", "=", order.company_id.id)], limit=1
    )
    tied = {"sale_order_ids": [(6, 0, order.ids)]}
    if kind == "link":
        values = {"res_model": "sale.order", "res_id": order.id}
        tied["pay_link_id"] = env["pay.link"].create(values).id
    transaction = env["payment.transaction"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": provider.payment_method_ids[0].id,
            "amount": order.amount_total,
            "currency_id": order.currency_id.id,
            "partner_id": partner.id,
            "operation": "online_direct",
            "reference": f"bench-{kind}-{order.name}",
            **tied,
        }
    )
    transaction._set_done()
    return transaction


def settle(env, ids, ready, start):
    """Post-process attempts one by one, each in a transaction of its own."""
    settle_one(env, ids[0])
    ready.touch()
    while not start.exists():
        time.sleep(WAIT_SECONDS)
    begin, statements = time.monotonic(), env.cr.sql_log_count
    seconds, retries = [], 0
    for transaction_id in ids[1:]:
        before = time.monotonic()
        retries += settle_one(env, transaction_id)
        seconds.append(time.monotonic() - before)
    return {
        "total": time.monotonic() - begin,
        "seconds": seconds,
        "statements": (env.cr.sql_log_count - statements) / len(seconds),
        "retries": retries,
    }


def settle_one(env, transaction_id):
    """Settle one, again where another worker was in the way; return how often again."""
    retries = 0
    while True:
        env.invalidate_all()
        try:
            env["payment.transaction"].browse(transaction_id)._post_process()
            env.cr.commit()
        except psycopg2.OperationalError:
            env.cr.rollback()
            retries += 1
        else:
            return retries


def main(env):
    if os.environ["BENCH_DO"] == "make":
        wanted = json.loads(os.environ["BENCH_WANTED"])
        answer = [make(env, kind, count) for kind, count in wanted]
    else:
        ids = [int(number) for number in os.environ["BENCH_IDS"].split()]
        paths = [Path(os.environ[name]) for name in ("BENCH_READY", "BENCH_START")]
        answer = settle(env, ids, *paths)
    print("BENCH", json.dumps(answer), flush=True)


main(env)  # noqa: F821  (the shell has it)
