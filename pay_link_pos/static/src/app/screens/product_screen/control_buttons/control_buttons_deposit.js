import {ControlButtons} from "@point_of_sale/app/screens/product_screen/control_buttons/control_buttons";
import {DepositButton} from "@pay_link_pos/app/components/deposit_button/deposit_button";
import {patch} from "@web/core/utils/patch";

patch(ControlButtons, {
    components: {...ControlButtons.components, DepositButton},
});
