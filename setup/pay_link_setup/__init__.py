"""Gets Odoo 19 and PostgreSQL, runs the demo, the tests and Odoo's own command line.

Standard library only. ``python_version`` and this file also parse on an old Python 3, to tell
its owner so; every other module may use Python 3.11.
"""
