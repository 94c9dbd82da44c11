import {_t} from "@web/core/l10n/translation";

/**
 * Say what a refund through the provider gives back.
 *
 * @param {object} deposit see `pay_link_get_deposit`
 * @param {Function} formatCurrency
 * @returns {string}
 */
export function describeRefund({amount, provider}, formatCurrency) {
    return _t("Refund %(amount)s through %(provider)s", {
        amount: formatCurrency(amount),
        provider,
    });
}
