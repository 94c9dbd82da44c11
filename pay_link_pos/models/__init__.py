from . import account_move
from . import ir_actions_report
from . import payment_transaction
from . import pay_link
from . import pos_order
from . import pos_order_accounting
