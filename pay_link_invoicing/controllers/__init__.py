from . import pay_page, payment, post_processing
