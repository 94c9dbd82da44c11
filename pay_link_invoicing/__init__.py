from . import controllers, logs, models, wizards
