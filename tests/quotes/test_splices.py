"""Two passages that are joined to one quotation are told apart."""

from searchapp.quotes.splices import find_splice, uncovered

FIRST = ["nobody", "won", "this", "strike", "in", "the", "end", "she", "said"]
SECOND = ["if", "gas", "stays", "where", "it", "is", "we", "will", "talk", "again"]


def test_two_passages_joined_are_two_parts() -> None:
    parts = find_splice([*FIRST[:4], *SECOND[:5]], [SECOND, FIRST])
    assert parts is not None
    first, second = parts
    assert (first.candidate, first.words, first.stretch) == (1, 4, (0, 4))
    assert (second.candidate, second.words, second.stretch) == (0, 5, (0, 5))


def test_words_left_out_of_one_passage_are_no_splice() -> None:
    assert find_splice([*FIRST[:3], *FIRST[5:]], [FIRST, SECOND]) is None


def test_sentences_in_another_order_are_a_splice() -> None:
    assert find_splice([*FIRST[5:], *FIRST[:4]], [FIRST]) is not None


def test_two_words_are_no_part() -> None:
    assert find_splice([*FIRST[:2], *SECOND[:7]], [FIRST, SECOND]) is None
    assert find_splice([], [FIRST]) is None


def test_the_rest_of_a_splice_is_what_the_first_passage_lacks() -> None:
    assert uncovered([*FIRST[:5], *SECOND[:3]], FIRST) == (5, 8)
    assert uncovered([*SECOND[:3], *FIRST[:5]], FIRST) == (0, 3)
    assert uncovered(SECOND, FIRST) is None
