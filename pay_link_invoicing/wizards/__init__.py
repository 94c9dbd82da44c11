from . import pay_link_send  # isort: split
from . import (
    pay_link_items,
    pay_link_send_alerts,
    pay_link_send_items,
    pay_link_send_provider,
)
