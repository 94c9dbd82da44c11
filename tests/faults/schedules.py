"""What happens in which order: everything follows from a seed."""

import random
from dataclasses import dataclass, field

MIN_STEPS = 4
MAX_STEPS = 9
TABS = 2
TOGETHER_CHANCE = 0.25
FAULT_CHANCE = 0.2
KILL_CHANCE = 0.09
HOLD_CHANCE = 0.35
LAST_CHANCE = 0.3
DIALOG_CHANCE = 0.5
WEIGHTS = {
    "check_out": 25,
    "pay": 28,
    "come_back": 14,
    "webhook": 26,
    "cron": 14,
    "pay_elsewhere": 3,
    "refund": 9,
    "deactivate": 2,
}
HOLD_WEIGHTS = {**WEIGHTS, "capture": 18, "release": 4}
SHARES = (0.25, 0.5, 1)
CARDS = {"pm_card_visa": 8, "pm_card_chargeDeclined": 2}
CRONS = ("process_events", "ask_providers", "post_process", "expire")
FAULTS = {
    "delay": {"seconds": 0.2},
    "error_before": {},
    "error_after": {},
    "drop": {},
}
KILLS = ("before", "at_stripe", "during")


@dataclass(frozen=True)
class Step:
    """One thing that somebody does, and what goes wrong meanwhile.

    fault   what the next request to Stripe suffers
    kill    when worker processes are killed: `before` the step, `at_stripe` (while
            Stripe works for it), `during` (after `pause` seconds)
    """

    name: str
    values: dict = field(default_factory=dict)
    fault: dict | None = None
    kill: str | None = None
    pause: float = 0.0

    def __str__(self):
        parts = [f"{self.name}{self.values or ''}"]
        parts += [f"fault={self.fault}"] if self.fault else []
        parts += [f"kill={self.kill} {self.pause:.2f}"] if self.kill else []
        return " ".join(parts)


class Schedule:
    """The steps of a seed; a tuple of steps happens at the same moment."""

    def __init__(self, seed):
        self.seed = seed
        self._random = random.Random(seed)
        self.is_hold = self._random.random() < HOLD_CHANCE
        count = self._random.randint(MIN_STEPS, MAX_STEPS)
        first = self._step("check_out", tab=0)
        self.moments = [(first,), *(self._moment() for _number in range(count))]

    def _moment(self):
        size = 1
        if self._random.random() < TOGETHER_CHANCE:
            size = self._random.randint(2, 3)
        return tuple(self._any_step() for _number in range(size))

    def _any_step(self):
        weights = HOLD_WEIGHTS if self.is_hold else WEIGHTS
        [name] = self._random.choices(list(weights), weights.values())
        return self._step(name, **self._values(name))

    def _values(self, name):
        if name in ("check_out", "come_back"):
            return {"tab": self._random.randrange(TABS)}
        if name == "pay":
            [card] = self._random.choices(list(CARDS), CARDS.values())
            return {"tab": self._random.randrange(TABS), "card": card}
        if name == "webhook":
            return {
                "pick": self._random.random(),
                "copies": self._random.choice((1, 1, 3)),
            }
        if name == "capture":
            return {
                "share": self._random.choice(SHARES),
                "is_last": self._random.random() < LAST_CHANCE,
            }
        if name == "refund":
            return {
                "pick": self._random.random(),
                "share": self._random.choice(SHARES),
                "by_dialog": self._random.random() < DIALOG_CHANCE,
            }
        if name == "cron":
            return {"cron": self._random.choice(CRONS)}
        return {}

    def _step(self, name, **values):
        fault = kill = None
        if self._random.random() < FAULT_CHANCE:
            kind = self._random.choice(list(FAULTS))
            fault = {"kind": kind, **FAULTS[kind]}
        if self._random.random() < KILL_CHANCE:
            kill = self._random.choice(KILLS)
        return Step(name, values, fault, kill, self._random.random() * 0.3)

    def __str__(self):
        title = f"seed {self.seed}{', hold' if self.is_hold else ''}"
        moments = ("  together: ".join(map(str, moment)) for moment in self.moments)
        return "\n  ".join([title, *moments])
