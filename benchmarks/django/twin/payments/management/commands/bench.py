"""Puts the tables into the state that a measurement begins with, or says what is in them."""

import json
from datetime import timedelta

from background_task.models import Task
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.utils import timezone

from payments.models import Payment
from payments.tasks import charge_again

HOUR = timedelta(hours=1)


class Command(BaseCommand):
    """`history NAME COUNT`, `due COUNT`, `later` (an hour passes for the tasks), `state`."""

    def add_arguments(self, parser) -> None:  # noqa: ANN001
        """A verb and its values."""
        parser.add_argument("verb", choices=["history", "due", "later", "state"])
        parser.add_argument("values", nargs="*")

    def handle(self, verb, values, **_) -> None:  # noqa: ANN001, ANN003
        """Do it."""
        print(json.dumps(getattr(self, verb)(*values)))

    def history(self, name: str, count: str) -> int:
        """Give a user a history of that length."""
        user = User.objects.get(username=name)
        Payment.objects.filter(user=user).delete()
        Payment.objects.bulk_create([self._payment(user) for _ in range(int(count))], batch_size=5_000)
        return int(count)

    def due(self, count: str) -> int:
        """Have that many renewals due now, and nothing else."""
        Task.objects.all().delete()
        user, _ = User.objects.get_or_create(username="renewed")
        rows = Payment.objects.bulk_create([self._payment(user) for _ in range(int(count))], batch_size=5_000)
        charge_again(rows[0].id, repeat=30 * 86_400)
        pattern = Task.objects.get()
        Task.objects.bulk_create([_alike(pattern, row.id) for row in rows[1:]], batch_size=5_000)
        return Task.objects.count()

    def later(self) -> int:
        """Let an hour pass: locks are an hour older, and what was put off is due."""
        moved = 0
        for task in Task.objects.all():
            task.run_at -= HOUR
            task.locked_at = task.locked_at and task.locked_at - HOUR - timedelta(seconds=1)
            task.save()
            moved += 1
        return moved

    def state(self) -> dict[str, int]:
        """Say how many renewals are stored as paid and as failed, and how many tasks wait for today."""
        renewals = Payment.objects.exclude(status="P")
        soon = timezone.now() + timedelta(days=1)
        return {
            "paid": renewals.filter(status="S").count(),
            "failed": renewals.filter(status="F").count(),
            "tasks_today": Task.objects.filter(run_at__lt=soon).count(),
        }

    def _payment(self, user: User) -> Payment:
        return Payment(
            user=user,
            email="amina@example.com",
            amount="5000.00",
            subscription_plan=True,
            payment_interval="monthly",
            status="P",
            reference="0123456789abcdef0123456789abcdef",
            authorization_code="AUTH_8dfhjjdt",
        )


def _alike(pattern: Task, payment_id: int) -> Task:
    values = {field.name: getattr(pattern, field.name) for field in Task._meta.fields if field.name != "id"}
    parameters = f"[[{payment_id}], {{}}]"
    return Task(**values | {"task_params": parameters, "task_hash": f"{payment_id:040d}"})
