import {DepositReturnButton} from "@pay_link_pos/app/components/deposit_return_button/deposit_return_button";
import {PaymentScreen} from "@point_of_sale/app/screens/payment_screen/payment_screen";
import {patch} from "@web/core/utils/patch";

patch(PaymentScreen, {
    components: {...PaymentScreen.components, DepositReturnButton},
});
