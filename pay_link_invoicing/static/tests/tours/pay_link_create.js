import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("pay_link_create", {
    steps: () => [
        {
            content: "Ask for the money of this order",
            trigger: "button[name=action_send_pay_link]",
            run: "click",
        },
        {
            content: "Ask for a deposit",
            trigger: ".modal div[name=amount] input",
            run: "edit 400",
        },
        {
            content: "Leave the field",
            trigger: ".modal div[name=email] input",
            run: "click",
        },
        {
            content: "The dialog says that it is a deposit",
            trigger: ".modal div[name=effects]:contains(deposit)",
        },
        {
            content: "Create the link",
            trigger: ".modal button[name=action_create_link]:enabled",
            run: "click",
        },
        {
            content: "Its address can be copied",
            trigger: ".o_form_view div[name=url]:contains(/pay/) .o_btn_char_copy",
        },
        {
            content: "It is active",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains(Active)",
        },
        {
            content: "Its QR code is shown",
            trigger: ".o_form_view div[name=qr_url] img",
        },
        {
            content: "Close the address",
            trigger: "button[name=action_deactivate]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal .modal-footer button.btn-primary",
            run: "click",
        },
        {
            content: "It is over",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains(Deactivated)",
        },
        {
            content: "Open the menu of orders",
            trigger: ".o_menu_sections button:contains(Orders)",
            run: "click",
        },
        {
            content: "Open the list",
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='pay_link_invoicing.menu_pay_link_sale']",
            run: "click",
        },
        {
            content: "The list starts with what is active",
            trigger: ".o_pay_link_tabs button.active[data-tab=active]",
        },
        {
            content: "Look at what was deactivated",
            trigger: ".o_pay_link_tabs button[data-tab=deactivated]",
            run: "click",
        },
        {
            content: "The link is there",
            trigger: ".o_list_view .o_data_row:contains(Deactivated)",
        },
    ],
});
