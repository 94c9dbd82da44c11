from . import models
from . import wizards


def uninstall_hook(env):
    """Archive the method of deposits: past payments need it, nobody is to choose it."""
    domain = [("is_pay_link", "=", True)]
    env["pos.payment.method"].search(domain).action_archive()
