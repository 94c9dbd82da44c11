import {PosPaymentMethod} from "@point_of_sale/../tests/unit/data/pos_payment_method.data";
import {patchWithCleanup} from "@web/../tests/web_test_helpers";

const METHOD = {
    id: 90,
    name: "Deposit by pay link",
    is_cash_count: false,
    use_payment_terminal: false,
    split_transactions: true,
    type: "pay_later",
    image: false,
    sequence: 9,
    payment_method_type: "none",
    default_qr: false,
    is_pay_link: true,
};

/** Let the till know the method that shows deposits. */
export function defineDepositMethod() {
    patchWithCleanup(PosPaymentMethod.prototype, {
        _load_pos_data_fields() {
            return [...super._load_pos_data_fields(...arguments), "is_pay_link"];
        },
    });
    patchWithCleanup(PosPaymentMethod, {
        _records: [...PosPaymentMethod._records, METHOD],
    });
}

/** A deposit as the server sends it. */
export function addDeposit(store, order, amount, values = {}) {
    return store.models["pos.payment"].create({
        pos_order_id: order,
        payment_method_id: store.models["pos.payment.method"].get(METHOD.id),
        amount,
        payment_status: "done",
        ...values,
    });
}
