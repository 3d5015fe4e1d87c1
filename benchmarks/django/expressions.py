"""DynamoDB's expressions, as far as this project writes them: conditions, key conditions and updates.

Items are in DynamoDB's own JSON, `{"N": "1"}`.
"""

import re
from typing import Any

Item = dict[str, Any]
_TOKEN = re.compile(r"\s*(<=|>=|<>|[=<>(),+-]|[\w.#:]+)")
_CLAUSE = re.compile(r"\b(SET|ADD|REMOVE)\b")


class Expression:
    """One expression with its names and values, against one item."""

    def __init__(self, text: str, names: dict[str, str], values: Item, item: Item) -> None:
        self._tokens = _TOKEN.findall(text)
        self._at = 0
        self._names, self._values, self._item = names, values, item

    def holds(self) -> bool:
        """Whether the condition is true of the item."""
        return self._any()

    def _any(self) -> bool:
        result = self._all()
        while self._peek() == "OR":
            self._next()
            result = self._all() or result
        return result

    def _all(self) -> bool:
        result = self._one()
        while self._peek() == "AND":
            self._next()
            result = self._one() and result
        return result

    def _one(self) -> bool:
        match self._peek():
            case "NOT":
                self._next()
                return not self._one()
            case "(":
                self._next()
                result = self._any()
                self._next()
                return result
            case "attribute_exists" | "attribute_not_exists" | "begins_with":
                return self._function()
        return self._comparison()

    def _function(self) -> bool:
        name = self._next()
        self._next()
        operands = [self._operand()]
        while self._next() == ",":
            operands.append(self._operand())
        if name == "begins_with":
            return operands[0] is not None and str(operands[0]).startswith(str(operands[1]))
        return (operands[0] is None) == (name == "attribute_not_exists")

    def _comparison(self) -> bool:
        left, sign = self._operand(), self._next()
        right = self._operand()
        if sign == "BETWEEN":
            self._next()
            return left is not None and bool(right <= left <= self._operand())
        if left is None or right is None:
            return sign == "<>"
        signs = {
            "=": left == right,
            "<>": left != right,
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
        }
        return signs[sign]

    def _operand(self) -> Any:
        token = self._next()
        held = self._values[token] if token.startswith(":") else self._item.get(self._names.get(token, token))
        return plain(held)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        self._at += 1
        return str(self._tokens[self._at - 1])


def plain(held: Item | None) -> Any:
    """The value of an attribute: numbers as integers, so that they compare."""
    if held is None:
        return None
    ((kind, value),) = held.items()
    return int(value) if kind == "N" else value


def updated(text: str, names: dict[str, str], values: Item, item: Item) -> Item:
    """Return an item after an update expression."""
    changed = dict(item)
    parts = _CLAUSE.split(text)[1:]
    for verb, clauses in zip(parts[::2], parts[1::2], strict=True):
        for clause in _split(clauses):
            _change(verb, clause, names, values, changed)
    return changed


def _split(clauses: str) -> list[str]:
    """At the commas that are not inside a function."""
    return [clause.strip() for clause in re.split(r",(?![^(]*\))", clauses)]


def _change(verb: str, clause: str, names: dict[str, str], values: Item, item: Item) -> None:
    if verb == "REMOVE":
        item.pop(names.get(clause, clause), None)
        return
    name, _, wanted = clause.partition("=" if verb == "SET" else " ")
    name = names.get(name.strip(), name.strip())
    if verb == "ADD":
        before = int(item.get(name, {"N": "0"})["N"])
        item[name] = {"N": str(before + int(values[wanted.strip()]["N"]))}
        return
    terms = [_term(term.strip(), names, values, item) for term in re.split(r"\s\+\s", wanted)]
    item[name] = terms[0] if len(terms) == 1 else {"N": str(sum(int(term["N"]) for term in terms))}


def _term(text: str, names: dict[str, str], values: Item, item: Item) -> Item:
    if found := re.fullmatch(r"if_not_exists\(\s*([\w#]+)\s*,\s*(:\w+)\s*\)", text):
        return item.get(names.get(found[1], found[1]), values[found[2]])  # type: ignore[no-any-return]
    return values[text] if text.startswith(":") else item[names.get(text, text)]  # type: ignore[no-any-return]
