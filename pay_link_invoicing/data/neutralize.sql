-- a copy of production must not close links that the original still owns
UPDATE ir_cron
   SET active = false
 WHERE id IN (
       SELECT res_id
         FROM ir_model_data
        WHERE module = 'pay_link_invoicing'
          AND model = 'ir.cron'
       );
