from . import pay_page, payment, portal, post_processing, signing, stripe_webhook
