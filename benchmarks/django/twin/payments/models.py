"""One table of payments; renewals are rows of their own."""

from django.conf import settings
from django.db import models


class Payment(models.Model):
    """A payment of a customer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    email = models.EmailField()
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    subscription_plan = models.BooleanField(default=False)
    payment_interval = models.CharField(max_length=10, null=True, blank=True)
    status = models.CharField(max_length=1, default="P")
    reference = models.CharField(max_length=100, blank=True)
    authorization_code = models.CharField(max_length=100, blank=True)
    created_time = models.DateTimeField(auto_now_add=True)
