"""The only logger: one structured line an invocation, with nothing personal or secret in it.

What may be logged: the function, the outcome, the status, references and ids of ours. What may not: names, addresses,
tokens, authorizations, bodies, headers.
"""

from aws_lambda_powertools import Logger

logger = Logger(service="dukka", location=None, log_uncaught_exceptions=False)
