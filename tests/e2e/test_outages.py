"""The database goes down, the mail server goes down, the server is killed.

The money is booked once, and each mail is sent once. PostgreSQL is shared by all tests
that run; what a server sees of its restart is done to the server's own database, see
`outages.Database`.
"""

import time
from collections import Counter

import pytest
from fake_stripe.client import running
from mail_server import Mailbox
from outages import MAIL_CRONS, MONEY_CRONS, Database, run_crons, start_all
from payer import Payer, is_paid_once
from shop import Shop
from stripe_town import StripeTown
from web import Web

from pay_link_setup import testing
from pay_link_setup.testing import RpcError

pytestmark = pytest.mark.slow
SELLER = "seller@example.com"
CUTS = 8
CUT_SECONDS = 20
PATIENCE_SECONDS = 30
BROKEN = (RpcError, OSError)
EACH_ONCE = Counter(order=1, invoice=1, receipt=1, news=1)


@pytest.fixture(scope="module")
def post_office():
    with Mailbox(testing.free_port()) as box:
        yield box


@pytest.fixture(scope="module")
def whole_town(tmp_path_factory, post_office):
    """A server whose crons run when a test says so, and who writes to its seller."""
    folder = tmp_path_factory.mktemp("outages")
    sender = ["--email-from=shop@example.com"]
    port = post_office.port
    with testing.odoo_server(folder, smtp_port=port, options=sender) as server:
        shop = Shop(server)
        shop.set_parameter("sale.automatic_invoice", "True")
        user = [server.rpc.uid]
        values = {"notification_type": "email", "email": SELLER}
        server.rpc("res.users", "write", user, values)
        with running(retry_seconds=()) as control:
            yield StripeTown(shop, control)


@pytest.fixture
def town(whole_town):
    """The town, where webhooks come when a test says so."""
    whole_town.control.order("clear_faults")
    whole_town.control.order("hold", is_holding=True)
    return whole_town


@pytest.fixture
def server(town):
    return town.shop.server


@pytest.fixture
def payer(new_page, town):
    return Payer(new_page(), town)


def tell(town, events):
    """Send events; return what the shop answers."""
    return [
        answer["status"]
        for event in events
        for answer in town.control.order("deliver", event=event["id"])
    ]


def heal(town, link):
    """Time goes on, and nothing is wrong any more."""
    town.make_silent(link)
    run_crons(town.shop.server, MONEY_CRONS)


# === THE DATABASE === #


def test_the_database_restarts_between_webhook_and_booking(town, server, payer):
    order_id, link = town.shop.order_with_link()
    payer.go_to_stripe(link).pay_and_close()
    assert set(tell(town, town.events(link))) == {200}
    assert town.shop.payments(link) == []
    with Database(server).down():
        with pytest.raises(BROKEN):
            run_crons(server, MONEY_CRONS)
        assert Web(server.url).get(link.path).status >= 400
    run_crons(server, MONEY_CRONS)
    is_paid_once(town, order_id, link)
    page = Web(server.url).get(link.path)
    assert 'data-kind="paid"' in page.text


def test_a_webhook_to_a_shop_without_database_is_sent_again(town, server, payer):
    order_id, link = town.shop.order_with_link()
    payer.go_to_stripe(link).pay_and_close()
    events = town.events(link)
    with Database(server).down():
        answers = tell(town, events)
    assert answers
    assert all(status is None or status >= 400 for status in answers), answers
    assert set(tell(town, events)) == {200}
    run_crons(server, MONEY_CRONS)
    is_paid_once(town, order_id, link)


def test_connections_end_in_the_middle_of_booking(town, server, payer):
    order_id, link = town.shop.order_with_link()
    payer.go_to_stripe(link).pay_and_close()

    def _return():
        web = Web(server.url)
        web.get(f"{link.path}?awaiting=1")
        web.call(f"{link.path}/state", awaiting=True)

    def _work():
        town.make_silent(link)
        run_crons(server, MONEY_CRONS)

    events, database, cuts = town.events(link), Database(server), 0
    deadline = time.monotonic() + CUT_SECONDS
    while cuts < CUTS and time.monotonic() < deadline:
        threads = start_all(_return, lambda: tell(town, events), _work, _work)
        cuts += database.cut_in_the_middle(threads, times=2, seconds=CUT_SECONDS)
        for thread in threads:
            thread.join()
    assert cuts, "nobody was disturbed"
    assert set(tell(town, town.events(link))) == {200}
    heal(town, link)
    is_paid_once(town, order_id, link)


# === THE MAILS === #


class Post:
    """The mails about the payment of an order, by what they are."""

    def __init__(self, town, office, order_id):
        self.town, self.office = town, office
        order = town.shop.read("sale.order", order_id, "name", "partner_id")
        partner_id, self.order_name = order["partner_id"][0], order["name"]
        self.address = town.shop.read("res.partner", partner_id, "email")

    def count(self):
        """How many of each kind have come."""
        news = [
            "news"
            for mail in self.office.mails_to(SELLER)
            if "received" in mail["subject"] and self.order_name in body(mail)
        ]
        subjects = [mail["subject"] for mail in self.office.mails_to(self.address)]
        return Counter(news + [self._classify(subject) for subject in subjects])

    def _classify(self, subject):
        signs = {"receipt for": "receipt", "Invoice": "invoice", "Order": "order"}
        return next((kind for sign, kind in signs.items() if sign in subject), subject)

    def wait_for_each(self):
        """Wait until each mail has come; return how many have."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.count()) < len(EACH_ONCE) and time.monotonic() < deadline:
            time.sleep(0.2)
        return self.count()

    def retry(self):
        """Press Retry on the mails that Odoo could not send; let the queue run."""
        failed = self.town.rpc("mail.mail", "search", [("state", "=", "exception")])
        self.town.rpc("mail.mail", "action_retry", failed)
        run_crons(self.town.shop.server, MAIL_CRONS)
        return len(failed)


def body(mail):
    return mail.get_body(("plain", "html")).get_content()


def test_the_mail_server_is_down_while_a_payment_is_booked(
    town, server, payer, post_office
):
    order_id, link = town.shop.order_with_link()
    post = Post(town, post_office, order_id)
    with post_office.down():
        payer.go_to_stripe(link).pay()
        payer.expect_kind("paid")
        run_crons(server, MAIL_CRONS)
        is_paid_once(town, order_id, link)
        payer.open(link.url).expect_kind("paid")
        assert not post.count()
    run_crons(server, MAIL_CRONS)
    assert post.retry()
    assert post.wait_for_each() == EACH_ONCE
    assert not post.retry()
    run_crons(server, (*MONEY_CRONS, *MAIL_CRONS))
    assert post.count() == EACH_ONCE
    is_paid_once(town, order_id, link)


def test_the_server_is_killed_between_booking_and_mails(
    town, server, payer, post_office
):
    order_id, link = town.shop.order_with_link()
    post = Post(town, post_office, order_id)
    before = post_office.count()
    payer.go_to_stripe(link).pay()
    payer.expect_kind("paid")
    assert post_office.count() == before  # nobody waits for a mail server
    server.kill()
    server.start()
    is_paid_once(town, order_id, link)
    for _again in range(2):
        run_crons(server, (*MONEY_CRONS, *MAIL_CRONS))
    assert post.wait_for_each() == EACH_ONCE
    is_paid_once(town, order_id, link)


def test_the_server_is_killed_while_it_makes_the_mails(
    town, server, payer, post_office
):
    """Before the first is sent: the kill comes with the invoice's PDF."""
    order_id, link = town.shop.order_with_link()
    post = Post(town, post_office, order_id)
    payer.go_to_stripe(link).pay()
    payer.expect_kind("paid")
    database = Database(server)
    [thread] = start_all(lambda: server.run_cron(MAIL_CRONS[0]))
    database.wait_for_somebody_in_the_middle()
    server.kill()
    thread.join()
    assert not post.count()
    server.start()
    for _again in range(2):
        run_crons(server, (*MONEY_CRONS, *MAIL_CRONS))
    assert post.wait_for_each() == EACH_ONCE
    is_paid_once(town, order_id, link)
