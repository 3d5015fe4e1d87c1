"""DELETE /auth/users/me/: delete the caller's account."""

from shared import bootstrap, bootstrap_accounts
from shared.api.account_schemas import DELETE_ME
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.delete_me import delete_me
from shared.usecases.password_check import PasswordCheck

api = Api()


@api.endpoint(
    "DELETE",
    "/auth/users/me/",
    summary="Delete one's account: subscriptions end, payments are kept without the person",
    status=204,
    request=DELETE_ME,
    tells_late=True,
    errors=(409,),
)
def delete(request: Request) -> Answer:
    """Answer nothing."""
    delete_me(
        request.user_id,
        **request.body,
        problems=request.problems,
        users=bootstrap.users(),
        check=PasswordCheck(bootstrap_accounts.passwords(), bootstrap_accounts.throttle(), request.source_ip),
        payments=bootstrap.payments(),
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.schedule_remover(),
        clock=bootstrap.clock(),
    )
    return Answer(204, "", log={"user_id": request.user_id})


handler = api.handler
