/* global posmodel */
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import {registry} from "@web/core/registry";

async function post(url, values = {}) {
    const response = await fetch(url, {
        method: "POST",
        body: new URLSearchParams(values),
    });
    if (!response.ok) {
        throw new Error(`${url}: ${response.status}`);
    }
    return response;
}

/** What the customer does on the pay page, and on the page of the provider. */
async function payAsCustomer(url) {
    const page = new DOMParser().parseFromString(
        await (await fetch(url)).text(),
        "text/html"
    );
    const method = page.querySelector("[name=method]").value;
    await post(`${url}/checkout`, {method});
    await post(`${url}/demo/pay`, {outcome: "done"});
    await post(`${url}/check`, {awaiting: "1"});
}

let url = "";

registry.category("web_tour.tours").add("pay_link_deposit", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.addOrderline("Flour", "1"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Ada's Bakery"),
            ProductScreen.clickControlButton("Deposit"),
            {
                content: "ask for a part of it",
                trigger: ".modal .pay-link-form input.fw-bolder",
                run: "edit 30.00",
            },
            {
                content: "send it",
                trigger: ".modal .pay-link-send:not(:disabled)",
                run: "click",
            },
            {
                content: "it is on its way",
                trigger: ".o_notification:contains(ada@bakery.example.com)",
            },
            {trigger: "body:not(:has(.modal))"},
            {
                content: "the customer pays on the pay page",
                trigger: ".product-screen",
                timeout: 60000,
                run: async () => {
                    const order = posmodel.getOrder();
                    const filter = [["id", "=", order.id]];
                    await posmodel.data.loadServerOrders(filter);
                    url = new URL(order.pay_link_url).pathname;
                    await payAsCustomer(url);
                    // The bus tells no tills while a test runs.
                    await posmodel.data.loadServerOrders(filter);
                },
            },
            ProductScreen.clickPayButton(),
            {
                content: "the deposit is there, and can't be deleted",
                trigger:
                    ".paymentline:contains(Deposit by pay link):contains(30.00)" +
                    ":not(:has(.delete-button))",
            },
            PaymentScreen.remainingIs("70.0"),
            PaymentScreen.clickPaymentMethod("Cash", true, {amount: "70.0"}),
            PaymentScreen.validateButtonIsHighlighted(true),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptIsThere(),
            ReceiptScreen.paymentLineContains("Deposit by pay link", "30.00"),
            ReceiptScreen.paymentLineContains("Cash", "70.00"),
            Chrome.endTour(),
        ].flat(),
});
