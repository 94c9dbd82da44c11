-- The history of a shop that has sold for five years, made by the database itself:
-- {count} links and their customers. Sellers, reminders and currencies are there already
-- (see scale_shop.py). Chance is a hash of the link's number: two runs make the same shop.

-- Nothing is checked row by row, and the indexes are made at the end: it takes minutes.
SET session_replication_role = replica;
SET maintenance_work_mem = '512MB';
CREATE TEMP TABLE index_of_table AS
SELECT indexname, indexdef FROM pg_indexes
 WHERE tablename IN ('pay_link', 'payment_transaction', 'pay_link_sending', 'pos_order')
   AND indexname NOT IN (SELECT conname FROM pg_constraint);
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT indexname FROM index_of_table LOOP
        EXECUTE 'DROP INDEX ' || quote_ident(name);
    END LOOP;
END $$;

CREATE FUNCTION bench_chance(n bigint, salt int, sides int = 1000) RETURNS int
    LANGUAGE sql IMMUTABLE AS $$ SELECT abs(hashint8(n * 31 + salt) % sides) $$;

-- A fifth of the customers are companies, with three contacts each.
INSERT INTO res_partner (
    id, name, complete_name, email, email_normalized, lang, country_id, type, active,
    is_company, partner_share, autopost_bills, commercial_partner_id,
    create_uid, write_uid, create_date, write_date
)
SELECT 1000000 + n, tree || ' ' || n, tree || ' ' || n,
       'customer' || n || '@customer.example', 'customer' || n || '@customer.example',
       'en_US', country.ids[1 + n % 30], 'contact', true, n % 5 = 0, true, 'ask',
       1000000 + n, 1, 1, now(), now()
  FROM generate_series(1, greatest(200, {count} / 50)) n,
       LATERAL (SELECT ('{{Birch,Cedar,Elm,Hazel,Linden,Maple,Rowan,Spruce,Willow,Yew}}'
                        ::text[])[1 + n % 10] AS tree) word,
       (SELECT array_agg(id ORDER BY id) AS ids FROM res_country) country;
UPDATE res_partner contact
   SET parent_id = company.id, commercial_partner_id = company.id,
       complete_name = company.name || ', ' || contact.name
  FROM res_partner company
 WHERE contact.id > 1000000 AND contact.id % 5 BETWEEN 1 AND 3
   AND company.id = contact.id - contact.id % 5 AND company.is_company;

CREATE TEMP TABLE shop AS
SELECT (SELECT array_agg(id ORDER BY id) FROM res_users WHERE login LIKE 'seller%') AS sellers,
       (SELECT count(*)::int FROM res_partner WHERE id > 1000000) AS customers,
       (SELECT partner_id FROM res_users WHERE login = 'portal') AS portal_id,
       (SELECT id FROM res_currency WHERE name = 'EUR') AS euro_id,
       (SELECT id FROM res_currency WHERE name = 'JPY') AS yen_id,
       (SELECT min(id) FROM payment_method WHERE code = 'card') AS card_id,
       (SELECT min(id) FROM pos_config) AS config_id,
       (SELECT min(id) FROM pos_session) AS session_id;

-- What becomes of each link; of the old ones few are still open.
CREATE TEMP TABLE fate AS
SELECT link.*, shop.config_id, sellers[1 + n % array_length(sellers, 1)] AS user_id,
       CASE WHEN chance < CASE WHEN age < 14 THEN 500 WHEN age < 60 THEN 150 ELSE 2 END
            THEN 'active'
            WHEN chance % 100 < 72 THEN 'paid'
            WHEN chance % 100 < 88 THEN 'expired'
            ELSE 'deactivated' END AS state,
       CASE WHEN n % 10 < 6 THEN 'sale.order' WHEN n % 10 < 9 THEN 'account.move'
            ELSE 'pos.order' END AS res_model,
       CASE WHEN n % ({count} / 60) = 7 THEN portal_id -- a good customer: 60 links
            ELSE 1000001 + bench_chance(n, 2, customers) END AS partner_id,
       CASE WHEN n % 25 = 3 THEN yen_id WHEN n % 8 = 0 THEN euro_id
            ELSE company.currency_id END AS currency_id,
       10 + bench_chance(n, 3, 300000) / 100.0 AS amount, provider.id AS provider_id
  FROM (SELECT n, bench_chance(n, 1) AS chance, 1826 * (1 - n::float / {count}) AS age,
               CASE WHEN n % 5 = 0 THEN 2 ELSE 1 END AS company_id,
               (now() AT TIME ZONE 'UTC')
               - interval '5 years' * (1 - n::float / {count}) AS made_at
          FROM generate_series(1, {count}) n) link
  JOIN res_company company ON company.id = link.company_id
  JOIN payment_provider provider
    ON provider.company_id = link.company_id AND provider.code = 'demo'
 CROSS JOIN shop;

INSERT INTO pay_link (
    name, token, state, payment_state, payment_exception, res_model, res_id,
    document_name, partner_id, company_id, user_id, email, currency_id, amount,
    amount_paid, amount_min, capture_mode, supersedes, allow_partial, hold_status,
    create_date, write_date, create_uid, write_uid, expires_at, first_seen_at, paid_at,
    deactivated_at, renewal_requested_at, sent_at, channel, provider_id, pos_config_id
)
SELECT 'PL/' || extract(year FROM made_at) || '/' || lpad(n::text, 8, '0'),
       md5('link' || n), state, payment_state,
       CASE WHEN state = 'paid' AND age < 60 AND bench_chance(n, 4) < 5
            THEN ('{{late,over,duplicate}}'::text[])[1 + n % 3] ELSE 'none' END,
       res_model, 1000000000 + n,
       CASE res_model WHEN 'sale.order' THEN 'S' WHEN 'account.move' THEN 'INV/'
            ELSE 'Shop/' END || lpad(n::text, 8, '0'),
       partner_id, company_id, user_id, 'customer' || partner_id || '@customer.example',
       currency_id, amount,
       CASE payment_state WHEN 'paid' THEN amount WHEN 'partial' THEN amount / 2
            ELSE 0 END,
       0, 'provider', true, payment_state = 'partial',
       'none',
       made_at, made_at + interval '1 day', user_id, user_id,
       CASE WHEN n % 3 = 0 AND state <> 'expired' THEN NULL
            WHEN state = 'active' THEN now() + interval '1 day' * (1 + n % 28)
            ELSE made_at + interval '30 days' END,
       CASE WHEN bench_chance(n, 5) < 750 THEN made_at + interval '5 hours' END,
       CASE state WHEN 'paid' THEN made_at + interval '1 hour' * (1 + n % 240) END,
       CASE state WHEN 'deactivated' THEN made_at + interval '4 days' END,
       CASE WHEN state = 'expired' AND age < 90 AND n % 40 = 0
            THEN made_at + interval '31 days' END,
       CASE WHEN is_sent THEN made_at + interval '1 minute' END,
       CASE WHEN is_sent THEN
            ('{{email,email,email,sms,whatsapp,copy,qr}}'::text[])[1 + n % 7] END,
       CASE WHEN payment_state IN ('paid', 'partial', 'refunded') THEN provider_id END,
       CASE res_model WHEN 'pos.order' THEN config_id END
  FROM (SELECT *, bench_chance(n, 6) < 950 AS is_sent,
               CASE WHEN state = 'paid' THEN
                         CASE WHEN bench_chance(n, 7) < 25 THEN 'refunded' ELSE 'paid' END
                    WHEN state <> 'active' THEN 'unpaid'
                    WHEN bench_chance(n, 7) < 30 THEN 'partial'
                    WHEN bench_chance(n, 7) < 50 THEN 'pending'
                    ELSE 'unpaid' END AS payment_state
          FROM fate) link
 ORDER BY n;
