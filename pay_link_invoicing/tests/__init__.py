from . import (
    test_attempt,
    test_guards,
    test_hooks,
    test_pay_link,
    test_settlement,
)
