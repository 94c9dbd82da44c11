from . import pay_link_send
from . import pay_link_send_wallet
