-- Links of three years, made by the database itself: two sellers, forty customers.
-- Written with psycopg: {count} is the number of links.
WITH link AS (
    SELECT n,
           CASE WHEN n % 20 = 0 THEN 'active'
                WHEN n % 20 < 14 THEN 'paid'
                WHEN n % 20 < 18 THEN 'expired'
                ELSE 'deactivated' END AS state,
           now() - interval '3 years' * (({count} - n)::float / {count}) AS made_at
      FROM generate_series(1, {count}) n
)
INSERT INTO pay_link (
    name, token, state, payment_state, payment_exception, res_model, res_id,
    document_name, partner_id, company_id, user_id, email, currency_id, amount,
    amount_paid, amount_min, capture_mode, create_date, write_date, create_uid,
    write_uid, first_seen_at, paid_at, sent_at, channel
)
SELECT 'PL/' || lpad(n::text, 8, '0'), md5(n::text), state,
       CASE state WHEN 'paid' THEN 'paid' ELSE 'unpaid' END, 'none', 'sale.order',
       1000000 + n, 'S' || lpad(n::text, 8, '0'),
       partner.ids[1 + n % array_length(partner.ids, 1)], 1,
       seller.ids[1 + n % array_length(seller.ids, 1)],
       'customer' || n || '@customer.example', company.currency_id, 10 + n % 990,
       CASE state WHEN 'paid' THEN 10 + n % 990 ELSE 0 END, 0, 'provider', made_at,
       made_at, 1, 1, CASE WHEN n % 3 > 0 THEN made_at + interval '1 hour' END,
       CASE state WHEN 'paid' THEN made_at + interval '2 days' END, made_at,
       CASE n % 3 WHEN 0 THEN 'sms' ELSE 'email' END
  FROM link,
       (SELECT array_agg(id) AS ids FROM (SELECT id FROM res_partner ORDER BY id LIMIT 40) p) partner,
       (SELECT array_agg(id) AS ids FROM res_users WHERE login IN ('admin', 'demo')) seller,
       (SELECT currency_id FROM res_company WHERE id = 1) company
