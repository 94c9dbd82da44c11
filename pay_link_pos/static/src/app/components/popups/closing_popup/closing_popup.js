import {ClosePosPopup} from "@point_of_sale/app/components/popups/closing_popup/closing_popup";

// The payments by link come with the other figures of the closing.
ClosePosPopup.props.push("pay_link_payments?");
