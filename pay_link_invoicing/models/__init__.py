from . import pay_link_addressee, pay_link_mixin  # isort: split
from . import pay_link  # isort: split
from . import pay_link_sending  # isort: split
from . import (
    account_move,
    account_move_line,
    ir_http,
    pay_link_account,
    pay_link_attempt,
    pay_link_batch,
    pay_link_batch_line,
    pay_link_bulk,
    pay_link_choices,
    pay_link_delivery,
    pay_link_discount,
    pay_link_document,
    pay_link_document_mail,
    pay_link_document_status,
    pay_link_due_date,
    pay_link_effects,
    pay_link_elsewhere,
    pay_link_event,
    pay_link_files,
    pay_link_followers,
    pay_link_items,
    pay_link_history,
    pay_link_language,
    pay_link_life,
    pay_link_limit,
    pay_link_number,
    pay_link_mail,
    pay_link_notify,
    pay_link_options,
    pay_link_page,
    pay_link_portal,
    pay_link_prefetch,
    pay_link_refund,
    pay_link_print,
    pay_link_receipt,
    pay_link_reminder,
    pay_link_report,
    pay_link_send,
    pay_link_sending_reminder,
    pay_link_settlement,
    pay_link_sms,
    pay_link_signing,
    pay_link_status,
    pay_link_stop,
    pay_link_terms,
    pay_link_values,
    pay_link_views,
    pay_link_visit,
    payment_option,
    payment_provider,
    payment_provider_demo,
    payment_provider_hold,
    payment_provider_message,
    payment_provider_stripe,
    payment_transaction,
    payment_transaction_capture,
    payment_transaction_follow_up,
    payment_transaction_hold,
    payment_transaction_unbooked,
    payment_transaction_money,
    payment_transaction_reference,
    payment_transaction_stripe,
    payment_transaction_stripe_capture,
    payment_transaction_stripe_fetch,
    payment_transaction_stripe_refund,
    payment_transaction_stripe_session,
    payment_transaction_token,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_search,
    res_users,
    sale_order,
    sale_order_delivery,
    sale_order_hold,
    sale_order_hold_invoice,
    sale_order_payment,
)

# isort: split
# extends what the files above define
from . import pay_link_activity
from . import pay_link_hold
from . import pay_link_hold_clock
from . import pay_link_hold_page
from . import pay_link_underway
from . import payment_provider_webhook
from . import payment_transaction_check
from . import payment_transaction_delivered
from . import payment_transaction_dispute
from . import payment_transaction_trigger
from . import pay_link_refund_failed
