"""Begin a payment, list one's payments, stop a renewal."""

import uuid

import requests
from background_task.models import Task
from django.conf import settings
from rest_framework import generics, status
from rest_framework.response import Response
from rest_framework.views import APIView

from payments.models import Payment
from payments.serializers import HistorySerializer, InitializeSerializer
from payments.tasks import SECONDS, charge_again


class InitializePayment(APIView):
    """Ask Paystack for a checkout, store the payment, plan its renewal."""

    def post(self, request):  # noqa: ANN001, ANN201
        """Answer the access code."""
        form = InitializeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        reference = uuid.uuid4().hex
        answer = requests.post(
            f"{settings.PAYSTACK}/transaction/initialize",
            json={
                "email": form.validated_data["email"],
                "amount": int(form.validated_data["amount"] * 100),
                "currency": "NGN",
                "reference": reference,
            },
            headers={"Authorization": "Bearer sk_test_twin"},
            timeout=30,
        )
        if not answer.ok:
            return Response(answer.json(), status=status.HTTP_400_BAD_REQUEST)
        payment = form.save(user=request.user, reference=reference)
        if payment.subscription_plan:
            seconds = SECONDS[payment.payment_interval]
            charge_again(payment.id, schedule=seconds, repeat=seconds, verbose_name=f"renewal {payment.id}")
        return Response({"access_code": answer.json()["data"]["access_code"]}, status=status.HTTP_201_CREATED)


class PaymentsHistory(generics.ListAPIView):
    """All of one's payments."""

    serializer_class = HistorySerializer

    def get_queryset(self):  # noqa: ANN201
        """Newest first."""
        return Payment.objects.filter(user=self.request.user).order_by("-id")


class StopPayment(APIView):
    """Delete the task of a renewal."""

    def post(self, request, payment_id):  # noqa: ANN001, ANN201
        """Answer how many tasks there were."""
        payment = generics.get_object_or_404(Payment, id=payment_id, user=request.user)
        deleted, _ = Task.objects.filter(task_params=f"[[{payment.id}], {{}}]").delete()
        return Response({"detail": f"Stopped automatic payment {payment.id}", "tasks": deleted})
