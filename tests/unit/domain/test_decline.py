"""Why a charge was refused: each code that Paystack documents has a class; any other is handled with care."""

import pytest

from shared.domain.decline import DECLINE_CLASSES, Decline, DeclineClass
from shared.domain.transaction import AUTHORIZATION_REFUSED

HARD, SOFT, INFRASTRUCTURE, CAREFUL = DeclineClass
DOCUMENTED = """
    refer_to_card_issuer refer_to_card_issuer_special invalid_merchant pickup_card do_not_honor processing_error
    pickup_card_special honour_with_identification processing partial_approval vip_approval invalid_transaction
    invalid_amount invalid_account_number no_such_issuer customer_cancellation customer_dispute reenter_transaction
    invalid_response no_action_taken suspected_malfunction unable_to_locate_record format_error bank_not_supported
    expired_card suspected_fraud restricted_card call_acquirer_security pin_tries_exceeded no_credit_account
    function_not_supported pickup_lost_card pickup_stolen_card account_closed insufficient_funds no_checking_account
    no_savings_account expired_card invalid_pin no_card_record transaction_not_permitted_cardholder
    transaction_not_permitted_terminal suspected_fraud contact_acquirer daily_limit_exceeded restricted_card
    security_violation withdrawal_frequency_exceeded response_received_too_late pin_tries_exceeded
    card_blocked_first_use cvv_verification_failed verification_no_decline cutoff_in_progress
    issuer_or_switch_inoperative routing_destination_not_found legal_violation duplicate_transmission
    system_malfunction transaction_timeout blocked_by_cardholder
    declined expired_card invalid_account_number transaction_not_permitted_cardholder invalid_cvv card_replaced
    account_closed pickup_card transaction_timeout bank_unavailable
"""
"""Paystack's `gateway_response_code` of each response code but 00; the last two lines are Amex's (100 to 912)."""


def test_every_documented_code_has_a_class_and_no_other_has():
    assert set(DECLINE_CLASSES) == {*DOCUMENTED.split(), AUTHORIZATION_REFUSED, "challenge_expired"}


@pytest.mark.parametrize(
    ("code", "decline_class"),
    [
        *((code, HARD) for code in ("pickup_card", "pickup_card_special", "pickup_lost_card", "pickup_stolen_card")),
        *((code, HARD) for code in ("invalid_account_number", "no_such_issuer", "expired_card", "suspected_fraud")),
        *((code, HARD) for code in ("restricted_card", "account_closed", "transaction_not_permitted_cardholder")),
        *((code, HARD) for code in ("blocked_by_cardholder", "card_replaced", AUTHORIZATION_REFUSED)),
        *((code, SOFT) for code in ("insufficient_funds", "daily_limit_exceeded", "withdrawal_frequency_exceeded")),
        *((code, SOFT) for code in ("do_not_honor", "refer_to_card_issuer", "declined", "challenge_expired")),
        *((code, INFRASTRUCTURE) for code in ("processing_error", "processing", "reenter_transaction")),
        *((code, INFRASTRUCTURE) for code in ("invalid_response", "suspected_malfunction", "bank_unavailable")),
        *((code, INFRASTRUCTURE) for code in ("response_received_too_late", "cutoff_in_progress")),
        *((code, INFRASTRUCTURE) for code in ("issuer_or_switch_inoperative", "routing_destination_not_found")),
        *((code, INFRASTRUCTURE) for code in ("system_malfunction", "transaction_timeout")),
        *((code, CAREFUL) for code in ("invalid_pin", "pin_tries_exceeded", "invalid_cvv", "customer_cancellation")),
    ],
)
def test_is_classed_by_its_code(code, decline_class):
    assert Decline(code).decline_class is decline_class
    assert Decline(code).is_classified


@pytest.mark.parametrize("code", ["unknown", "", "Insufficient Funds", "INSUFFICIENT_FUNDS", "approved", "51"])
def test_what_the_table_does_not_have_is_handled_with_care_and_counted(code):
    decline = Decline(code, "Insufficient Funds")
    assert decline.decline_class is CAREFUL
    assert not decline.is_classified
