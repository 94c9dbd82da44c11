from . import (
    demo,
    pay_page,
    payment,
    payment_form,
    portal,
    post_processing,
    signing,
    stripe_webhook,
)
