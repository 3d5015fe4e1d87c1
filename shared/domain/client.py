"""Who is at the other end of a request, as far as that can be told without a token: a network and a program.

Two requests come from the same client when their network and their user agent are the same. That is weak on purpose,
it never lets anybody in: it only decides whether a repeated request is taken for a retry, and whose attempts count
together. What is stored of it is a hash.
"""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address

_HOSTS_OF_IPV6 = 64
"""Whoever has one IPv6 address has 2^64 of them."""


@dataclass(frozen=True, slots=True)
class Client:
    """The address that API Gateway saw, and the program as it names itself."""

    address: str
    user_agent: str


def network_of(address: str) -> str:
    """Return what an address stands for: itself, or the network of 64 bits of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Network((int(parsed), _HOSTS_OF_IPV6), strict=False))
    return str(parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else parsed)


def device_of(account: str, client: Client) -> str:
    """Return the hash under which a client is known to an account."""
    return hashlib.sha256(f"{account}\n{_named(client)}".encode(errors="replace")).hexdigest()


def mark_of(token: str, client: Client) -> str:
    """Return the hash by which the client that used a token is known again, when it sends the same token.

    The token is the key: whoever reads the stored mark has no token, and so cannot try addresses against it.
    """
    return hmac.new(token.encode(), _named(client).encode(errors="replace"), hashlib.sha256).hexdigest()


def _named(client: Client) -> str:
    return f"{network_of(client.address)}\n{client.user_agent}"
