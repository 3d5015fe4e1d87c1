"""Renewals: a background task that repeats."""

import uuid

import requests
from background_task import background
from django.conf import settings

from payments.models import Payment

DAY = 86_400
SECONDS = {"weekly": 7 * DAY, "monthly": 30 * DAY, "yearly": 365 * DAY}


@background()
def charge_again(payment_id):  # noqa: ANN001, ANN201
    """Charge the saved card once more; what raises is tried again by the worker."""
    first = Payment.objects.get(id=payment_id)
    reference = uuid.uuid4().hex
    answer = requests.post(
        f"{settings.PAYSTACK}/transaction/charge_authorization",
        json={
            "email": first.email,
            "amount": int(first.amount * 100),
            "currency": "NGN",
            "authorization_code": first.authorization_code,
            "reference": reference,
        },
        headers={"Authorization": "Bearer sk_test_twin"},
        timeout=60,
    )
    is_paid = answer.ok and answer.json()["data"]["status"] == "success"
    Payment.objects.create(
        user_id=first.user_id,
        email=first.email,
        amount=first.amount,
        status="S" if is_paid else "F",
        reference=reference,
        authorization_code=first.authorization_code,
    )
