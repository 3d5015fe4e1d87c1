"""Paystack's refusals: HTTP status and body as they leave the API (paystack.md 1.5, 2.4, 3.2, 9.2)."""

from local.paystack_simulator.records import Json

BAD_REQUEST, UNAUTHORIZED, NOT_FOUND, UNPROCESSABLE = 400, 401, 404, 422
VALIDATION, API = "validation_error", "api_error"


class PaystackError(Exception):
    """A refusal that becomes an error answer; codes are left out where no source recorded one."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        hint: str | None = None,
        status: int = BAD_REQUEST,
        kind: str = VALIDATION,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"status": False, "message": message}
        if hint is not None:
            self.body["meta"] = {"nextStep": hint}
        if code is not None:
            self.body |= {"type": kind, "code": code}


def invalid_key() -> PaystackError:
    """S1: 401 for a bad, unknown or absent key."""
    hint = "Ensure that you provide the correct authorization key for the request"
    return PaystackError("Invalid key", code="invalid_Key", hint=hint, status=UNAUTHORIZED)


def missing(what: str) -> PaystackError:
    """A required field is absent; `what` is the field as the message names it."""
    hint = "Provide all required params "  # the space at the end is Paystack's
    return PaystackError(f"{what} is required", code="missing_params", hint=hint)


def invalid_email() -> PaystackError:
    """S5: not a plausible e-mail address."""
    return PaystackError("Invalid Email Address Passed", code="invalid_email_address")


def amount_not_integer() -> PaystackError:
    """S4: an amount with a fraction, or not a number."""
    return PaystackError('"amount" must be an integer')


def amount_not_positive() -> PaystackError:
    """S4: an amount of zero or less."""
    return PaystackError("Invalid Amount Sent")


def amount_too_large() -> PaystackError:
    """Above the largest transaction (paystack.md 1.3)."""
    return PaystackError("Transaction amount limit exceeded")


def currency_not_supported() -> PaystackError:
    """S6: the integration does not take this currency."""
    return PaystackError("Currency not supported by merchant")


def duplicate_reference() -> PaystackError:
    """S3, S17: the reference is taken for ever."""
    hint = "Try and create the Transaction or Charge with a new reference"
    error = PaystackError("Duplicate Transaction Reference", code="duplicate_reference", hint=hint)
    error.body["errorCodeMappingNotFound"] = False
    return error


def bad_reference() -> PaystackError:
    """A character that no reference may have."""
    return PaystackError("Invalid character in transaction reference")


def no_active_channel() -> PaystackError:
    """None of the channels asked for exists."""
    return PaystackError("No active channel to process transaction")


def reference_not_found() -> PaystackError:
    """S7: verify answers 400, not 404, for a reference it does not know."""
    hint = "Ensure that you're passing the reference of a transaction that exists on this integration"
    return PaystackError("Transaction reference not found.", code="transaction_not_found", hint=hint)


def transaction_not_found() -> PaystackError:
    """Fetch by an unknown id: 404."""
    return PaystackError("Transaction not found", status=NOT_FOUND)


def transaction_id_not_numeric() -> PaystackError:
    """Fetch by something that is no number."""
    return PaystackError("Transaction ID should be numeric.")


def authorization_unknown() -> PaystackError:
    """S16f: no such authorization code."""
    return PaystackError("Authorization code is invalid")


def authorization_mismatch() -> PaystackError:
    """S16g: one text for a wrong e-mail, an inactive code and a code which cannot be charged again."""
    return PaystackError(
        "Email does not match Authorization code. Authorization may be inactive or belong to a "
        "different email. Please confirm."
    )


def authorization_not_found() -> PaystackError:
    """S26: deactivating an unknown code: 404."""
    return PaystackError("Authorization code not found.", status=NOT_FOUND)


def customer_not_found() -> PaystackError:
    """Fetch of an unknown customer: 404."""
    return PaystackError("Customer not found", status=NOT_FOUND)


def not_refundable() -> PaystackError:
    """A refund of what was not paid; the words are a guess."""
    return PaystackError("Only successful transactions can be refunded")


def refund_currency() -> PaystackError:
    """S22: a refund in another currency than the charge's."""
    return PaystackError("Transaction currency must match refund currency")


def refund_too_small(least: str, *, is_all_gone: bool) -> PaystackError:
    """S22: below the smallest refund, which two texts name differently (paystack.md 6.2)."""
    if least.startswith("GHS") and not is_all_gone:
        return PaystackError("The minimum amount you may send in a single refund at this time is: GHS1.00")
    return PaystackError(f"Cannot refund less than {least}")


def refund_too_large() -> PaystackError:
    """S21: more than what is left, as after a partial refund where no amount is sent."""
    return PaystackError("Total refund amount cannot exceed original transaction amount")


def already_reversed() -> PaystackError:
    """S22: nothing is left to give back."""
    return PaystackError("Transaction has been fully reversed", code="transaction_reversed", kind=API)


def balance_too_low() -> PaystackError:
    """S22: the merchant's balance does not bear the refund."""
    text = "Insufficient balance to fulfill this refund. Please top up."
    return PaystackError(text, code="insufficient_balance", kind=API)


def refund_needs_nothing() -> PaystackError:
    """S23: only a refund that needs attention can be tried again."""
    return PaystackError(
        'Invalid Refund state, refund status should be "needs-attention"',
        code="invalid_params",
        hint="Ensure that the value(s) you're passing are valid.",
        status=UNPROCESSABLE,
    )


def refund_not_found() -> PaystackError:
    """Fetch or retry of an unknown refund: 404."""
    return PaystackError("Refund not found", status=NOT_FOUND)


def dispute_not_found() -> PaystackError:
    """An unknown dispute: 404; the words are a guess."""
    return PaystackError("Dispute not found", status=NOT_FOUND)


def dispute_is_over() -> PaystackError:
    """A dispute is answered once; the words are a guess."""
    return PaystackError("Dispute has already been resolved")


def invalid(what: str) -> PaystackError:
    """A value that makes no sense here; `what` is the field as the message names it, and the words are a guess."""
    hint = "Ensure that the value(s) you're passing are valid."
    return PaystackError(f"Invalid {what}", code="invalid_params", hint=hint)
