-- a copy of production must not close links that the original still owns
UPDATE ir_cron
   SET active = false
 WHERE id IN (
       SELECT res_id
         FROM ir_model_data
        WHERE module = 'pay_link_invoicing'
          AND model = 'ir.cron'
       );

-- nor listen to what Stripe tells the original
UPDATE payment_provider
   SET pay_link_old_webhook_secrets = NULL,
       pay_link_stripe_api_url = NULL;
