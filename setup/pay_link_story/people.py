"""Who is who: the shop, those who work there, and its customers in several countries."""

import base64
from pathlib import Path

from odoo.fields import Command

LANGUAGES = ("fr_FR", "id_ID", "vi_VN", "el_GR")
# Whose words a customer reads: the pay page, the documents, the mails.
TRANSLATED = (
    "base",
    "web",
    "mail",
    "portal",
    "payment",
    "account",
    "account_payment",
    "sale",
    "sms",
    "pay_link_invoicing",
    "pay_link_pos",
)
SHOP = {
    "name": "Lantern & Oak",
    "email": "hello@lantern-oak.example.com",
    "phone": "+1 415-555-0142",
    "street": "18 Harbor Street",
    "website": "https://lantern-oak.example.com",
}
# login: name, groups
STAFF = {
    "seller": (
        "Clara Winter",
        "sales_team.group_sale_manager",
        "account.group_account_invoice",
        "point_of_sale.group_pos_user",
    ),
    "cashier": ("Sam Okafor", "point_of_sale.group_pos_user", "stock.group_stock_user"),
}
SPOKEN = {
    "fr": "fr_FR",
    "be": "fr_FR",
    "id": "id_ID",
    "vn": "vi_VN",
    "gr": "el_GR",
}  # elsewhere English
# key: name, country, city, e-mail, phone; who writes from a domain of their own is a company
CUSTOMERS = {
    "moreau": ("Atelier Moreau", "fr", "Lyon", "compta@atelier-moreau", "+33 6 39 98 12 34"),
    "tilleuls": ("Café des Tilleuls", "be", "Namur", "bonjour@tilleuls", "+32 470 12 34 56"),
    "elodie": ("Élodie Marchand", "fr", "Nantes", "elodie.marchand", "+33 6 39 98 56 78"),
    "melati": ("Toko Melati", "id", "Jakarta", "halo@toko-melati", "+62 812-3456-7890"),
    "ratna": ("Ratna Wulandari", "id", "Bandung", "ratna", "+62 813-4567-8901"),
    "senvang": ("Nhà hàng Sen Vàng", "vn", "Hà Nội", "xinchao@senvang", "+84 91 234 56 78"),
    "khoa": ("Trần Minh Khoa", "vn", "Đà Nẵng", "minhkhoa", "+84 93 456 78 90"),
    "galazio": ("Καφέ Γαλάζιο", "gr", "Αθήνα", "info@galazio", "+30 691 234 5678"),
    "eleni": ("Ελένη Παππά", "gr", "Πάτρα", "eleni.pappa", "+30 697 123 4567"),
    "harbour": ("Harbour Books", "ie", "Galway", "shop@harbour-books", "+353 85 012 3456"),
    "fernhill": ("Fernhill Clinic", "uk", "Bristol", "accounts@fernhill", "+44 7400 123456"),
    "prairie": ("Prairie Yoga Studio", "us", "Austin", "hi@prairie-yoga", "+1 512-555-0117"),
    "maple": ("Maple Street School", "ca", "Halifax", "office@maple-school", "+1 902-555-0163"),
    "owen": ("Owen Hartley", "us", "Portland", "owen.hartley", "+1 503-555-0128"),
}
PORTAL = "owen"
# key: name, type, price
PRODUCTS = {
    "table": ("Oak dining table", "consu", 890),
    "armchair": ("Linen armchair", "consu", 420),
    "rug": ("Wool rug, 200 × 300", "consu", 310),
    "shelf": ("Walnut bookshelf", "consu", 560),
    "stool": ("Café stool", "consu", 120),
    "lamp": ("Reading lamp", "consu", 95),
    "delivery": ("Delivery and assembly", "service", 80),
    "design": ("Interior design, half a day", "service", 260),
}


def move_in(env):
    """Make the people and the goods; return the records by their role."""
    _speak(env)
    _name_shop(env)
    staff = {login: _hire(env, login, *values) for login, values in STAFF.items()}
    customers = {key: _meet(env, *values) for key, values in CUSTOMERS.items()}
    _open_portal(env, customers[PORTAL])
    products = {key: _stock(env, *values) for key, values in PRODUCTS.items()}
    seller = staff["seller"].with_user(staff["seller"]).with_context(**env.context)
    return {**staff, "seller": seller, "customers": customers, "products": products}


def _speak(env):
    """Switch the customers' languages on, and load the words that they read."""
    for code in LANGUAGES:
        env["res.lang"]._activate_lang(code)
    modules = env["ir.module.module"].search(
        [("name", "in", TRANSLATED), ("state", "=", "installed")]
    )
    modules._update_translations(list(LANGUAGES))


def _name_shop(env):
    company = env.ref("base.main_company")
    logo = base64.b64encode((Path(__file__).parent / "logo.png").read_bytes())
    company.write({**SHOP, "logo": logo})


def _hire(env, login, name, *groups):
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@lantern-oak.example.com",
                "group_ids": [
                    Command.set([env.ref(group).id for group in ("base.group_user", *groups)])
                ],
            }
        )
    )


def _meet(env, name, country, city, email, phone):
    return env["res.partner"].create(
        {
            "name": name,
            "lang": SPOKEN.get(country, "en_US"),
            "country_id": env.ref(f"base.{country}").id,
            "city": city,
            "email": f"{email}.example.com" if "@" in email else f"{email}@example.com",
            "phone": phone,
            "is_company": "@" in email,
        }
    )


def _open_portal(env, partner):
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": partner.name,
            "login": "customer",
            "password": "customer",
            "partner_id": partner.id,
            "group_ids": [Command.set([env.ref("base.group_portal").id])],
        }
    )


def _stock(env, name, kind, price):
    return env["product.product"].create(
        {
            "name": name,
            "type": kind,
            "list_price": price,
            "taxes_id": [Command.clear()],
            "invoice_policy": "order",
        }
    )
