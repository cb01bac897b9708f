"""Every attribution of the article in the project's corpus."""

from pathlib import Path

import pytest

from searchapp.attribution import attribute
from searchapp.models.articles import Article, Paragraph

_PATH = Path(__file__).parents[2] / "corpus" / "2023-03-10-high-end-manufacturing.txt"

_GROUP = "national legislators and political advisers"
_MIAO = (
    "deputy director of the Committee on Economic Affairs of the National Committee of the "
    "Chinese People's Political Consultative Conference"
)
_ZHOU = "deputy to the 14th NPC, and chairman and CEO of Chinese home appliance giant Haier Group"
_JIA = "deputy to the 14th NPC and chairman of Chinese home appliance manufacturer Hisense Group"
_LI = (
    "deputy to the 14th NPC, and founder and chairman of consumer electronics maker "
    "TCL Technology Group Corp"
)

# (paragraph, speaker, kind, role, cue, quotation, first and last words of the content)
_EXPECTED = [
    (1, _GROUP, "group", "", "said", "indirect", "China's stress on", "new competitive strengths"),
    (2, _GROUP, "group", "", "called for", "indirect", "concerted efforts", "the real economy"),
    (
        3,
        "Xi Jinping",
        "person",
        "President",
        "said",
        "indirect",
        "manufacturing is",
        "at all times",
    ),
    (
        4,
        "Xi Jinping",
        "person",
        "President",
        "said",
        "indirect",
        "Currently, China's",
        "of categories",
    ),
    (
        4,
        "Xi Jinping",
        "person",
        "President",
        "adding",
        "indirect",
        "the country will",
        "its development",
    ),
    (5, "Miao Wei", "person", _MIAO, "highlighted", "indirect", "the importance", "supply chains"),
    (
        6,
        "Miao Wei",
        "person",
        "former minister of industry and information technology",
        "said",
        "indirect",
        "efforts should be",
        "great growth potential",
    ),
    (
        7,
        "Zhou Yunjie",
        "person",
        _ZHOU,
        "said",
        "indirect",
        "Manufacturing is the",
        "and blockchain",
    ),
    (
        8,
        "Zhou Yunjie",
        "person",
        _ZHOU,
        "said",
        "direct",
        '"As the country',
        'new industrialization,"',
    ),
    (
        9,
        "Zhou Yunjie",
        "person",
        _ZHOU,
        "suggested",
        "indirect",
        "establishing a",
        "and transactions",
    ),
    (
        10,
        "Ministry of Industry and Information Technology",
        "organization",
        "",
        "showed",
        "indirect",
        "that China accounted",
        "manufacturing country",
    ),
    (
        11,
        "Jia Shaoqian",
        "person",
        _JIA,
        "Noting",
        "indirect",
        "technological innovation",
        "of industrial chains",
    ),
    (
        11,
        "Jia Shaoqian",
        "person",
        _JIA,
        "said",
        "indirect",
        "leading enterprises",
        "in key fields",
    ),
    (
        12,
        "Jia Shaoqian",
        "person",
        _JIA,
        "suggested",
        "indirect",
        "the country should",
        "display technologies",
    ),
    (
        13,
        "Li Dongsheng",
        "person",
        _LI,
        "said",
        "direct",
        '"The high-tech',
        'economic development,"',
    ),
    (
        14,
        "Li Dongsheng",
        "person",
        _LI,
        "said",
        "indirect",
        "China's manufacturers",
        "global competitiveness",
    ),
    (
        15,
        "Dong Mingzhu",
        "person",
        "chairwoman of Chinese home appliance maker Gree Electric Appliances",
        "said",
        "indirect",
        "Chinese enterprises",
        "manufacturing sector",
    ),
    (
        16,
        "Dong Mingzhu",
        "person",
        "deputy to the 14th NPC",
        "said",
        "indirect",
        "it is important",
        "greener production",
    ),
    (
        16,
        "Dong Mingzhu",
        "person",
        "deputy to the 14th NPC",
        "adding",
        "indirect",
        "talent is key",
        "of manufacturing",
    ),
]


@pytest.fixture(scope="module")
def article() -> Article:
    _, title, *texts = _PATH.read_text(encoding="utf-8").strip().split("\n\n")
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(texts, start=1))
    return attribute(Article("golden", title, None, paragraphs))


def test_every_speaker_role_cue_and_quotation_type_is_as_expected(article: Article) -> None:
    assert [
        (p.number, a.speaker.name, a.speaker.kind, a.role, a.cue, a.quotation)
        for p in article.paragraphs
        for a in p.attributions
    ] == [row[:6] for row in _EXPECTED]


def test_every_content_is_one_span_with_the_expected_first_and_last_words(article: Article) -> None:
    contents = [
        [p.text[start:end] for start, end in a.spans]
        for p in article.paragraphs
        for a in p.attributions
    ]
    for (*_, first, last), own_contents in zip(_EXPECTED, contents, strict=True):
        (content,) = own_contents
        assert content.startswith(first), content
        assert content.endswith(last), content
