-- What happened to the links of links.sql: payments, sendings, visits, messages of the
-- provider, activities, sales at the till.

CREATE TEMP TABLE made AS
SELECT *, res_id - 1000000000 AS n, now() AT TIME ZONE 'UTC' - create_date AS age
  FROM pay_link WHERE res_id > 1000000000;
CREATE INDEX ON made (id);
ANALYZE made;

-- An attempt for each payment; where a sixth of the customers needed a second one.
INSERT INTO payment_transaction (
    reference, provider_id, company_id, payment_method_id, currency_id, partner_id,
    partner_name, amount, state, operation, is_post_processed, provider_reference,
    pay_link_id, pay_link_is_hold, pay_link_capture_mode, pay_link_next_check_at,
    last_state_change, create_date, write_date, create_uid, write_uid
)
SELECT link.name || '-' || attempt.number, provider.id, link.company_id, card_id,
       link.currency_id, link.partner_id, 'Customer', attempt.amount, attempt.state,
       'online_direct', true, 'bench-' || link.id || '-' || attempt.number, link.id,
       false, 'provider',
       CASE attempt.state WHEN 'pending' THEN now() + interval '1 day' * (1 + n % 5) END,
       moment, moment, moment, 1, 1
  FROM made link
 CROSS JOIN shop
  JOIN payment_provider provider
    ON provider.company_id = link.company_id AND provider.code = 'demo',
       LATERAL (SELECT coalesce(paid_at, link.create_date + interval '1 day') AS moment) m,
       LATERAL (
           SELECT 1 AS number, link.amount, 'error' AS state WHERE n % 6 = 0
            UNION ALL
           SELECT 2, link.amount, payment_state
            WHERE payment_state = 'pending'
            UNION ALL
           SELECT 3, CASE payment_state WHEN 'partial' THEN amount_paid ELSE amount END,
                  'done' WHERE payment_state IN ('paid', 'partial', 'refunded')
       ) attempt
 ORDER BY link.id;
INSERT INTO payment_transaction (
    reference, provider_id, company_id, payment_method_id, currency_id, partner_id,
    partner_name, amount, state, operation, is_post_processed, source_transaction_id,
    provider_reference, pay_link_id, last_state_change, create_date, write_date,
    create_uid, write_uid
)
SELECT 'R-' || tx.reference, tx.provider_id, tx.company_id, tx.payment_method_id,
       tx.currency_id, tx.partner_id, tx.partner_name, -tx.amount, 'done', 'refund', true,
       tx.id, 're-' || tx.id, tx.pay_link_id, tx.last_state_change + interval '3 days',
       tx.last_state_change, tx.last_state_change, 1, 1
  FROM payment_transaction tx
  JOIN made link ON link.id = tx.pay_link_id
 WHERE link.payment_state = 'refunded' AND tx.state = 'done';

-- The request, a reminder for a seventh, a receipt for most payments.
INSERT INTO pay_link_sending (
    link_id, channel, purpose, address, state, reminder_id, user_id,
    create_date, write_date, create_uid, write_uid
)
SELECT link.id, CASE purpose WHEN 'request' THEN link.channel ELSE 'email' END, purpose,
       link.email, CASE WHEN n % 90 = 0 THEN 'failed' ELSE 'sent' END,
       CASE purpose WHEN 'reminder' THEN reminder.id END, link.user_id,
       link.sent_at + delay, link.sent_at + delay, 1, 1
  FROM made link
  JOIN pay_link_reminder reminder
    ON reminder.company_id = link.company_id AND reminder.trigger = 'after_sending',
       LATERAL (
           SELECT 'request' AS purpose, interval '0' AS delay
            UNION ALL
           SELECT 'reminder', interval '3 days' -- none is due to be sent now
            WHERE age > interval '68 hours' AND (n % 7 = 0 OR link.state = 'active')
            UNION ALL
           SELECT 'receipt', paid_at - sent_at WHERE paid_at IS NOT NULL AND n % 4 > 0
       ) sending
 WHERE link.channel IS NOT NULL
 ORDER BY link.id;

INSERT INTO pay_link_visit (link_id, seen_at, device, create_date, write_date)
SELECT id, moment, CASE n % 3 WHEN 0 THEN 'computer' ELSE 'phone' END, moment, moment
  FROM made,
       LATERAL (SELECT first_seen_at + interval '1 day' * visit AS moment
                  FROM generate_series(0, n % 3) visit) v
 WHERE first_seen_at > now() - interval '1 year';

-- The provider's messages of three months; a few could not be understood.
INSERT INTO pay_link_event (
    provider_id, company_id, event_id, type, payload, state, tries, processed_at,
    transaction_id, link_id, create_date, write_date, create_uid, write_uid
)
SELECT tx.provider_id, tx.company_id, 'evt_' || tx.id || '_' || number,
       'payment_intent.succeeded',
       (SELECT string_agg(md5(tx.id || '-' || part), '') FROM generate_series(1, 60) part),
       CASE WHEN tx.id % 2000 = 0 THEN 'failed' ELSE 'done' END, 1, tx.last_state_change,
       tx.id, tx.pay_link_id, tx.last_state_change, tx.last_state_change, 1, 1
  FROM payment_transaction tx
  JOIN made ON made.id = tx.pay_link_id
 CROSS JOIN generate_series(1, 2) number
 WHERE tx.last_state_change > now() - interval '90 days' AND tx.state = 'done';

INSERT INTO mail_activity (
    res_model_id, res_model, res_id, activity_type_id, user_id, summary, date_deadline,
    active, create_uid, write_uid, create_date, write_date
)
SELECT model.id, 'pay.link', made.id, kind.id, made.user_id, 'Call', current_date, true,
       1, 1, now(), now()
  FROM made
  JOIN ir_model model ON model.model = 'pay.link'
 CROSS JOIN (SELECT min(id) AS id FROM mail_activity_type) kind
 WHERE made.state = 'active' AND n % 20 = 0;

-- Payments of which the sellers were told at a till, and did not look.
INSERT INTO pay_link_unread_rel (transaction_id, user_id)
SELECT tx.id, made.user_id
  FROM payment_transaction tx
  JOIN made ON made.id = tx.pay_link_id
 WHERE tx.state = 'done' AND tx.operation = 'online_direct' AND made.age < interval '30 days';

-- A till sells five times a link that it makes.
INSERT INTO pos_order (
    name, uuid, company_id, session_id, config_id, partner_id, state, amount_tax,
    amount_total, amount_paid, amount_return, date_order, create_date, write_date,
    create_uid, write_uid, user_id
)
SELECT 'Shop/' || n, 'bench-' || n, 1, session_id, config_id, partner_id, 'done', 0, amount,
       amount, 0, create_date, create_date, create_date, 1, 1, user_id
  FROM made CROSS JOIN shop
 WHERE n % 2 = 0;

DO $$ DECLARE definition text; BEGIN
    FOR definition IN SELECT indexdef FROM index_of_table LOOP
        EXECUTE definition;
    END LOOP;
END $$;
DROP FUNCTION bench_chance;
