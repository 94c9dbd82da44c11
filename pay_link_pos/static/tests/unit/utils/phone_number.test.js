import {expect, test} from "@odoo/hoot";
import {findPhoneProblem} from "@pay_link_pos/app/utils/phone_number";

const BELGIUM = {id: 1, phone_code: 32};
const FRANCE = {id: 2, phone_code: 33};

test("numbers as people write them", () => {
    for (const text of [
        "+32 470 12 34 56",
        "0032470123456",
        "0470/123".replace("/", " "),
    ]) {
        expect(findPhoneProblem(text)).toBe("");
    }
});

test("what can't be a number", () => {
    expect(findPhoneProblem("")).toBe("none");
    expect(findPhoneProblem(false)).toBe("none");
    expect(findPhoneProblem("12")).toBe("invalid");
    expect(findPhoneProblem("call me")).toBe("invalid");
    expect(findPhoneProblem("+32 470 12 34 56, 0471 12 34 56")).toBe("several");
    expect(findPhoneProblem("+32470123456 +32470123457")).toBe("several");
});

test("only countries that may get an SMS", () => {
    const allowed = [BELGIUM];
    expect(findPhoneProblem("+32 470 12 34 56", allowed, FRANCE)).toBe("");
    expect(findPhoneProblem("+33 6 12 34 56 78", allowed, BELGIUM)).toBe("country");
    expect(findPhoneProblem("0033612345678", allowed, BELGIUM)).toBe("country");
    expect(findPhoneProblem("0470 12 34 56", allowed, BELGIUM)).toBe("");
    expect(findPhoneProblem("06 12 34 56 78", allowed, FRANCE)).toBe("country");
});
