from collections.abc import Callable

import pytest

from searchapp.attribution.entities.entities import Entities
from searchapp.attribution.entities.mentions import (
    Mention,
    find_mentions,
    is_headline,
    lowercase_words,
    name_key,
)
from searchapp.attribution.entities.names.common_words import find_name_words
from searchapp.attribution.entities.names.company_names import find_company_conjuncts
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import tokenize

Find = Callable[[str], list[Mention]]


@pytest.fixture
def mentions(lexicon: Lexicon) -> Find:
    def find(text: str) -> list[Mention]:
        tokens = tokenize(text)
        return find_mentions(
            tokens,
            is_headline(tokens),
            lowercase_words([tokens]),
            lexicon,
            find_company_conjuncts([tokens], lexicon),
            name_words=find_name_words([tokens], lexicon),
        )

    return find


def names(mentions: list[Mention]) -> list[str]:
    return [" ".join(m.words) for m in mentions]


def test_a_name_ends_at_the_first_lower_case_word(mentions: Find) -> None:
    assert names(mentions("The mill of Ana Ruiz near Oban closed.")) == ["Ana Ruiz", "Oban"]


def test_titles_before_a_name_are_not_part_of_it(mentions: Find) -> None:
    (mention,) = mentions("so French President Ana Ruiz left")
    assert mention.words == ("Ana", "Ruiz")
    assert mention.titles == ("president",)


def test_lower_case_titles_are_titles(mentions: Find) -> None:
    (mention,) = mentions("the former senator Ana Ruiz left")
    assert mention.titles == ("senator", "former")


def test_a_title_alone_has_no_name(mentions: Find) -> None:
    (mention,) = mentions("yesterday the President left")
    assert mention.words == ()


def test_the_name_of_an_office_continues_over_of_and_and(mentions: Find) -> None:
    text = "data from the Ministry of Mills and Rural Roads showed"
    assert names(mentions(text)) == ["Ministry of Mills and Rural Roads"]


def test_an_office_of_several_words_is_not_part_of_the_name(mentions: Find) -> None:
    (mention,) = mentions("yesterday Secretary of State Ana Ruiz left")
    assert (mention.words, mention.titles) == (("Ana", "Ruiz"), ("secretary", "state"))


def test_a_title_before_of_is_separate_from_the_companys_name(mentions: Find) -> None:
    assert names(mentions("the President of Oban Mills left")) == ["", "Oban Mills"]


def test_and_co_is_part_of_the_name(mentions: Find) -> None:
    assert names(mentions("so Vask and Co Ltd left")) == ["Vask and Co Ltd"]


def test_plural_and_compound_titles_are_not_part_of_a_name(mentions: Find) -> None:
    mentioned = names(mentions("so Senators Ana Ruiz and Co-anchor Mary Lind left"))
    assert mentioned == ["Ana Ruiz", "Mary Lind"]


def test_an_office_may_have_an_article(mentions: Find) -> None:
    (mention,) = mentions("so Chancellor of the Exchequer Ana Ruiz left")
    assert mention.words == ("Ana", "Ruiz")


def test_the_name_of_a_partys_committee_has_no_title(mentions: Find) -> None:
    mentioned = names(mentions("so the Republican National Committee left"))
    assert mentioned == ["Republican National Committee"]


def test_a_title_word_after_an_initial_is_a_surname(mentions: Find) -> None:
    (mention,) = mentions("so Representative Ana T. King left")
    assert mention.words == ("Ana", "T.", "King")


def test_a_sentence_initial_word_is_not_a_name_if_it_is_also_lower_case(mentions: Find) -> None:
    assert mentions("Weaving is old. They like weaving.") == []


def test_a_possessive_is_marked(mentions: Find) -> None:
    assert [m.possessive for m in mentions("so Ana Ruiz’s mill and Lind left")] == [True, False]


def test_particles_join_a_name(mentions: Find) -> None:
    assert names(mentions("so Ana de la Cruz left")) == ["Ana de la Cruz"]


def test_a_headline_has_mostly_capitalised_words() -> None:
    assert is_headline(tokenize("Mill Owner Vows To Keep Looms In Oban"))
    assert not is_headline(tokenize("The owner of the mill vowed to keep the looms in Oban."))


def test_a_nickname_in_quotation_marks_is_not_part_of_the_name(
    entities: Callable[..., Entities],
) -> None:
    article = entities('Ben "Big Ben" Okafor left.', "Mr. Okafor is from Oban.")
    assert [entity.name for entity in article.all if entity.kind == "person"] == ["Ben Okafor"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday Bashar al-Oru left", ["Bashar al-Oru"]),
        ("then Mr. al-Oru left", ["al-Oru"]),
        ("then Luiz Lula da Oru left", ["Luiz Lula da Oru"]),
        ("so Moody's Investors Service Inc said", ["Moody's Investors Service Inc"]),
        ("so Ana Ruiz's mill closed", ["Ana Ruiz"]),
        ("so Oban Mills Inc <OBM.L> said", ["Oban Mills Inc"]),
        ("so <Oban Mills Inc> said", ["Oban Mills Inc"]),
        ("The Bank of Oban said the bank was old", ["Bank of Oban"]),
        ("Bank of Oban said the bank was old", ["Bank of Oban"]),
    ],
)
def test_a_name_continues_over_particles_possessives_and_of(
    text: str, expected: list[str], mentions: Find
) -> None:
    assert names(mentions(text)) == expected


@pytest.mark.parametrize(
    ("word", "key"),
    [("al-Oru", "oru"), ("el-Ruiz", "ruiz"), ("Al-Oru", "al-oru"), ("Ruíz", "ruiz")],
)
def test_names_are_compared_without_an_article(word: str, key: str) -> None:
    assert name_key(word) == key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is late,” said Theresa May.", ["Theresa May"]),
        ("so Mrs May left in May", ["May"]),
        ("so George Will left", ["George Will"]),
        ("so Martin Luther King Jr. left", ["Martin Luther King"]),
        ("so Oru King left", ["Oru King"]),
        ("so First Oban Corp said", ["First Oban Corp"]),
        ("so Vask, Lind and Co said", ["Vask, Lind and Co"]),
        ("the Securities and Exchange Commission said", ["Securities and Exchange Commission"]),
        ("the American Wool and Linen Institute said", ["American Wool and Linen Institute"]),
        ("so the General Mill Office said", ["General Mill Office"]),
        ("the American Weavers Association said", ["American Weavers Association"]),
        ("the High Commissioner for Mills said", ["High Commissioner for Mills"]),
        ("the US military said", ["US"]),
        ("so Number 10 said", ["Number 10"]),
        ("Reading Co said it was late", ["Reading Co"]),
        ("Brave Ana Ruiz has left", ["Ana Ruiz"]),
        ("and then speaking to the Daily Echo Ana Ruiz said", ["Daily Echo", "Ana Ruiz"]),
        ("Paris-based Oban Mills left", ["Oban Mills"]),
        ("so Fatimah binti Yusof left", ["Fatimah binti Yusof"]),
        ("so Ben “Big Ben” Okafor left", ["Ben Okafor"]),
        ("so Oru “Skip” Vantell left", ["Oru Vantell"]),
        ("so William (Bill) Okafor left", ["William Okafor"]),
    ],
)
def test_names_of_many_kinds_have_their_words(
    text: str, expected: list[str], mentions: Find
) -> None:
    assert names(mentions(text)) == expected


@pytest.mark.parametrize("month", ["in May 2016", "since May", "on May 3"])
def test_a_month_is_no_surname(month: str, mentions: Find) -> None:
    assert names(mentions(f"They met {month}, and Ana Ruiz left.")) == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so Queen Ana II left", ("Queen", "Ana", "II")),
        ("so Pope John Paul II left", ("Pope", "John", "Paul", "II")),
        ("so Pope Francis left", ("Pope", "Francis")),
        ("so Lord Vask of Oban left", ("Lord", "Vask", "of", "Oban")),
        ("so Baroness Vask left", ("Baroness", "Vask")),
        ("so Lord Ben Okafor left", ("Ben", "Okafor")),
    ],
)
def test_the_style_of_a_royal_or_a_peer_is_part_of_the_name(
    text: str, expected: tuple[str, ...], mentions: Find
) -> None:
    (mention,) = mentions(text)
    assert mention.full_words == expected


@pytest.mark.parametrize(
    "title", ["Datuk Seri", "Tan Sri", "Union Minister Shri", "SSP", "Maj-Gen"]
)
def test_titles_of_many_countries_are_not_part_of_a_name(title: str, mentions: Find) -> None:
    assert names(mentions(f"so {title} Anil Vask left")) == ["Anil Vask"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("so Minister of Mines and Energy Ana Ruiz left", "Ana Ruiz"),
        ("he told Secretary of State Ana Ruiz Chile's mills", "Ana Ruiz"),
        ("it was late when Danish Ana Ruiz left", "Ana Ruiz"),
    ],
)
def test_offices_origins_and_places_are_not_part_of_a_name(
    text: str, named: str, mentions: Find
) -> None:
    assert names(mentions(text))[0] == named


@pytest.mark.parametrize("text", ["he left Downing Street", "he left Whitehall"])
def test_a_known_name_may_end_the_text(text: str, mentions: Find) -> None:
    (mention,) = mentions(text)
    assert mention.stop == len(tokenize(text))


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (("They sing for Big Vask.", "Big Vask denied it is big."), ["Big Vask", "Big Vask"]),
        (("They sing for a big mill.", "Big Vask denied it is big."), ["Vask"]),
    ],
)
def test_a_common_word_opens_a_sentence_and_a_name_that_is_also_within_one(
    texts: tuple[str, ...], names: list[str], lexicon: Lexicon
) -> None:
    paragraphs = [tokenize(text) for text in texts]
    lowercase, words = lowercase_words(paragraphs), find_name_words(paragraphs, lexicon)
    mentions = [
        mention
        for tokens in paragraphs
        for mention in find_mentions(tokens, False, lowercase, lexicon, name_words=words)
    ]
    assert [" ".join(mention.words) for mention in mentions] == names


def test_a_surname_that_looks_like_a_gerund_opens_a_sentence(lexicon: Lexicon) -> None:
    assert [m.words for m in find_mentions(tokenize("Ding said no."), False, frozenset(), lexicon)]
