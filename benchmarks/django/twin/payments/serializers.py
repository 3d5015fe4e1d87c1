"""The old field names."""

from rest_framework import serializers

from payments.models import Payment


class InitializeSerializer(serializers.ModelSerializer):
    """What begins a payment."""

    payment_interval = serializers.ChoiceField(["weekly", "monthly", "yearly"], required=False, allow_null=True)

    class Meta:
        """Its fields."""

        model = Payment
        fields = ("email", "amount", "subscription_plan", "payment_interval", "authorization_code")
        read_only_fields = ("authorization_code",)


class HistorySerializer(serializers.ModelSerializer):
    """A line of the history."""

    class Meta:
        """Its fields."""

        model = Payment
        fields = ("id", "created_time", "authorization_code", "amount", "email", "status", "reference")
