"""Small helpers that know nothing of Odoo."""

import math


def is_amount(value):
    """Return whether a value that came from outside is a finite number.

    :rtype: bool
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value)
