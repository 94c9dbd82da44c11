from . import pay_link_send  # isort: split
from . import (
    pay_link_capture,
    pay_link_items,
    pay_link_refund,
    pay_link_send_actions,
    pay_link_send_alerts,
    pay_link_send_amount,
    pay_link_send_channel,
    pay_link_send_items,
    pay_link_send_provider,
)
