"""Parameters and secrets of a deployment, and what the servers inherit."""

import json
import tomllib

from local.stack import config, deploy, release, servers
from local.stack.keys import Keys

KEYS = Keys("AKIAEXAMPLE", "secret", "sk_test_simulator")


def test_parameters_carry_the_real_addresses():
    values = deploy.parameters("http://127.0.0.1:8001", "http://127.0.0.1:9", "sk_test_1")
    assert values["CallbackUrl"] == "http://127.0.0.1:8001/dukka/api/callback/"
    assert values["PaystackBaseUrl"] == "http://127.0.0.1:9"


def test_servers_inherit_only_what_they_need(tmp_path):
    caller = {"AWS_PROFILE": "live", "HOME": "/home/ada", "SSL_CERT_FILE": "/ca.pem", "PAYSTACK_SECRET_KEY": "k"}
    env = servers.ministack(caller, tmp_path, 4566, KEYS).env
    assert not {"AWS_PROFILE", "PAYSTACK_SECRET_KEY"} & set(env)
    assert (env["BIND_HOST"], env["AUTH"], env["SSL_CERT_FILE"]) == ("127.0.0.1", "true", "/ca.pem")
    assert env["AWS_ACCESS_KEY_ID"] == KEYS.aws_access_key_id


def test_ministacks_temporary_files_are_removed_and_its_state_is_not(tmp_path):
    for name in ("tmp", "state"):
        (tmp_path / "aws" / name).mkdir(parents=True)
        (tmp_path / "aws" / name / "x").touch()
    servers.prepare_ministack(tmp_path)
    assert not (tmp_path / "aws" / "tmp" / "x").exists()
    assert (tmp_path / "aws" / "state" / "x").exists()


def test_the_simulator_knows_the_webhook_and_its_own_address(tmp_path):
    service = servers.simulator({}, tmp_path, 9000, "http://127.0.0.1:8000", "sk_test_1")
    text = " ".join(service.command)
    assert "--webhook-url http://127.0.0.1:8000/dukka/api/webhooks/paystack/" in text
    assert "--public-url http://127.0.0.1:9000 " in text
    assert service.health_url == "http://127.0.0.1:9000/_sim/health"


def test_a_release_adds_the_given_secrets_to_the_files_parameters():
    samconfig = '[staging.deploy.parameters]\nparameter_overrides = ["Environment=staging", "A=b=c"]'
    assert release.overrides(samconfig, "staging", {"PAYSTACK_SECRET_KEY": "sk_1"}) == {
        "Environment": "staging",
        "A": "b=c",
        "PaystackSecretKey": "sk_1",
        "PaystackPreviousSecretKey": "",
    }


def test_a_release_during_a_rotation_has_both_keys_and_the_next_one_retires_the_old():
    samconfig = "[staging.deploy.parameters]\nparameter_overrides = []"
    rotating = {"PAYSTACK_SECRET_KEY": "sk_2", "PAYSTACK_PREVIOUS_SECRET_KEY": "sk_1"}
    assert release.overrides(samconfig, "staging", rotating)["PaystackPreviousSecretKey"] == "sk_1"
    assert release.overrides(samconfig, "staging", {})["PaystackPreviousSecretKey"] == ""


def test_a_release_without_a_secret_keeps_the_deployed_one():
    samconfig = (config.ROOT / "samconfig.toml").read_text()
    assert "PaystackSecretKey" not in release.overrides(samconfig, "production", {"PAYSTACK_SECRET_KEY": ""})


def test_each_environment_has_its_block_and_none_has_a_secret():
    text = (config.ROOT / "samconfig.toml").read_text()
    blocks = tomllib.loads(text)
    for name in ("local", "staging", "production"):
        assert blocks[name]["deploy"]["parameters"]["stack_name"] == f"dukka-{name}"
        assert blocks[name]["build"]["parameters"]["cached"]
    assert "sk_" not in text


def test_releasing_runs_sam_with_a_file_that_is_deleted_after(monkeypatch, tmp_path):
    seen = {}

    class Done:
        returncode = 3

    def run(command, **_):
        file = command[-1].removeprefix("file://")
        seen["file"], seen["values"] = file, json.loads(config.Path(file).read_text())
        seen["command"] = command
        return Done()

    monkeypatch.setattr(release.subprocess, "run", run)
    monkeypatch.setattr(release, "environment", lambda: {"PAYSTACK_SECRET_KEY": "sk_1"})
    assert release.main("staging") == 3
    assert seen["values"]["PaystackSecretKey"] == "sk_1"
    assert "sk_1" not in " ".join(seen["command"])
    assert not config.Path(seen["file"]).exists()
