/** The till's method of deposits: it is on account, and no button. */
export function getDepositMethod(store) {
    const method = store.models["pos.payment.method"].find(
        ({type}) => type === "pay_later"
    );
    method.is_pay_link = true;
    return method;
}

/** A deposit as the server sends it. */
export function addDeposit(store, order, amount, values = {}) {
    return store.models["pos.payment"].create({
        pos_order_id: order,
        payment_method_id: getDepositMethod(store),
        amount,
        payment_status: "done",
        ...values,
    });
}
