// As the server judges an address, see `pay.link.addressee`. What is more than one
// address, or one with a name in front of it, the server would read loosely: a cashier
// is asked to type it plainly instead.
const NAMED = /^(?:"[^"]*"|[^"<>@,;]*)\s*<([^<>]*)>$/;
const PLAIN = /^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,63}$/i;
const SEPARATORS = /[\s,;|/<>]+/;
const LABEL_LENGTH_MAX = 63;

/**
 * Return a domain as mail servers write it, or "" where none could.
 *
 * @param {string} domain
 */
function encodeDomain(domain) {
    try {
        const encoded = new URL(`http://${domain}`).hostname;
        const labels = encoded.split(".");
        const isDomain = labels.every(
            (label) => label && label.length <= LABEL_LENGTH_MAX
        );
        return isDomain ? encoded : "";
    } catch {
        return "";
    }
}

/**
 * Return the one e-mail address in a text, normalized; "" unless it holds exactly one.
 *
 * @param {string|false} text
 */
export function findEmail(text) {
    const trimmed = (text || "").trim();
    const address = NAMED.exec(trimmed)?.[1].trim() ?? trimmed;
    const [name, domain, ...rest] = address.split("@");
    if (!name || !domain || rest.length || /[\s:/?#]/.test(address)) {
        return "";
    }
    const isAscii = /^[\x20-\x7e]*$/.test(name);
    if (!PLAIN.test(`${isAscii ? name : "x"}@${encodeDomain(domain)}`)) {
        return "";
    }
    return `${isAscii ? name.toLowerCase() : name}@${domain.toLowerCase()}`;
}

/**
 * Return what is wrong with an e-mail address.
 *
 * @param {string|false} text
 * @returns {""|"none"|"several"|"invalid"}
 */
export function findEmailProblem(text) {
    if (findEmail(text)) {
        return "";
    }
    const words = (text || "").split(SEPARATORS).filter(Boolean);
    if (!words.length) {
        return "none";
    }
    return words.filter((word) => /.@./.test(word)).length > 1 ? "several" : "invalid";
}
