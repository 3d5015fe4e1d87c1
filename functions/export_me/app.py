"""GET /auth/users/me/export/: everything that is stored of the caller."""

from shared import bootstrap
from shared.api.exports import EXPORT, EXPORT_QUERY, present_own_data
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.export_me import export_me

api = Api()


@api.endpoint(
    "GET", "/auth/users/me/export/", summary="Give oneself all one's data", query=EXPORT_QUERY, response=EXPORT
)
def export(request: Request) -> Answer:
    """Answer the user, the subscriptions and a page of payments."""
    data = export_me(
        request.user_id,
        request.query.get("cursor"),
        users=bootstrap.users(),
        payments=bootstrap.payments(),
        subscriptions=bootstrap.subscriptions(),
    )
    shown = present_own_data(data, request.base_url, bootstrap.clock().now())
    return Answer(200, shown, log={"user_id": request.user_id})


handler = api.handler
