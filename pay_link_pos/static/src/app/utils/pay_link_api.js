import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";

// What Odoo raises for people to read; of anything else only the log tells.
const READABLE = ["UserError", "ValidationError", "AccessError", "MissingError"];

/**
 * Call a method of the point of sale this till is.
 *
 * @param {object} pos the till's store
 * @param {string} method of `pos.config`
 * @param {...any} args
 * @returns {Promise<any>} the server's answer
 */
export function callPayLink(pos, method, ...args) {
    return pos.data.call("pos.config", method, [pos.config.id, ...args]);
}

/**
 * Say what went wrong in words for a cashier.
 *
 * @param {Error} error of a call
 * @returns {string}
 */
export function describeError(error) {
    if (error instanceof ConnectionLostError) {
        return _t("You are offline. Try again when the connection is back.");
    }
    if (error instanceof RPCError) {
        const name = (error.exceptionName || "").split(".").pop();
        if (READABLE.includes(name) && error.data?.message) {
            return error.data.message;
        }
    }
    console.error(error);
    return _t("That did not work. Try again, or ask your manager.");
}
