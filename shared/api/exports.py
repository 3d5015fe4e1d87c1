"""What is stored of a user, as it is given to them."""

from typing import Any

from shared.api.account_fields import Address
from shared.api.fields import Flag, HttpUrl, Instant, Text, Whole
from shared.api.present_subscription import present_subscription
from shared.api.presenters import present_instant, present_payment
from shared.api.schemas import PAYMENT
from shared.api.structures import Many, Object
from shared.api.subscription_schemas import SUBSCRIPTION
from shared.usecases.export_me import PAYMENTS_A_PAGE, OwnData

EXPORT_QUERY = Object({"cursor": Whole(required=False, minimum=1, help="From the previous page's next.")})
EXPORT = Object(
    {
        "user": Object(
            {
                "id": Text(),
                "username": Text(),
                "email": Address(),
                "is_active": Flag(),
                "is_staff": Flag(),
                "created_time": Instant(),
            }
        ),
        "subscriptions": Many(
            Object({**SUBSCRIPTION.fields, "email": Address(help="The address its card belongs to.")}),
            min_items=0,
            max_items=10_000,
        ),
        "payments": Many(PAYMENT, min_items=0, max_items=PAYMENTS_A_PAGE),
        "next": HttpUrl(nullable=True, help="Address of the next page of payments."),
    }
)


def present_own_data(data: OwnData, base_url: str, now: int) -> dict[str, Any]:
    """Everything as it stands at `now` (UTC epoch seconds), with the address of the next page of payments."""
    user, following = data.user, data.payments.next_before
    return {
        "user": {
            "id": user.id,
            "username": user.username,
            "email": user.email,
            "is_active": user.is_active,
            "is_staff": user.is_staff,
            "created_time": present_instant(user.created_at),
        },
        "subscriptions": [present_subscription(one, now) | {"email": one.email} for one in data.subscriptions],
        "payments": [present_payment(one) for one in data.payments.payments],
        "next": f"{base_url}/auth/users/me/export/?cursor={following}" if following else None,
    }
