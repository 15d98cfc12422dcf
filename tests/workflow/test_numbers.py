"""Reference numbers: in sequence where that tells nothing, scattered where it would."""

import re

import pytest

from workflow.numbers import next_number, scattered_number


@pytest.mark.django_db
def test_numbers_in_sequence_never_repeat():
    numbers = [next_number("T") for _ in range(5)]
    assert numbers == sorted(set(numbers))
    assert all(re.fullmatch(r"T-\d{4}-\d{6}", number) for number in numbers)


def test_a_prefix_is_capital_letters_only():
    with pytest.raises(ValueError, match="not a prefix"):
        next_number("t; DROP")


def test_scattered_numbers_avoid_those_taken_and_those_in_sequence():
    tried: list[str] = []

    def is_taken(number: str) -> bool:
        tried.append(number)
        return len(tried) < 4

    number = scattered_number("B", is_taken)
    assert number == tried[-1]
    assert len(set(tried)) == 4
    assert all(re.fullmatch(r"B-\d{4}-[1-9]\d{7}", one) for one in tried)
