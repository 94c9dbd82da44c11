{
    "name": "Pay Link: Point of Sale",
    "summary": "Private payment links at the till: sales on account, deposits,"
    " e-wallets and customer accounts",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "license": "LGPL-3",
    "author": "Pay Link for Odoo",
    "images": ["static/description/banner.png"],
    "depends": [
        "pay_link_invoicing",
        "point_of_sale",
        "pos_online_payment",
        "pos_loyalty",
    ],
    "data": [
        "security/pay_link_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "data/web_tour_tour_data.xml",
        "report/pos_order_reports.xml",
        "report/pos_session_sales_details.xml",
        "wizards/pay_link_send_wallet_views.xml",
        "views/pay_link_mail_templates.xml",
        "views/loyalty_card_views.xml",
        "views/pos_order_views.xml",
        "views/pay_link_menus.xml",
        "views/pos_session_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "demo": ["demo/pay_link_pos_demo.xml"],
    "assets": {
        "point_of_sale._assets_pos": [
            # the pointer of a guided tour, which starts in the back office
            "web_tour/static/src/scss/tour_pointer.scss",
            "pay_link_pos/static/src/app/**/*",
        ],
        "web.assets_backend": ["pay_link_pos/static/src/app/tours/**/*"],
        "web.assets_unit_tests": ["pay_link_pos/static/tests/unit/**/*"],
        "web.assets_tests": ["pay_link_pos/static/tests/tours/**/*"],
    },
}
