"""Parameters: a form as nested values, held against the SDK's own types."""

import functools
import importlib
import re
import types
import typing
from urllib.parse import parse_qsl

from stripe import _request_options
from stripe._stripe_object import UntypedStripeObject

from .errors import invalid_parameter, missing_parameter, unknown_parameter

KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
OPTIONS = set(_request_options.RequestOptions.__annotations__)
NAMES = {**vars(_request_options), "StripeContext": object}


# === READING === #


def parse(text):
    """The nested values of a form: `a[b][0]=c` is `{"a": {"b": ["c"]}}`."""
    values = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        match = KEY.match(name)
        if not match:
            raise invalid_parameter(name, f"Invalid parameter name: {name}")
        _put(values, [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])], value)
    return _lists(values)


def _put(values, path, value):
    for part, following in zip(path, [*path[1:], None], strict=True):
        name = part or str(len(values))  # a[] is the next element
        if following is None:
            values[name] = value
        else:
            values = values.setdefault(name, {})
            if not isinstance(values, dict):
                raise invalid_parameter(path[0], f"Invalid {path[0]}")


def _lists(value):
    """Dictionaries with the keys 0, 1, … become lists."""
    if not isinstance(value, dict):
        return value
    values = {key: _lists(inner) for key, inner in value.items()}
    if values and all(key.isdigit() for key in values):
        return [values[key] for key in sorted(values, key=int)]
    return values


# === CHECKING === #


def check(values, name):
    """The values as the SDK's type says: integers, booleans; the rest is refused.

    :param dict values: what `parse` read
    :param str name: a type of `stripe.params`
    :raises ApiError: for what the type doesn't know, lacks, or has in another type
    """
    module, _dot, kind = f"stripe.params.{name}".rpartition(".")
    kind = getattr(importlib.import_module(module), kind)
    return _check_fields(values, kind, "")


@functools.cache
def _fields(kind):
    hints = typing.get_type_hints(kind, localns=NAMES)
    return {name: hint for name, hint in hints.items() if name not in OPTIONS}


def _check_fields(values, kind, path):
    if not isinstance(values, dict):
        raise invalid_parameter(path, "Invalid object")
    fields = _fields(kind)
    checked = {}
    for name, value in values.items():
        inner = f"{path}[{name}]" if path else name
        if name not in fields:
            raise unknown_parameter(inner)
        checked[name] = _check(value, fields[name], inner)
    for name in sorted(kind.__required_keys__ & set(fields)):
        if name not in values:
            raise missing_parameter(f"{path}[{name}]" if path else name)
    return checked


def _check(value, kind, path):
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _check_choice(value, typing.get_args(kind), path)
    if origin is typing.Literal:
        return _check_enumeration(value, typing.get_args(kind), path)
    if origin in (list, typing.List):  # noqa: UP006
        return _check_list(value, typing.get_args(kind)[0], path)
    if origin in (dict, UntypedStripeObject) or kind is dict:
        return _check_texts(value, path)
    if _is_typed(kind):
        return _check_fields(value, kind, path)
    return _check_simple(value, kind, path)


def _check_choice(value, kinds, path):
    """A value of one of several types."""
    known = [v for k in kinds for v in _literals(k) if v]
    if value == "" and any("" in _literals(kind) for kind in kinds):
        return ""
    if known and isinstance(value, str):  # the SDK adds `str` for values to come
        return _check_enumeration(value, known, path)
    rest = [kind for kind in kinds if not _literals(kind) and kind is not type(None)]
    if isinstance(value, dict):
        rest = [kind for kind in rest if _is_object(kind)] or rest
    return _check(value, rest[0], path)


def _literals(kind):
    return typing.get_args(kind) if typing.get_origin(kind) is typing.Literal else ()


def _is_typed(kind):
    return hasattr(kind, "__required_keys__")  # from `typing` or its extensions


def _is_object(kind):
    return _is_typed(kind) or typing.get_origin(kind) is dict


def _check_enumeration(value, known, path):
    if value not in known:
        names = ", ".join(name for name in known if name)
        raise invalid_parameter(path, f"Invalid {path}: must be one of {names}")
    return value


def _check_list(value, kind, path):
    if not isinstance(value, list):
        raise invalid_parameter(path, "Invalid array")
    return [
        _check(inner, kind, f"{path}[{index}]") for index, inner in enumerate(value)
    ]


def _check_texts(value, path):
    if isinstance(value, list):  # names that are numbers
        value = {str(index): inner for index, inner in enumerate(value)}
    if not isinstance(value, dict) or not all(
        isinstance(inner, str) for inner in value.values()
    ):
        raise invalid_parameter(path, "Invalid hash")
    return value


def _check_simple(value, kind, path):
    if not isinstance(value, str):
        raise invalid_parameter(path, f"Invalid {path}")
    if kind is int:
        if not re.fullmatch(r"-?\d+", value):
            message = f"Invalid integer: {value}"
            raise invalid_parameter(path, message, "parameter_invalid_integer")
        return int(value)
    if kind is bool:
        if value not in ("true", "false"):
            raise invalid_parameter(path, f"Invalid boolean: {value}")
        return value == "true"
    if value == "":
        message = f"You passed an empty string for '{path}'."
        raise invalid_parameter(path, message, "parameter_invalid_empty")
    return value
