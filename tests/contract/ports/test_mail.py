"""Links in mails, and the mails themselves: the fakes and the real ones keep the same promises."""

import io
import json
from dataclasses import replace

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError, ConnectTimeoutError
from moto import mock_aws

from shared.adapters.links import SignedLinks
from shared.adapters.mail import LambdaMailQueue, SesMailer
from shared.domain.errors import MailUnavailable
from shared.domain.mail import Mail, MailKind
from shared.domain.user import with_password
from tests.support.builders import OTHER_USER, a_user
from tests.support.fakes import FakeClock
from tests.support.fakes_mail import FakeLinks, FakeMailer, FakeMailQueue

THREE_DAYS = 3 * 86_400
RESET, ACTIVATION = MailKind.PASSWORD_RESET, MailKind.ACTIVATION
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:dukka-mail"


class Keys:
    def __init__(self, *keys):
        self.all = list(keys)

    @property
    def current(self):
        return self.all[0]


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture(params=["fake", "signed"])
def links(request, clock):
    return FakeLinks(clock) if request.param == "fake" else SignedLinks(Keys("k" * 64), clock)


class TestLinks:
    @pytest.mark.parametrize("kind", MailKind)
    def test_are_good_for_their_user_and_kind(self, links, kind):
        token = links.issue_link_token(kind, a_user())
        assert links.is_link_token(kind, a_user(), token)
        assert not links.is_link_token(kind, a_user(id=OTHER_USER), token)
        assert not any(links.is_link_token(other, a_user(), token) for other in MailKind if other is not kind)

    @pytest.mark.parametrize("waited", [0, 1, THREE_DAYS])
    def test_are_good_for_three_days(self, links, clock, waited):
        token = links.issue_link_token(RESET, a_user())
        clock.advance(waited)
        assert links.is_link_token(RESET, a_user(), token)

    @pytest.mark.parametrize("waited", [THREE_DAYS + 1, -1])
    def test_are_not_good_later_nor_before(self, links, clock, waited):
        token = links.issue_link_token(RESET, a_user())
        clock.advance(waited)
        assert not links.is_link_token(RESET, a_user(), token)

    @pytest.mark.parametrize(
        "changed",
        [
            with_password(a_user(), "another hash"),
            with_password(a_user(), a_user().password_hash),
            a_user(email="other@example.com"),
        ],
    )
    def test_die_with_the_password_and_with_the_address(self, links, changed):
        assert not links.is_link_token(RESET, changed, links.issue_link_token(RESET, a_user()))

    @pytest.mark.parametrize("changed", [a_user(is_active=False), a_user(version=7), a_user(is_staff=True)])
    def test_outlive_any_other_change(self, links, changed):
        assert links.is_link_token(RESET, changed, links.issue_link_token(RESET, a_user()))

    @pytest.mark.parametrize(
        "token",
        ["", "-", "abc", "abc-def", "é", "\ud83d", "0-" + "0" * 32, "x" * 60_000, "zzzzzzzz-" + "f" * 32, "1 2"],
    )
    def test_that_were_never_issued_are_refused(self, links, token):
        assert not links.is_link_token(RESET, a_user(), token)


class TestSignedLinks:
    def test_look_like_the_old_ones(self, clock):
        token = SignedLinks(Keys("k" * 64), clock).issue_link_token(RESET, a_user())
        issued, signature = token.split("-")
        assert int(issued, 36) == clock.now()
        assert len(signature) == len(bytes.fromhex(signature)) * 2 == 32

    def test_are_checked_with_the_key_before_as_well(self, clock):
        token = SignedLinks(Keys("before" * 10), clock).issue_link_token(RESET, a_user())
        assert SignedLinks(Keys("now" * 20, "before" * 10), clock).is_link_token(RESET, a_user(), token)
        assert not SignedLinks(Keys("now" * 20), clock).is_link_token(RESET, a_user(), token)

    def test_another_time_or_signature_is_refused(self, clock):
        links = SignedLinks(Keys("k" * 64), clock)
        issued, signature = links.issue_link_token(RESET, a_user()).split("-")
        for forged in (
            f"{issued[:-1]}{'0' if issued[-1] != '0' else '1'}-{signature}",
            f"{issued}-{signature[::-1]}",
        ):
            assert not links.is_link_token(RESET, a_user(), forged)


class Lambda:
    """boto3's client, whose calls are answered here."""

    def __init__(self):
        session = boto3.Session(region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
        self.client = session.client("lambda")
        self.client.meta.events.register("before-send.lambda.Invoke", self._answer)
        self.requests = []

    def _answer(self, request, **_):
        self.requests.append((request.url, request.headers["X-Amz-Invocation-Type"], json.loads(request.body)))
        return AWSResponse(request.url, 202, {}, io.BytesIO())


class TestMailQueue:
    @pytest.mark.parametrize("kind", MailKind)
    def test_every_wish_is_handed_on_alike(self, kind):
        fake, calls = FakeMailQueue(), Lambda()
        for queue in (fake, LambdaMailQueue(calls.client, FUNCTION, has_sender=True)):
            queue.request_mail(kind, "amina@example.com")
        [(url, invocation, event)] = calls.requests
        assert "dukka-mail" in url
        assert (invocation, event) == (b"Event", {"kind": kind.value, "email": "amina@example.com"})
        assert fake.requested == [(kind, "amina@example.com")]

    def test_without_a_sender_nothing_is(self):
        calls = Lambda()
        LambdaMailQueue(calls.client, FUNCTION, has_sender=False).request_mail(RESET, "amina@example.com")
        assert calls.requests == []

    @pytest.mark.parametrize(
        "error",
        [ConnectTimeoutError(endpoint_url="x"), ClientError({"Error": {"Code": "TooManyRequests"}}, "Invoke")],
    )
    def test_that_cannot_take_it_says_so(self, error):
        class Broken:
            def invoke(self, **_):
                raise error

        fake = FakeMailQueue()
        fake.is_down = True
        for queue in (fake, LambdaMailQueue(Broken(), FUNCTION, has_sender=True)):
            with pytest.raises(MailUnavailable):
                queue.request_mail(RESET, "amina@example.com")


MAIL = Mail("amina@example.com", "A new password", "text\n", "<p>html</p>")


class Ses:
    """boto3's client as far as it is used."""

    def __init__(self, code=""):
        self.requests = []
        self._code = code

    def send_email(self, **request):
        self.requests.append(request)
        if self._code:
            raise ClientError({"Error": {"Code": self._code}}, "SendEmail")


class TestMailer:
    def test_sends_text_and_html(self):
        ses, fake = Ses(), FakeMailer()
        for mailer in (fake, SesMailer(ses, "shop@shop.example")):
            mailer.send_mail(MAIL)
        [request] = ses.requests
        content = request["Content"]["Simple"]
        assert (request["FromEmailAddress"], request["Destination"]) == (
            "shop@shop.example",
            {"ToAddresses": [MAIL.to]},
        )
        assert content["Subject"]["Data"] == MAIL.subject
        assert {kind: part["Data"] for kind, part in content["Body"].items()} == {
            "Text": MAIL.text,
            "Html": MAIL.html,
        }
        assert fake.sent == [MAIL]

    def test_aws_takes_the_request(self):
        with mock_aws():
            client = boto3.client("sesv2", region_name="eu-west-1")
            client.create_email_identity(EmailIdentity="shop@shop.example")
            assert SesMailer(client, "shop@shop.example").send_mail(MAIL) is None

    @pytest.mark.parametrize(
        ("address", "sent_to"),
        [("amina@пример.рф", "amina@xn--e1afmkfd.xn--p1ai"), ("x@" + "ё" * 70 + ".рф", "x@" + "ё" * 70 + ".рф")],
    )
    def test_a_domain_of_another_script_is_written_in_ascii(self, address, sent_to):
        ses = Ses()
        SesMailer(ses, "shop@shop.example").send_mail(replace(MAIL, to=address))
        assert ses.requests[0]["Destination"] == {"ToAddresses": [sent_to]}

    def test_an_address_that_cannot_be_written_to_is_given_up(self, caplog):
        assert SesMailer(Ses("BadRequestException"), "shop@shop.example").send_mail(MAIL) is None
        assert MAIL.to not in caplog.text

    @pytest.mark.parametrize("code", ["MessageRejected", "TooManyRequestsException", "AccessDeniedException"])
    def test_any_other_failure_is_raised_so_that_it_is_tried_again(self, code):
        with pytest.raises(ClientError):
            SesMailer(Ses(code), "shop@shop.example").send_mail(MAIL)
