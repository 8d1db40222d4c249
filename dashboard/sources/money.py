"""Money as the reader writes it: the store counts whole millionths of a dollar."""

from decimal import Decimal

from babel.numbers import format_currency

from dashboard.i18n import lang

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_MILLION = 1_000_000
_DIME = 100_000
_NO_BREAK = "\u00a0"


def dollars(millionths: int) -> str:
    """An amount in dollars: US$1.25 or 1,25 $US; below ten cents down to tenths of a cent."""
    digits = "#,##0.00#" if 0 < millionths < _DIME else "#,##0.00"
    pattern = f"{digits}{_NO_BREAK}¤" if lang() == "fr" else f"¤{digits}"
    amount = Decimal(int(millionths)) / _MILLION
    return format_currency(amount, "USD", pattern, _LOCALES[lang()], currency_digits=False)
