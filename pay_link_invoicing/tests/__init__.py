from . import (
    test_attempt,
    test_guards,
    test_hooks,
    test_pay_link,
    test_pay_link_send,
    test_pay_page,
    test_pay_routes,
    test_pay_transaction,
    test_portal,
    test_rules,
    test_settlement,
    test_tours,
)
