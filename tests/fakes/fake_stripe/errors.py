"""What Stripe answers when it refuses."""

import re


class ApiError(Exception):
    """An answer that is an error.

    :param int status: the HTTP status
    :param str message: what a person reads
    :param str code: what a program reads
    :param str param: the parameter that is to blame
    :param str kind: the error's `type`
    :param bool is_stored: whether the endpoint had begun, so that the idempotency key
        keeps this answer
    :param extra: further fields of the error, such as `decline_code`
    """

    def __init__(
        self,
        status,
        message,
        code=None,
        param=None,
        kind="invalid_request_error",
        is_stored=True,
        **extra,
    ):
        super().__init__(message)
        self.status = status
        self.is_stored = is_stored
        error = {"message": message, "type": kind, **extra}
        if code:
            page = code.replace("_", "-")
            url = f"https://stripe.com/docs/error-codes/{page}"
            error |= {"code": code, "doc_url": url}
        if param:
            error["param"] = param
        self.body = {"error": error}


def unknown_parameter(name):
    return ApiError(
        400,
        f"Received unknown parameter: {name}",
        "parameter_unknown",
        name,
        is_stored=False,
    )


def missing_parameter(name):
    message = f"Missing required param: {name}."
    return ApiError(400, message, "parameter_missing", name, is_stored=False)


def invalid_parameter(name, message, code=None):
    return ApiError(400, message, code, name, is_stored=False)


def resource_missing(resource, record_id, param="id", status=404):
    name = re.sub(r"[._]", "_", resource)
    message = f"No such {name}: '{record_id}'"
    return ApiError(status, message, "resource_missing", param)


def unexpected_state(message, intent):
    return ApiError(
        400, message, "payment_intent_unexpected_state", payment_intent=intent
    )


def wrong_key(key):
    shown = f"{key[:8]}{'*' * 12}{key[-4:]}" if key else ""
    message = (
        f"Invalid API Key provided: {shown}"
        if key
        else "You did not provide an API key. You need to provide your API key in the"
        " Authorization header, using Bearer auth."
    )
    return ApiError(401, message, is_stored=False)


def server_error():
    message = "An unknown error occurred"
    return ApiError(500, message, kind="api_error")
