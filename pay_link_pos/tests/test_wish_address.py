from odoo.tests import TransactionCase, tagged

# The same table is checked against the till, see `email_address.test.js`.
GOOD = {
    "ada@bakery.example.com": "ada@bakery.example.com",
    " ada@bakery.example.com ": "ada@bakery.example.com",
    "ADA@Bakery.Example.COM": "ada@bakery.example.com",
    "Ada <ada@bakery.example.com>": "ada@bakery.example.com",
    '"Ada, L." <ada@bakery.example.com>': "ada@bakery.example.com",
    "<ada@bakery.com>": "ada@bakery.com",
    "ada+x@b-c.co.uk": "ada+x@b-c.co.uk",
    "jürgen@müller.de": "jürgen@müller.de",
}
SEVERAL = [
    "a@b.com, c@d.com",
    "a@b.com; c@d.com",
    "a@b.com;c@d.com",
    "a@b.com c@d.com",
    "a@b.com/c@d.com",
    "a@b.com|c@d.com",
    "A <a@b.com>, B <c@d.com>",
    "a@b.com <c@d.com>",
]
INVALID = [
    "ada",
    "ada@",
    "@bakery.com",
    "ada@bakery",
    "ada@bakery.c",
    "ada@@bakery.com",
    "ada@b..com",
    "ada@bakery.example.com.",
    "o'brien@x.ie",
    "ada@b_c.com",
    "ada@127.0.0.1",
]


@tagged("post_install", "-at_install")
class TestWishAddress(TransactionCase):
    """The till judges addresses as the server does."""

    def _judge(self, text):
        link = self.env["pay.link"].new({"email": text})
        return link._get_email_normalized(), link._get_email_problem()

    def test_good(self):
        for text, email in GOOD.items():
            self.assertEqual(self._judge(text), (email, ""), text)

    def test_several(self):
        for text in SEVERAL:
            self.assertIn("several", self._judge(text)[1], text)

    def test_invalid(self):
        for text in INVALID:
            self.assertIn("not a valid", self._judge(text)[1], text)
