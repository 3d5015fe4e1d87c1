"""Rules of what API Gateway does before any function runs."""

from tests.infrastructure.project import FUNCTIONS, api_events
from tests.support.template import template


def test_the_paths_that_check_credentials_have_a_rate_of_their_own():
    """The gateway's method settings name paths with `~1` for a slash."""
    stage = template()["Resources"]["Api"]["Properties"]["MethodSettings"]
    stricter = {one["ResourcePath"].replace("~1", "/")[1:] for one in stage if one["ResourcePath"] != "/*"}

    assert stricter <= {path for name in FUNCTIONS for _, path in api_events(name)}
    mails = ("set_password", "reset_password", "reset_password_confirm", "activation", "resend_activation")
    for function in ("sign_up", "create_token", "refresh_token", *mails):
        assert {path for _, path in api_events(function)} <= stricter
    of_accounts = [one for one in stage if one["ResourcePath"].startswith(("/~1auth", "/~1api"))]
    assert all(one["ThrottlingRateLimit"] == {"Ref": "AuthRequestsPerSecond"} for one in of_accounts)


def test_a_burst_of_webhooks_is_let_in():
    """Paystack delivers again what is refused, but only three minutes later."""
    stage = {one["ResourcePath"]: one for one in template()["Resources"]["Api"]["Properties"]["MethodSettings"]}
    webhooks = stage["/~1dukka~1api~1webhooks~1paystack"]

    assert webhooks["ThrottlingBurstLimit"] >= 1_000
    assert webhooks["ThrottlingRateLimit"] > stage["/*"]["ThrottlingRateLimit"]
