import {Navbar} from "@point_of_sale/app/components/navbar/navbar";
import {PayLinkBell} from "@pay_link_pos/app/components/navbar/pay_link_bell/pay_link_bell";
import {patch} from "@web/core/utils/patch";

patch(Navbar, {components: {...Navbar.components, PayLinkBell}});
