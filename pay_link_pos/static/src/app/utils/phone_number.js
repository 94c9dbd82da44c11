// A till knows no numbering plans: it finds what can't be a number, the server has the
// last word and tells the seller.
const SEPARATORS = /[;,|/\n]|\s+(?=\+)/;
const NUMBER = /^(\+|00)?[\d\s().-]+$/;
const DIGITS_MIN = 6;
const DIGITS_MAX = 15;

function isNumber(text) {
    const digits = text.replace(/\D/g, "");
    return (
        NUMBER.test(text.trim()) &&
        digits.length >= DIGITS_MIN &&
        digits.length <= DIGITS_MAX
    );
}

function isAllowed(number, countries, home) {
    const international = /^(?:\+|00)([\d\s().-]+)$/.exec(number);
    if (!countries.length || (!international && !home)) {
        return true;
    }
    if (!international) {
        return countries.some((country) => country.id === home.id);
    }
    const digits = international[1].replace(/\D/g, "");
    return countries.some(
        ({phone_code: code}) => !code || digits.startsWith(String(code))
    );
}

/**
 * Return what is wrong with a phone number.
 *
 * @param {string|false} text
 * @param {object[]} countries - `res.country` records that may get an SMS; none: all.
 * @param {object} [home] - `res.country` of a number that is written without its code.
 * @returns {""|"none"|"several"|"invalid"|"country"}
 */
export function findPhoneProblem(text, countries = [], home) {
    const parts = (text || "").split(SEPARATORS).filter((part) => part.trim());
    if (!parts.length) {
        return "none";
    }
    if (parts.filter(isNumber).length > 1) {
        return "several";
    }
    if (parts.length > 1 || !isNumber(parts[0])) {
        return "invalid";
    }
    return isAllowed(parts[0].trim(), countries, home) ? "" : "country";
}
