"""Rules of template.yaml for what is no function: tables, schedules' role, parameters."""

from tests.support.template import resources, template


def test_schedules_may_invoke_the_charge_function_alone():
    (policy,) = resources("AWS::IAM::Policy").values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]

    assert policy["Properties"]["Roles"] == [{"Ref": "SchedulerRole"}]
    assert statement["Action"] == "lambda:InvokeFunction"
    assert statement["Resource"] == {"Fn::GetAtt": ["ChargeSubscriptionFunction", "Arn"]}


def test_no_mail_leads_nowhere_and_no_account_waits_for_a_mail_that_is_never_sent():
    rules = template()["Rules"]
    needed = {
        name: {one["Assert"]["Fn::Not"][0]["Fn::Equals"][0]["Ref"] for one in rule["Assertions"]}
        for name, rule in rules.items()
    }

    assert rules["ActivationNeedsMails"]["RuleCondition"] == {"Fn::Equals": [{"Ref": "Activation"}, "true"]}
    assert needed == {
        "MailsLeadSomewhere": {"PasswordResetUrl"},
        "ActivationNeedsMails": {"MailSender", "ActivationUrl"},
    }


def test_the_tables_survive_the_stack_and_a_mistake():
    for name in ("Users", "Payments"):
        table = template()["Resources"][name]
        assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
        assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}
        assert table["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
