"""POST /auth/users/activation/: open an account with the link of a mail."""

from shared import bootstrap, bootstrap_accounts
from shared.api.account_schemas import ACTIVATION
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.activation import activation

api = Api()


@api.endpoint(
    "POST",
    "/auth/users/activation/",
    summary="Open an account with the link of a mail",
    status=204,
    request=ACTIVATION,
    needs_user=False,
    errors=(403, 409),
)
def activate(request: Request) -> Answer:
    """Answer nothing."""
    activation(**request.body, users=bootstrap.users(), links=bootstrap_accounts.links())
    return Answer(204, "")


handler = api.handler
