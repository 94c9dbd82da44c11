import {_t} from "@web/core/l10n/translation";
import {markup} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const OPEN_REGISTER = ".modal-footer .btn-primary";
const PRODUCTS = ".product-list";

/** From the back office into the till, which is another page: both know this tour. */
function openTill() {
    return [
        ...stepUtils.goToAppSteps(
            "point_of_sale.menu_point_root",
            markup(_t("Let’s sell now and be <b>paid by link</b> later."))
        ),
        {
            trigger: ".o_kanban_record button[name='open_ui']",
            content: _t("Open the till of your shop."),
            tooltipPosition: "bottom",
            run: "click",
            expectUnloadPage: true,
        },
        {
            isActive: ["auto"],
            trigger: OPEN_REGISTER,
            timeout: 60000, // the till loads all that it sells
            run: "click",
        },
    ];
}

function sellOnAccount() {
    return [
        {
            isActive: ["auto"],
            trigger: `${PRODUCTS} .product`,
            run: "click",
        },
        // of the person, any product will do: the list hears of a tap on each
        ...[`${OPEN_REGISTER}, ${PRODUCTS}`, PRODUCTS].map((trigger) => ({
            isActive: ["manual"],
            trigger,
            content: _t("Open the register if it is closed, and choose a product."),
            tooltipPosition: "bottom",
            run: "click",
        })),
        {
            trigger: ".pay-order-button",
            content: _t("The customer wants to pay later? Go on as always."),
            tooltipPosition: "top",
            run: "click",
        },
        {
            trigger: ".paymentmethod:has(img[src*='pay-later'])",
            content: markup(_t("Put the sale on the <b>customer's account</b>.")),
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: ".partner-button",
            content: _t("Choose the customer, someone with an e-mail address."),
            tooltipPosition: "top",
            run: "click",
        },
        {
            isActive: ["auto"],
            trigger: ".partner-line:has(.partner-line-email:contains(@))",
            run: "click",
        },
        {
            isActive: ["manual"],
            trigger: ".modal tbody:has(.partner-line), .partner-line",
            content: _t("The balance says who owes money already."),
            tooltipPosition: "top",
            run: "click",
        },
        {
            isActive: ["auto"],
            trigger: ".pay-link-email",
        },
    ];
}

function followPayment() {
    return [
        {
            trigger: ".validation-button.next",
            content: markup(
                _t(
                    "The receipt goes out by e-mail <b>with a pay link</b>, unless you switch that off. Validate."
                )
            ),
            tooltipPosition: "top",
            run: "click",
        },
        {
            trigger: ".receipt-screen .next",
            timeout: 60000,
            content: _t(
                "The code on the receipt leads to the payment as well. Who has a phone at hand can pay at once."
            ),
            tooltipPosition: "top",
            run: "click",
        },
        {
            trigger: ".pay-link-bell",
            content: markup(
                _t("The <b>bell</b> tells you as soon as the money is there.")
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("pay_link_pos_tour", {
    url: "/odoo",
    steps: () => [...openTill(), ...sellOnAccount(), ...followPayment()],
});
