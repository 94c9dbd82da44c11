import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("pay_link_portal", {
    steps: () => [
        {
            content: "Something is to pay",
            trigger: ".o_portal_index_card a[href*='filterby=to_pay']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It can be paid from the list",
            trigger: ".o_portal_my_doc_table a.btn-primary[href^='/pay/']",
        },
        {
            content: "Choose another filter",
            trigger: "#portal_searchbar_filters",
            run: "click",
        },
        {
            content: "What is paid",
            trigger: ".dropdown-menu a[href*='filterby=paid']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Nothing yet",
            trigger: "[role=status]:contains(You have not paid by link yet)",
        },
    ],
});
