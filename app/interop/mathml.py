"""Formulas of MathML as one line of text."""

from __future__ import annotations

from .markup import Element, children, local

RAISED = str.maketrans("0123456789+-=()n−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ⁻")
LOWERED = str.maketrans("0123456789+-=()−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")
NOTES = frozenset(["annotation", "annotation-xml"])
WORDS = frozenset(
    ["sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "exp", "lim", "max", "min", "arcsin", "arccos", "arctan"]
)
SPACED = frozenset("×÷·=<>≤≥≠≈+−±→⇒∈∪∩")
DEEPEST = 60


def raised(text: str) -> str:
    """Write an exponent: small figures where they suffice, else ^( )."""
    return _shifted(text, RAISED, "^")


def lowered(text: str) -> str:
    """Write an index."""
    return _shifted(text, LOWERED, "_")


def _shifted(text: str, table: dict[int, int], sign: str) -> str:
    if not text:
        return ""
    return text.translate(table) if all(ord(each) in table for each in text) else f"{sign}({text})"


def line(element: Element, depth: int = 0) -> str:
    """Write a formula in one line: (a+b)/c, x², √(2)."""
    name = local(element)
    parts = [each for each in children(element) if local(each) not in NOTES]
    if depth > DEEPEST or not parts:
        return _leaf(element, name)
    read = [line(each, depth + 1) for each in parts]
    if name in ("msup", "msub", "mfrac", "mroot", "msubsup", "munderover", "munder", "mover"):
        return _two_storeys(name, read)
    if name == "mfenced":
        return f"{element.get('open', '(')}{', '.join(read)}{element.get('close', ')')}"
    if name in ("mtr", "mtable"):
        return (", " if name == "mtr" else "; ").join(read)
    return f"√({_row(read)})" if name == "msqrt" else _row(read)


def _leaf(element: Element, name: str) -> str:
    text = " ".join("".join(element.itertext()).split()) if name not in NOTES else ""
    text = "".join(each for each in text if each not in "\u2061\u2062\u2063\u2064")
    if name == "mo" and text in SPACED:
        return f" {text} "
    return "-" if name == "mo" and text == "\u2212" else text


def _row(read: list[str]) -> str:
    found = before = ""
    for each in read:
        found += f" {each}" if before in WORDS and each[:1].isalnum() else each
        before = each.strip()
    return found


def _two_storeys(name: str, read: list[str]) -> str:
    read = [each.strip() for each in read] + [""] * 3
    base, first, second = read[:3]
    if name == "mfrac":
        return f"{_enclosed(base)}/{_enclosed(first)}"
    if name == "mroot":
        return f"{raised(first)}√({base})"
    if name in ("msup", "mover"):
        return f"{_enclosed(base)}{raised(first)}"
    if name in ("msub", "munder"):
        return f"{base}{lowered(first)}"
    return f"{base}{lowered(first)}{raised(second)}"


def _enclosed(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() or (text[0] == "(" and text[-1] == ")") else f"({text})"
