"""Small helpers that know nothing of Odoo."""

# Beyond it, a float does not hold the cents of an amount any more.
AMOUNT_LIMIT = 1e13


def is_amount(value):
    """Return whether a value that came from outside is a number that money can have.

    :rtype: bool
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and abs(value) < AMOUNT_LIMIT  # no NaN is
