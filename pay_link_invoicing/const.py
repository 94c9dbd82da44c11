"""States of a pay link, the moves between them, and limits that are not settings."""

# State of the address. The moves not listed here are refused (DESIGN.md, section 2).
STATES = [
    ("active", "Active"),
    ("paid", "Paid"),
    ("deactivated", "Deactivated"),
    ("expired", "Expired"),
]
ALLOWED_MOVES = {
    "active": {"paid", "deactivated", "expired"},
    "expired": {"active"},
    "paid": {"active"},
    "deactivated": set(),
}

# What the transactions say, whatever the state of the address.
PAYMENT_STATES = [
    ("unpaid", "Unpaid"),
    ("pending", "Pending"),
    ("authorized", "Authorized"),
    ("partial", "Partly paid"),
    ("paid", "Paid"),
    ("refunded", "Refunded"),
]
PAYMENT_EXCEPTIONS = [
    ("none", "None"),
    ("late", "Late"),
    ("over", "Overpaid"),
    ("duplicate", "Paid twice"),
]
CAPTURE_MODES = [
    ("provider", "As the provider is set up"),
    ("automatic", "At once"),
    ("manual", "By hand"),
    ("delivery", "After delivery"),
]

# What became of money that was held (authorized) and is captured later.
HOLD_STATUSES = [
    ("none", "None"),
    ("held", "Held"),
    ("lapsing", "About to lapse"),
    ("lapsed", "Lapsed"),
    ("captured", "Captured"),
    ("released", "Released"),
]
# When the seller is warned before a hold lapses, and warned again.
HOLD_WARN_HOURS = 48
HOLD_URGENT_HOURS = 12
# How often a refused capture is tried again; the pause doubles, from one hour.
CAPTURE_TRIES = 5

# Amounts of a link in a currency without limits of its own (see `pay.link.limit`).
AMOUNT_MIN = 0.50
AMOUNT_MAX = 1_000_000.0
# Currencies whose unit is small: how many units, as a power of ten, buy about what one
# euro or dollar does. The largest amount is that much larger, the smallest one is not.
SMALL_UNITS = {
    **dict.fromkeys(("HUF", "INR", "ISK", "JPY", "KES", "PKR", "RSD"), 100.0),
    **dict.fromkeys(("AMD", "ARS", "CLP", "CRC", "KRW", "KZT", "XAF", "XOF"), 1_000.0),
    **dict.fromkeys(("COP", "MMK", "MNT", "NGN", "PYG", "TZS", "UGX"), 1_000.0),
    **dict.fromkeys(("IDR", "IRR", "KHR", "LAK", "LBP", "UZS", "VND"), 10_000.0),
}

REMINDER_TRIGGERS = [
    ("after_sending", "Days after the link was sent"),
    ("before_expiry", "Days before the link expires"),
    ("after_due", "Days after the due date"),
]
REMINDER_CHANNELS = [("email", "E-mail"), ("sms", "SMS")]

BATCH_STATES = [("draft", "Draft"), ("queued", "Sending"), ("done", "Done")]
BATCH_LINE_STATES = [
    ("draft", "Not sent"),
    ("queued", "Waiting"),
    ("sent", "Sent"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]

EVENT_STATES = [
    ("new", "New"),
    ("done", "Done"),
    ("ignored", "Ignored"),
    ("failed", "Failed"),
]
# How long after each try an event that failed is tried again; then a person is asked.
EVENT_RETRY_MINUTES = (1, 5, 30, 2 * 60, 12 * 60, 24 * 60, 24 * 60, 24 * 60)
EVENT_KEPT_DAYS = 90

# How many minutes after its start an attempt is asked about; after those daily. After
# some days a person is asked too; after the last check nobody any more.
CHECK_MINUTES = (1, 5, 60)
CHECK_DAYS = 7
CHECKS_MAX = 90

# Disputes, as Stripe tells of them, and what they come to.
DISPUTE_STATUSES = [
    ("warning_needs_response", "Inquiry to answer"),
    ("warning_under_review", "Inquiry under review"),
    ("warning_closed", "Inquiry closed"),
    ("needs_response", "To answer"),
    ("under_review", "Under review"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("prevented", "Prevented"),
]
DISPUTE_STATES = [
    ("open", "Disputed"),
    ("won", "Dispute won"),
    ("lost", "Dispute lost"),
]

# Stripe's messages: how large, how old, and about what.
WEBHOOK_MAX_BYTES = 512 * 1024
STRIPE_TOLERANCE_SECONDS = 300
STRIPE_EVENTS = [
    "payment_intent.processing",
    "payment_intent.amount_capturable_updated",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "setup_intent.succeeded",
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.captured",
    "charge.expired",
    "charge.refunded",
    "charge.refund.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
]

TOKEN_BYTES = 24  # 192 bits; `secrets.token_urlsafe` makes 32 characters of them
TOKEN_PATTERN = r"[A-Za-z0-9_-]{32}"

# Fields of a link that follow from its document and its payments: nobody types them.
SERVER_FIELDS = frozenset(
    {
        "name",
        "token",
        "state",
        "res_model",
        "res_id",
        "document_name",
        "due_date",
        "early_discount",
        "supersedes",
        "is_paid_elsewhere",
        "item_ids",
        "item_amounts",
        "partner_id",
        "company_id",
        "currency_id",
        "transaction_ids",
        "attempt_id",
        "payment_state",
        "amount_paid",
        "is_narrowed",
        "payment_exception",
        "exception_transaction_id",
        "resolved_exception",
        "exception_resolution",
        "exception_resolved_at",
        "exception_resolved_by_id",
        "first_seen_at",
        "paid_at",
        "deactivated_at",
        "superseded_by_id",
        "renewal_requested_at",
        "account_invited_at",
        "sent_at",
        "channel",
        "hold_until",
        "hold_status",
        "provider_id",
    }
)

# How long a payment that was started within the days of an early payment discount may
# take to be confirmed: a direct debit takes up to two weeks.
DISCOUNT_KEPT_DAYS = 14

# How long a customer gets no second invitation to the portal, whatever links they pay.
ACCOUNT_INVITATION_PAUSE_HOURS = 24

# Headers of every answer below `/pay/`: the address is a secret (DESIGN.md, section 4).
PAGE_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "frame-ancestors 'none'",
}
# The light page loads nothing but its own style, script and pictures.
PAGE_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
)
