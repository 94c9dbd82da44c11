/* global posmodel */
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import {payLatestLink} from "./pay_link_page_util";
import {registry} from "@web/core/registry";

/** The server invoices meanwhile: that takes its time on a busy machine. */
function receiptIsShown() {
    return [{trigger: ".pos .receipt-screen", timeout: 60000}];
}

registry.category("web_tour.tours").add("pay_link_sale", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.addOrderline("Flour", "1"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Credit"),
            {
                content: "without a customer, one is asked for",
                trigger: ".pay-link-problem:contains('Choose the customer')",
            },
            PaymentScreen.validateButtonIsHighlighted(false),
            {trigger: ".pay-link-customer", run: "click"},
            {trigger: ".partner-line:contains('Ada')", run: "click"},
            {
                content: "the customer's address is no address",
                trigger: ".pay-link-problem:contains('several e-mail addresses')",
            },
            PaymentScreen.validateButtonIsHighlighted(false),
            {trigger: ".pay-link-address", run: "edit ada@bakery.example.com"},
            PaymentScreen.validateButtonIsHighlighted(true),
            PaymentScreen.isInvoiceButtonChecked(),
            {trigger: ".pay-link-done", run: "click"},
            {trigger: ".pay-link-email:contains('ada@bakery.example.com')"},
            PaymentScreen.clickValidate(),
            receiptIsShown(),
            {trigger: ".pay-link-scan:contains('Scan to pay')"},
            {
                content: "the code is that of the link",
                trigger: ".pay-link-receipt-qr-image",
                run() {
                    const url = posmodel.getOrder()?.pay_link_url;
                    if (!/\/pay\/.{20}/.test(url)) {
                        throw new Error(`No address on the receipt: ${url}`);
                    }
                },
            },
            payLatestLink(),
            {
                content: "tours get no message of the server: the order is read again",
                trigger: ".receipt-screen",
                run: () =>
                    posmodel.data.loadServerOrders([
                        ["id", "=", posmodel.getOrder().id],
                    ]),
            },
            {
                content: "nothing is due any more, and the receipt knows",
                trigger: ".receipt-screen:not(:has(.pay-link-receipt-qr))",
            },
        ].flat(),
});

registry.category("web_tour.tours").add("pay_link_sale_off", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.addOrderline("Flour", "1"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Credit"),
            {trigger: ".pay-link-wanted:checked", run: "click"},
            {trigger: ".payment-screen:not(:has(.pay-link-problem))"},
            PaymentScreen.clickPartnerButton(),
            PaymentScreen.clickCustomer("Ada"),
            PaymentScreen.validateButtonIsHighlighted(true),
            PaymentScreen.clickValidate(),
            receiptIsShown(),
            {trigger: ".receipt-screen:not(:has(.pay-link-receipt-qr))"},
        ].flat(),
});
