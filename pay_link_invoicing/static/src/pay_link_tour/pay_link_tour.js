import {_t} from "@web/core/l10n/translation";
import {markup} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const CUSTOMER = "Northwind Bicycles";
const PRODUCT = "Tune-up";

function makeQuotation() {
    return [
        {
            trigger: ".o_sale_order button.o_list_button_add",
            content: markup(_t("Start a <b>quotation</b>.")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_field_res_partner_many2one[name='partner_id'] input",
            content: _t("Who is the customer? Choose one, or type a new name."),
            tooltipPosition: "right",
            run: `edit ${CUSTOMER}`,
        },
        {
            isActive: ["auto"],
            trigger: `.ui-menu-item > a:contains('${CUSTOMER}')`,
            run: "click",
        },
        {
            trigger: ".o_field_x2many_list_row_add > a",
            content: _t("What do they buy?"),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name='product_id'] input, .o_field_widget[name='product_template_id'] input",
            content: _t("Choose a product, or type a new one, and give it a price."),
            tooltipPosition: "right",
            run: `edit ${PRODUCT}`,
        },
        {
            isActive: ["auto"],
            trigger: `.ui-menu-item a:contains('${PRODUCT}')`,
            run: "click",
        },
        {
            isActive: ["auto"],
            trigger: ".o_field_cell[name='price_subtotal']:contains(80.00)",
        },
    ];
}

function sendLink() {
    return [
        ...stepUtils.statusbarButtonsSteps(
            String(_t("Send pay link")),
            markup(_t("Now <b>ask for the money</b>: the customer pays from anywhere."))
        ),
        {
            isActive: ["manual", ".modal div[name='email'] input:placeholder-shown"],
            trigger: ".modal div[name='email'] input",
            content: _t("Where does the link go? Your own address is fine for a try."),
            tooltipPosition: "bottom",
            run: "edit name@example.com",
        },
        {
            trigger: ".modal button[name='action_send']:enabled",
            content: markup(
                _t(
                    "Ask for everything or for a part, set an end if you like, and <b>send</b> the link."
                )
            ),
            tooltipPosition: "top",
            run: "click",
        },
    ];
}

function followLink() {
    return [
        {
            isActive: ["auto"],
            trigger: "body:not(:has(.modal))",
        },
        stepUtils.autoExpandMoreButtons(true),
        {
            trigger: "button[name='action_view_pay_links']",
            content: markup(_t("<b>Follow</b> the link here.")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_form_view div[name='url'] .o_btn_char_copy",
            content: _t(
                "Seen, paid, bounced: it is all on this page. Copy the address to send it in a chat, too."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("pay_link_tour", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps(
            "sale.sale_menu_root",
            markup(_t("Let’s get a quotation <b>paid by link</b>."))
        ),
        ...makeQuotation(),
        ...sendLink(),
        ...followLink(),
    ],
});
