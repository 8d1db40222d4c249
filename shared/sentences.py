"""What the product tells a person when something is not as it should be.

The package knows no screen and no language of a reader: it says things in English and keeps
the parts apart, so that a page can say the same in French.
"""

from typing import Any, Self


class Sentence(str):
    """An English sentence that remembers its template and the values in it.

    >>> said = say("{count} lines were kept aside.", count=3)
    >>> said, said.template, said.values
    ('3 lines were kept aside.', '{count} lines were kept aside.', {'count': 3})
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: dict[str, Any]) -> Self:
        """Fill the template; the values must be what JSON can hold."""
        sentence = super().__new__(cls, template.format(**values))
        sentence.template = template
        sentence.values = values
        return sentence


def say(template: str, **values: Any) -> Sentence:
    """A sentence for a person; `template` is a literal, so that it can be translated."""
    return Sentence(template, values)


class Refusal(Exception):
    """Something a person asked for cannot be done; the sentence says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence
