from . import test_flow
from . import test_hooks
from . import test_live
from . import test_order_status
from . import test_rights
from . import test_till
from . import test_session
