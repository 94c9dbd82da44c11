from . import pay_link_mixin  # isort: split
from . import pay_link  # isort: split
from . import (
    account_move,
    ir_http,
    pay_link_attempt,
    pay_link_document,
    pay_link_effects,
    pay_link_files,
    pay_link_life,
    pay_link_options,
    pay_link_page,
    pay_link_prefetch,
    pay_link_send,
    pay_link_settlement,
    pay_link_status,
    pay_link_values,
    pay_link_views,
    payment_option,
    payment_transaction,
    payment_transaction_stripe,
    sale_order,
)
