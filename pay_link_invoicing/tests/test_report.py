from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..models import pay_link_report
from .common import PayLinkCommon

AGGREGATES = [
    "__count",
    "seen_count:sum",
    "paid_count:sum",
    "seen_rate:avg",
    "paid_rate:avg",
    "amount:sum",
]


@tagged("post_install", "-at_install")
class TestReport(PayLinkCommon):
    """What pivot, graph and kanban count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        orders = [cls._make_order() for _number in range(4)]
        cls.links = cls.env["pay.link"].concat(*map(cls._make_link, orders))
        cls.domain = [("id", "in", cls.links.ids)]

    def _count(self, *aggregates, user=None):
        links = self.env["pay.link"].with_user(user or self.env.user)
        return links.formatted_read_group(self.domain, [], list(aggregates))[0]

    def test_measures_tell_what_the_records_tell(self):
        self.links[:2].sudo().first_seen_at = fields.Datetime.now()
        self._pay(self.links[0])
        counted = self._count(*AGGREGATES)
        self.assertEqual(
            [counted[name] for name in AGGREGATES], [4, 2, 1, 0.5, 0.25, 4000]
        )
        for name in ("seen_count", "paid_count"):
            with self.subTest(name=name):
                self.assertEqual(sum(self.links.mapped(name)), counted[f"{name}:sum"])

    def test_days_to_pay_is_the_mean_of_those_that_were_paid(self):
        for link, days in zip(self.links[:2], (1, 3), strict=True):
            self._pay(link)
            link.sudo().paid_at = link.create_date + timedelta(days=days)
        self.assertAlmostEqual(self._count("days_to_pay:avg")["days_to_pay:avg"], 2)
        self.assertAlmostEqual(self.links[1].days_to_pay, 3)

    def test_seller_groups_by_provider_without_reading_providers(self):
        seller = new_test_user(
            self.env,
            login="pay_link_reader",
            groups="sales_team.group_sale_salesman",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )
        self.links.user_id = seller
        self._pay(self.links[0])
        self.assertFalse(
            self.env["payment.provider"].with_user(seller).has_access("read")
        )
        groups = (
            self.env["pay.link"]
            .with_user(seller)
            .web_read_group(self.domain, ["provider_id"], ["__count"])["groups"]
        )
        found = {
            group["provider_id"] and group["provider_id"][1]: group["__count"]
            for group in groups
        }
        self.assertEqual(found, {self.provider.display_name: 1, False: 3})

    def test_states_without_links_are_columns_too(self):
        links = self.env["pay.link"].with_context(read_group_expand=True)
        groups = links.web_read_group(self.domain, ["state"], ["__count"])
        counts = {group["state"]: group["__count"] for group in groups["groups"]}
        self.assertEqual(
            counts, {"active": 4, "paid": 0, "deactivated": 0, "expired": 0}
        )

    def test_other_groupings(self):
        self.partner.country_id = self.env.ref("base.fr")
        for name in ("country_id", "user_id", "company_id", "create_date:month"):
            with self.subTest(name=name):
                groups = self.env["pay.link"].formatted_read_group(
                    self.domain, [name], ["__count"]
                )
                self.assertEqual([group["__count"] for group in groups], [4])

    def test_links_that_were_sent_are_counted_by_their_first_channel(self):
        sendings = self.env["pay.link.sending"].sudo()
        for state, channel in (("failed", "sms"), ("sent", "email"), ("sent", "sms")):
            sendings.create(
                {"link_id": self.links[0].id, "channel": channel, "state": state}
            )
        self.assertEqual(self._count("sent_count:sum")["sent_count:sum"], 1)
        self.assertEqual(self.links[0].sent_at, sendings.search([])[1].create_date)
        groups = self.env["pay.link"]._read_group(
            self.domain, ["channel"], ["__count"], order="channel"
        )
        self.assertEqual(groups, [("email", 1), (False, 3)])

    def test_tabs_count_as_far_as_the_list_does(self):
        self._pay(self.links[0])

        def count():
            values = self.env["pay.link"].search_panel_select_range(
                "state",
                enable_counters=True,
                expand=True,
                search_domain=self.domain,
            )["values"]
            return {value["id"]: value["__count"] for value in values}

        expected = {"active": 3, "paid": 1, "deactivated": 0, "expired": 0}
        self.assertEqual(count(), expected)
        with patch.object(pay_link_report, "TAB_COUNT_MAX", 1):
            self.assertEqual(count(), {**expected, "active": 2})
