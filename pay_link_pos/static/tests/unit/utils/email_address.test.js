import {expect, test} from "@odoo/hoot";
import {findEmail, findEmailProblem} from "@pay_link_pos/app/utils/email_address";

// The same table is checked against the server, see `test_wish_address.py`.
const GOOD = {
    "ada@bakery.example.com": "ada@bakery.example.com",
    " ada@bakery.example.com ": "ada@bakery.example.com",
    "ADA@Bakery.Example.COM": "ada@bakery.example.com",
    "Ada <ada@bakery.example.com>": "ada@bakery.example.com",
    '"Ada, L." <ada@bakery.example.com>': "ada@bakery.example.com",
    "<ada@bakery.com>": "ada@bakery.com",
    "ada+x@b-c.co.uk": "ada+x@b-c.co.uk",
    "jürgen@müller.de": "jürgen@müller.de",
};
const SEVERAL = [
    "a@b.com, c@d.com",
    "a@b.com; c@d.com",
    "a@b.com;c@d.com",
    "a@b.com c@d.com",
    "a@b.com/c@d.com",
    "a@b.com|c@d.com",
    "A <a@b.com>, B <c@d.com>",
    "a@b.com <c@d.com>",
];
const INVALID = [
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
];
// The server would take these, as another address than was typed.
const LOOSE = ["ada@bakery.com Ada", "ada@bak ery.com", "a da@b.com", "a@b.com, foo"];

test("one address is found and written as the server does", () => {
    for (const [text, email] of Object.entries(GOOD)) {
        expect(findEmail(text)).toBe(email);
        expect(findEmailProblem(text)).toBe("");
    }
});

test("several addresses are none", () => {
    for (const text of SEVERAL) {
        expect(findEmail(text)).toBe("");
        expect(findEmailProblem(text)).toBe("several");
    }
});

test("what is no address is refused", () => {
    for (const text of [...INVALID, ...LOOSE]) {
        expect(findEmail(text)).toBe("");
        expect(findEmailProblem(text)).toBe("invalid");
    }
});

test("nothing is none", () => {
    for (const text of ["", "  ", false, undefined]) {
        expect(findEmailProblem(text)).toBe("none");
    }
});
