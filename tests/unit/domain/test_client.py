"""Which requests come from one client, and that what is kept of it tells nothing."""

import pytest

from shared.domain.client import Client, device_of, mark_of, network_of

PHONE = Client("203.0.113.7", "Mozilla/5.0 (Android 15)")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_an_ipv6_address_stands_for_its_network_of_64_bits(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (PHONE, True),
        (Client("203.0.113.8", PHONE.user_agent), False),
        (Client(PHONE.address, "curl/8"), False),
        (Client("", ""), False),
    ],
)
def test_a_client_is_its_network_and_its_user_agent(other, is_same):
    assert (device_of("amina", other) == device_of("amina", PHONE)) is is_same
    assert (mark_of("token", other) == mark_of("token", PHONE)) is is_same


def test_two_addresses_of_one_ipv6_network_are_one_client():
    one, other = (Client(f"2001:db8:1:2::{host}", "app") for host in "19")
    assert mark_of("token", one) == mark_of("token", other)


def test_a_device_is_known_to_one_account():
    assert device_of("amina", PHONE) != device_of("bola", PHONE)


def test_a_mark_belongs_to_one_token():
    assert mark_of("token", PHONE) != mark_of("other", PHONE)


def test_fields_do_not_run_into_each_other():
    assert device_of("a", Client("b", "c")) != device_of("a\nb", Client("c", ""))


def test_what_no_text_may_hold_is_no_failure():
    odd = Client("203.0.113.7", "\ud800")
    assert len(device_of("\ud800", odd)) == len(mark_of("token", odd)) == 64
