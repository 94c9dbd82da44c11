from . import payment_transaction
from . import pay_link
from . import pos_order
