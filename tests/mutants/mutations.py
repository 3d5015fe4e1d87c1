"""All mutations of the charging code; `python -m tests.mutants` proves that the suite notices each."""

from tests.mutants.mutations_of_adapters import ADAPTERS
from tests.mutants.mutations_of_cards import CARDS
from tests.mutants.mutations_of_domain import DOMAIN
from tests.mutants.mutations_of_lives import LIVES
from tests.mutants.mutations_of_refunds import REFUNDS
from tests.mutants.mutations_of_the_line import LINE
from tests.mutants.mutations_of_usecases import USECASES
from tests.mutants.mutations_of_webhooks import WEBHOOKS

MUTATIONS = [*USECASES, *DOMAIN, *LIVES, *CARDS, *LINE, *REFUNDS, *ADAPTERS, *WEBHOOKS]
