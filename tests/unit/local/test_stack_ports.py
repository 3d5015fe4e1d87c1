"""Which port a server gets, and what a caller's settings may say."""

import socket
from contextlib import contextmanager

import pytest

from local.stack import config
from local.stack.errors import StackError, tail
from local.stack.ports import HOST, any_free, choose, is_free


@contextmanager
def taken_port():
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_with_a_server_on_it_is_not_free():
    with taken_port() as port:
        assert not is_free(port)
    assert is_free(port)


def test_a_wanted_port_that_is_taken_is_an_error_that_names_another():
    with taken_port() as port, pytest.raises(StackError, match=rf"Port {port} .* DUKKA_PORT=\d+"):
        choose("DUKKA_PORT", port, None)


def test_a_wanted_port_wins_over_the_kept_one():
    wanted, kept = any_free(), any_free()
    assert choose("DUKKA_PORT", wanted, kept) == wanted


def test_the_kept_port_is_used_again_while_it_is_free():
    kept = any_free()
    assert choose("DUKKA_AWS_PORT", None, kept) == kept


def test_a_kept_port_that_is_taken_gives_way_to_a_free_one():
    with taken_port() as kept:
        chosen = choose("DUKKA_AWS_PORT", None, kept)
    assert chosen != kept
    assert is_free(chosen)


def test_zero_means_any_free_port_and_not_the_kept_one(monkeypatch):
    monkeypatch.setattr("local.stack.ports.any_free", lambda: 4321)
    assert choose("DUKKA_PORT", 0, 5000) == 4321


def test_settings_not_given_are_not_said():
    assert config.read({}) == config.Config(state=config.ROOT / ".local")


def test_settings_are_read_from_the_environment(tmp_path):
    read = config.read(
        {
            "DUKKA_STATE": str(tmp_path),
            "DUKKA_PORT": "8001",
            "DUKKA_AWS_PORT": "0",
            "PAYSTACK_BASE_URL": "http://127.0.0.1:1/",
            "PAYSTACK_SECRET_KEY": "sk_test_1",
        }
    )
    assert (read.state, read.port, read.aws_port, read.paystack_port) == (tmp_path, 8001, 0, None)
    assert read.paystack_base_url == "http://127.0.0.1:1"
    assert (read.logs, read.manifest) == (tmp_path / "logs", tmp_path / "stack.json")


def test_a_test_key_alone_means_paystacks_own_test_mode():
    assert config.read({"PAYSTACK_SECRET_KEY": "sk_test_1"}).paystack_base_url == "https://api.paystack.co"


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"PAYSTACK_SECRET_KEY": "sk_live_1"}, "live key"),
        ({"PAYSTACK_BASE_URL": "http://127.0.0.1:1"}, "needs PAYSTACK_SECRET_KEY"),
        ({"DUKKA_PORT": "80a"}, "DUKKA_PORT=80a is not a port"),
        ({"DUKKA_PORT": "65536"}, "DUKKA_PORT=65536 is not a port"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_words(env, words):
    with pytest.raises(StackError, match=words):
        config.read(env)


def test_an_error_shows_the_end_of_its_log(tmp_path):
    log = tmp_path / "x.log"
    log.write_text("".join(f"line {n}\n" for n in range(100)))
    assert tail(log, 2) == "line 98\nline 99"
    text = StackError("It failed.", log).full_text()
    assert text.startswith("It failed.")
    assert text.endswith("line 99")
    assert StackError("It failed.", tmp_path / "none.log").full_text() == "It failed."
