"""The old URLs."""

from django.urls import include, path
from payments.views import InitializePayment, PaymentsHistory, StopPayment

urlpatterns = [
    path("auth/", include("djoser.urls")),
    path("auth/", include("djoser.urls.jwt")),
    path("dukka/api/initialize-payment/", InitializePayment.as_view()),
    path("dukka/api/payments-history/", PaymentsHistory.as_view()),
    path("dukka/api/stop-payment/<int:payment_id>/", StopPayment.as_view()),
]
